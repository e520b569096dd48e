"""Dropbear private keys, without any peer program; the interop tests go on with real ones."""

from __future__ import annotations

import contextlib
import dataclasses
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import legacy_samples as samples
from tests.helpers import ppk_samples as keys
from tui.keyops.encoding import wire
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    KeyOpsError,
    LimitError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from tui.keyops.formats import dropbear, openssh_public, ssh1, ssh1_public
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.formats.pem import container as pem
from tui.keyops.formats.pkcs8 import container as pkcs8
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.keys import fingerprints
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey
from tui.keyops.secret import Secret

FORMAT = dropbear.FORMAT
KEYS = {
    **{name: key for name, key in keys.KEYS.items() if name != "ed448"},
    "rsa-small-prime-first": keys.RSA_SMALL_PRIME_FIRST,
}
EACH = pytest.mark.parametrize("name", KEYS)


def only(data):
    assert FORMAT.sniff(data)
    (entry,) = FORMAT.read(data)
    return entry


def write(key):
    return FORMAT.write_private(KeyPair(key, b"this is lost"), None)


@pytest.mark.parametrize(
    ("data", "sha256"),
    [
        (samples.DROPBEAR_ECDSA, samples.DROPBEAR_ECDSA_SHA256),
        (samples.DROPBEAR_ED25519, samples.DROPBEAR_ED25519_SHA256),
    ],
    ids=["ecdsa", "ed25519"],
)
def test_a_file_of_dropbearkey_is_read_and_written_in_the_same_bytes(data, sha256):
    entry = only(data)
    assert (entry.format, entry.comment, entry.encryption) == ("dropbear", None, None)
    assert fingerprints.sha256(entry.public) == sha256
    assert FORMAT.write_private(entry.open(), None) == data


@EACH
def test_what_is_written_is_read_again(name):
    entry = only(write(KEYS[name]))
    assert entry.open().private == KEYS[name]
    assert pickle.loads(pickle.dumps(entry)).open() == entry.open()


def test_primes_in_any_order_give_a_working_key():
    assert only(write(keys.RSA_SMALL_PRIME_FIRST)).open().private.crypto().key_size == 2048


def test_the_primes_of_the_oldest_files_are_computed():
    data = keys.RSA.public.blob + wire.mpint(keys.RSA.d)
    assert only(data).open().private == keys.RSA


def small_rsa(e=65537):
    p, q = 2**89 - 1, 2**107 - 1
    return RsaPublicKey(p * q, e), pow(e, -1, (p - 1) * (q - 1))


def without_primes(n, e, d):
    return RsaPublicKey(n, e).blob + wire.mpint(d)


@pytest.mark.parametrize("change", [1, 2, -1, 1 << 100])
def test_an_exponent_that_does_not_fit_gives_no_primes(change):
    public, d = small_rsa()
    assert only(without_primes(public.n, 65537, d)).open().private.d == d
    with pytest.raises(KeyMismatchError, match="exponent d"):
        only(without_primes(public.n, 65537, d + change)).open()


@pytest.mark.parametrize(
    ("n", "e", "d", "error"),
    [
        (2**127 - 1, 65537, pow(65537, -1, 2**127 - 2), KeyMismatchError),
        ((2**61 - 1) ** 2, 65537, pow(65537, -1, (2**61 - 1) * (2**61 - 2)), KeyMismatchError),
        (2**90, 17, 17, KeyMismatchError),
        (2**9000 + 1, 17, 1, LimitError),
        (2**127 - 1, 2**70 + 1, 1, LimitError),
        (15, 1, 1, KeyMismatchError),
    ],
    ids=["a prime", "a square", "a power of two", "large n", "large e", "tiny"],
)
def test_numbers_that_have_no_two_primes_are_refused(n, e, d, error):
    with pytest.raises(error):
        only(without_primes(n, e, d)).open()


def test_nothing_secret_shows_in_a_repr():
    entry = only(samples.DROPBEAR_ED25519)
    seed = entry.open().private.seed
    for text in (repr(entry), repr(entry.open()), repr(entry.opener.__self__)):
        assert repr(seed)[2:-1] not in text


