"""PKCS#8, without any peer program."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.asn1_samples import (
    DSA,
    EC_256,
    EC_SHORT,
    ED448,
    ED25519,
    KEYS,
    OPENSSH,
    OPENSSL,
    PASSPHRASE,
    RSA,
    body,
    only,
    opened_or_refused,
    with_body,
    with_changed_character,
)
from tests.helpers.expect import expect
from tui.keyops import limits
from tui.keyops.crypto import body_ciphers
from tui.keyops.encoding import der
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    LimitError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
    WeakKeyError,
    WrongPassphraseError,
)
from tui.keyops.formats import _asn1_algorithms, _asn1_keys
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.pem import container as pem
from tui.keyops.formats.pkcs8 import container as pkcs8
from tui.keyops.formats.pkcs8 import kdf as _pkcs8_kdf
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

FORMAT = pkcs8.FORMAT
EACH_KEY = pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
QUICK = Protection(PASSPHRASE, rounds=1000)
PLAIN = {name: pkcs8.write(KeyPair(key), None) for name, key in KEYS.items()}
LOCKED = {name: pkcs8.write(KeyPair(key), QUICK) for name, key in KEYS.items()}
GUARDED = [name for name in sorted(KEYS) if not name.startswith("ed")]
"""The others are a bare seed: nothing in the file could tell a changed one."""
ED25519_ID = "1.3.101.112"
HMAC_SHA1 = "1.2.840.113549.2.7"
AES_256 = "2.16.840.1.101.3.4.1.42"


def envelope(oid, key, *, parameters=b"", version=0, tail=b""):
    """A PRIVATE KEY file with any content."""
    algorithm = der.sequence(der.oid(oid), parameters)
    return with_body("PRIVATE KEY", der.sequence(der.integer(version), algorithm, der.octets(key), tail))


def locked_with(scheme, parameters, content=bytes(48)):
    """An ENCRYPTED PRIVATE KEY file with any scheme."""
    algorithm = der.sequence(der.oid(scheme), parameters)
    return with_body("ENCRYPTED PRIVATE KEY", der.sequence(algorithm, der.octets(content)))


def pbes2(kdf, cipher=None, content=bytes(48)):
    """An ENCRYPTED PRIVATE KEY file with any KDF and cipher."""
    cipher = cipher or der.sequence(der.oid(AES_256), der.octets(bytes(16)))
    return locked_with("1.2.840.113549.1.5.13", der.sequence(kdf, cipher), content)


def pbkdf2(*fields):
    """The identifier of PBKDF2 with any parameters."""
    return der.sequence(der.oid("1.2.840.113549.1.5.12"), der.sequence(*fields))


def scrypt(n, r, p, *more):
    """The identifier of scrypt with any parameters."""
    numbers = map(der.integer, (n, r, p))
    return der.sequence(der.oid("1.3.6.1.4.1.11591.4.11"), der.sequence(der.octets(b"salt"), *numbers, *more))


@EACH_KEY
def test_a_key_is_the_same_after_writing_and_reading(key):
    entry = only(FORMAT, pkcs8.write(KeyPair(key, b"lost"), None))
    assert entry.public == key.public
    assert entry.comment is None
    assert entry.encryption is None
    assert entry.open() == KeyPair(key)


@EACH_KEY
def test_a_locked_key_is_the_same_after_writing_and_reading(key):
    entry = only(FORMAT, pkcs8.write(KeyPair(key), QUICK))
    assert entry.public is None
    assert entry.comment is None
    assert entry.open(PASSPHRASE).private == key


@pytest.mark.parametrize("cipher", body_ciphers.WRITTEN)
@pytest.mark.parametrize("kdf", [f"pbkdf2-hmac-sha{size}" for size in (1, 224, 256, 384, 512)])
def test_every_cipher_and_hash_that_is_written_is_read(cipher, kdf):
    protection = Protection(PASSPHRASE, cipher=cipher.lower(), kdf=kdf, rounds=1000)
    entry = only(FORMAT, pkcs8.write(KeyPair(ED25519), protection))
    assert entry.encryption is not None
    assert entry.encryption.words == f"{cipher}, {kdf} 1000 iterations"
    assert entry.open(PASSPHRASE).private == ED25519


def test_the_default_lock_is_a_modern_one():
    entry = only(FORMAT, pkcs8.write(KeyPair(ED25519), Protection(PASSPHRASE)))
    assert entry.encryption is not None
    assert entry.encryption.words == "AES-256-CBC, pbkdf2-hmac-sha256 600000 iterations"
    assert entry.encryption.strength is Strength.STRONG
    assert entry.encryption == FORMAT.protection
    assert entry.open(PASSPHRASE).private == ED25519


def test_scrypt_is_written_on_request():
    entry = only(FORMAT, pkcs8.write(KeyPair(ED448), Protection(PASSPHRASE, kdf="scrypt")))
    assert entry.encryption is not None
    assert entry.encryption.words == "AES-256-CBC, scrypt N=16384, r=8, p=5"
    assert entry.encryption.strength is Strength.STRONG
    assert entry.open(PASSPHRASE).private == ED448


def test_memory_and_parallelism_of_scrypt_can_be_chosen():
    request = Protection(PASSPHRASE, kdf="scrypt", memory_kib=2048, parallelism=2)
    entry = only(FORMAT, pkcs8.write(KeyPair(ED25519), request))
    assert entry.encryption is not None
    assert entry.encryption.parameters == {"n": 2048, "r": 8, "p": 2}
    assert entry.encryption.strength is Strength.FAIR
    assert entry.open(PASSPHRASE).private == ED25519


@pytest.mark.parametrize(
    ("iterations", "strength"),
    [
        (1, Strength.WEAK),
        (999, Strength.WEAK),
        (1000, Strength.FAIR),
        (2048, Strength.FAIR),
        (299_999, Strength.FAIR),
        (300_000, Strength.STRONG),
    ],
)
def test_iterations_tell_how_long_a_lock_resists(iterations, strength):
    assert _pkcs8_kdf.strength_of(iterations) is strength


@pytest.mark.parametrize(
    ("lock_request", "error"),
    [
        ({"cipher": "aes256-ctr"}, UnsupportedConversionError),
        ({"cipher": "DES-CBC"}, UnsupportedConversionError),
        ({"kdf": "bcrypt"}, UnsupportedConversionError),
        ({"kdf": "sha256"}, UnsupportedConversionError),
        ({"kdf": "pbkdf2-hmac-md5"}, UnsupportedConversionError),
        ({"memory_kib": 1024}, UnsupportedConversionError),
        ({"passes": 3}, UnsupportedConversionError),
        ({"rounds": 999}, WeakKeyError),
        ({"rounds": limits.MAX_PBKDF2_ITERATIONS + 1}, LimitError),
        ({"kdf": "scrypt", "rounds": 5000}, UnsupportedConversionError),
        ({"kdf": "scrypt", "memory_kib": 1000}, LimitError),
        ({"kdf": "scrypt", "memory_kib": 512}, LimitError),
        ({"kdf": "scrypt", "memory_kib": 1 << 21}, LimitError),
        ({"kdf": "scrypt", "parallelism": 0}, LimitError),
        ({"kdf": "scrypt", "parallelism": 65}, LimitError),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_with_the_next_step(lock_request, error):
    with pytest.raises(error) as caught:
        pkcs8.write(KeyPair(ED25519), Protection(PASSPHRASE, **lock_request))
    assert caught.value.hint


def test_an_empty_passphrase_locks_nothing_and_is_refused():
    with pytest.raises(PassphraseRequiredError, match="protects nothing"):
        pkcs8.write(KeyPair(ED25519), Protection(Secret("")))


def test_a_dsa_key_is_read_and_not_written():
    assert only(FORMAT, (OPENSSL / "dsa-1024-pkcs8").read_bytes()).open().private == DSA
    with pytest.raises(UnsupportedConversionError, match="DSA keys can be read, not written"):
        pkcs8.write(KeyPair(DSA), None)


@pytest.mark.parametrize("name", ["id_ed25519-pkcs8", "id_rsa-2048-pkcs8-locked"])
def test_files_of_openssh_have_the_fingerprint_that_ssh_keygen_tells(name):
    pair = only(FORMAT, (OPENSSH / name).read_bytes()).open(PASSPHRASE)
    assert pair.public.blob == base64.b64decode((OPENSSH / f"{name}.pub").read_bytes().split()[1])
    assert sha256(pair.public) in (OPENSSH / "fingerprints.sha256.txt").read_text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PBE-MD5-DES", "DES-CBC, pbes1-md5 2048 iterations"),
        ("PBE-SHA1-3DES", "DES-EDE3-CBC, pkcs12-sha1 2048 iterations"),
        ("PBE-SHA1-RC2-40", "RC2-40-CBC, pkcs12-sha1 2048 iterations"),
        ("PBE-SHA1-RC4-128", "RC4-128, pkcs12-sha1 2048 iterations"),
        ("des3", "DES-EDE3-CBC, pbkdf2-hmac-sha256 2048 iterations"),
        ("scrypt", "AES-256-CBC, scrypt N=16384, r=8, p=1"),
    ],
)
def test_old_and_new_ways_of_locking_are_opened(name, words):
    expected = only(FORMAT, (OPENSSL / "ed25519-pkcs8").read_bytes()).open().private
    entry = only(FORMAT, (OPENSSL / f"ed25519-pkcs8-{name}").read_bytes())
    assert entry.encryption is not None
    assert entry.encryption.words == words
    assert entry.open(PASSPHRASE).private == expected
    for wrong in ("wrong", b"\xff\xfe"):
        with pytest.raises(WrongPassphraseError):
            entry.open(Secret(wrong))


@pytest.mark.parametrize("name", ["PBE-MD5-DES", "PBE-SHA1-RC2-40"])
def test_a_lock_that_falls_to_search_is_weak(name):
    entry = only(FORMAT, (OPENSSL / f"ed25519-pkcs8-{name}").read_bytes())
    assert entry.encryption is not None
    assert entry.encryption.strength is Strength.WEAK


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1.2.840.113549.1.5.11", "PBES1 with SHA-1 and RC2"),
        ("1.2.840.113549.1.5.1", "PBES1 with MD2 and DES"),
    ],
)
def test_a_way_of_locking_without_code_is_named(name, words):
    with pytest.raises(UnsupportedAlgorithmError, match=words) as caught:
        FORMAT.read(locked_with(name, der.null()))
    assert "openssl pkey -provider default -provider legacy" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (locked_with("1.2.3", der.null()), r"the scheme 1\.2\.3"),
        (pbes2(der.sequence(der.oid("1.2.4"), der.sequence())), r"the KDF 1\.2\.4"),
        (
            pbes2(pbkdf2(der.octets(b"salt"), der.integer(1)), der.sequence(der.oid("1.2.5"), der.null())),
            r"the cipher 1\.2\.5",
        ),
        (
            pbes2(pbkdf2(der.octets(b"salt"), der.integer(1), der.sequence(der.oid("1.2.6")))),
            r"the hash of PBKDF2 1\.2\.6",
        ),
        (pbes2(pbkdf2(der.sequence(der.oid("1.2.7")), der.integer(1))), "salt from another source"),
    ],
)
def test_an_unknown_part_of_a_lock_is_named_by_its_number(data, words):
    with pytest.raises(UnsupportedAlgorithmError, match=words) as caught:
        FORMAT.read(data)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pbes2(pbkdf2(der.octets(b"salt"), der.integer(0))), "iterations is zero"),
        (pbes2(pbkdf2(der.octets(b"salt"), der.integer(1 << 20_000))), "absurdly large"),
        (pbes2(pbkdf2(der.octets(b"salt"), der.integer(1), der.integer(16))), "key length does not fit"),
        (
            pbes2(
                pbkdf2(der.octets(b"salt"), der.integer(1)), der.sequence(der.oid(AES_256), der.octets(b"iv"))
            ),
            "the IV should have 16 bytes, but has 2",
        ),
        (pbes2(scrypt(1 << 14, 8, 1), content=bytes(47)), "not a multiple of 16"),
        (pbes2(scrypt(1 << 14, 8, 1), content=b""), "not a multiple of 16"),
    ],
)
def test_broken_parameters_of_a_lock_are_named(data, words):
    with pytest.raises(CorruptKeyError, match=words):
        FORMAT.read(data)


@pytest.mark.parametrize(
    "kdf",
    [
        pbkdf2(der.octets(b"salt"), der.integer(limits.MAX_PBKDF2_ITERATIONS + 1)),
        scrypt(1 << 40, 8, 1),
        scrypt(3, 8, 1),
        scrypt(1, 8, 1),
        scrypt(0, 8, 1),
        scrypt(1 << 14, 0, 1),
        scrypt(1 << 14, 8, 0),
        scrypt(1 << 14, 8, 1 << 40),
        scrypt(1 << 17, 1, 1),
    ],
    ids=lambda kdf: kdf[-12:].hex(),
)
def test_work_that_hurts_or_makes_no_sense_is_refused_when_the_passphrase_is_given(kdf):
    entry = only(FORMAT, pbes2(kdf))
    assert entry.encryption is not None
    assert entry.encryption.words
    with pytest.raises(LimitError):
        entry.open(PASSPHRASE)


def test_too_much_work_in_an_old_scheme_is_refused():
    parameters = der.sequence(der.octets(bytes(8)), der.integer(limits.MAX_PBKDF2_ITERATIONS + 1))
    with pytest.raises(LimitError):
        only(FORMAT, locked_with("1.2.840.113549.1.12.1.3", parameters)).open(PASSPHRASE)


def test_hmac_sha_1_is_meant_where_no_hash_is_named():
    entry = only(FORMAT, pbes2(pbkdf2(der.octets(b"salt"), der.integer(1000))))
    assert entry.encryption is not None
    assert entry.encryption.kdf == "pbkdf2-hmac-sha1"


@pytest.mark.parametrize("name", ["rsa-pss-pkcs8", "x25519-pkcs8"])
def test_a_key_that_ssh_has_no_use_for_is_named(name):
    with pytest.raises(UnsupportedAlgorithmError, match="This is an (RSA-PSS|X25519) key"):
        FORMAT.read((OPENSSL / name).read_bytes())
    with pytest.raises(UnsupportedAlgorithmError, match=r"unknown type \(1\.2\.3\)"):
        FORMAT.read(envelope("1.2.3", b""))


@EACH_KEY
def test_version_1_with_its_public_key_is_read(key):
    name = next(name for name, known in KEYS.items() if known is key)
    whole = der.Cursor(body(PLAIN[name]), "test").sequence("key")
    whole.small("version")
    rest = whole.data[-whole.left :]
    public = pkcs8._public_content(key.public) or key.public.pk
    attributes = der.explicit(0, der.sequence(der.oid("1.2.3")))
    for tail in (
        der.element(0x81, b"\0" + public),
        attributes + der.element(0x81, b"\0" + public),
        der.explicit(1, der.bits(public)),
        attributes,
    ):
        data = with_body("PRIVATE KEY", der.sequence(der.integer(1), rest, tail))
        assert only(FORMAT, data).open().private == key
    other = der.element(0x81, b"\0" + public[:-1] + bytes([public[-1] ^ 1]))
    data = with_body("PRIVATE KEY", der.sequence(der.integer(1), rest, other))
    assert opened_or_refused(FORMAT, data) is None


def test_a_seed_beside_the_public_key_of_another_is_refused():
    tail = der.element(0x81, b"\0" + bytes(32))
    entry = only(FORMAT, envelope(ED25519_ID, der.octets(ED25519.seed), version=1, tail=tail))
    with pytest.raises(KeyMismatchError):
        entry.open()


@pytest.mark.parametrize("size", [0, 31, 33, 57])
def test_a_seed_of_another_length_is_refused(size):
    with pytest.raises(CorruptKeyError, match="must be 32 bytes"):
        FORMAT.read(envelope(ED25519_ID, der.octets(bytes(size))))


def test_the_curve_outside_and_inside_must_be_the_same():
    inside = _asn1_keys.write_ec_private(EC_256, name_curve=True)
    data = envelope(_asn1_algorithms.EC, inside, parameters=der.oid("1.3.132.0.34"))
    with pytest.raises(KeyMismatchError, match="nistp384 outside, but nistp256 inside"):
        FORMAT.read(data)
    agreeing = envelope(_asn1_algorithms.EC, inside, parameters=der.oid("1.2.840.10045.3.1.7"))
    assert only(FORMAT, agreeing).open().private == EC_256


def test_a_private_number_is_written_in_the_full_length_and_without_its_curve():
    content = body(PLAIN["ecdsa-short"])
    assert der.octets(EC_SHORT.scalar) in content
    assert content.count(der.oid("1.2.840.10045.3.1.7")) == 1


@pytest.mark.parametrize(
    ("key", "label"), [(RSA, "RSA PRIVATE KEY"), (EC_256, "EC PRIVATE KEY")], ids=["rsa", "ecdsa"]
)
def test_a_traditional_body_under_this_label_says_how_to_repair_it(key, label):
    data = pem.write(KeyPair(key), None).replace(label.encode(), b"PRIVATE KEY")
    with pytest.raises(CorruptKeyError, match=f"its body is {label}") as caught:
        FORMAT.read(data)
    assert caught.value.hint == f"Change the label in its BEGIN and END lines to {label}"


def test_an_unknown_version_is_refused():
    with pytest.raises(CorruptKeyError, match="but is 209"):
        FORMAT.read(envelope(ED25519_ID, der.octets(ED25519.seed), version=209))


def test_a_dsa_key_without_its_group_is_refused():
    with pytest.raises(CorruptKeyError, match="does not name the group"):
        FORMAT.read(envelope(_asn1_algorithms.DSA, der.integer(5)))


@pytest.mark.parametrize("x", [0, DSA.public.q, 1 << 9000])
def test_a_dsa_number_out_of_range_is_refused(x):
    group = der.sequence(*map(der.integer, (DSA.public.p, DSA.public.q, DSA.public.g)))
    with pytest.raises(CorruptKeyError, match="private number is out of range"):
        FORMAT.read(envelope(_asn1_algorithms.DSA, der.integer(x), parameters=group))


def test_a_cut_rsa_key_still_shows_its_public_half_and_says_what_is_missing():
    whole = body(PLAIN["rsa"])
    entry = only(FORMAT, with_body("PRIVATE KEY", whole[:600]))
    assert entry.public == RSA.public
    with pytest.raises(CorruptKeyError, match=f"{len(whole) - 600} of the"):
        entry.open()


@EACH_KEY
def test_a_key_cut_anywhere_is_never_opened(key):
    whole = body(pkcs8.write(KeyPair(key), None))
    for size in range(0, len(whole), 7):
        assert opened_or_refused(FORMAT, with_body("PRIVATE KEY", whole[:size])) is None
    assert opened_or_refused(FORMAT, with_body("PRIVATE KEY", whole + bytes(range(70)))) is None
    assert only(FORMAT, with_body("PRIVATE KEY", whole + b"\0")).open().mistakes == ("filling",)


@given(st.sampled_from(GUARDED), st.integers(0, 3000), st.integers(1, 63))
def test_a_changed_character_never_makes_another_key(name, position, step):
    damaged = with_changed_character(PLAIN[name], position, step)
    assert damaged != PLAIN[name]
    assert opened_or_refused(FORMAT, damaged) in {None, KEYS[name]}


@given(st.sampled_from(GUARDED), st.integers(0, 3000), st.integers(1, 63))
def test_a_changed_character_of_a_locked_file_never_makes_another_key(name, position, step):
    damaged = with_changed_character(LOCKED[name], position, step)
    assert damaged != LOCKED[name]
    assert opened_or_refused(FORMAT, damaged, PASSPHRASE) in {None, KEYS[name]}


@given(st.sampled_from(["ed25519", "ed448"]), st.integers(0, 20), st.integers(1, 63))
def test_a_changed_character_before_a_seed_never_makes_another_key(name, position, step):
    """The first 16 bytes, 21 characters, are the envelope; behind them is the seed, which nothing guards.

    Only version 1 in the place of 0 is no damage: there the public key may follow, and need not.
    """
    damaged = with_changed_character(PLAIN[name], position, step)
    assert opened_or_refused(FORMAT, damaged) in {None, KEYS[name]}


@given(st.sampled_from(["ed25519", "ed448"]), st.integers(0, 3000), st.integers(1, 63))
def test_a_changed_character_of_a_seed_with_its_public_key_never_makes_another_key(name, position, step):
    key = expect(EddsaPrivateKey, KEYS[name])
    tail = der.element(0x81, b"\0" + key.public.pk)
    oid = next(oid for oid, family in _asn1_algorithms.EDDSA.items() if family == name)
    whole = envelope(oid, der.octets(key.seed), version=1, tail=tail)
    assert opened_or_refused(FORMAT, with_changed_character(whole, position, step)) in {None, key}


@given(st.sampled_from(["PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]), st.binary())
def test_noise_under_a_label_is_refused(label, noise):
    assert opened_or_refused(FORMAT, with_body(label, noise), PASSPHRASE) is None


@given(st.data())
@settings(max_examples=300)
def test_changed_bytes_inside_are_refused_or_change_nothing(data):
    name = data.draw(st.sampled_from(GUARDED))
    whole = bytearray(body(PLAIN[name]))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, min(60, len(whole) - 1)))] = data.draw(st.integers(0, 255))
    assert opened_or_refused(FORMAT, with_body("PRIVATE KEY", bytes(whole))) in {None, KEYS[name]}


@EACH_KEY
def test_a_wrong_passphrase_is_told_as_such(key):
    entry = only(FORMAT, pkcs8.write(KeyPair(key), QUICK))
    with pytest.raises(WrongPassphraseError) as caught:
        entry.open(Secret("another horse"))
    assert "has no checksum" in caught.value.hint
    for nothing in (None, Secret("")):
        with pytest.raises(PassphraseRequiredError):
            entry.open(nothing)


def test_two_keys_in_one_file_are_both_read():
    entries = FORMAT.read(PLAIN["rsa"] + LOCKED["ed25519"])
    assert [entry.open(PASSPHRASE).private for entry in entries] == [RSA, ED25519]


def test_other_files_are_not_taken_for_pkcs8():
    for name in ("id_rsa-2048", "id_rsa-2048.pub", "id_rsa-2048-pem", "id_ecdsa-256-pem-locked"):
        assert not FORMAT.sniff((OPENSSH / name).read_bytes())


def test_nothing_that_can_be_shown_holds_the_private_numbers():
    for data in (PLAIN["rsa"], LOCKED["rsa"], PLAIN["ed25519"]):
        entry = only(FORMAT, data)
        shown = repr(entry) + repr(entry.open(PASSPHRASE))
        for secret in (RSA.d, RSA.p, ED25519.seed, "correct horse"):
            assert str(secret) not in shown
