"""Writes docs/schemas from what the verbs really print: ``make schemas``, after a field was added.

A field that goes, or changes its type, is another number of ``schema`` in ``tui/cli/json_objects.py``.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from tests.helpers import json_schema
from tests.helpers.agents import ssh_agent
from tui.cli import main as keywright
from tui.cli.commands import commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "schemas"
CORPUS: Final = ROOT / "tests" / "corpus"
_KEYS: Final = CORPUS / "openssh-10.5"
_SIGN: Final = ("-I", "alice", "-n", "deploy", "-V", "+8h")
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
        "services": [[], ["--stale", "0"]],
        "audit": [[CORPUS / "openssh-10.5"], [home], [home / "missing"]],
        "verify": [
            [home / "signed", "--signers", home / "signers"],
            [home / "signed"],
            [home / "signers", home / "signed.sig"],
        ],
        "settings": [[], ["--theme", "mono"], ["theme", "dark"]],
        "agent list": [[]],
        "hosts find": [["build.example", "-f", home / "known_hosts"]],
        "hosts list": [["-f", home / "known_hosts"]],
        "certificate show": [sorted(CORPUS.rglob("*-cert.pub"))],
        "why": [["build", "-F", home / "config"]],
        "install": [["--prove", key, "nowhere", "-F", home / "unreachable"]],
        "uses": [[key, "-F", home / "config"], [key, "-F", home / "config", "--add-to", "new.example"]],
        "authorized list": [["-f", home / "authorized_keys"]],
        "repair": [
            *(
                ("--dry-run", path)
                for path in sorted((CORPUS / "damaged").iterdir())[::40]
                if path.suffix != ".toml"
            ),
            ["--dry-run", "--permissions", keys],
            ["--dry-run", home / "in.key"],
            [home / "in.key"],
            ["--in-place", home / "spare" / "crlf"],
            ["--permissions", home / "spare"],
        ],
        "edit": [
            ["--dry-run", key, "--comment", "new"],
            [home / "spare" / "edited", "--comment", "new"],
            ["--dry-run", CORPUS / "puttygen-0.78/rsa-4096-locked.ppk", "--reencrypt", "--comment", "new"],
        ],
    }
    yield from (lines | _writing(home))[name]


def _writing(home: Path) -> dict[str, Sequence[Sequence[str | Path]]]:
    """Those of the verbs that write; each has files of its own."""
    spare = home / "spare"
    none: tuple[str | Path, ...] = ("--new-passphrase-file", home / "none")
    key = home / "keys" / "id_ed25519"
    return {
        "public": [
            [key],
            [key, "--sshfp", "build.example"],
            [home / "signed", "--format", "rfc4716"],
            [spare / "disabled"],
        ],
        "generate": [
            [*none, "-o", spare / "made"],
            [*none, "-o", spare / "made", "--force"],
            [*none, "-o", spare / "jira", "--for", "github"],
        ],
        "convert": [
            [key, "--format", "ppk3", "-o", spare / "key.ppk"],
            [home / "keys" / "id_rsa-2048", "--for", "github", "-o", spare / "unneeded"],
            [spare / "plain.pem", "--for", "putty", "-o", spare / "fixed.ppk"],
        ],
        "export": [[key, "--format", "base64", "-o", spare / "key.b64"]],
        "host-keys": [["--types", "ed25519", "--dir", spare], ["--types", "ed25519", "--dir", spare]],
        "delete": [
            ["--yes", spare / "deleted"],
            ["--yes", "--backups", spare],
            ["--yes", "--backups", spare],
        ],
        "rename": [[spare / "renamed", "new-name"]],
        "sign": [["-k", key, home / "config"]],
        "certificate sign": [
            [*_SIGN, "--ca", key, "--dry-run", spare / "certified.pub"],
            [*_SIGN, "--ca", key, spare / "certified.pub"],
        ],
        "certificate attach": [
            [spare / "with.ppk", home / "keys" / "id_ed25519-cert.pub"],
            [spare / "with.ppk", home / "keys" / "id_ed25519-cert.pub"],
        ],
        "certificate remove": [[spare / "with-cert.ppk"]],
        "agent add": [[key], [spare / "plain.pem"]],
        "agent remove": [[key], ["--all"]],
        "hosts remove": [
            ["old.example", "-f", home / "known_hosts"],
            ["*.example", "-f", home / "known_hosts"],
        ],
        "hosts hash": [["-f", home / "known_hosts"], ["-f", home / "known_hosts"]],
        "authorized add": [
            [spare / "plain.pem", "--restrict", "-f", spare / "login"],
            [spare / "certified.pub", "-f", spare / "login"],
        ],
        "authorized disable": [["1", "-f", home / "authorized_keys"]],
        "authorized enable": [["1", "-f", spare / "disabled"]],
        "authorized remove": [["3", "-f", home / "authorized_keys"]],
        "rotate": [
            [spare / "rotated", "nowhere", "-F", home / "unreachable", "--plan"],
            [spare / "rotated", "nowhere", "-F", home / "unreachable", *none],
        ],
        "version": [[]],
    }


def _prepare_spare(home: Path) -> None:
    """The files that the samples of verbs which write are made for."""
    spare = home / "spare"
    spare.mkdir()
    (home / "none").write_text("")
    for name in ("edited", "deleted", "renamed", "certified", "rotated"):
        shutil.copy(_KEYS / "id_ed25519", spare / name)
        shutil.copy(_KEYS / "id_ed25519.pub", spare / f"{name}.pub")
    shutil.copy(home / "in.key", spare / "crlf")
    shutil.copy(_KEYS / "id_rsa-2048", spare / "rsa")
    said(["convert", str(spare / "rsa"), "--format", "pem", "-o", str(spare / "plain.pem")], home)
    for name in ("with", "with-cert"):
        words = ["--format", "ppk3", "-o", str(spare / f"{name}.ppk")]
        said(["convert", str(spare / "edited"), *words], home)
    said(
        ["certificate", "attach", str(spare / "with-cert.ppk"), str(home / "keys" / "id_ed25519-cert.pub")],
        home,
    )
    shutil.copy(home / "authorized_keys", spare / "disabled")
    said(["authorized", "disable", "1", "-f", str(spare / "disabled")], home)


def prepare(home: Path) -> None:
    """Lay out what the samples look at."""
    keys = home / "keys"
    keys.mkdir()
    for name in ("id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub", "id_rsa-2048", "id_rsa-2048.pub"):
        shutil.copy(_KEYS / name, keys / name)
    (keys / "id_rsa-2048").chmod(0o644)
    (keys / "id_ed25519").chmod(0o600)
    line = (keys / "id_ed25519.pub").read_text()
    (home / "known_hosts").write_text(
        f"build.example {line}@cert-authority *.example {line}old.example {line}"
    )
    with (home / "known_hosts").open("a") as file:
        file.write(f"github.com {line}|1|{'A' * 27}=|Pf3S+5RbKUTW7Bu/IlwHYM0qKs4= {line}")
    options = 'from="192.0.2.0/24",command="/bin/true",expiry-time="20200101"'
    (home / "authorized_keys").write_text(f"{line}# a comment\n{options} {line}broken line\n")
    (home / "signers").write_text(f"kai@example {line}")
    (home / "config").write_text(_HOSTS.replace("id_ed25519", str(keys / "id_ed25519")))
    (home / "unreachable").write_text("Host nowhere\n  ProxyCommand false\n")
    (home / "signed").write_text("text")
    (home / "in.key").write_bytes((_KEYS / "id_ed25519").read_bytes().replace(b"\n", b"\r\n"))
    said(["sign", "-k", str(keys / "id_ed25519"), "-n", "file", str(home / "signed")], home)
    _prepare_spare(home)


def said(words: list[str], home: Path, socket: Path | None = None) -> bytes:
    """What keywright prints, in a home of its own."""
    env = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
    env |= {"SSH_AUTH_SOCK": str(socket or home / "none")}
    printed = io.BytesIO()
    with (
        mock.patch.dict(os.environ, env),
        mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO())),
        contextlib.chdir(home),
        contextlib.redirect_stdout(io.TextIOWrapper(printed)) as stream,
        contextlib.redirect_stderr(io.StringIO()),
    ):
        keywright(words)
        stream.flush()
        return printed.getvalue()


def outputs(name: str, home: Path, socket: Path | None = None) -> list[list[dict[str, Any]]]:
    """What a verb prints for each of its samples."""
    found = []
    for words in samples(name, home):
        text = said([*name.split(), *map(str, words), "--json"], home, socket)
        rows = json.loads(text)
        if [set(row) for row in rows] != [{"schema", "error"}]:  # it failed: that is schemas/error.json
            found.append(rows)
    return found


_FILLED: Final[dict[str, Any]] = {
    **dict.fromkeys(("path", "old_path", "format", "algorithm", "comment", "sha256", "mode", "backup"), ""),
    "line": 1,
    "bits": 1,
    "encrypted": False,
    "type": "",
}
"""Of a file that was written: what stands in each field, where it is not null."""


def _otherwise(row: dict[str, Any]) -> dict[str, Any]:
    """The same with null for what is told, and something for what is null: each field may be both."""
    told = {key: _FILLED[key] if value is None else None for key, value in row.items() if key in _FILLED}
    return {**row, **told, "notes": [{"kind": "", "text": ""}]}


_EMPTY: Final[dict[str, Any]] = {"action": "", **dict.fromkeys(key for key in _FILLED if key != "type")}
_WRITTEN: Final = [{**_EMPTY, "notes": []}, _otherwise({**_EMPTY, "notes": []})]


_LOGIN: Final = {
    "id": "",
    "title": "",
    "hint": "",
    "key": "",
    "shown": [{"name": "", "sha256": one, "outcome": ""} for one in (None, "")],
}


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
        found = {"missing": [""], "findings": [finding], "login": _LOGIN}
        return {**row, **found, "port": None, "offers": offers, "left_out": offers}
    if "action" in row:
        return _otherwise(row)
    if name == "repair":
        return {**row, "left": [{"title": "", "hint": ""}], "new_keys": [""], "written": _WRITTEN}
    if name == "edit":
        return {**row, "key": None, "notes": [""], "written": _WRITTEN}
    if name in {"settings", "uses", "public", "install", "rotate"}:
        row = {**row, **({"login": _LOGIN} if name == "install" else {})}
        row = {**row, **({"backups": [""]} if name == "rotate" else {})}
        both = [key for key in ("backup", "line") if key in row]
        return {**row, **{key: None if row[key] else _FILLED[key] for key in both}}
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
    title = "keywright VERB --json, where it fails" if name == "error" else f"keywright {name} --json"
    made["items"]["properties"]["schema"] = {"const": 1}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


LINES: Final = "inspect jsonl"
"""What ``inspect --jsonl`` prints is no array: each line is an object of its own."""


def lines(home: Path) -> list[dict[str, Any]]:
    """Every kind of line that ``inspect --jsonl`` writes, also of what is not there, and cut ones."""
    long = home / "long_keys"
    long.write_text((home / "keys" / "id_ed25519.pub").read_text().rstrip() + "x" * 8000 + "\n")
    every: list[tuple[str | Path, ...]] = [
        ("-r", CORPUS, home),
        ("missing",),
        ("--copied-from", "web1", long),
    ]
    told = [said(["inspect", "--jsonl", *map(str, words)], home) for words in every]
    return [json.loads(line) for text in told for line in text.splitlines()]


def schema_of_lines(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The schema of one line."""
    made = json_schema.of(found)
    made["properties"]["schema"] = {"const": 1}
    title = "keywright inspect --jsonl, each line"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


def main() -> int:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ssh_agent(Path(folder) / "agent") as socket:
        home = Path(folder)
        prepare(home)
        env = {**os.environ, "SSH_AUTH_SOCK": str(socket)}
        subprocess.run(["ssh-add", "-q", home / "keys" / "id_ed25519"], env=env, check=True, timeout=60)
        for name in sorted(names(), key=lambda name: name == "agent remove"):  # of which others tell
            text = json.dumps(schema(name, outputs(name, home, socket)), indent=1)
            file_of(name).write_text(text + "\n")
        file_of(LINES).write_text(json.dumps(schema_of_lines(lines(home)), indent=1) + "\n")
        failed = json.loads(said(["inspect", "--json", "--wrong"], home))
        file_of("error").write_text(json.dumps(schema("error", [failed]), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
