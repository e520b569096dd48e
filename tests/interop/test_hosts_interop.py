"""known_hosts against ssh-keygen -F, -R and -H on the same file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.known_hosts_sample import SAMPLE, hash_of
from tests.helpers.peers import run
from tests.helpers.verbs import keywright

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

SOUND = b"".join(
    line if line.endswith(b"\n") else line + b"\n"
    for line in SAMPLE.splitlines(keepends=True)
    if not line.startswith((b"@unknown", b"no key"))
)
"""Without what makes ssh-keygen refuse the whole file."""
NAMES = (
    "git.example", "10.0.0.1", "spaced.example", "[git.example]:2222", "a.lab.example", "bad.lab.example",
    "cut.example", "last.example", "nowhere", "hidden.example",
)  # fmt: skip
FILE = SOUND + hash_of(b"hidden.example") + SOUND[SOUND.rindex(b" ssh-ed25519") :]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "known_hosts"
    made.write_bytes(FILE)
    made.chmod(0o600)
    return made


def found_by_ssh_keygen(name: str, path: Path) -> list[int]:
    told = run("ssh-keygen", "-F", name, "-f", path, ok=False).stdout.decode("latin-1")
    return [int(number) for number in re.findall(r"^# Host .* found: line (\d+)", told, re.MULTILINE)]


def found_by_us(name: str, path: Path) -> list[int]:
    result = keywright("hosts", "find", name, "-f", path, "--json")
    rows = json.loads(result.stdout)
    assert result.returncode == (0 if rows else 1)
    return [row["line"] for row in rows]


def test_both_find_the_same_lines_of_every_host(path: Path) -> None:
    from tui.keyops.trust import known_hosts

    lines = known_hosts.load(path).lines
    for name in NAMES:
        assert [line.number for line in known_hosts.find(lines, name)] == found_by_ssh_keygen(name, path), (
            name
        )
    for name in ("git.example", "hidden.example", "nowhere"):
        assert found_by_us(name, path) == found_by_ssh_keygen(name, path)


def test_find_tells_the_fingerprints_and_the_drawing_of_ssh_keygen(path: Path) -> None:
    told = keywright("hosts", "find", "git.example", "-f", path, "--randomart").stdout.decode()
    theirs = run("ssh-keygen", "-F", "git.example", "-lv", "-f", path).stdout.decode()
    for line in theirs.splitlines():
        if line.startswith(("+", "|")):
            assert line in told
        for sha256 in re.findall(r"SHA256:(\S{43})", line):
            assert sha256 in told
    assert "revoked" in told
    lines = keywright("hosts", "find", "hidden.example", "-f", path, "--lines").stdout
    assert lines.splitlines(keepends=True)[1:] == FILE.splitlines(keepends=True)[-1:]


@pytest.mark.parametrize("name", ["git.example", "hidden.example", "a.lab.example"])
def test_after_remove_the_file_is_that_of_ssh_keygen(path: Path, tmp_path: Path, name: str) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(FILE)
    run("ssh-keygen", "-R", name, "-f", theirs)
    result = keywright("hosts", "remove", name, "-f", path)
    assert result.returncode == 0, result.stderr
    assert path.read_bytes() == theirs.read_bytes() != FILE
    (backup,) = tmp_path.glob("known_hosts.backup-*")
    assert backup.read_bytes() == FILE
    assert str(backup).encode() in result.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    again = keywright("hosts", "remove", name, "-f", path)
    assert again.returncode == 1
    assert b"is not in" in again.stderr or b"kept" in again.stdout
    assert path.read_bytes() == theirs.read_bytes()


def test_after_hash_ssh_keygen_finds_what_it_found_before(path: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(FILE)
    run("ssh-keygen", "-H", "-f", theirs)
    result = keywright("hosts", "hash", "-f", path)
    assert result.returncode == 0, result.stderr

    def without_salts(made: Path) -> list[bytes]:
        return [re.sub(rb"^\|1\|\S+", b"|1|", line) for line in made.read_bytes().splitlines()]

    assert without_salts(path) == without_salts(theirs)
    for name in NAMES:
        assert len(found_by_ssh_keygen(name, path)) == len(found_by_ssh_keygen(name, theirs)), name
