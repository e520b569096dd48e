"""Lines of which the true cause is told: options, markers, names, NUL bytes, and keys of other formats."""

# ruff: noqa: E501 - the troubles are a table

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.text_encodings import TEXTS
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.damage import diagnosis
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import UnrepairableError
from tui.keyops.inspection.inspection import inspect
from tui.keyops.records import replace

if TYPE_CHECKING:
    from pathlib import Path

ED, EC, RSA = (
    pack_public(make(kind).public, "openssh-public", b"anna").data for kind in ("ed25519", "ecdsa256", "rsa")
)
KEY = b" ".join(ED.split()[:2])
VERSION_1 = b"2048 65537 " + b"1234567890" * 61 + b" foo@bar\n"
PPK = TEXTS["puttygen-0.78/rsa-2048.ppk"].read_bytes()

SAID: dict[str, tuple[str, bytes, str, str]] = {
    "option unknown behind a space": (
        "authorized_keys", b'command="ls -l",ForceCommand ls ' + ED,
        "sshd does not know the option ForceCommand, and ignores the line", "Remove the space",
    ),
    "single quotes around double ones": (
        "authorized_keys", b"command='ls \"x\"' " + ED,
        'the value of command is in single quotes, and sshd ignores the line Write command="..."', "space",
    ),
    "spaces around =": (
        "authorized_keys", b'command = "ls" ' + ED,
        "the option command has no value, and sshd ignores the line", "within other text",
    ),
    "SSH 1": ("authorized_keys", ED + VERSION_1 + EC, "line 2 holds a key for SSH version 1", ""),
    "PPK": ("authorized_keys", ED + PPK + EC, "There is a private key in authorized_keys", "line 5:"),
    "NUL bytes": (
        "authorized_keys", ED + bytes(512) + EC,
        "NUL bytes in 512 places, as a crash or a full disk leaves them OpenSSH reads 1 key", "",
    ),
    "marker without @": (
        "known_hosts", b"cert-authority *.example.com " + ED + b"git.example " + EC,
        "marker cert-authority has no @ before it, and ssh ignores the line Write @cert-authority *.example.com",
        "0x2d",
    ),
    "names behind a marker": (
        "known_hosts", b"@cert-authority a.example b.example " + ED + b"git.example " + EC,
        "there is a space between its host names", "0x2d",
    ),
    "option as a host": ("known_hosts", b"no-pty " + ED + b"a.example " + EC, "an authorized_keys option, not a host", ""),
    "semicolon": ("known_hosts", b"a.example;b.example " + ED, "ssh never finds it Write a.example,b.example", ""),
    "quoted name": ("known_hosts", b'"a.example" ' + ED, "ssh never finds it Write a.example", ""),
    "name and address": (
        "allowed_signers", b"Anna Smith <anna@example.com> " + ED + b"bob@example.com " + EC,
        "Write only anna@example.com before the key type", "tags",
    ),
    "first name and address": (
        "allowed_signers", b"Anna <anna@example.com> " + ED + b"bob@example.com " + EC,
        "Write only anna@example.com before the key type", "tags",
    ),
    "signers with a semicolon": (
        "allowed_signers", b"a@example.com;b@example.com " + ED, "Write a@example.com,b@example.com", "",
    ),
}  # fmt: skip
"""The file's name, its bytes, what is said of it, and what may not be."""


@pytest.mark.parametrize("case", SAID)
def test_the_cause_is_told_and_no_other(case: str, tmp_path: Path, capsys) -> None:
    name, data, words, never = SAID[case]
    path = tmp_path / name
    path.write_bytes(data)
    path.chmod(0o600)
    said = verb_says(capsys, path)
    assert words in said
    said += verb_says(capsys, path, "repair", "--dry-run")
    assert not never or never not in said
    assert "Nothing is wrong" not in said


@pytest.mark.parametrize("case", ["option as a host", "NUL bytes", "marker without @", "name and address"])
async def test_the_screen_says_the_same(case: str, fence: Path, capsys) -> None:
    name, data, words, _ = SAID[case]
    for said in await both_say(capsys, fence / name, data):
        assert words_of(words)[:60] in said


def test_a_repair_drops_neither_the_limits_of_a_key_nor_the_name_of_a_signer(tmp_path: Path) -> None:
    for case in ("spaces around =", "name and address", "first name and address"):
        name, data, *_ = SAID[case]
        path, out = tmp_path / name, tmp_path / "out"
        path.write_bytes(data)
        assert main(["repair", str(path), "-o", str(out)]) == 1
        assert not out.exists()


