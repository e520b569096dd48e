"""Texts of key files as chat, PDF, pagers, editors and web pages leave them: both faces say what it was."""

# ruff: noqa: E501 - the texts are a table

from __future__ import annotations

import base64
import contextlib
import json
import random
import re
import textwrap
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.text_encodings import TEXTS as CORPUS
from tests.helpers.text_encodings import spoilt
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError, UnrepairableError
from tui.keyops.inspection.inspection import recognise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _private(kind: str, container: str = "openssh") -> bytes:
    return pack(make(kind), container).data


def _line(kind: str) -> bytes:
    return pack_public(make(kind).public, "openssh-public", b"anna@laptop").data


def _at(data: bytes, seed: int, row: bytes) -> bytes:
    """A line more, somewhere in the body."""
    rows = data.split(b"\n")
    at = random.Random(seed).randrange(2, len(rows) - 2)
    return b"\n".join((*rows[:at], row, *rows[at:]))


def _each(data: bytes, behind: bytes) -> bytes:
    return re.sub(rb"(?m)^([A-Za-z0-9+/=]{8,})$", rb"\1" + behind, data)


RSA, ED, EC = (lambda: _private("rsa", "pem")), (lambda: _private("ed25519")), (lambda: _private("ecdsa256"))
TEXTS = {
    "more": (lambda: _at(RSA(), 1, b"--More--(52%)"), "1 line of other text within the body, as added by pagers"),
    "page": (lambda: _at(ED(), 2, b"Page 3 of 7"), "1 line of other text within the body"),
    "foot": (lambda: _at(EC(), 3, b"[12]  confidential"), "1 line of other text within the body"),
    "conflict": (lambda: _at(RSA(), 4, b"<<<<<<< HEAD"), "1 line of other text within the body"),
    "sign": (lambda: RSA().replace(b"A", b"A~", 1).replace(b"PRIVA~", b"PRIVA"), ""),
    "fence": (lambda: b"```" + ED() + b"```", "is in a code fence"),
    "fence with a line": (lambda: b"```\n" + EC() + b"```\n", "is in a code fence"),
    "soft hyphens": (lambda: _each(RSA(), b"\xc2\xad"), "soft hyphens, as PDF files write"),
    "one soft hyphen": (lambda: ED().replace(b"\n", b"\xc2\xad\n", 2).replace(b"KEY-----\xc2\xad", b"KEY-----"), "1 soft hyphen"),
    "certutil": (
        lambda: b"-----BEGIN CERTIFICATE-----\r\n" + base64.encodebytes(ED()) + b"-----END CERTIFICATE-----\r\n",
        "such as certutil -encode adds to any file",
    ),
    "translated": (lambda: ED().replace(b"BEGIN", b"COMIENZO").replace(b"END ", b"FIN "), "COMIENZO OPENSSH PRIVATE KEY"),
    "label": (lambda: EC().replace(b"OPENSSH PRIVATE KEY", b"OPENSSH KEY"), "The BEGIN line reads OPENSSH KEY"),
    "header": (lambda: re.sub(rb"(BEGIN .*)", rb"\1\nComment: mine\n", RSA(), count=1), "1 header line after the BEGIN line"),
    "blanks inside": (lambda: _private("rsa").replace(b"AAAA", b"AA AA"), "Spaces within"),
    "tabs inside": (lambda: ED().replace(b"AAAAB", b"AA\tAAB", 1), "Spaces within 1 line of base64"),
    "NUL": (lambda: _at(ED(), 5, b"\0"), "NUL bytes in 1 place"),
    "Cyrillic": (lambda: RSA().replace(b"A", "\u0410".encode(), 2), "Lookalike characters in"),
    "Greek": (lambda: ED().replace(b"O", "\u039f".encode(), 1), "Lookalike characters in"),
    "base32": (lambda: base64.b32encode(ED()), "is base32"),
    "base85": (lambda: base64.b85encode(EC()), "is base85"),
    "Ascii85": (lambda: base64.a85encode(RSA(), adobe=True), "is Ascii85"),
    "removed in a diff": (lambda: re.sub(rb"(?m)^(?=.)", b"-", ED()), "A diff marker before each of its lines"),
    "a table": (lambda: b"".join(b"| " + row + b" |\n" for row in ED().splitlines()), "Box borders before"),
    "a list": (lambda: b"".join(b'  "' + row + b'",\n' for row in ED().splitlines()), "List quotes and commas before"),
}  # fmt: skip
LINES = {
    "prose": (lambda: b"here's the key: " + _line("ed25519"), "Other text before its line"),
    "setting": (
        lambda: b'SSH_KEY="' + _line("ed25519").strip() + b'"\n',
        "A setting name before",
    ),
    "number in prose": (lambda: b"key 2 of anna: " + _line("rsa"), "Other text before its line"),
    "continued": (
        lambda: re.sub(rb"(.{60})", b"\\1\\\\\n", _line("rsa")),
        "The key line is continued by a backslash",
    ),
    "in a page": (lambda: b"<pre><code>// " + _line("rsa") + b"</code></pre>\n", "HTML or XML tags in"),
    "quoted in a page": (lambda: b"<pre>&gt; " + _line("rsa") + b"</pre>\n", "HTML or XML tags in"),
    "switched off": (lambda: b"# " + _line("ed25519"), "A comment marker (#)"),
}
each = pytest.mark.parametrize("name", TEXTS)