@pytest.mark.parametrize("name", [name for name in KEYS if "first" not in name])
def test_a_public_half_alone_is_told_to_be_just_that(name):
    with pytest.raises(CorruptKeyError, match="private key is missing"):
        only(KEYS[name].public.blob)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (keys.ED448.public.blob + b"x", UnsupportedAlgorithmError, "ssh-ed448"),
        (wire.string("sk-ssh-ed25519@openssh.com"), UnsupportedAlgorithmError, "sk-ssh-ed25519"),
        (wire.string("ssh-none"), UnsupportedAlgorithmError, "ssh-none"),
        (b"\0\0\0\xffssh-rsa", CorruptKeyError, "the key type should be 255 bytes"),
        (samples.DROPBEAR_ED25519[:-1], CorruptKeyError, "should be 64 bytes long, but only 63"),
        (samples.DROPBEAR_ED25519 + b"x" * 20, CorruptKeyError, "extra byte"),
        (wire.string("ssh-ed25519") + wire.string(bytes(63)), CorruptKeyError, "are 63"),
        (wire.string("ssh-rsa") + wire.mpint(3), CorruptKeyError, "the length of the modulus n"),
    ],
)
def test_what_is_wrong_in_the_public_half_is_said_when_it_is_read(data, error, words):
    with pytest.raises(error, match=words):
        only(data)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (samples.DROPBEAR_ECDSA + b"x" * 20, CorruptKeyError, "extra byte"),
        (samples.DROPBEAR_ECDSA[:-1], CorruptKeyError, "the number d"),
        (write(keys.DSA)[:-1] + b"\0", KeyMismatchError, "another public key"),
        (
            keys.RSA.public.blob + wire.mpint(keys.RSA.d) + wire.mpint(7) + wire.mpint(7),
            KeyMismatchError,
            "n is",
        ),
        (keys.RSA.public.blob + wire.mpint(1 << 20000), LimitError, "bits of the number d"),
        (keys.RSA.public.blob + wire.mpint(keys.RSA.d) + wire.mpint(7), CorruptKeyError, "the number q"),
        (RsaPublicKey(49, 5).blob + wire.mpint(5) + wire.mpint(7) * 2, KeyMismatchError, "CRT"),
    ],
)
def test_what_is_wrong_in_the_private_half_is_said_when_it_is_opened(data, error, words):
    entry = only(data)
    assert entry.public is not None
    with pytest.raises(error, match=words):
        entry.open()


def test_a_wrong_order_of_a_dsa_group_is_seen():
    public = dataclasses.replace(keys.DSA.public, q=keys.DSA.public.q - 2)
    with pytest.raises(CorruptKeyError, match="order of g"):
        only(write(dataclasses.replace(keys.DSA, public=public))).open()


@pytest.mark.parametrize("family", ["ed448", "sk", "rsa1"])
def test_other_key_types_are_refused_with_the_reason(family):
    assert FORMAT.why_not(family)
    if family == "ed448":
        with pytest.raises(UnsupportedConversionError, match="not support Ed448"):
            write(keys.ED448)


def test_it_cannot_be_locked():
    assert FORMAT.protection is None
    with pytest.raises(UnsupportedConversionError, match="cannot be protected by a passphrase"):
        FORMAT.write_private(KeyPair(keys.RSA), Protection(Secret("secret")))


@pytest.mark.parametrize("data", [write(key) for key in KEYS.values()], ids=KEYS)
@pytest.mark.parametrize(
    "form",
    [
        openssh.FORMAT,
        openssh_public.FORMAT,
        pem.FORMAT,
        pkcs8.FORMAT,
        ppk.VERSION_3,
        ssh1.FORMAT,
        ssh1_public.FORMAT,
    ],
    ids=lambda form: form.id,
)
def test_no_other_format_claims_these_files(form, data):
    assert not form.sniff(data)


@pytest.mark.parametrize("data", [b"", b"ssh-rsa AAAA", b"\0\0\0\x07openssh", b"\x30\x82\0\0", samples.SSH1])
def test_other_files_are_not_taken_for_one(data):
    assert not FORMAT.sniff(data)


SMALL = {
    "ecdsa": samples.DROPBEAR_ECDSA,
    "ed25519": samples.DROPBEAR_ED25519,
    "ecdsa-521": write(keys.KEYS["ecdsa-521"]),
    "dsa": write(keys.DSA),
    "rsa": write(
        RsaPrivateKey(small_rsa()[0], small_rsa()[1], 2**107 - 1, 2**89 - 1, pow(2**89 - 1, -1, 2**107 - 1))
    ),
    "rsa-without-primes": without_primes(small_rsa()[0].n, 65537, small_rsa()[1]),
}


@pytest.mark.parametrize("name", SMALL)
def test_one_changed_byte_is_refused(name):
    data = SMALL[name]
    for at in range(len(data)):
        for mask in (1, 0x80):
            damaged = data[:at] + bytes((data[at] ^ mask,)) + data[at + 1 :]
            if FORMAT.sniff(damaged):
                with pytest.raises(KeyOpsError):
                    only(damaged).open()


@pytest.mark.parametrize("name", SMALL)
def test_a_file_cut_anywhere_is_refused_or_leaves_the_same_key(name):
    data = SMALL[name]
    whole = only(data).open()
    loaded = []
    for at in range(4, len(data)):
        with contextlib.suppress(KeyOpsError):
            assert FORMAT.read(data[:at])[0].open() == whole
            loaded.append(at)
    assert len(loaded) == (name == "rsa"), "RSA alone is whole without its primes"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 200), st.integers(0, 40), st.sampled_from(list(SMALL)))
def test_no_bytes_spliced_into_a_file_raise_anything_else(noise, at, gone, name):
    data = SMALL[name][:at] + noise + SMALL[name][at + gone :]
    FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)[0].open()
