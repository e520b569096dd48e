"""Public key lines, without any peer program."""

from __future__ import annotations

import base64
import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.children import PATIENCE
from tui.keyops import limits
from tui.keyops.encoding import wire
from tui.keyops.errors import CorruptKeyError, KeyOpsError, LimitError, UnsupportedConversionError
from tui.keyops.formats import openssh_public
from tui.keyops.formats.openssh_public import authorized_line, line_of
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.keys.eddsa import Ed448PublicKey, Ed25519PublicKey
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.opaque import OpaquePublicKey

CORPUS = Path(__file__).parents[2] / "corpus" / "openssh-10.5"
FORMAT = openssh_public.FORMAT
FINGERPRINTS = {
    words[0]: (int(words[1]), words[2], " ".join(words[3:-1]))
    for words in map(str.split, (CORPUS / "fingerprints.sha256.txt").read_text().splitlines())
}
KEY = Ed25519PublicKey(bytes(range(32)))
LINE = authorized_line(KEY, b"note").encode()


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_a_public_file_of_openssh_10_5_has_its_fingerprint_and_comment(name):
    data = (CORPUS / name).read_bytes()
    (entry,) = FORMAT.read(data)
    bits, fingerprint, comment = FINGERPRINTS[name]
    assert FORMAT.sniff(data)
    assert not entry.is_private
    assert entry.comment == comment.encode()
    assert (entry.certificate is not None) == name.endswith("-cert.pub")
    assert (entry.public.bits, sha256(entry.public)) == (bits, fingerprint)


@pytest.mark.parametrize("name", [name for name in FINGERPRINTS if "-cert" not in name])
def test_a_public_file_of_openssh_10_5_is_written_back_byte_for_byte(name):
    data = (CORPUS / name).read_bytes()
    (entry,) = FORMAT.read(data)
    assert FORMAT.write_public(entry.public, entry.comment) == data


def test_a_certificate_line_is_made_from_its_blob():
    data = (CORPUS / "id_rsa-2048-cert.pub").read_bytes()
    (entry,) = FORMAT.read(data)
    line = line_of(entry.certificate.algorithm, entry.certificate.blob, entry.comment)
    assert line.encode() + b"\n" == data


def test_a_line_of_an_unknown_type_can_be_made_and_read():
    key = OpaquePublicKey("ssh-new@example.org", wire.string(b"abc"))
    assert FORMAT.read(authorized_line(key, b"note").encode())[0].public == key


@pytest.mark.parametrize(
    "options",
    [
        "restrict",
        "no-pty,no-X11-forwarding",
        'command="echo \\"two  words\\"",no-pty',
        'from="10.0.0.0/8,*.example.org",command="ssh-rsa AAAA is not a key"',
        'environment="A=b c"',
    ],
)
def test_options_before_the_key_are_kept_as_they_stand(options):
    data = options.encode() + b" \t" + LINE
    (entry,) = FORMAT.read(data)
    assert FORMAT.sniff(data)
    assert (entry.options, entry.public, entry.comment) == (options, KEY, b"note")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_line_endings_and_a_byte_order_mark_do_not_stop_reading(start, ending):
    data = start + b"# mine" + (ending or b"\n") + (ending or b"\n") + b"  " + LINE + ending
    (entry,) = FORMAT.read(data)
    assert FORMAT.sniff(data)
    assert (entry.public, entry.comment, entry.line) == (KEY, b"note", 3)


