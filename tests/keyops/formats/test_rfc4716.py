"""SSH2 public key files, without any peer program."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.keyops.encoding import pem
from tui.keyops.errors import CorruptKeyError, KeyOpsError
from tui.keyops.formats import rfc4716
from tui.keyops.keys.eddsa import Ed25519PublicKey
from tui.keyops.keys.rsa import RsaPublicKey

FORMAT = rfc4716.FORMAT
KEY = Ed25519PublicKey(bytes(range(32)))
RSA = RsaPublicKey(n=(1 << 2047) + 1, e=65537)

RFC_EXAMPLE = b"""---- BEGIN SSH2 PUBLIC KEY ----
Comment: This is my public key for use on \\
servers which I don't like.
AAAAB3NzaC1kc3MAAACBAPY8ZOHY2yFSJA6XYC9HRwNHxaehvx5wOJ0rzZdzoSOXxbET
W6ToHv8D1UJ/z+zHo9Fiko5XybZnDIaBDHtblQ+Yp7StxyltHnXF1YLfKD1G4T6JYrdH
YI14Om1eg9e4NnCRleaqoZPF3UGfZia6bXrGTQf3gJq2e7Yisk/gF+1VAAAAFQDb8D5c
vwHWTZDPfX0D2s9Rd7NBvQAAAIEAlN92+Bb7D4KLYk3IwRbXblwXdkPggA4pfdtW9vGf
J0/RHd+NjB4eo1D+0dix6tXwYGN7PKS5R/FXPNwxHPapcj9uL1Jn2AWQ2dsknf+i/FAA
vioUPkmdMc0zuWoSOEsSNhVDtX3WdvVcGcBq9cetzrtOKWOocJmJ80qadxTRHtUAAACB
AN7CY+KKv1gHpRzFwdQm7HK9bb1LAo2KwaoXnadFgeptNBQeSXG1vO+JsvphVMBJc9HS
n24VYtYtsMu74qXviYjziVucWKjjKEb11juqnF0GDlB3VVmxHLmxnAz643WK42Z7dLM5
sY29ouezv4Xz2PuMch5VGPP+CDqzCM4loWgV
---- END SSH2 PUBLIC KEY ----
"""
"""Source: RFC 4716, section 3.6, with its headers."""


def file(body=None, headers=b"", width=64):
    block = pem.wrap(KEY.blob if body is None else body, width)
    return b"---- BEGIN SSH2 PUBLIC KEY ----\n" + headers + block + b"---- END SSH2 PUBLIC KEY ----\n"


def comment_of(headers):
    (entry,) = FORMAT.read(file(headers=headers))
    assert entry.public == KEY
    return entry.comment


def test_the_example_of_the_rfc_with_a_continued_header_is_read():
    (entry,) = FORMAT.read(RFC_EXAMPLE)
    assert FORMAT.sniff(RFC_EXAMPLE)
    assert (entry.public.algorithm, entry.public.bits) == ("ssh-dss", 1024)
    assert entry.comment == b"This is my public key for use on servers which I don't like."


@pytest.mark.parametrize(
    ("headers", "comment"),
    [
        (b"", b""),
        (b"Comment: plain words\n", b"plain words"),
        (b'COMMENT: "in quotes"\n', b"in quotes"),
        (b'comment: "with: a colon"\n', b"with: a colon"),
        (b'Comment: "say \\"hi\\" in C:\\\\dir"\n', b'say "hi" in C:\\dir'),
        (b'Comment: "by DOMAIN\\user@host"\n', b"by DOMAIN\\user@host"),
        (b'Comment: "THE \\END OF"\n', b"THE END OF"),
        (b'Comment: "by LAND\\END user"\n', b"by LAND\\END user"),
        (b'Comment: "one quote\n', b'"one quote'),
        (b'Comment: "\n', b'"'),
        (b'Comment: ""\n', b""),
        (b'Subject: me\nx-note: "a: b"\nComment: "last"\n', b"last"),
        (b"Comment: a \\\nb \\\nc\n", b"a b c"),
        (b"Comment: \xff\xfe\n", b"\xff\xfe"),
    ],
)
def test_headers_are_read_as_the_tools_write_them(headers, comment):
    assert comment_of(headers) == comment


@pytest.mark.parametrize("width", [1, 64, 70, 72, 4096])
def test_the_body_may_have_any_width(width):
    assert FORMAT.read(file(width=width))[0].public == KEY


def test_line_endings_and_a_byte_order_mark_do_not_stop_reading():
    data = b"\xef\xbb\xbf" + RFC_EXAMPLE.replace(b"\n", b"\r\n").rstrip()
    assert FORMAT.read(data)[0].public == FORMAT.read(RFC_EXAMPLE)[0].public


def test_two_blocks_are_two_keys():
    entries = FORMAT.read(file(headers=b"Comment: a\n") + file(RSA.blob, b"Comment: b\n"))
    assert [(entry.public, entry.comment) for entry in entries] == [(KEY, b"a"), (RSA, b"b")]


def test_what_is_written_is_what_puttygen_would_write():
    lines = FORMAT.write_public(RSA, b'say "hi" \\ there').split(b"\n")
    assert lines[0] == b"---- BEGIN SSH2 PUBLIC KEY ----"
    assert lines[1] == b'Comment: "say \\"hi\\" \\\\ there"'
    assert {len(line) for line in lines[2:-3]} == {64}
    assert lines[-2:] == [b"---- END SSH2 PUBLIC KEY ----", b""]


@pytest.mark.parametrize("piece", [b"x", b"\xc3\xa4", b'"', b"\\", b"\xff", b'a"'])
@pytest.mark.parametrize("start", [b"", b"y"], ids=["even", "odd"])
def test_a_long_comment_is_cut_at_a_whole_character(piece, start):
    comment = start + piece * 1000
    data = FORMAT.write_public(KEY, comment)
    kept = FORMAT.read(data)[0].comment
    assert max(map(len, data.split(b"\n"))) <= 1000
    assert comment.startswith(kept)
    assert len(kept) >= 490
    assert (len(kept) - len(start)) % len(piece) == 0 or piece == b'a"'


@pytest.mark.parametrize(
    "data",
    [
        file()[:60],
        file(b""),
        file(KEY.blob + b"!"),
        file(KEY.blob[:-1]),
        file().replace(b"AAAAC3", b"AAAA*3"),
        b"--- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n",
    ],
    ids=["cut off", "empty", "left over", "short", "not base64", "three dashes"],
)
def test_damage_is_recognised_and_refused_with_a_hint(data):
    assert FORMAT.sniff(data)
    with pytest.raises(CorruptKeyError) as caught:
        FORMAT.read(data)
    assert caught.value.hint


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 250), st.integers(0, 20))
def test_no_bytes_spliced_into_a_file_raise_anything_else(noise, at, gone):
    data = FORMAT.write_public(KEY, b"note")
    data = data[:at] + noise + data[at + gone :]
    FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=100) | st.lists(st.sampled_from([b"END", b" ", b"\\", b'"', b"x"])).map(b"".join))
def test_any_short_comment_survives(comment):
    (entry,) = FORMAT.read(FORMAT.write_public(KEY, comment))
    assert entry.public == KEY
    assert entry.comment == comment.translate(bytes.maketrans(b"\r\n\0", b"   ")).strip()
