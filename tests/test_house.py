"""The rules of the house: who may do what, and where."""

from __future__ import annotations

import ast
import functools
import re
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

import tui.keyops
from tests.helpers.project import ROOT, run_python
from tui.keyops.formats import FORMATS, PRIVATE_FORMATS
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ROOT / "tui"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@functools.cache
def tree(path: Path) -> ast.Module:
    """A file, parsed once for all rules."""
    return ast.parse(path.read_text())


def calls(path: Path) -> set[str]:
    """Dotted names of everything that is called in a file."""
    return {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}


def imports(path: Path) -> set[str]:
    """Top-level names of everything that is imported anywhere in a file."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("name", ["inspect --json", "public", "--version", "--help"])
def test_headless_verbs_never_import_textual(name: str, tmp_path: Path) -> None:
    key = tmp_path / "k.pub"
    key.write_text(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJbAKnw4T8kfMfjhpsQ2NEBUMIgEjHpOJHWXp9hxTLo someone@somewhere\n"
    )
    argv = [*name.split(), *([str(key)] if not name.startswith("--") else [])]
    loaded = run_python(
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['keywright', *{argv!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = loaded.rsplit("LOADED", 1)[1]
    assert "textual" not in loaded.split()
    assert "rich" not in loaded.split()
    assert "cryptography" not in loaded.split()


def test_the_key_operations_load_without_any_screen() -> None:
    names = " ".join(relative(path) for path in SOURCES)
    assert "keyops/inspection/inspection.py" in names
    loaded = run_python(
        "import sys, pkgutil, importlib, tui.keyops as package\n"
        "for module in pkgutil.walk_packages(package.__path__, 'tui.keyops.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    ).split()
    for forbidden in ("textual", "rich", "pyperclip", "argparse", "asyncio"):
        assert forbidden not in loaded


def test_every_public_name_of_the_library_is_there() -> None:
    for name in tui.keyops.__all__:
        assert getattr(tui.keyops, name) is not None
        if name.islower():
            assert f"``{name}``" in tui.keyops.__doc__, "what there is to do is told where one looks first"
    assert sorted(tui.keyops.__all__) == sorted(
        name for names in tui.keyops._HOMES.values() for name in names
    )
    for name in re.findall(r"``(\w+\.\w+)``", tui.keyops.__doc__):
        assert import_module(f"tui.keyops.{name}")
    with pytest.raises(AttributeError):
        _ = tui.keyops.nothing


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ({"pyperclip"}, {"process/desktop_clipboard.py"}),
        ({"subprocess", "multiprocessing", "pty"}, set()),
        ({"pickle"}, {"process/jobs.py", "process/worker.py", "_pipe.py"}),
        ({"bcrypt"}, {"keyops/crypto/primitives.py"}),
        ({"socket"}, {"keyops/agent/client.py"}),
        ({"argparse"}, {"cli/__init__.py"}),
    ],
)
def test_only_these_files_import(what: set[str], allowed: set[str]) -> None:
    found = {relative(path) for path in SOURCES if imports(path) & what}
    if what == {"argparse"}:
        found = {name for name in found if not name.startswith("cli/")}
        allowed = set()
    assert found <= allowed


def test_only_primitives_key_types_and_generation_import_cryptography() -> None:
    found = {relative(path) for path in SOURCES if "cryptography" in imports(path)}
    outside = {name for name in found if not name.startswith("keyops/keys/")}
    assert outside <= {
        "keyops/crypto/primitives.py",
        "keyops/crypto/old_ciphers.py",
        "keyops/generation/generation.py",
    }


def test_only_one_file_starts_child_processes() -> None:
    starters = {
        "create_subprocess_exec",
        "create_subprocess_shell",
        "system",
        "fork",
        "execv",
        "execve",
        "spawnv",
    }
    found = {
        relative(path) for path in SOURCES if any(name.split(".")[-1] in starters for name in calls(path))
    }
    assert found == {"process/children.py", "process/fresh_memory.py", "process/shares.py"}
    users = {relative(path) for path in SOURCES if calls(path) & {"children.start"}}
    assert users == {"process/jobs.py", "process/programs.py", "terminal/clipboard.py"}


def test_only_storage_writes_files() -> None:
    writers = {
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rename",
        "replace_file",
        "rmtree",
        "symlink",
        "link",
        "chmod",
        "fchmod",
        "fchown",
        "chown",
    }
    found = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).split(".")[-1]
            given = (*node.args, *(keyword.value for keyword in node.keywords))
            modes = [str(each.value) for each in given if isinstance(each, ast.Constant)]
            opens = name == "open" and any(mode.startswith(("w", "a", "x")) for mode in modes)
            flags = name == "open" and any("O_CREAT" in ast.unparse(each) for each in given)
            if opens or flags or name in writers:
                found.add(relative(path))
    assert found <= {
        f"keyops/files/{name}.py"
        for name in ("storage", "transaction", "atomic", "folders", "modes", "unfinished")
    }


def test_no_module_grows_without_bound() -> None:
    long = {relative(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: count for name, count in long.items() if count > 400} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [relative(path) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_only_presence_asks_a_path_in_a_way_that_may_raise() -> None:
    """``Path.exists`` and its kin raise for names that are too long and in folders that are closed."""
    asking = {"exists", "is_dir", "is_file", "is_symlink"}
    found = set()
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in asking:
                found.add((relative(path), ast.unparse(node)))
    found = {
        (where, name) for where, name in found if name.partition(".")[0] not in {"paths", "presence", "os"}
    }
    assert found <= {
        # What ``os.scandir`` gave may be asked; so may our own files, and where OSError is awaited.
        ("keyops/files/listing.py", "name.is_dir"),
        ("keyops/files/completion.py", "entry.is_dir"),
        ("keyops/inspection/files.py", "path.is_symlink"),
        ("keyops/services/__init__.py", "path.is_file"),
        ("terminal/stylesheets.py", "path.is_file"),
        # Of a record.
        ("cli/verbs/settings.py", "chosen.exists"),
        ("screens/keys/early_frame.py", "chosen.exists"),
        ("screens/keys/rows.py", "self.app.chosen.exists"),
    }


def test_every_frozen_record_of_the_key_operations_is_made_the_quick_way() -> None:
    """``records`` says what the standard one costs; a record that changes is a standard one."""
    told = [
        f"{relative(path)}: {node.name}"
        for path in SOURCES
        if "keyops" in path.parts and "from dataclasses import" in path.read_text()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any("frozen" in ast.unparse(one) for one in node.decorator_list)
    ]
    assert told == []


def test_no_handler_calls_the_one_that_it_extends() -> None:
    """Textual calls the handlers of every base class itself: ``super().on_mount()`` mounts twice."""
    found = {
        f"{relative(path)} {name}"
        for path in SOURCES
        for name in calls(path)
        if re.match(r"super\(\)\._?on_(?!event$)", name)
    }
    assert not found


def test_no_test_imports_another_test() -> None:
    """What several share is in ``tests/helpers``."""
    told = [
        f"{path.relative_to(ROOT)}: {node.module}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and any(re.search(r"(^|\.)test_", f".{node.module}.{one.name}") for one in node.names)
        and "tests" in (node.module or "")
    ]
    assert told == []


def test_no_two_classes_share_a_name() -> None:
    """Whoever reads ``Step`` need not look up which of five it is."""
    homes: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(relative(path))
    assert {name: ones for name, ones in homes.items() if len(ones) > 1} == {}


def test_what_is_true_of_a_format_stands_on_its_row() -> None:
    """Whoever needs to know whether a format is binary, locks or holds a certificate asks ``FORMATS``.

    The rest names one format because it is about that one: what it is read for, or what is made.
    """
    allowed = {
        "cli/verbs/export.py": {"spki"},
        "cli/verbs/list_folder.py": {"ssh1"},
        "cli/verbs/public.py": {"rfc4716", "sshfp"},
        "keyops/editing/comments.py": {"jwk-public", "rfc4716", "ssh1-public"},
        "keyops/inspection/advice.py": {
            "rfc4716",
            "spki",
            "pkcs1-public",
            "ssh1",
            "openssh",
            "pem",
            "pkcs8",
        },
        "keyops/inspection/other_file_types.py": {"pkcs12"},
        "keyops/inspection/other_files.py": {"pem"},
        "keyops/logins/uses.py": {"known-hosts", "allowed-signers"},
        "keyops/services/deployment.py": {"spki"},
        "keyops/targets/names.py": {"ssh1-public"},
        "keyops/trust/problems.py": {"ssh1"},
        "screens/convert/preview.py": {
            "pem", "openssh", "ppk3", "pkcs8", "ppk2", "openssh-public", "rfc4716", "spki"
        },
        "screens/keys/actions.py": {"sshsig", "krl", "known-hosts"},
        "screens/keys/revoked.py": {"krl"},
        "screens/keys/sign.py": {"sshsig"},
        "screens/pasted.py": {"known-hosts"},
        "screens/public_key.py": {"rfc4716", "spki"},
        "screens/why.py": {"openssh"},
    }  # fmt: skip
    told = {
        (relative(path), node.value)
        for path in SOURCES
        if "formats" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in FORMATS
    }
    assert sorted(one for one in told if one[1] not in allowed.get(one[0], ())) == []


def test_what_a_private_format_can_be_encrypted_with_stands_on_its_row() -> None:
    for row in PRIVATE_FORMATS:
        assert (row.protection is None) == (row.locks is None), row.id
        if row.locks and row.protection:
            assert row.locks.settle(Protection(Secret("unused"))).words == row.protection.words