@pytest.mark.parametrize("odd", [b"\r", b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8"])
def test_only_lf_ends_a_line(odd):
    """As for sshd: what stands behind anything else is still the comment."""
    (entry,) = FORMAT.read(b"# gone:" + odd + LINE + b"\n" + LINE + odd + LINE + b"\n")
    assert (entry.line, entry.comment) == (2, b"note" + odd + LINE)
    assert not FORMAT.sniff(b"# gone:" + odd + LINE)


def test_a_comment_may_have_blanks_and_bytes_that_are_not_utf_8():
    (entry,) = FORMAT.read(authorized_line(KEY, b" a  b \xff\xc3\xa4 ").encode("utf-8", "surrogateescape"))
    assert entry.comment == b"a  b \xff\xc3\xa4"


def test_a_missing_comment_leaves_no_blank_behind():
    assert authorized_line(KEY, b"") == authorized_line(KEY, b"\n")
    assert FORMAT.write_public(KEY, b"").count(b" ") == 1
    assert FORMAT.read(FORMAT.write_public(KEY, b""))[0].comment == b""


def test_a_comment_never_starts_a_second_line():
    data = FORMAT.write_public(KEY, b"a\nssh-rsa AAAA\r\0b")
    assert data.endswith(b" a ssh-rsa AAAA  b\n")
    assert data.count(b"\n") == 1
    assert b"\0" not in data


@pytest.mark.parametrize("public", [KEY, Ed448PublicKey(bytes(57))], ids=["ed25519", "ed448"])
def test_a_line_is_type_base64_and_comment(public):
    body = base64.b64encode(public.blob).decode()
    assert authorized_line(public, b"me") == f"{public.algorithm} {body} me"


BAD_LINES = {
    "another type word": (
        LINE.replace(b"ssh-ed25519", b"ssh-rsa", 1),
        "it says ssh-rsa, but the key is",
    ),
    "cut off": (LINE[:40], "only 2 follow"),
    "not base64": (LINE.replace(b"AAAAC3", b"AAAA*3"), "does not belong there"),
    "no type word": (b"AAAAC3NzaC1lZDI1NTE5", "a key type and base64"),
    "open quote": (b'command="echo ' + LINE, "a key type and base64"),
    "only a type": (b"ssh-ed25519", "it is a key type alone"),
    "short blob": (b"ssh-ed25519 AAAA", "key type"),
    "left over": (line_of("ssh-ed25519", KEY.blob + b"!", b"").encode(), "extra byte"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_lone_bad_line_is_refused_with_its_number_and_reason(case):
    line, reason = BAD_LINES[case]
    with pytest.raises(CorruptKeyError, match=f"on line 2.*{reason}"):
        FORMAT.read(b"# mine\n" + line + b"\n")


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_among_good_ones_is_an_entry_with_its_error(case):
    first, bad, last = FORMAT.read(b"\n".join((LINE, BAD_LINES[case][0], LINE)))
    assert (first.public, last.public, last.line) == (KEY, KEY, 3)
    assert (bad.public, bad.line) == (None, 2)
    assert "on line 2" in bad.error.title
    with pytest.raises(CorruptKeyError):
        bad.open()


def test_a_good_public_key_does_not_open():
    with pytest.raises(UnsupportedConversionError):
        FORMAT.read(LINE)[0].open()


def test_a_file_of_comments_holds_no_key():
    with pytest.raises(CorruptKeyError, match="no key"):
        FORMAT.read(b"# nothing\n\n")


def test_more_lines_than_sane_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_KEYS_IN_FILE", 3)
    assert len(FORMAT.read(b"\n".join([LINE] * 3))) == 3
    with pytest.raises(LimitError, match="lines"):
        FORMAT.read(b"\n".join([LINE] * 4))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n# only a comment\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAAssh-rsa\n",
        b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
        b"---- BEGIN SSH2 PUBLIC KEY ----\nComment: x\nAAAAB3\n",
        b"a text about ssh-rsa keys\n",
        b"# ssh-ed25519 AAAA\nHost example\n",
        bytes(range(256)),
    ],
)
def test_other_files_are_not_taken_for_key_lines(data):
    assert not FORMAT.sniff(data)


def test_reading_loads_no_cryptography():
    program = (
        "import sys, pathlib; from tui.keyops.formats import openssh_public;"
        "openssh_public.FORMAT.read(pathlib.Path(sys.argv[1]).read_bytes());"
        "sys.exit(bool({'cryptography', 'bcrypt'} & set(sys.modules)))"
    )
    for name in ("id_rsa-2048.pub", "id_ecdsa-256-cert.pub", "id_ed25519-sk.pub"):
        assert (
            subprocess.run(
                [sys.executable, "-c", program, CORPUS / name], check=False, timeout=PATIENCE
            ).returncode
            == 0
        )


def test_every_key_type_of_version_2_has_room():
    assert {family for family in ALGORITHMS if FORMAT.why_not(family)} == {"rsa1"}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 90), st.integers(0, 20))
def test_no_bytes_spliced_into_a_line_raise_anything_else(noise, at, gone):
    data = LINE[:at] + noise + LINE[at + gone :]
    FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_comment_survives_in_one_line(comment):
    (entry,) = FORMAT.read(FORMAT.write_public(KEY, comment))
    assert entry.public == KEY
    assert entry.comment == comment.translate(bytes.maketrans(b"\r\n\0", b"   ")).strip()