@pytest.mark.interop
@each
def test_what_was_done_to_the_text_is_named_and_undone(name: str, tmp_path, capsys) -> None:
    make_it, words = TEXTS[name]
    path, out = tmp_path / "key", tmp_path / "out"
    path.write_bytes(make_it())
    path.chmod(0o600)
    shown = verb_says(capsys, path)
    assert words in shown, shown
    assert main(["repair", str(path), "-o", str(out)]) == 0, capsys.readouterr().err
    blob = run("ssh-keygen", "-y", "-P", "", "-f", out).stdout.split()[1]
    assert base64.b64decode(blob) in {make(kind).public.blob for kind in ("rsa", "ed25519", "ecdsa256")}


@pytest.mark.parametrize("name", LINES)
def test_what_stands_around_a_key_line_is_named_for_what_it_is(name: str, tmp_path, capsys) -> None:
    make_it, words = LINES[name]
    path, out = tmp_path / "id.pub", tmp_path / "out.pub"
    path.write_bytes(make_it())
    assert words in verb_says(capsys, path)
    assert main(["repair", str(path), "-o", str(out)]) == 0, capsys.readouterr().err
    assert out.read_bytes() in {_line("rsa"), _line("ed25519")}


@pytest.mark.parametrize("name", ["more", "certutil", "header", "blanks inside"])
async def test_the_screen_says_the_same(name: str, tmp_path, fence) -> None:
    make_it, words = TEXTS[name]
    path = tmp_path / "key"
    path.write_bytes(make_it())
    path.chmod(0o600)
    assert words in await screen_says(path)


def test_the_line_that_says_that_a_key_is_locked_is_put_back(tmp_path, capsys) -> None:
    from tui.keyops.formats.contract import Protection
    from tui.keyops.secret import Secret

    whole = pack(make("rsa"), "pem", Protection(Secret("correct horse"))).data
    path, out = tmp_path / "key", tmp_path / "out"
    path.write_bytes(whole.replace(b"Proc-Type: 4,ENCRYPTED\n", b""))
    assert "The Proc-Type line of an encrypted key is missing" in verb_says(capsys, path)
    assert main(["repair", str(path), "-o", str(out)]) == 0
    assert out.read_bytes() == whole


def test_a_mac_in_capitals_is_what_puttygen_refuses(tmp_path, capsys) -> None:
    whole = _private("ed25519", "ppk3")
    path, out = tmp_path / "key.ppk", tmp_path / "out.ppk"
    path.write_bytes(re.sub(rb"(?<=MAC: )[0-9a-f]+", lambda found: found[0].upper(), whole))
    path.chmod(0o600)
    assert "Its MAC is in capitals" in verb_says(capsys, path)
    assert main(["repair", str(path), "-o", str(out)]) == 0
    assert out.read_bytes() == whole


@pytest.mark.parametrize(
    "word", [b"[email\xc2\xa0protected]", b" at openssh.com", b"(at)openssh.com", b"[at]openssh.com"]
)
def test_a_type_word_that_was_taken_for_an_address_is_written_again(word: bytes, tmp_path, capsys) -> None:
    from tests.helpers.project import ROOT

    whole = (ROOT / "tests/corpus/openssh-10.5/id_ed25519-cert.pub").read_bytes()
    path, out = tmp_path / "id-cert.pub", tmp_path / "out-cert.pub"
    path.write_bytes(whole.replace(b"@openssh.com", word, 1))
    assert "The @openssh.com of its key type was hidden or turned into a link" in verb_says(capsys, path)
    assert main(["repair", str(path), "-o", str(out)]) == 0
    assert out.read_bytes() == whole


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (b"git.example, 10.0.0.1", "There is a space between host names on line 1, and ssh ignores the line"),
        (b"git.example 10.0.0.1", "there is a space between its host names"),
        (b"ssh://git.example", "ssh looks up names alone, and never finds it Write git.example"),
        (b"https://git.example:8443/x", "Write git.example"),
        (b"[git.example]", "Line 1 names [git.example]: ssh looks up names alone"),
        (b"", "Line 1 names no host: ssh never finds its key"),
    ],
)  # fmt: skip
def test_a_line_of_known_hosts_that_ssh_never_finds_is_told(before, words, tmp_path, capsys) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes((before + b" " + _line("ed25519")).lstrip())
    shown = verb_says(capsys, path)
    assert words in shown, shown
    assert "allowed_signers" not in shown
    host = ["ssh-keygen", "-F", "git.example", "-f", path]
    assert run(*host, ok=False).stdout == b""


@pytest.mark.parametrize(
    "said", ["git.example: Connection timed out", "git.example: Name or service not known"]
)
def test_what_ssh_keyscan_says_is_no_entry(said: str, tmp_path, capsys) -> None:
    path = tmp_path / "known_hosts"
    path.write_text(said + "\n")
    assert "what ssh-keyscan prints when it gets no key" in verb_says(capsys, path)


