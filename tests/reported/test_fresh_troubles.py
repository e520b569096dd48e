"""Troubles like those reported, made anew from a seed: each is named for what it is, and its step works."""

# ruff: noqa: E501 - the troubles are a table

from __future__ import annotations

import base64
import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, verb_says
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.interop.loopback import Server, sshd
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.editing import repairing
from tui.keyops.formats._authorized_options import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KINDS = ("ed25519", "rsa", "ecdsa256")
PEMS = ("rsa", "ecdsa256", "ecdsa384")
SEEDS = range(3)


def _openssh(seed: int) -> bytes:
    return pack(make(KINDS[seed]), "openssh").data


def _pem(seed: int) -> bytes:
    return pack(make(PEMS[seed]), "pem").data


def _line(seed: int) -> bytes:
    return pack_public(make(KINDS[seed % 3]).public, "openssh-public", b"anna@laptop").data


OTHER = pack_public(make("ecdsa384").public, "openssh-public", b"bob").data + 40 * b"# who may log in\n"


def _rtf(text: bytes) -> bytes:
    inner = re.sub(rb"([\\{}])", rb"\\\1", text.rstrip(b"\n")).replace(b"\n", b"\\\n")
    head = b"{\\rtf1\\ansi\\ansicpg1252\\cocoartf2639\n{\\fonttbl\\f0\\fswiss\\fcharset0 Helvetica;}\n"
    return head + b"{\\colortbl;\\red255\\green255\\blue255;}\n\\f0\\fs24 \\cf0 " + inner + b"}\n"


def _swapped(seed: int) -> bytes:
    rows = _pem(seed).splitlines()
    at = random.Random(seed).randrange(1, len(rows) - 3)
    return b"\n".join((*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :])) + b"\n"


