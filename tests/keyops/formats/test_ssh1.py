"""SSH-1 files and lines, without any peer program; the interop tests go on with real ones."""

from __future__ import annotations

import contextlib
import dataclasses
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import legacy_samples as samples
from tests.helpers.ppk_samples import RSA
from tui.keyops.encoding import wire
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    KeyOpsError,
    LimitError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from tui.keyops.formats import openssh_public, rfc4716, ssh1, ssh1_public
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.formats.pem import container as pem
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.inspection import advice
from tui.keyops.inspection.report import KeyReport, Kind
from tui.keyops.keys import fingerprints
from tui.keyops.keys.algorithms import label_of, read_blob
from tui.keyops.keys.opaque import OpaquePublicKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa1 import Rsa1PrivateKey, Rsa1PublicKey
from tui.keyops.secret import Secret

FORMAT = ssh1.FORMAT
LINE = ssh1_public.FORMAT
SECRET = Secret(samples.PASSPHRASE)
HEAD = len(b"SSH PRIVATE KEY FILE FORMAT 1.1\n\0")
BIG = Rsa1PrivateKey(Rsa1PublicKey(RSA.public.n, RSA.public.e), d=RSA.d, p=RSA.p, q=RSA.q, iqmp=RSA.iqmp)
PAIR = KeyPair(BIG, b"k\xc3\xa4se of \xff bytes")


def only(data, form=FORMAT):
    assert form.sniff(data)
    (entry,) = form.read(data)
    return entry


def test_a_file_of_puttygen_shows_all_but_the_secret_part():
    entry = only(samples.SSH1)
    assert (entry.format, entry.comment, entry.encryption) == ("ssh1", b"old one", None)
    assert (entry.public.family, entry.public.bits, entry.public.e) == ("rsa1", 512, 65537)
    assert fingerprints.md5(entry.public) == samples.SSH1_MD5
    assert label_of(entry.public) == "SSH-1 RSA 512"


def test_a_locked_file_opens_to_the_same_numbers():
    entry = only(samples.SSH1_LOCKED)
    assert entry.encryption.words == "3des, md5"
    assert entry.encryption.strength is Strength.WEAK
    assert entry.open(SECRET) == only(samples.SSH1).open()
    with pytest.raises(PassphraseRequiredError):
        entry.open()
    with pytest.raises(WrongPassphraseError) as caught:
        entry.open(Secret("wrong"))
    assert "damaged" in caught.value.hint


@pytest.mark.parametrize("protection", [None, Protection(Secret("käse"))], ids=["plain", "locked"])
def test_what_is_written_is_read_again(protection):
    data = FORMAT.write_private(PAIR, protection)
    entry = only(data)
    assert (entry.public, entry.comment) == (PAIR.public, PAIR.comment)
    assert entry.open(protection and protection.passphrase) == PAIR


def test_an_opened_key_can_sign():
    assert only(samples.SSH1).open().private.crypto().key_size == 512
    assert only(samples.SSH1).public.crypto().key_size == 512


def test_entries_cross_a_pipe_whole():
    entry = pickle.loads(pickle.dumps(only(samples.SSH1_LOCKED)))
    assert entry.open(SECRET).public == entry.public


def test_nothing_secret_shows_in_a_repr():
    pair = only(samples.SSH1).open()
    for text in (repr(pair), repr(only(samples.SSH1))):
        for number in (pair.private.d, pair.private.p, pair.private.q):
            assert str(number) not in text
    assert samples.SSH1[-40:].hex() not in repr(only(samples.SSH1).opener.__self__)


def test_a_report_tells_md5_and_the_line_of_numbers():
    entry = only(samples.SSH1)
    report = KeyReport(Kind.PRIVATE, "ssh1", entry.public, comment=entry.comment)
    assert report.sha256 is None
    assert report.md5 == samples.SSH1_MD5
    assert report.public_line.encode() + b"\n" == samples.SSH1_LINE
    assert report.algorithm == "rsa1"
    assert [finding.id for finding in advice.about_key(report)][:1] == ["ssh1"]


@pytest.mark.parametrize(
    "form", [openssh.FORMAT, pem.FORMAT, ppk.VERSION_3, ppk.VERSION_2, openssh_public.FORMAT, rfc4716.FORMAT]
)
def test_a_key_of_version_1_has_no_form_in_containers_of_version_2(form):
    assert "SSH version 1" in form.why_not("rsa1")
    if form.write_private:
        with pytest.raises(UnsupportedConversionError):
            form.write_private(PAIR, None)


