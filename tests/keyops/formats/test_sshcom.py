"""ssh.com private keys, without any peer program; the interop tests go on with real ones."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import legacy_samples as samples
from tests.helpers import ppk_samples as keys
from tui.keyops.encoding import pem, wire
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
from tui.keyops.formats import openssh_public, rfc4716, sshcom
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.formats.pem import container as pem_format
from tui.keyops.formats.pkcs8 import container as pkcs8
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.keys import fingerprints
from tui.keyops.keys.dsa import DsaPublicKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

FORMAT = sshcom.FORMAT
SECRET = Secret(samples.PASSPHRASE)
THEIRS = {
    "rsa": (
        samples.SSHCOM_RSA,
        samples.SSHCOM_RSA_LOCKED,
        samples.SSHCOM_RSA_SHA256,
        samples.SSHCOM_RSA_COMMENT,
    ),
    "dsa": (samples.SSHCOM_DSA, samples.SSHCOM_DSA_LOCKED, samples.SSHCOM_DSA_SHA256, b"dsa of ours"),
}
EACH = pytest.mark.parametrize("kind", THEIRS)
BEGIN = b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n"
END = b"---- END SSH2 ENCRYPTED PRIVATE KEY ----\n"


def only(data):
    assert FORMAT.sniff(data)
    (entry,) = FORMAT.read(data)
    return entry


def body_of(data):
    (block,) = pem.find(data, (sshcom.LABEL,), "test")
    return block.body


def file(body, headers=b""):
    return BEGIN + headers + pem.wrap(body, 70) + END


def put_together(key_type, cipher, sealed):
    """A file made by hand around a body."""
    rest = wire.string(key_type) + wire.string(cipher) + wire.string(sealed)
    return file(wire.u32(0x3F6FF9EB) + wire.u32(8 + len(rest)) + rest)


def numbers(*values):
    return b"".join(
        wire.u32(value.bit_length()) + value.to_bytes((value.bit_length() + 7) // 8, "big")
        for value in values
    )


@EACH
def test_a_plain_file_of_puttygen_shows_everything(kind):
    data, _, sha256, comment = THEIRS[kind]
    entry = only(data)
    assert (entry.format, entry.comment, entry.encryption) == ("sshcom", comment, None)
    assert fingerprints.sha256(entry.public) == sha256
    assert entry.open().public == entry.public
    if kind == "rsa":  # cryptography takes no DSA key of 512 bits
        entry.open().private.crypto()


@EACH
def test_a_locked_file_shows_its_comment_and_opens_to_the_same_numbers(kind):
    data, locked, _, comment = THEIRS[kind]
    entry = only(locked)
    assert (entry.public, entry.comment) == (None, comment)
    assert entry.encryption.words == "3des-cbc, md5"
    assert entry.encryption.strength is Strength.WEAK
    assert entry.open(SECRET) == only(data).open()
    with pytest.raises(PassphraseRequiredError):
        entry.open()
    with pytest.raises(WrongPassphraseError) as caught:
        entry.open(Secret("wrong"))
    assert "damaged" in caught.value.hint


@EACH
def test_a_plain_file_is_written_in_the_bytes_of_puttygen(kind):
    data = THEIRS[kind][0]
    assert FORMAT.write_private(only(data).open(), None) == data


@pytest.mark.parametrize("key", [keys.RSA, keys.RSA_SMALL_PRIME_FIRST, keys.DSA])
@pytest.mark.parametrize("protection", [None, Protection(Secret("käse"))], ids=["plain", "locked"])
def test_what_is_written_is_read_again(key, protection):
    data = FORMAT.write_private(KeyPair(key, b"k\xc3\xa4se \xff"), protection)
    pair = only(data).open(protection and protection.passphrase)
    assert pair.comment == b"k\xc3\xa4se \xff"
    assert pair.private == (keys.RSA if key is keys.RSA_SMALL_PRIME_FIRST else key)


def test_two_files_with_one_passphrase_end_in_different_padding():
    pair = KeyPair(keys.DSA)
    first, second = (FORMAT.write_private(pair, Protection(SECRET)) for _ in range(2))
    assert body_of(first)[:-8] == body_of(second)[:-8]
    assert body_of(first) != body_of(second)


def test_entries_cross_a_pipe_whole():
    entry = pickle.loads(pickle.dumps(only(samples.SSHCOM_RSA_LOCKED)))
    assert fingerprints.sha256(entry.open(SECRET).public) == samples.SSHCOM_RSA_SHA256


def test_nothing_secret_shows_in_a_repr():
    entry = only(samples.SSHCOM_DSA)
    assert str(entry.open().private.x) not in repr(entry) + repr(entry.open())
    assert repr(body_of(samples.SSHCOM_DSA)[-8:])[2:-1] not in repr(entry.opener.__self__)


def test_two_keys_in_one_file_are_two_entries():
    entries = FORMAT.read(samples.SSHCOM_RSA + b"--- \n" + samples.SSHCOM_DSA)
    assert [entry.public.family for entry in entries] == ["rsa", "dsa"]


# Headers and armour


@pytest.mark.parametrize(
    ("headers", "comment"),
    [
        (b"", b""),
        (b'Subject: me\nComment: "1024-bit dsa, Tue Jan 08 2002 22:00:23 +0100"\n', None),
        (b"COMMENT: no quotes\n", b"no quotes"),
        (b'Comment: ""\n', b""),
        (b'Comment: "\n', b'"'),
        (b'Comment: "over \\\n two\\\n lines"\n', b"over  two lines"),
        (b'Comment: "back\\slash"\n', b"back\\slash"),
        (b'Comment: "\xff\xfe"\n', b"\xff\xfe"),
    ],
)
def test_headers_are_read_as_the_tools_write_them(headers, comment):
    expected = b"1024-bit dsa, Tue Jan 08 2002 22:00:23 +0100" if comment is None else comment
    assert only(file(body_of(samples.SSHCOM_DSA), headers)).comment == expected


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: b"\xef\xbb\xbf" + data.rstrip(b"\n"),
        lambda data: b"text before\n" + data + b"---\ntext behind\n",
        lambda data: b"".join(b"    " + line + b" \n" for line in data.splitlines()),
    ],
    ids=["CRLF", "CR", "byte order mark", "text around", "indented"],
)
def test_damaged_armour_does_not_stop_reading(damage):
    pair = only(damage(samples.SSHCOM_RSA)).open()
    assert pair == only(samples.SSHCOM_RSA).open()


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"---- END ", b" ", b"\\", b'"', b"x" * 59, b"-" * 60, b":"])).map(b"".join)
)
def test_any_comment_survives(comment):
    pair = only(FORMAT.write_private(KeyPair(keys.DSA, comment), None)).open()
    assert pair.comment == comment.translate(bytes.maketrans(b"\r\n\0", b"   "))


def test_a_comment_cannot_end_the_file():
    comment = b"x" * 60 + END.strip()
    assert only(FORMAT.write_private(KeyPair(keys.DSA, comment), None)).comment == comment


@pytest.mark.parametrize(
    "data",
    [
        samples.SSHCOM_RSA.replace(b"---- BEGIN", b"--- BEGIN"),
        samples.SSHCOM_RSA[:-60],
        BEGIN + END,
        samples.SSHCOM_RSA.replace(b"P2/56w", b"P2/*6w"),
    ],
    ids=["three dashes", "cut off", "empty", "not base64"],
)
def test_broken_armour_is_recognised_and_refused_with_a_hint(data):
    with pytest.raises(CorruptKeyError) as caught:
        only(data)
    assert caught.value.hint


@pytest.mark.parametrize("data", [samples.SSHCOM_RSA, samples.SSHCOM_RSA_LOCKED, samples.SSHCOM_DSA])
@pytest.mark.parametrize(
    "form",
    [openssh.FORMAT, pem_format.FORMAT, pkcs8.FORMAT, ppk.VERSION_3, openssh_public.FORMAT, rfc4716.FORMAT],
    ids=lambda form: form.id,
)
def test_no_other_format_claims_these_files(form, data):
    assert not form.sniff(data)


# What is refused


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\x3f\x6f\xf9\xea" + body_of(samples.SSHCOM_DSA)[4:], "3f6ff9eb"),
        (body_of(samples.SSHCOM_DSA)[:-5], "should be 322 bytes long, but is 317"),
        (body_of(samples.SSHCOM_DSA) + b"!", "should be 322 bytes long, but is 323"),
        (body_of(samples.SSHCOM_DSA)[:3], "the first number should be 4 bytes"),
    ],
)
def test_what_is_wrong_in_clear_is_said_when_it_is_read(body, words):
    with pytest.raises(CorruptKeyError, match=words):
        only(file(body))


def test_another_cipher_is_named_and_the_comment_still_shown():
    body = body_of(samples.SSHCOM_DSA_LOCKED).replace(b"3des-cbc", b"aes128ct")
    entry = only(file(body, b'Comment: "me"\n'))
    assert (entry.comment, entry.encryption.cipher) == (b"me", "aes128ct")
    with pytest.raises(UnsupportedAlgorithmError, match="aes128ct"):
        entry.open(SECRET)


def test_another_key_type_is_named():
    entry = only(put_together("ec-modp{sign{ecdsa}}", "none", wire.string(b"")))
    assert entry.public is None
    with pytest.raises(UnsupportedAlgorithmError, match="ec-modp"):
        entry.open()


DSA_TYPE = "dl-modp{sign{dsa-nist-sha1},dh{plain}}"
RSA_TYPE = "if-modn{sign{rsa-pkcs1-md5},encrypt{rsa-pkcs1v2-oaep}}"
GOOD_RSA = (keys.RSA.public.e, keys.RSA.d, keys.RSA.public.n, keys.RSA.iqmp, keys.RSA.q, keys.RSA.p)


def test_an_rsa_key_for_another_hash_is_read_too():
    entry = only(put_together(RSA_TYPE, "none", wire.string(numbers(*GOOD_RSA))))
    assert entry.open().private == keys.RSA


@pytest.mark.parametrize(
    ("key_type", "payload", "error", "words"),
    [
        (DSA_TYPE, wire.u32(1) + wire.string("group"), UnsupportedAlgorithmError, "names its DSA group"),
        (DSA_TYPE, wire.u32(2), CorruptKeyError, "but is 2"),
        (RSA_TYPE, numbers(*GOOD_RSA[:5]), CorruptKeyError, "the number q"),
        (RSA_TYPE, numbers(*GOOD_RSA, 1), CorruptKeyError, "5 extra bytes"),
        (RSA_TYPE, numbers(7, GOOD_RSA[1] + 2, *GOOD_RSA[2:]), KeyMismatchError, "exponent d"),
        (RSA_TYPE, numbers(7, 9, *GOOD_RSA[2:5], GOOD_RSA[5] + 2), KeyMismatchError, "n is not p times q"),
        (RSA_TYPE, wire.u32(7) + b"\xff" + numbers(*GOOD_RSA[1:]), CorruptKeyError, "7 bits, but has 8"),
        (RSA_TYPE, wire.u32(0xFFFFFFFF), LimitError, "bits of the number e"),
        (RSA_TYPE, numbers(*([0] * 6)), CorruptKeyError, "zero"),
        (DSA_TYPE, wire.u32(0) + numbers(5, 2, 600, 2, 1), CorruptKeyError, "out of range"),
        (DSA_TYPE, wire.u32(0) + numbers(1 << 4000, 2, 1 << 3000, 2, 1 << 2000), LimitError, "subgroup"),
    ],
)
def test_wrong_numbers_are_refused_when_it_is_opened(key_type, payload, error, words):
    entry = only(put_together(key_type, "none", wire.string(payload)))
    with pytest.raises(error, match=words):
        entry.open()


def test_a_wrong_order_of_the_group_is_seen():
    """Only signatures go by q: the public number would still be the right one."""
    public = dataclasses.replace(keys.DSA.public, q=keys.DSA.public.q - 2)
    assert isinstance(public, DsaPublicKey)
    data = FORMAT.write_private(KeyPair(dataclasses.replace(keys.DSA, public=public)), None)
    with pytest.raises(CorruptKeyError, match="order of g"):
        only(data).open()


def test_a_plain_body_of_another_length_is_damage_and_no_wrong_passphrase():
    with pytest.raises(CorruptKeyError, match="should be 99 bytes long, but 1 follow"):
        only(put_together(RSA_TYPE, "none", wire.u32(99) + b"x")).open()


def test_a_locked_body_that_is_not_whole_blocks_is_damage():
    with pytest.raises(CorruptKeyError, match="not a multiple of"):
        only(put_together(RSA_TYPE, "3des-cbc", bytes(15))).open(SECRET)


@pytest.mark.parametrize("key", [keys.KEYS["ecdsa-256"], keys.ED25519, keys.ED448])
def test_other_key_types_are_refused_with_the_reason(key):
    assert "RSA and DSA only" in FORMAT.why_not(key.public.family)
    with pytest.raises(UnsupportedConversionError, match="RSA and DSA only"):
        FORMAT.write_private(KeyPair(key), None)


@pytest.mark.parametrize("lock_request", [{"cipher": "aes128-cbc"}, {"kdf": "bcrypt"}, {"rounds": 24}])
def test_another_lock_than_3des_is_refused(lock_request):
    with pytest.raises(UnsupportedConversionError, match="can only be encrypted with 3des-cbc, md5"):
        FORMAT.write_private(KeyPair(keys.RSA), Protection(SECRET, **lock_request))


def test_an_empty_passphrase_locks_nothing_and_is_refused():
    with pytest.raises(PassphraseRequiredError):
        FORMAT.write_private(KeyPair(keys.RSA), Protection(Secret("")))


@EACH
@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_one_changed_character_is_refused_or_leaves_the_same_key(kind, locked):
    plain, secured, *_ = THEIRS[kind]
    data, whole = secured if locked else plain, only(plain).open()
    refused = set_right = 0
    for at in range(data.index(b"P2/56w"), data.index(b"\n---- END")):
        if data[at] == ord("\n"):
            continue
        damaged = data[:at] + (b"B" if data[at] != ord("B") else b"C") + data[at + 1 :]
        try:
            pair = only(damaged).open(SECRET)
        except KeyOpsError:
            refused += 1
        else:
            assert pair.private == whole.private
            set_right += bool(pair.mistakes)
    assert refused + set_right > 300


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 330), st.integers(0, 20), st.sampled_from(list(THEIRS)))
def test_no_bytes_spliced_into_a_body_raise_anything_else(noise, at, gone, kind):
    body = body_of(THEIRS[kind][0])
    repaired = body[:at] + noise + body[at + gone :]
    size = wire.u32(len(repaired))
    with contextlib.suppress(KeyOpsError):
        only(file(repaired[:4] + size + repaired[8:])).open()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 600), st.integers(0, 20))
def test_no_bytes_spliced_into_a_file_raise_anything_else(noise, at, gone):
    data = samples.SSHCOM_RSA_LOCKED
    data = data[:at] + noise + data[at + gone :]
    FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)[0].open(SECRET)


def test_the_base64_body_is_in_lines_of_70():
    lines = FORMAT.write_private(KeyPair(keys.RSA), None).splitlines()
    assert {len(line) for line in lines[2:-2]} == {70}
    assert base64.b64decode(b"".join(lines[2:-1]))[:4].hex() == "3f6ff9eb"