PRIVATE: dict[str, tuple[Callable[[int], bytes], str]] = {
    "begin twice": (lambda n: _openssh(n).split(b"\n")[0] + b"\n" + _openssh(n), "There are two BEGIN lines"),
    "another begin before": (lambda n: b"-----BEGIN PRIVATE KEY-----\n" + _pem(n), "There are two BEGIN lines"),
    "bracketed paste": (lambda n: b"\x1b[200~" + _openssh(n) + b"\x1b[201~", "The marks of a paste"),
    "paste without its escape": (lambda n: b"[200~" + _pem(n).rstrip() + b"[201~\n", "The marks of a paste"),
    "rich text": (lambda n: _rtf(_openssh(n)), "Rich text (RTF), as TextEdit and WordPad save it"),
    "rich text of PEM": (lambda n: _rtf(_pem(n)).replace(b"\\\n", b"\\par\n"), "Rich text (RTF)"),
    "newlines of PowerShell": (lambda n: _openssh(n).rstrip().replace(b"\n", b"`n"), "`n is spelled out"),
    "CRLF of PowerShell": (lambda n: _pem(n).rstrip().replace(b"\n", b"`r`n"), "`r`n is spelled out"),
    "slash for backslash": (lambda n: _openssh(n).rstrip().replace(b"\n", b"/n"), "/n is spelled out"),
    "last line first": (lambda n: b"\n".join(_pem(n).splitlines()[::-1]) + b"\n", "The lines are in reverse order"),
    "two lines swapped": (_swapped, "of its body are swapped"),
    "capitals lost": (
        lambda n: re.sub(rb"(BEGIN|END) ([A-Z ]+)", lambda m: m[0].title(), _pem(n)),
        "are in lowercase: they must read",
    ),
    "form feeds": (lambda n: _openssh(n).replace(b"\n", b"\n\f", 2), "form feeds"),
    "public key before": (lambda n: _line(n) + _openssh(n), "The public key is before the BEGIN line"),
    "text on the BEGIN line": (
        lambda n: b"<html><pre>" + _pem(n) + b"</pre>\n",
        "part of it on that line OpenSSH, PuTTYgen and OpenSSL reject this file",
    ),
}  # fmt: skip
LINES: dict[str, tuple[str, Callable[[bytes], bytes], bytes, str]] = {
    "PowerShell adds UTF-16": (
        "authorized_keys",
        lambda line: OTHER + line.decode().replace("\n", "\r\n").encode("utf-16-le"),
        OTHER + b"%s",
        "as PowerShell adds text to a file with >>",
    ),
    "prompt": ("id.pub", lambda line: b"Enter passphrase: " + line, b"%s", "A program's prompt is before the key"),
    "prompt of openssl": (
        "id.pub",
        lambda line: b"Enter pass phrase for key.pem:" + line,
        b"%s",
        "A program's prompt is before the key",
    ),
    "prompt line": ("id.pub", lambda line: b"Enter PEM pass phrase:\n" + line, b"%s", "1 line of other text around"),
    "rich text": ("authorized_keys", _rtf, b"%s", "Rich text (RTF)"),
    "typographic quotes": (
        "authorized_keys",
        lambda line: "from=\u201c10.0.0.0/8\u201d,no-pty ".encode() + line,
        b'from="10.0.0.0/8",no-pty %s',
        "The option values on line 1 are not in plain double quotes",
    ),
    "typographic quotes and a space": (
        "authorized_keys",
        lambda line: "command=\u201crsync --server\u201d ".encode() + line,
        b'command="rsync --server" %s',
        "The option values on line 1 are not in plain double quotes",
    ),
    "no quotes": (
        "authorized_keys",
        lambda line: b"no-pty,from=10.0.0.1 " + line,
        b'no-pty,from="10.0.0.1" %s',
        "not in plain double quotes",
    ),
    "a value of several words without quotes": (
        "authorized_keys",
        lambda line: b"command=/usr/bin/rrsync -ro /backup,no-pty " + line,
        b'command="/usr/bin/rrsync -ro /backup",no-pty %s',
        "The option values on line 1 are not in plain double quotes",
    ),
    "a space for a comma": (
        "authorized_keys",
        lambda line: b'no-agent-forwarding  command="ls -l" ' + line,
        b'no-agent-forwarding,command="ls -l" %s',
        "There is a space between the options on line 1",
    ),
    "options after the type": (
        "authorized_keys",
        lambda line: line.replace(b" ", b' no-pty,command="ls -l" ', 1),
        b'no-pty,command="ls -l" %s',
        "The options are between the key type and the key",
    ),
    "option over two lines": (
        "authorized_keys",
        lambda line: b'command="/bin/ls\n-l" ' + line,
        b'command="/bin/ls -l" %s',
        "The value of an option continues on the next line",
    ),
    "list over two lines": (
        "authorized_keys",
        lambda line: b'from="10.0.0.1,\n10.0.0.2" ' + line,
        b'from="10.0.0.1,10.0.0.2" %s',
        "The value of an option continues on the next line",
    ),
    "comma for a space": (
        "authorized_keys", lambda line: b"no-pty," + line, b"no-pty %s", "There is a comma before the key type"
    ),
    "space between names": (
        "known_hosts",
        lambda line: b"git.example, 10.0.0.3 " + line,
        b"git.example,10.0.0.3 %s",
        "There is a space between host names on line 1",
    ),
    "no type word": (
        "known_hosts",
        lambda line: b"git.example " + line.split(b" ", 1)[1],
        b"git.example %s",
        "is missing before the base64",
    ),
    "comma after the host": (
        "known_hosts", lambda line: b"git.example," + line, b"git.example %s", "There is a comma before the key type"
    ),
    "marker": (
        "known_hosts",
        lambda line: b"@cert_authority *.example " + line,
        b"@cert-authority *.example %s",
        "The marker @cert_authority is not one that ssh knows",
    ),
    "banner": (
        "known_hosts",
        lambda line: b"# git.example:22 SSH-2.0-OpenSSH_9.6 git.example " + line,
        b"# git.example:22 SSH-2.0-OpenSSH_9.6\ngit.example %s",
        "The key is on the same line as the comment before it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", PRIVATE)
def test_what_happened_to_a_private_key_is_named_and_undone(name: str, seed: int, tmp_path, capsys) -> None:
    spoil, words = PRIVATE[name]
    path, out = tmp_path / "key", tmp_path / "out"
    path.write_bytes(spoil(seed))
    path.chmod(0o600)
    told = verb_says(capsys, path)
    assert words in told, told
    assert main(["repair", str(path), "-o", str(out)]) == 0, capsys.readouterr().err
    blob = run("ssh-keygen", "-y", "-P", "", "-f", out).stdout.split()[1]
    assert base64.b64decode(blob) in {make(kinds[seed]).public.blob for kinds in (KINDS, PEMS)}


@pytest.mark.parametrize("name", ["text on the BEGIN line", "public key before"])
@pytest.mark.parametrize("seed", SEEDS)
def test_openssh_refuses_what_we_say_that_it_refuses(name: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(PRIVATE[name][0](seed))
    path.chmod(0o600)
    assert run("ssh-keygen", "-y", "-P", "", "-f", path, ok=False).returncode


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", LINES)
def test_what_happened_to_a_key_line_is_named_and_undone(name: str, seed: int, tmp_path, capsys) -> None:
    where, spoil, right, words = LINES[name]
    path = tmp_path / where
    path.write_bytes(spoil(_line(seed)))
    told = verb_says(capsys, path)
    assert words in told, told
    assert repairing.repair(path.read_bytes(), where).data == right % _line(seed)


@pytest.mark.parametrize("name", ["bracketed paste", "begin twice", "two lines swapped"])
async def test_the_screen_says_the_same(name: str, tmp_path, capsys, fence) -> None:
    spoil, words = PRIVATE[name]
    for told in await both_say(capsys, tmp_path / "key", spoil(1)):
        assert words in told


# Lines that are read, and do not what was meant


TOLD = {
    ("known_hosts", "[git.example]:22 {}"): "ssh looks up the name alone for port 22, and never finds it Write git.example",
    ("known_hosts", "ssh://git@git.example:22 {}"): "Write git.example",
    ("known_hosts", "ssh://git.example:2222/x {}"): "Write [git.example]:2222",
    ("known_hosts", "git@git.example:2222 {}"): "Write [git.example]:2222",
    ("known_hosts", "[2001:db8::1]:22 {}"): "Write 2001:db8::1",
    ("known_hosts", "@cert-authority {}"): "no host names follow its marker, and ssh ignores the line",
    ("allowed_signers", "{}"): "Line 1 names no principal: ssh-keygen -Y verify ignores it",
    ("allowed_signers", "anna@example.com namespaces=git {}"): "ssh-keygen ignores line 1: cannot parse the options",
    ("authorized_keys", '{} command="echo forced"'): "the option command is after the key, where it is part of the comment",
    ("authorized_keys", "{} no-pty"): "the option no-pty is after the key, where it is part of the comment",
    ("authorized_keys", 'command="echo "hi"" {}'): "a quote within the value of command ends it",
    ("authorized_keys", "no-pty;no-x11-forwarding {}"): "there is a semicolon between its options",
    ("authorized_keys", "<<<<<<< HEAD\n{}"): "line 1: it is a git conflict marker, and sshd ignores the line",
    ("known_hosts", "a.example {0}\n=======\nb.example {0}"): "1 line of other text around its key lines",
    ("authorized_keys", "// anna\n{}"): "line 1: it is a comment that does not begin with #, and sshd ignores",
    ("authorized_keys", 'from="10.0.0.1"\n{}'): "line 1: it holds options without a key, and sshd ignores the line",
    ("authorized_keys", "git.example {}"): "git.example is a host name, as in known_hosts, not an option",
    ("authorized_keys", "10.0.0.1,git {}"): "10.0.0.1 is a host name, as in known_hosts, not an option",
    ("id_x.pub", "anna@laptop {}"): "There are other words before the key type in id_x.pub: OpenSSH cannot read any key in it",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("where", TOLD, ids=" ".join)
def test_a_line_that_does_not_what_was_meant_is_told_of(
    where: tuple[str, str], seed: int, tmp_path, capsys
) -> None:
    name, form = where
    path = tmp_path / name
    path.write_text(form.format(_line(seed).decode().strip()) + "\n")
    assert TOLD[where] in verb_says(capsys, path)
    main(["repair", str(path), "-o", str(tmp_path / "out")])
    assert "Nothing is wrong" not in capsys.readouterr().out


async def test_the_screen_tells_of_such_a_line_too(tmp_path, capsys, fence) -> None:
    for (name, form), words in list(TOLD.items())[:9:4]:
        line = form.format(_line(0).decode().strip()) + "\n"
        for told in await both_say(capsys, tmp_path / name, line.encode()):
            assert words in told


@pytest.mark.interop
@pytest.mark.parametrize("name", ["git.example", "[git.example]:2222", "2001:db8::1"])
def test_ssh_finds_the_names_that_we_say_to_write(name: str, tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(name.encode() + b" " + _line(0))
    assert run("ssh-keygen", "-F", name, "-f", path).stdout
    path.write_bytes(b"[git.example]:22 " + _line(0))
    assert not run("ssh-keygen", "-F", "git.example", "-f", path, ok=False).stdout


@pytest.mark.interop
def test_ssh_keygen_passes_over_a_signer_without_a_principal(tmp_path: Path) -> None:
    key, message, signers = tmp_path / "key", tmp_path / "message", tmp_path / "signers"
    key.write_bytes(_openssh(0))
    key.chmod(0o600)
    message.write_text("hello\n")
    run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key, message)
    verify = ("ssh-keygen", "-Y", "find-principals", "-f", signers, "-s", tmp_path / "message.sig")
    signers.write_bytes(_line(0))
    assert run(*verify, ok=False).returncode
    signers.write_bytes(b"anna@example.com " + _line(0))
    assert b"anna@example.com" in run(*verify).stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sshd(tmp_path_factory.mktemp("fresh")) as running:
        key = running.folder / "key"
        key.write_bytes(_openssh(0))
        key.chmod(0o600)
        yield running


@pytest.mark.interop
def test_sshd_lets_nobody_in_for_a_certificate_and_heeds_no_option_behind_the_key(
    server: Server, tmp_path, capsys
) -> None:
    key, folder = server.folder / "key", tmp_path
    (folder / "id.pub").write_bytes(_line(0))
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "ca")
    run("ssh-keygen", "-q", "-s", folder / "ca", "-I", "anna", "-n", "anna", folder / "id.pub")
    certificate = (folder / "id-cert.pub").read_bytes()
    path = folder / "authorized_keys"
    for line in (certificate, b"cert-authority " + certificate):
        server.let_in(line)
        assert server.log_in(key).returncode
        path.write_bytes(line)
        assert "sshd lets nobody in with line 1: it holds a certificate" in verb_says(capsys, path)
    server.let_in(_line(0).rstrip() + b' command="echo forced"')
    assert b"let in" in server.log_in(key).stdout
    assert judge('command="echo forced"').refused == ""


# Two keys of known_hosts on one line


@pytest.mark.parametrize("seed", SEEDS)
def test_the_second_host_of_a_line_keeps_its_name(seed: int, tmp_path, capsys) -> None:
    one, two = b"a.example " + _line(seed), b"b.example " + _line(seed + 1)
    path = tmp_path / "known_hosts"
    path.write_bytes(one.rstrip() + b" " + two)
    assert "One key is in the comment of another key" in verb_says(capsys, path)
    assert repairing.repair(path.read_bytes(), path.name).data == one + two


def test_an_option_without_quotes_is_told_once(tmp_path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(b"from=10.0.0.1 " + _line(0))
    told = verb_says(capsys, path)
    assert told.count("sshd ignores") == 1, told
    path.write_bytes(b"from=10.0.0.1 " + _line(0) + b"no-ptty " + _line(1))
    assert "sshd ignores line 2: sshd does not know the option no-ptty" in verb_says(capsys, path)


@pytest.mark.parametrize("mark", [b"- ", b"1. ", b"> "])
def test_lines_that_nobody_reads_are_not_counted_as_read(mark: bytes, tmp_path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(mark + _line(0) + mark + _line(1))
    told = verb_says(capsys, path)
    assert "OpenSSH cannot read any key in the file as it is; it can read 2 keys after" in told