@pytest.mark.parametrize("form", [FORMAT, LINE])
def test_a_key_of_version_2_has_no_form_in_containers_of_version_1(form):
    assert "SSH version 2" in form.why_not("rsa")
    with pytest.raises(UnsupportedConversionError, match="version 2"):
        form.write_private(KeyPair(RSA), None) if form is FORMAT else form.write_public(RSA.public, None)


def test_no_wire_form_is_taken_for_a_key_of_version_1():
    assert isinstance(read_blob(wire.string("rsa1") + BIG.public.fields()), OpaquePublicKey)


@pytest.mark.parametrize(
    "protection",
    [Protection(SECRET, cipher="idea"), Protection(SECRET, kdf="bcrypt"), Protection(SECRET, rounds=24)],
    ids=["cipher", "kdf", "rounds"],
)
def test_another_lock_than_3des_is_refused(protection):
    with pytest.raises(UnsupportedConversionError, match="can only be encrypted with 3des, md5"):
        FORMAT.write_private(PAIR, protection)


def test_an_empty_passphrase_locks_nothing_and_is_refused():
    with pytest.raises(PassphraseRequiredError):
        FORMAT.write_private(PAIR, Protection(Secret("")))


@pytest.mark.parametrize(("number", "name"), [(1, "IDEA"), (2, "DES"), (6, "Blowfish"), (77, "77")])
def test_another_cipher_is_named_and_the_rest_still_shown(number, name):
    data = samples.SSH1_LOCKED[:HEAD] + bytes((number,)) + samples.SSH1_LOCKED[HEAD + 1 :]
    entry = only(data)
    assert name in entry.encryption.cipher
    assert entry.comment == b"old one"
    with pytest.raises(UnsupportedAlgorithmError, match=name):
        entry.open(SECRET)


def changed(at, *values, data=samples.SSH1):
    return data[:at] + bytes(values) + data[at + len(values) :]


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (samples.SSH1.replace(b"1.1\n", b"1.2\n"), UnsupportedAlgorithmError, "Only version 1.1"),
        (samples.SSH1.replace(b"1.1\n", b"1.1\r\n"), CorruptKeyError, "first line"),
        (samples.SSH1[:29], UnsupportedAlgorithmError, "Only version 1.1"),
        (samples.SSH1[: HEAD + 30], CorruptKeyError, "the modulus n should be 64 bytes"),
        (changed(HEAD + 4, 1), CorruptKeyError, "reserved field"),
        (changed(HEAD + 7, 3), CorruptKeyError, "it says 768 bits, but its modulus has 512"),
        (changed(HEAD + 11, 0x7F), CorruptKeyError, "should have 512 bits, but has 511"),
        (changed(HEAD + 9, 1, 255), CorruptKeyError, "should have 511 bits, but has 512"),
    ],
)
def test_what_is_wrong_in_clear_is_said_when_it_is_read(data, error, words):
    with pytest.raises(error, match=words):
        only(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (samples.SSH1[:-8], "check|follow"),
        (samples.SSH1 + bytes(8), "zero bytes"),
        (samples.SSH1[:-1] + b"\1", "zero bytes"),
        (samples.SSH1_LOCKED[:-1], "not a multiple of 8"),
        (samples.SSH1.replace(b"fhfh", b"fhfi"), "check bytes"),
    ],
)
def test_what_is_wrong_in_the_secret_part_is_said_when_it_is_opened(data, words):
    entry = only(data)
    assert fingerprints.md5(entry.public) == samples.SSH1_MD5
    with pytest.raises(CorruptKeyError, match=words):
        entry.open(SECRET)


def test_an_announced_size_of_one_bit_too_many_is_accepted_as_old_programs_wrote_it():
    data = samples.SSH1.replace((512).to_bytes(4, "big"), (513).to_bytes(4, "big"), 1)
    assert only(data).open().public.bits == 512
    assert only(samples.SSH1_LINE.replace(b"512 ", b"513 ", 1), LINE).public.bits == 512


