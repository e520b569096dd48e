"""Writes docs/schemas from what the verbs really print: ``make schemas``, after a field was added.

A field that goes, or changes its type, is another number of ``schema`` in ``tui/cli/json_objects.py``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.helpers import json_schema
from tests.helpers.agents import ssh_agent
from tui.cli.commands import commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "schemas"
CORPUS: Final = ROOT / "tests" / "corpus"
_KEYS: Final = CORPUS / "openssh-10.5"
_HOSTS: Final = """\
Host build
    HostName build.example
    User ci
    IdentityFile id_ed25519
    IdentityFile missing
    CertificateFile id_ed25519-cert.pub
"""


def names() -> list[str]:
    """The verbs that have ``--json``, as they are typed."""
    every = [command for command in commands() if any("--json" in one.names for one in command.options)]
    return [" ".join(command.words) for command in every]


def file_of(name: str) -> Path:
    """Where the schema of a verb is."""
    return FOLDER / f"{name.replace(' ', '-')}.json"


def samples(name: str, home: Path) -> Iterator[Sequence[str | Path]]:
    """Command lines of a verb, its words left out, that together show all of what it prints.

    Args:
        name: as it is typed.
        home: from ``prepare``.
    """
    keys = home / "keys"
    kinds = sorted(
        path for path in CORPUS.rglob("*") if path.is_file() and path.suffix not in {".toml", ".py"}
    )
    key = keys / "id_ed25519"
    lines: dict[str, Sequence[Sequence[str | Path]]] = {
        "list": [[keys], [CORPUS / "damaged"], [home]],
        "inspect": [
            kinds,
            ["--verify", *keys.iterdir(), CORPUS / "puttygen-0.78/rsa-4096-locked.ppk"],
            ["missing"],
        ],
        "check": [[key], [key, "--for", "github"], [CORPUS / "puttygen-0.78/rsa-4096-locked.ppk"]],
        "services": [[], ["github"]],
        "audit": [[CORPUS / "openssh-10.5"], [home]],
        "verify": [
            [home / "signed", "--signers", home / "signers"],
            [home / "signed"],
            [home / "signers", home / "signed.sig"],
        ],
        "settings": [[], ["--theme", "mono"]],
        "agent list": [[]],
        "hosts find": [["build.example", "-f", home / "known_hosts"]],
        "certificate show": [sorted(CORPUS.rglob("*-cert.pub"))],
        "why": [["build", "-F", home / "config"]],
        "uses": [[key, "-F", home / "config"]],
        "authorized list": [["-f", home / "authorized_keys"]],
        "repair": [
            *(
                ("--dry-run", path)
                for path in sorted((CORPUS / "damaged").iterdir())[::40]
                if path.suffix != ".toml"
            ),
            ["--dry-run", "--permissions", keys],
            ["--dry-run", home / "in.key"],
        ],
        "edit": [
            ["--dry-run", key, "--comment", "new"],
            ["--dry-run", CORPUS / "puttygen-0.78/rsa-4096-locked.ppk", "--reencrypt", "--comment", "new"],
        ],
    }
    yield from lines[name]


def prepare(home: Path) -> None:
    """Lay out what the samples look at."""
    keys = home / "keys"
    keys.mkdir()
    for name in ("id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub", "id_rsa-2048", "id_rsa-2048.pub"):
        shutil.copy(_KEYS / name, keys / name)
    (keys / "id_rsa-2048").chmod(0o644)
    (keys / "id_ed25519").chmod(0o600)
    line = (keys / "id_ed25519.pub").read_text()
    (home / "known_hosts").write_text(f"build.example {line}@cert-authority *.example {line}")
    options = 'from="192.0.2.0/24",command="/bin/true",expiry-time="20200101"'
    (home / "authorized_keys").write_text(f"{line}# a comment\n{options} {line}broken line\n")
    (home / "signers").write_text(f"kai@example {line}")
    (home / "config").write_text(_HOSTS.replace("id_ed25519", str(keys / "id_ed25519")))
    (home / "signed").write_text("text")
    (home / "in.key").write_bytes((_KEYS / "id_ed25519").read_bytes().replace(b"\n", b"\r\n"))
    said(["sign", "-k", str(keys / "id_ed25519"), "-n", "file", str(home / "signed")], home)


def said(words: list[str], home: Path, socket: Path | None = None) -> bytes:
    """What keywright prints, in a home of its own."""
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "PYTHONPATH": str(ROOT)}
    env |= {"SSH_AUTH_SOCK": str(socket or home / "none")}
    done = subprocess.run(
        [sys.executable, "-m", "tui", *words],
        env=env,
        cwd=home,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout


def outputs(name: str, home: Path, socket: Path | None = None) -> list[list[dict[str, Any]]]:
    """What a verb prints for each of its samples."""
    found = []
    for words in samples(name, home):
        text = said([*name.split(), *map(str, words), "--json"], home, socket)
        if text:
            found.append(json.loads(text))
    return found


def rarely(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The same object with what the samples do not show, and the verb may say.

    Args:
        name: of the verb.
        row: one that it printed.
    """
    finding = dict.fromkeys(("id", "severity", "title", "hint"), "")
    if name == "why":
        offers = [*row["offers"], *row["left_out"]]
        empty = dict.fromkeys(("place", "outlook", "path", "comment", "algorithm", "bits", "sha256"))
        offers += [{**one, **empty, "findings": [finding]} for one in offers]
        shown = [{"name": "", "sha256": None, "outcome": ""}, {"name": "", "sha256": "", "outcome": ""}]
        login = {"id": "", "title": "", "hint": "", "key": "", "shown": shown}
        found = {"missing": [""], "findings": [finding], "login": login}
        return {**row, **found, "port": None, "offers": offers, "left_out": offers}
    if name == "repair":
        return {**row, "left": [{"title": "", "hint": ""}], "new_keys": [""]}
    if name == "edit":
        return {**row, "key": None, "notes": [""]}
    none = {
        "agent list": ("algorithm", "bits", "public_key"),
        "hosts find": ("marker", "hosts", "algorithm", "bits", "sha256", "md5", "randomart", "comment"),
    }
    return {**row, **dict.fromkeys(none.get(name, ()))}


def _with_maps(name: str, made: dict[str, Any]) -> dict[str, Any]:
    """Objects whose keys are no fields but names out of a certificate take any name."""
    words = {"additionalProperties": {"type": "string"}}
    maps = {"critical_options", "extensions", *(["certificate"] if name == "agent list" else [])}
    for key, inner in made.get("properties", {}).items():
        made["properties"][key] = {"type": inner["type"], **words} if key in maps else _with_maps(name, inner)
    if "items" in made:
        made["items"] = _with_maps(name, made["items"])
    return made


def schema(name: str, found: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """The schema of a verb, from what it prints."""
    made = _with_maps(
        name, json_schema.of([*found, *([rarely(name, row) for row in rows] for rows in found)])
    )
    made["items"]["properties"]["schema"] = {"const": 1}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"keywright {name} --json",
    }
    return {**head, **made}


def main() -> int:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ssh_agent(Path(folder) / "agent") as socket:
        home = Path(folder)
        prepare(home)
        env = {**os.environ, "SSH_AUTH_SOCK": str(socket)}
        subprocess.run(["ssh-add", "-q", home / "keys" / "id_ed25519"], env=env, check=True, timeout=60)
        for name in names():
            text = json.dumps(schema(name, outputs(name, home, socket)), indent=1)
            file_of(name).write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