def test_a_marker_of_known_hosts_in_authorized_keys_is_told(tmp_path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(b"@cert-authority * " + _line("ed25519"))
    assert "it begins with a known_hosts marker, and sshd ignores the line" in verb_says(capsys, path)


def test_typographic_quotes_around_a_value_are_told(tmp_path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes("command=\u201c/bin/ls\u201d ".encode() + _line("ed25519"))
    told = words_of(verb_says(capsys, path))
    assert "The option values on line 1 are not in plain double quotes" in told
    assert told.count("sshd ignores") == 1


def test_a_wrapped_certificate_is_split_and_nothing_else(tmp_path, capsys) -> None:
    from tests.helpers.project import ROOT

    whole = (ROOT / "tests/corpus/openssh-10.5/id_ed25519-cert.pub").read_bytes()
    path = tmp_path / "id-cert.pub"
    path.write_bytes(b"\n".join(whole[at : at + 76] for at in range(0, len(whole), 76)))
    shown = verb_says(capsys, path)
    assert "The key line is split into" in shown
    assert "quoted-printable" not in shown


# Public keys within other text

WITHIN: dict[str, Callable[[str, str], str]] = {
    "CSV": lambda one, two: f'name,key\n"anna","{one}"\n"bob","{two}"\n',
    "list of a service": lambda one, two: json.dumps([{"title": "x", "key": key} for key in (one, two)]),
    "cloud-init": lambda one, two: f"users:\n- name: x\n  ssh_authorized_keys:\n  - {one}\n  - {two}\n",
    "Cisco": lambda one, two: "".join(_cisco(name, key) for name, key in (("anna", one), ("bob", two))),
    "Junos": lambda one, two: "".join(
        f'set login user x authentication ssh "{key}";\n' for key in (one, two)
    ),
    "FortiOS": lambda one, two: f'edit x\n set ssh-public-key1 "{one}"\n set ssh-public-key2 "{two}"\n',
    "RouterOS": lambda one, two: "".join(f'/user ssh-keys add user=x key="{key}"\n' for key in (one, two)),
    "EOS": lambda one, two: "".join(f"username anna ssh-key {key}\n" for key in (one, two)),
    "NixOS": lambda one, two: f'users.x.openssh.authorizedKeys.keys = [ "{one}" "{two}" ];\n',
    "LDIF": lambda one, two: "dn: uid=x\n" + "".join(_folded(f"sshPublicKey: {key}") for key in (one, two)),
    "numbers": lambda one, two: f"0={one}\n1={two}\n",
    "VyOS": lambda one, two: "".join(
        f"set login user x public-keys {number} key '{key.split()[1]}'\n"
        for number, key in enumerate((one, two))
    ),
}


def _cisco(name: str, key: str) -> str:
    rows = "\n".join(f"   {row}" for row in textwrap.wrap(key, 72, break_on_hyphens=False))
    return f" username {name}\n  key-string\n{rows}\n  exit\n"


def _folded(text: str) -> str:
    return "\n ".join(text[at : at + 70] for at in range(0, len(text), 70)) + "\n"


@pytest.mark.parametrize("kinds", [("ed25519", "rsa"), ("ecdsa256", "ecdsa521")], ids="-".join)
@pytest.mark.parametrize("form", WITHIN)
def test_public_keys_are_taken_out_of_other_text(
    form: str, kinds: tuple[str, str], tmp_path: Path, capsys
) -> None:
    lines = [
        pack_public(make(kind).public, "openssh-public", b"anna@laptop").data.decode().strip()
        for kind in kinds
    ]
    path = tmp_path / "text"
    path.write_text(WITHIN[form](*lines))
    told = verb_says(capsys, path)
    assert (
        "keys are within other text" in told or "before each of its lines" in told or "in the comment" in told
    )
    repaired = repair(path.read_bytes())
    assert [entry.public for entry in recognise(repaired.data)] == [make(kind).public for kind in kinds]


@pytest.mark.parametrize("words", ['from=\\"10.0.0.1\\"', "restrict", 'command=\\"/bin/ls\\"', "no-pty"])
def test_no_key_is_taken_out_from_behind_what_limits_it(words: str) -> None:
    key = pack_public(make("rsa").public, "openssh-public", b"anna").data.decode().strip()
    with pytest.raises(KeyOpsError):
        repair(f'{{"keys": ["{words} {key}"], "x": 1}}\n'.encode())


LOCKED = CORPUS["openssh-10.5/id_ecdsa-256-pem-locked"].read_bytes()


@pytest.mark.parametrize("encodings", [("plus-to-blank", "quoted-printable"), ("utf-7", "octal-escapes")])
def test_no_line_of_a_locked_key_is_taken_for_other_text(encodings: tuple[str, str]) -> None:
    """Blocks are whole without two lines of it, and nothing else could be proved."""
    with contextlib.suppress(UnrepairableError):
        assert repair(spoilt(LOCKED, *encodings)).data == LOCKED
    assert repair(_at(LOCKED, 5, b"Page 3 of 7, for internal use only")).data == LOCKED
