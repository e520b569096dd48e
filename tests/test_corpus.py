"""The museum: every file in tests/corpus is what its row in MANIFEST.toml says."""

from __future__ import annotations

import collections
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.corpus_facts import FACTS, facts_of
from tests.helpers.peers import run

CORPUS = Path(__file__).resolve().parent / "corpus"
ELSEWHERE = ("damaged", "__pycache__")
"""Folders with a manifest of their own."""


def rows() -> list[dict[str, Any]]:
    return tomllib.loads((CORPUS / "MANIFEST.toml").read_text())["file"]


ROWS = rows() if (CORPUS / "MANIFEST.toml").exists() else []
by_name = pytest.mark.parametrize("row", ROWS, ids=[row["path"] for row in ROWS])


def content(row: dict[str, Any]) -> bytes:
    return (CORPUS / row["path"]).read_bytes()


@by_name
def test_a_file_of_the_museum_is_what_the_tool_that_made_it_says(row) -> None:
    expected = {name: row[name] for name in FACTS if name in row}
    assert facts_of(content(row), row.get("passphrase")) == expected


@pytest.mark.parametrize("row", [row for row in ROWS if "passphrase" in row], ids=lambda row: row["path"])
def test_without_its_passphrase_a_locked_file_shows_what_stands_in_clear_and_nothing_wrong(row) -> None:
    seen = facts_of(content(row))
    assert seen.get("sha256") in {None, row.get("sha256")}
    assert seen.get("error") is None
    for fact in ("kind", "container", "encrypted", "cipher", "kdf"):
        assert seen[fact] == row[fact]


def test_the_museum_is_large_and_each_file_has_a_row() -> None:
    files = {
        str(path.relative_to(CORPUS))
        for path in CORPUS.glob("*/*")
        if path.is_file() and path.parent.name not in ELSEWHERE and not path.name.startswith("fingerprints.")
    }
    files.discard("openssl-3.0/MANIFEST")
    assert files == {row["path"] for row in ROWS}
    assert len(files) >= 300


def test_each_row_tells_where_its_file_is_from_and_how_it_was_made() -> None:
    assert [row["path"] for row in ROWS if not row["origin"] or not row["made"]] == []
    counted = collections.Counter(row["path"] for row in ROWS)
    assert counted.most_common(1)[0][1] == 1


@pytest.mark.interop
def test_git_changes_no_line_end_of_a_kept_key_on_any_system(tmp_path) -> None:
    content = {"lf": b"one\ntwo\n", "crlf": b"one\r\ntwo\r\n"}
    shutil.copy(CORPUS.parent.parent / ".gitattributes", tmp_path)
    paths = [
        tmp_path / folder / name
        for folder in ("tests/corpus", "tests/corpus/deep/er", "tests/fuzz/found", "elsewhere")
        for name in content
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[path.name])

    def git(*argv: str) -> None:
        as_on_windows = ("-c", "core.autocrlf=true", "-c", "core.safecrlf=false")
        run("git", *as_on_windows, *argv, cwd=tmp_path, env={"GIT_CONFIG_GLOBAL": "/dev/null"})

    git("init", "--quiet")
    git("add", ".")
    for path in paths:
        path.unlink()
    git("checkout", "--quiet", "--", ".")
    changed = [path for path in paths if path.read_bytes() != content[path.name]]
    assert changed == [tmp_path / "elsewhere" / "lf"], "git converts where it was not told otherwise"


# The tools themselves, asked now


def _asked(rows: list[dict[str, Any]], folder: Path, *argv: str) -> list[str]:
    """What ssh-keygen -lf answers for many public files, asked once: their lines in one file."""
    lines = b"".join(content(row) for row in rows)
    (folder / "all").write_bytes(lines)
    return run(*argv, folder / "all").stdout.decode(errors="replace").splitlines()


@pytest.mark.interop
def test_ssh_keygen_shows_the_same_fingerprint_for_every_public_file_it_knows(tmp_path) -> None:
    known = ("ssh-rsa", "ssh-dss", "ecdsa-", "ssh-ed25519", "sk-")
    chosen = [
        row
        for row in ROWS
        if row.get("container") == "openssh-public"
        and row["algorithm"].startswith(known)
        and "keys" not in row
        and not row.get("path", "").endswith("sshfp")
    ]
    assert len(chosen) > 60
    answers = _asked(chosen, tmp_path, "ssh-keygen", "-l", "-f")
    assert [answer.split()[1] for answer in answers] == [row["sha256"] for row in chosen]
    assert [int(answer.split()[0]) for answer in answers] == [row["bits"] for row in chosen]


@pytest.mark.interop
@pytest.mark.parametrize("kind", ["ppk3", "ppk2", "openssh", "pem"])
def test_the_tools_show_the_same_fingerprint_for_private_files(kind: str, tmp_path) -> None:
    """One file of each type and lock; all of them were asked when they were made."""
    chosen: dict[tuple[str, bool], dict[str, Any]] = {}
    for row in ROWS:
        if row.get("container") == kind and row["algorithm"].startswith(("ssh-rsa", "ecdsa", "ssh-ed25519")):
            chosen.setdefault((row["algorithm"], row["encrypted"]), row)
    assert len(chosen) >= 4
    (tmp_path / "pass").write_text("correct horse\n")
    for (_, encrypted), row in chosen.items():
        path = tmp_path / "key"
        path.write_bytes(content(row))
        path.chmod(0o600)
        if kind.startswith("ppk"):
            shown = run("puttygen", "-l", path).stdout.decode().split()[2]
        else:
            words = ("-P", "correct horse" if encrypted else "")
            line = run("ssh-keygen", "-y", *words, "-f", path).stdout
            (tmp_path / "line").write_bytes(line)
            shown = run("ssh-keygen", "-l", "-f", tmp_path / "line").stdout.decode().split()[1]
        assert shown == row["sha256"], row["path"]
