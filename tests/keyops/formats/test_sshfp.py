"""SSHFP records, without any peer program."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.keys import make
from tui.keyops.errors import CorruptKeyError, KeyOpsError, UnsupportedConversionError
from tui.keyops.formats import sshfp
from tui.keyops.keys import fingerprints
from tui.keyops.keys.eddsa import Ed25519PublicKey
from tui.keyops.keys.fido import FidoPublicKey

FORMAT = sshfp.FORMAT
KEY = Ed25519PublicKey(bytes(range(32)))
DIGEST = hashlib.sha256(KEY.blob).hexdigest()
RECORD = f"server.example. 3600 IN SSHFP 4 2 {DIGEST}".encode()


@pytest.mark.parametrize(
    ("name", "number"), [("rsa", 1), ("dsa", 2), ("ecdsa384", 3), ("ed25519", 4), ("ed448", 6)]
)
def test_both_hashes_of_a_key_are_written_with_its_number(name, number):
    public = make(name).public
    first, second = FORMAT.write_public(public, b"server").decode().splitlines()
    assert first == f"server IN SSHFP {number} 1 {hashlib.sha1(public.blob).hexdigest()}"
    assert second == f"server IN SSHFP {number} 2 {hashlib.sha256(public.blob).hexdigest()}"


@pytest.mark.parametrize(
    ("comment", "host"),
    [
        (b"server.example.org", "server.example.org"),
        (b"root@server.example", "server.example"),
        (b" srv-1. ", "srv-1."),
        (b"", "@"),
        (b"alice@laptop", "@"),
        (b"my key", "@"),
        (b"a;b", "@"),
        (b"$INCLUDE", "@"),
        (b"x\nevil IN A 1.2.3.4", "@"),
        (b"\xc3\xa4.example", "@"),
        (b"a" * 300, "@"),
    ],
)
def test_the_host_is_the_comment_where_that_is_a_host_name(comment, host):
    assert sshfp.host_of(comment) == host
    assert FORMAT.write_public(KEY, comment).startswith(f"{host} IN SSHFP ".encode())


def test_a_fido_key_has_no_record():
    with pytest.raises(UnsupportedConversionError, match="FIDO"):
        FORMAT.write_public(FidoPublicKey(KEY, b"ssh:"), b"")


def test_a_record_shows_what_it_says_and_has_no_key():
    (entry,) = FORMAT.read(RECORD)
    notes = dict(entry.notes)
    assert (entry.public, entry.is_private, entry.error) == (None, False, None)
    assert (entry.options, entry.line) == ("server.example.", 1)
    assert notes["Host"] == "server.example."
    assert notes["Of"] == "an Ed25519 key"
    assert notes["SHA-256"] == fingerprints.sha256(KEY)


@pytest.mark.parametrize(
    "line",
    [
        RECORD,
        b"@ SSHFP 4 2 " + DIGEST.upper().encode(),
        b"server IN 1h SSHFP 4 2 " + DIGEST[:40].encode() + b" " + DIGEST[40:].encode() + b" ; by dig",
        b"server IN SSHFP 4 2 ( " + DIGEST.encode() + b" )",
        b"\tIN SSHFP 4 2 " + DIGEST.encode(),
        b"server IN TYPE44 \\# 34 04 02 " + DIGEST.encode(),
        b"server IN TYPE44 \\# 34 0402" + DIGEST.encode(),
    ],
)
def test_every_way_to_write_a_record_is_read(line):
    data = b"; server:22 SSH-2.0\n\n" + line + b"\n"
    assert FORMAT.sniff(data)
    (entry,) = FORMAT.read(data)
    assert dict(entry.notes)["SHA-256"] == fingerprints.sha256(KEY)
    assert entry.line == 3


def test_an_unknown_algorithm_or_hash_is_still_told():
    (entry,) = FORMAT.read(b"h IN SSHFP 9 7 abcd")
    assert dict(entry.notes)["Of"].startswith("a key of the unknown type 9")
    assert dict(entry.notes)["hash 7"] == "abcd"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"h IN SSHFP 4 2 abcd", "a SHA-256 has 32 bytes, this one has 2"),
        (b"h IN SSHFP 4 1 abc", "hex digit is missing"),
        (b"h IN SSHFP 4 x", "two numbers and hex digits"),
        (b"h IN TYPE44 \\# 9 0402ab", "should have 9 bytes, but has 3"),
    ],
)
def test_a_broken_record_is_refused_alone_and_an_entry_among_good_ones(line, reason):
    with pytest.raises(CorruptKeyError, match=f"line 1.*{reason}"):
        FORMAT.read(line)
    good, bad = FORMAT.read(RECORD + b"\n" + line)
    assert good.error is None
    assert (bad.line, bad.public) == (2, None)
    assert reason in bad.error.title


def test_records_of_other_types_are_passed_over():
    data = RECORD + b"\nserver.example. IN A 192.0.2.1\n$TTL 300\n" + RECORD
    assert [entry.line for entry in FORMAT.read(data)] == [1, 4]


@pytest.mark.parametrize(
    "data",
    [b"", b"; only a comment\n", b"text about SSHFP records\n", b"h IN A 1.2.3.4\n", bytes(range(256))],
)
def test_other_files_are_not_taken_for_records(data):
    assert not FORMAT.sniff(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 110), st.integers(0, 30))
def test_no_bytes_spliced_into_a_record_raise_anything_else(noise, at, gone):
    data = RECORD[:at] + noise + RECORD[at + gone :]
    FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)