def test_keys_behind_nul_bytes_come_back_each_on_its_line() -> None:
    assert repair(ED + bytes(600) + EC).data == ED + EC
    assert repair(ED.rstrip() + bytes(600) + EC).data == ED + EC


def test_a_key_in_the_environment_of_a_process_is_taken_out(tmp_path: Path) -> None:
    whole = pack(make("ed25519"), "openssh").data
    data = b"HOME=/root\0KEY=" + whole.rstrip() + b"\0PWD=/\0"
    assert any("NUL bytes in 2 places" in one.title for one in inspect(data)[0].findings)
    path = tmp_path / "key"
    path.write_bytes(repair(data).data)
    path.chmod(0o600)
    assert run("ssh-keygen", "-y", "-P", "", "-f", path).stdout


# Hosts that nearly are there

SALT = b"0123456789abcdefghij"


def hashed(name: str) -> bytes:
    digest = hmac.new(SALT, name.encode(), hashlib.sha1).digest()
    return b"|1|" + base64.b64encode(SALT) + b"|" + base64.b64encode(digest)


NEAR = {
    ("fd5f:4268:2387:97c1:0000:0000:0000:0002", "fd5f:4268:2387:97c1::2"): "it is the same host",
    ("[fd5f::0001]:2222", "[fd5f::1]:2222"): "it is the same host",
    ("010.000.000.001", "10.0.0.1"): "it is the same host",
    ("m\u00fcnchen.example", "xn--mnchen-3ya.example"): "it is the same host",
    ("a.example;git.example", "git.example"): "no host has such a name",
    ("git.example/", "git.example"): "ssh looks up names alone",
    ("ssh://git@git.example:2222/x", "git.example:2222"): "ssh looks up names alone",
    ("# git.example.", "git.example"): "it is the hash of git.example.,",
    ("# [git.example]:22", "git.example"): "it is the hash of [git.example]:22,",
    ("# git.example:2222", "[git.example]:2222"): "it is the hash of git.example:2222,",
    ("# git.example\n", "git.example"): "hashed with a line ending after it",
    ("# git", "git.example"): "it is the hash of git, and ssh compares names as they are written",
    ("# [git.example]:2222", "git.example"): "git.example is known there for port 2222",
}


@pytest.mark.parametrize("pair", NEAR, ids=" ".join)
def test_why_ssh_does_not_take_an_entry_for_a_host(pair: tuple[str, str], tmp_path: Path, capsys) -> None:
    name, host = pair
    path = tmp_path / "known_hosts"
    path.write_bytes((hashed(name[2:]) if name.startswith("# ") else name.encode()) + b" " + KEY + b"\n")
    assert run("ssh-keygen", "-F", host, "-f", path, ok=False).returncode
    assert main(["hosts", "find", "-f", str(path), host]) == 1
    assert NEAR[pair] in words_of(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"git.example\xc2\xa0" + KEY + b"\n",
            "ssh cannot read any line of known_hosts Lookalike characters",
        ),
        (b"git.example " + KEY + b"\r" + b"a.example " + KEY + b"\n", "without a line ending"),
        (b"git.example\n", "No line of known_hosts holds a host key"),
    ],
    ids=["lookalike", "glued", "no key"],
)
def test_a_damaged_file_of_hosts_is_not_called_another_file(data, words, tmp_path: Path, capsys) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(data)
    assert main(["hosts", "find", "-f", str(path), "a.example"]) == 1
    said = words_of(capsys.readouterr().err)
    assert words in said
    assert "Choose another file" not in said


@pytest.mark.parametrize(
    ("left", "line"),
    [(ED, 2), (EC, 1), (b"restrict " + ED + EC, 1), (EC + ED, 2)],
    ids=["first", "second", "limits", "order"],
)
def test_what_would_lose_a_line_that_is_read_is_refused_whatever_did_it(left, line, monkeypatch) -> None:
    """The last fence, behind all that looks at single kinds of damage."""
    spoilt = replace(diagnosis.examine(ED.replace(b"\n", b"\r\n")), data=left)
    whole = replace(spoilt, damages=(), data=left)
    monkeypatch.setattr(diagnosis, "examine", lambda data: whole if data == left else spoilt)
    with pytest.raises(UnrepairableError, match=f"would no longer read the key on line {line}"):
        repair(ED + EC, "authorized_keys")