def test_a_swapped_public_half_is_seen():
    other = Rsa1PublicKey(BIG.public.n + 2, 65537)
    data = FORMAT.write_private(
        dataclasses.replace(PAIR, private=dataclasses.replace(BIG, public=other)), None
    )
    with pytest.raises(KeyMismatchError):
        only(data).open()


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_one_changed_byte_is_refused_or_leaves_the_same_key(locked):
    data = samples.SSH1_LOCKED if locked else samples.SSH1
    whole = only(samples.SSH1).open()
    refused = 0
    for at in range(len(data)):
        for mask in (1, 0x80):
            damaged = changed(at, data[at] ^ mask, data=data)
            if not FORMAT.sniff(damaged):
                continue
            try:
                pair = only(damaged).open(SECRET)
            except KeyOpsError:
                refused += 1
            else:
                assert pair.private == whole.private
    assert refused > 1.6 * len(data)


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_a_file_cut_anywhere_is_refused(locked):
    data = samples.SSH1_LOCKED if locked else samples.SSH1
    end = len(data) if locked else len(data) - 4  # the padding alone may be missing
    for at in range(28, end):
        with pytest.raises(KeyOpsError):
            only(data[:at]).open(SECRET)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.integers(28, 400), st.integers(0, 20), st.booleans())
def test_no_bytes_spliced_into_a_file_raise_anything_else(noise, at, gone, locked):
    data = samples.SSH1_LOCKED if locked else samples.SSH1
    with contextlib.suppress(KeyOpsError):
        only(data[:at] + noise + data[at + gone :]).open(SECRET)


# The line of numbers


def test_a_line_of_puttygen_is_read_and_written_in_the_same_bytes():
    entry = only(samples.SSH1_LINE, LINE)
    assert entry.public == only(samples.SSH1).public
    assert (entry.format, entry.comment, entry.line) == ("ssh1-public", b"old one", 1)
    assert LINE.write_public(entry.public, entry.comment) == samples.SSH1_LINE


def test_the_largest_key_goes_through_decimal_digits():
    """Python alone converts at most 4,300 digits at once."""
    public = Rsa1PublicKey((1 << 16383) + 3**9000, 3**5000 + 2)
    data = LINE.write_public(public, b"large")
    assert LINE.read(data)[0].public == public
    low = Rsa1PublicKey(10**4100 + 7, 65537)
    assert LINE.read(LINE.write_public(low, b""))[0].public == low


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_comment_survives_in_one_line(comment):
    (entry,) = LINE.read(LINE.write_public(BIG.public, comment))
    assert entry.public == BIG.public
    assert entry.comment == comment.translate(bytes.maketrans(b"\r\n\0", b"   ")).strip()


def test_a_bad_line_does_not_hide_the_others():
    bad = samples.SSH1_LINE.replace(b"512", b"612", 1)
    entries = LINE.read(b"# mine\r\n\r\n" + bad + b"\n" + samples.SSH1_LINE)
    assert [(entry.line, entry.error is None) for entry in entries] == [(3, False), (5, True)]
    with pytest.raises(CorruptKeyError, match="line 1: it says 612 bits, but its modulus has 512"):
        LINE.read(bad)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (samples.SSH1_LINE.replace(b" 65537 ", b" 65537 x"), CorruptKeyError, "three decimal numbers"),
        (samples.SSH1_LINE.split(b" old")[0][:-20], CorruptKeyError, "its modulus has"),
        (b"16384 35 " + b"9" * 6000, LimitError, "decimal digits"),
        (b"16384 35 " + b"9" * 5000, LimitError, "RSA modulus"),
        (b"512 0 " + samples.SSH1_LINE.split()[2], CorruptKeyError, "zero"),
        (b"# nothing", CorruptKeyError, "no key"),
    ],
)
def test_a_line_that_is_no_key_is_refused(data, error, words):
    with pytest.raises(error, match=words):
        LINE.read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1 2 3",
        b"20190711052020 2 6 100 2047 2 FDAB",
        b"1024 65537 12345",
        b"ssh-ed25519 AAAAC3Nz",
        samples.SSH1,
        b"x " + samples.SSH1_LINE,
        b"\x00" * 200,
    ],
)
def test_other_numbers_and_files_are_not_taken_for_a_line(data):
    assert not LINE.sniff(data)


@pytest.mark.parametrize("data", [samples.SSH1_LINE, samples.SSH1, samples.SSH1_LOCKED])
@pytest.mark.parametrize(
    "form", [openssh.FORMAT, pem.FORMAT, ppk.VERSION_3, openssh_public.FORMAT, rfc4716.FORMAT]
)
def test_no_other_format_claims_these_files(form, data):
    assert not form.sniff(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 170), st.integers(0, 20))
def test_no_bytes_spliced_into_a_line_raise_anything_else(noise, at, gone):
    data = samples.SSH1_LINE[:at] + noise + samples.SSH1_LINE[at + gone :]
    LINE.sniff(data)
    with contextlib.suppress(KeyOpsError):
        LINE.read(data)
