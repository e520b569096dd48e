"""Entries that nearly are those of a host, and why ssh does not take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import source
from tests.helpers.peers import run
from tui.cli import main
from tui.keyops.crypto import primitives
from tui.keyops.inspection.inspection import inspect
from tui.keyops.trust import known_hosts, near_hosts

if TYPE_CHECKING:
    from pathlib import Path

KEY = b" ".join(source("public").split()[:2])

NEAR = {
    "a user": (b"git@svc.example", "svc.example", "git@ is before the name"),
    "a port without brackets": (
        b"git.example:2222",
        "git.example:2222",
        "ssh looks for [git",
    ),
    "a port without brackets, asked without": (
        b"git.example:2222",
        "git.example",
        "ssh looks for [git.example]:2222",
    ),
    "known for a port": (b"[git.example]:2222", "git.example", "git.example is known there for port 2222"),
    "known without the port": (
        b"git.example",
        "git.example:2222",
        "git.example is known there without the port",
    ),
    "a blank between names": (b"a.example, git.example", "git.example", "there is a space between its host"),
    "hashed with capitals": (None, "Git.Example", "it is the hash of Git.Example as written here"),
    "hashed without its port": (b"", "git.example:2222", "git.example is known there without the port"),
    "excluded": (b"*.example,!git.example", "git.example", "!git.example in it excludes the name"),
    "an address with a port": (b"[2001:db8::1]:22", "2001:db8::1", "2001:db8::1 is known there for port 22"),
    "a dot at the end": (b"git.example.", "git.example", "a dot at the end makes it another name for ssh"),
    "without its domain": (b"git", "git.example", "one is the other with its domain"),
    "with its domain": (b"git.corp.example", "git", "one is the other with its domain"),
    "a letter too few": (b"git2.example.org", "git.example.org", "it is another name"),
}


def _file(words: bytes | None, name: str) -> bytes:
    if words:
        return b"other " + KEY + b"\n" + words + b" " + KEY + b"\n"
    hashed = known_hosts._hash(name.encode() if words is None else name.partition(":")[0].encode())
    return b"other " + KEY + b"\n" + hashed + b" " + KEY + b"\n"


@pytest.mark.parametrize("case", NEAR)
def test_the_nearest_entry_says_why_ssh_does_not_take_it(case: str, tmp_path: Path, capsys) -> None:
    words, name, reason = NEAR[case]
    path = tmp_path / "known_hosts"
    path.write_bytes(_file(words, name))
    lines = tuple(known_hosts.parse(path.read_bytes()))
    assert known_hosts.find(lines, name) == ()
    ((line, why),) = near_hosts.near(lines, name)
    assert (line.number, why.startswith(reason)) == (2, True), why
    assert main(["hosts", "find", "-f", str(path), name]) == 1
    assert f"line 2, {line.names or 'hashed'}: {why}" in capsys.readouterr().err
    asked = known_hosts.canonical(name)
    assert run("ssh-keygen", "-F", asked, "-f", path, ok=False).returncode != 0


def test_names_that_ssh_never_looks_up_are_told_by_inspect() -> None:
    """For port 22 ssh looks up the name alone, without brackets: OpenSSH 9.2 misc.c ``put_host_port``."""
    names = (b"git@svc.example", b"b.example:2222", b"b.example:22", b"[c]:22,d", b"[c]:2222,d")
    data = b"".join(name + b" " + KEY + b"\n" for name in names)
    found = [[one.id for one in report.findings] for report in inspect(data, name="known_hosts")]
    assert [[one for one in ids if one.startswith("host-")] for ids in found] == [
        ["host-user"],
        ["host-port"],
        ["host-form"],
        ["host-form"],
        [],
    ]


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("ssh://git.example", "git.example"),
        ("ssh://Me@Git.example:2222/team/repo.git", "[git.example]:2222"),
        ("sftp://git.example:22/", "git.example"),
        ("git@git.example:team/repo.git", "git.example"),
        ("git.example:", "git.example:"),
        ("fe80::1", "fe80::1"),
    ],
)
def test_an_address_as_git_takes_it_stands_for_its_host(typed: str, host: str) -> None:
    assert known_hosts.canonical(typed) == host


def test_a_host_is_looked_for_with_one_hash_a_line_and_hints_within_a_budget(monkeypatch) -> None:
    """At the largest size a file has 118,000 hashed names."""
    data = b"".join(known_hosts._hash(b"h%d.example" % n) + b" " + KEY + b"\n" for n in range(50))
    asked: list[bytes] = []
    real = primitives.hmac_sha1

    def noted(salt: bytes, name: bytes) -> bytes:
        asked.append(name)
        return real(salt, name)

    monkeypatch.setattr(primitives, "hmac_sha1", noted)
    lines = tuple(known_hosts.parse(data))
    assert known_hosts.find(lines, "H9.example:2222") == ()
    assert asked == [b"[h9.example]:2222"] * 50
    asked.clear()
    monkeypatch.setattr(near_hosts, "MOST_TRIES", 60)
    ((line, why),) = near_hosts.near(lines, "H9.example:2222")
    assert (line.number, why) == (10, "h9.example is known there without the port")
    assert asked == [b"h9.example"] * 50 + [b"H9.example:2222"] * 10
