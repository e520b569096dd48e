"""What is loaded, and what not, before an answer is given: an import that creeps in is a slower start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.project import run_python
from tui.cli import VERBS

CORPUS = Path(__file__).resolve().parent / "corpus" / "openssh-10.5"
DEAR = {
    "argparse",
    "asyncio",
    "cryptography",
    "dataclasses",
    "inspect",
    "json",
    "pathlib",
    "shutil",
    "typing",
}


def loaded(*argv: str) -> set[str]:
    """The modules that are there after a run, which may be refused."""
    told = run_python(
        "import sys\nbefore = set(sys.modules)\nfrom tui.__main__ import main\n"
        f"sys.argv = ['keywright', *{argv!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sorted(set(sys.modules) - before))"
    )
    return set(told.rpartition("LOADED")[2].split())


def test_the_version_is_told_before_anything_dear_is_imported() -> None:
    found = loaded("--version")
    assert not found & (DEAR - {"typing"})
    assert {name for name in found if name.startswith("tui")} == {
        "tui",
        "tui.__main__",
        "tui.cli",
        "tui.cli.streams",
        "tui.keyops",
        "tui.keyops.errors",
        "tui.process",
        "tui.process.hardening",
    }


def test_a_lone_public_key_is_inspected_with_its_own_format_and_type_alone(tmp_path: Path) -> None:
    path = tmp_path / "k.pub"
    path.write_bytes((CORPUS / "id_rsa-2048.pub").read_bytes())
    found = loaded("inspect", str(path))
    assert {name for name in found if name.startswith("tui.keyops.formats.")} == {
        "tui.keyops.formats._blocks",
        "tui.keyops.formats._key_lines",
        "tui.keyops.formats._option_names",
        "tui.keyops.formats.contract",
        "tui.keyops.formats.openssh_public",
    }
    assert {name for name in found if name.startswith("tui.keyops.keys.")} == {
        "tui.keyops.keys.algorithms",
        "tui.keyops.keys.base",
        "tui.keyops.keys.certificate",
        "tui.keyops.keys.fingerprints",
        "tui.keyops.keys.rsa",
    }
    assert not found & ((DEAR | {"hashlib", "gettext", "secrets"}) - {"pathlib", "typing"})
    for part in (
        "damage.diagnosis",
        "services",
        "files.storage",
        "crypto.primitives",
        "keys.verification",
        "generation",
    ):
        assert f"tui.keyops.{part}" not in found


def test_the_first_screen_needs_no_format_no_key_type_and_no_other_screen() -> None:
    told = run_python(
        "import sys\nfrom tui.app import KeywrightApp\n"
        "from tui.screens.registry import SCREENS\nSCREENS[0].make()\n"
        "print(*sorted(sys.modules))"
    ).split()
    ours = {name for name in told if name.startswith("tui.")}
    assert not {name for name in ours if name.startswith(("tui.keyops.formats.", "tui.keyops.keys."))}
    assert not ours & {
        "tui.terminal.clipboard",
        "tui.keyops.inspection.inspection",
        "tui.keyops.files.storage",
        "tui.screens.generate.screen",
        "tui.screens.convert.screen",
    }
    assert not set(told) & {"cryptography", "json", "markdown_it", "pyperclip", "rich.traceback", "segno"}


def test_the_numbers_of_a_private_key_are_checked_without_what_writes_key_files(tmp_path: Path) -> None:
    path = tmp_path / "id_ecdsa"
    path.write_bytes((CORPUS / "id_ecdsa-384").read_bytes())
    path.chmod(0o600)
    found = loaded("inspect", str(path))
    assert "cryptography.hazmat.primitives.asymmetric.ec" in found
    assert not found & {"cryptography.hazmat.primitives.serialization", "dataclasses", "inspect"}


def test_a_healthy_key_is_checked_for_one_service_without_the_others_and_without_damage(
    tmp_path: Path,
) -> None:
    path = tmp_path / "id_ed25519"
    path.write_bytes((CORPUS / "id_ed25519").read_bytes())
    found = loaded("check", str(path), "--for", "github")
    for part in ("damage.diagnosis", "files.storage", "formats.pem.container", "formats.krl"):
        assert f"tui.keyops.{part}" not in found
    assert not found & {
        *("argparse", "json", "hashlib", "secrets"),
        *("dataclasses", "inspect", "cryptography.x509", "calendar", "threading"),
    }


def test_a_public_key_is_converted_with_its_two_formats_alone(tmp_path: Path) -> None:
    path = tmp_path / "k.pub"
    path.write_bytes((CORPUS / "id_rsa-2048.pub").read_bytes())
    found = loaded("convert", str(path), "--format", "rfc4716")
    rooms = {
        name.removeprefix("tui.keyops.formats.") for name in found if name.startswith("tui.keyops.formats.")
    }
    assert {name for name in rooms if not name.startswith("_")} == {"contract", "openssh_public", "rfc4716"}
    assert not found & {"dataclasses", "inspect", "cryptography"}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_imports_textual(verb: str) -> None:
    assert not {"textual", "rich"} & loaded(verb, "--help")


def test_the_table_of_formats_names_each_row_by_its_id_and_a_key_line_is_found_without_it() -> None:
    from tui.keyops.formats import FORMATS, READ_ONLY, candidates

    assert [row.id for row in FORMATS.values()] == list(FORMATS)
    assert {row.id for row in FORMATS.values() if not (row.write_private or row.write_public)} == READ_ONLY
    short = 0
    for path in sorted((CORPUS.parent).glob("*/*")):
        data = path.read_bytes()
        rows = [row for row in candidates(data) if row.sniff(data)]
        if len(list(candidates(data))) == 1:
            short += 1
            assert rows[0] is next(row for row in FORMATS.values() if row.sniff(data)), path.name
    assert short > 20


def test_to_show_a_sound_key_no_kind_of_damage_and_no_openssl_is_loaded(tmp_path: Path) -> None:
    """What is loaded stays as long as the screens do: these were 4 MiB of 44."""
    path = tmp_path / "k.pub"
    path.write_bytes((CORPUS / "id_rsa-2048.pub").read_bytes())
    found = run_python(
        "import sys\nfrom pathlib import Path\nfrom tui.cli import _screens_arguments\n"
        "from tui.keyops.inspection import summary\nfrom tui.keyops.trust import problems\n"
        "from tui.screens.keys import details, edit, repair\n"
        f"path = Path({str(path)!r})\nassert _screens_arguments([str(path)]).path == path\n"
        "report = details.inspect_path(path)\nassert summary.summarize(path).is_key\n"
        "assert problems.of_folder(path.parent) == ()\n"
        "assert edit.why_not(report) is None and 'Nothing is wrong' in repair.why_not(report)\n"
        "print(*sorted(sys.modules))"
    ).split()
    unwanted = {
        "_hashlib",
        "argparse",
        "cryptography",
        "tui.keyops.damage.diagnosis",
        "tui.keyops.editing.files",
    }
    assert not unwanted & {*found}
    assert "tui.keyops.inspection.inspection" in found
