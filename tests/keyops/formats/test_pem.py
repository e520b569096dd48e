"""Traditional PEM, without any peer program."""

from __future__ import annotations

import base64
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.helpers.asn1_samples import (
    DSA,
    EC_256,
    EC_384,
    EC_SHORT,
    ED448,
    ED25519,
    OPENSSH,
    OPENSSL,
    PASSPHRASE,
    PEM_KEYS,
    RSA,
    body,
    only,
    opened_or_refused,
    with_body,
    with_changed_character,
)
from tests.helpers.children import PATIENCE
from tui.keyops.crypto import body_ciphers
from tui.keyops.encoding import der
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    LimitError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from tui.keyops.formats import _asn1_keys
from tui.keyops.formats import _dek_info as _pem_lock
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.pem import container as pem
from tui.keyops.formats.pkcs8 import container as pkcs8
from tui.keyops.keys.ecdsa import CURVES
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import MultiPrimeError
from tui.keyops.secret import Secret

FORMAT = pem.FORMAT
KEYS = pytest.mark.parametrize("key", PEM_KEYS.values(), ids=PEM_KEYS)
PLAIN = {name: pem.write(KeyPair(key), None) for name, key in PEM_KEYS.items()}
LOCKED = {name: pem.write(KeyPair(key), Protection(PASSPHRASE)) for name, key in PEM_KEYS.items()}


def sec1(scalar, *, curve="1.2.840.10045.3.1.7", point=None, version=1):
    """An EC PRIVATE KEY file with any content."""
    parts = [der.integer(version), der.octets(scalar)]
    if curve:
        parts.append(der.explicit(0, der.oid(curve)))
    if point:
        parts.append(der.explicit(1, der.bits(point)))
    return with_body("EC PRIVATE KEY", der.sequence(*parts))


def pkcs1(**changed):
    """The RSA key with some of its numbers replaced."""
    numbers = {
        "version": 0,
        "n": RSA.public.n,
        "e": RSA.public.e,
        "d": RSA.d,
        "p": RSA.p,
        "q": RSA.q,
        "dp": RSA.dmp1,
        "dq": RSA.dmq1,
        "iqmp": RSA.iqmp,
    }
    return with_body("RSA PRIVATE KEY", der.sequence(*map(der.integer, (numbers | changed).values())))


@KEYS
def test_a_key_is_the_same_after_writing_and_reading(key):
    entry = only(FORMAT, pem.write(KeyPair(key, b"lost"), None))
    assert entry.public == key.public
    assert entry.comment is None
    assert entry.encryption is None
    assert entry.open() == KeyPair(key)


@KEYS
@pytest.mark.parametrize("cipher", [None, *body_ciphers.WRITTEN])
def test_a_locked_key_is_the_same_after_writing_and_reading(key, cipher):
    data = pem.write(KeyPair(key), Protection(PASSPHRASE, cipher=cipher))
    entry = only(FORMAT, data)
    assert entry.public is None
    assert entry.comment is None
    assert entry.encryption is not None
    assert entry.encryption.cipher == (cipher or "AES-128-CBC")
    assert entry.encryption.kdf == "md5"
    assert entry.encryption.strength is Strength.WEAK
    assert entry.open(PASSPHRASE).private == key


@pytest.mark.parametrize("name", ["id_rsa-2048-pem", "id_rsa-2048-pem-locked", "id_ecdsa-256-pem-locked"])
def test_files_of_openssh_have_the_fingerprint_that_ssh_keygen_tells(name):
    pair = only(FORMAT, (OPENSSH / name).read_bytes()).open(PASSPHRASE)
    blob = base64.b64decode((OPENSSH / f"{name}.pub").read_bytes().split()[1])
    assert pair.public.blob == blob
    assert sha256(pair.public) in (OPENSSH / "fingerprints.sha256.txt").read_text()


@pytest.mark.parametrize("name", ["dsa-1024-pem", "dsa-1024-pem-locked"])
def test_dsa_keys_are_read_and_written(name):
    data = (OPENSSL / name).read_bytes()
    assert only(FORMAT, data).open(PASSPHRASE).private == DSA
    assert name.endswith("locked") or pem.write(KeyPair(DSA), None) == data


@pytest.mark.parametrize("key", [ED25519, ED448], ids=["ed25519", "ed448"])
def test_a_key_that_pem_has_no_form_for_is_refused_with_the_reason(key):
    with pytest.raises(UnsupportedConversionError) as caught:
        pem.write(KeyPair(key), None)
    assert caught.value.title == FORMAT.why_not(key.public.family)
    assert caught.value.hint


def test_the_public_half_is_shown_without_cryptography_being_loaded():
    code = (
        "import sys; from tui.keyops.formats.pem import container as pem; "
        "(entry,) = pem.read(sys.stdin.buffer.read()); "
        "assert entry.public.bits == 2048; sys.exit('cryptography' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], input=PLAIN["rsa"], check=True, timeout=PATIENCE)


@pytest.mark.parametrize("extra", [0, 1, 5])
def test_a_private_number_may_have_leading_zeros(extra):
    """PuTTY writes it as an mpint, which has one when the top bit is set."""
    data = sec1(bytes(extra) + EC_256.scalar, point=EC_256.public.point)
    assert only(FORMAT, data).open().private == EC_256


def test_a_private_number_may_be_shorter_than_the_field():
    short = EC_SHORT.scalar.lstrip(b"\0")
    assert len(short) == 28
    assert only(FORMAT, sec1(short, point=EC_SHORT.public.point)).open().private == EC_SHORT


def test_a_private_number_is_written_in_the_full_length():
    assert der.octets(EC_SHORT.scalar) in body(PLAIN["ecdsa-short"])
    assert len(EC_SHORT.scalar) == 32


@pytest.mark.parametrize("d", [0, CURVES["nistp256"].order, 2**300])
def test_a_private_number_out_of_range_is_refused(d):
    data = sec1(d.to_bytes(40, "big"), point=EC_256.public.point)
    with pytest.raises(CorruptKeyError, match="out of range for nistp256"):
        FORMAT.read(data)


def test_a_missing_public_point_is_computed():
    entry = only(FORMAT, sec1(EC_256.scalar))
    assert entry.public == EC_256.public
    assert entry.open().private == EC_256


def test_a_public_point_of_another_key_is_shown_and_refused():
    entry = only(FORMAT, sec1(EC_256.scalar, point=EC_SHORT.public.point))
    assert entry.public == EC_SHORT.public
    with pytest.raises(KeyMismatchError):
        entry.open()


def test_a_compressed_point_of_another_key_is_refused():
    point = bytes((2 + (EC_SHORT.public.point[-1] & 1),)) + EC_SHORT.public.point[1:33]
    with pytest.raises(KeyMismatchError):
        FORMAT.read(sec1(EC_256.scalar, point=point))


@pytest.mark.parametrize("name", ["ec-384-parameters", "ec-384-compressed", "ec-384-no-public"])
def test_all_forms_of_one_ec_key_are_the_same_key(name):
    expected = only(FORMAT, (OPENSSL / "ec-384-parameters").read_bytes()).open().private
    assert only(FORMAT, (OPENSSL / name).read_bytes()).open().private == expected


def test_a_curve_that_is_spelled_out_is_recognised():
    data = (OPENSSL / "ec-256-explicit").read_bytes()
    entry = only(FORMAT, data)
    assert entry.public is not None
    assert entry.public.algorithm == "ecdsa-sha2-nistp256"
    assert entry.open().public == entry.public


def test_a_curve_that_is_spelled_out_with_another_base_point_is_refused():
    """Whoever chooses the base point can make a private half for any public key."""
    (_, inside) = (OPENSSL / "ec-256-explicit").read_bytes().split(b"-----END EC PARAMETERS-----\n")
    plain = body(inside)
    generator = bytes.fromhex("6b17d1f2e12c4247f8bce6e563a440f2")
    assert generator in plain
    changed = with_body("EC PRIVATE KEY", plain.replace(generator, bytes(reversed(generator))))
    with pytest.raises(UnsupportedAlgorithmError, match="a custom curve"):
        FORMAT.read(changed)


def test_the_curve_may_stand_only_in_the_block_before():
    parameters = with_body("EC PARAMETERS", der.oid(CURVES["nistp256"].oid))
    key = sec1(EC_256.scalar, curve=None, point=EC_256.public.point)
    assert only(FORMAT, parameters + key).open().private == EC_256
    assert only(FORMAT, key).open().mistakes == ("ec-no-curve",)


def test_a_block_before_that_names_another_curve_is_refused():
    parameters = with_body("EC PARAMETERS", der.oid(CURVES["nistp384"].oid))
    with pytest.raises(KeyMismatchError, match="nistp384 outside, but nistp256 inside"):
        FORMAT.read(parameters + PLAIN["ecdsa-256"])


def test_a_curve_that_ssh_has_not_is_named():
    with pytest.raises(UnsupportedAlgorithmError, match="secp256k1"):
        FORMAT.read((OPENSSL / "ec-secp256k1").read_bytes())
    with pytest.raises(UnsupportedAlgorithmError, match=r"the curve 1\.2\.3"):
        FORMAT.read(sec1(EC_256.scalar, curve="1.2.3"))


def test_two_keys_in_one_file_are_both_read():
    entries = FORMAT.read(PLAIN["rsa"] + PLAIN["ecdsa-256"])
    assert [entry.open().private for entry in entries] == [RSA, EC_256]


@pytest.mark.parametrize("field", ["n", "e", "d", "p", "q", "dp", "dq", "iqmp"])
def test_each_wrong_number_of_an_rsa_key_is_computed_from_the_others_and_told(field):
    numbers = {"n": RSA.public.n, "e": RSA.public.e, "d": RSA.d, "p": RSA.p, "q": RSA.q}
    numbers |= {"dp": RSA.dmp1, "dq": RSA.dmq1, "iqmp": RSA.iqmp}
    pair = only(FORMAT, pkcs1(**{field: numbers[field] + 2})).open()
    told = {"n": "modulus", "e": "public-exponent", "d": "exponent", "p": "primes", "q": "primes",
            "dp": "crt", "dq": "crt", "iqmp": "inverse"}  # fmt: skip
    assert pair.private == RSA
    assert pair.mistakes == (f"rsa-{told[field]}",)


@pytest.mark.parametrize(("one", "other", "named"), [("n", "p", "n"), ("p", "d", "n"), ("n", "d", "n")])
def test_two_wrong_numbers_of_an_rsa_key_are_refused_where_nothing_proves_the_others(one, other, named):
    numbers = {"n": RSA.public.n, "d": RSA.d, "p": RSA.p}
    entry = only(FORMAT, pkcs1(**{name: numbers[name] + 2 for name in (one, other)}, e=0x10003))
    with pytest.raises(KeyMismatchError) as caught:
        entry.open()
    assert caught.value.field == named
    assert str(numbers[one]) not in str(caught.value)


@pytest.mark.parametrize("field", ["d", "p", "q", "dp", "dq", "iqmp"])
@pytest.mark.parametrize("value", [0, 1])
def test_a_number_that_is_zero_or_one_is_computed_from_the_others(field, value):
    assert opened_or_refused(FORMAT, pkcs1(**{field: value})) == RSA


def test_a_private_number_longer_than_the_modulus_is_refused():
    with pytest.raises(CorruptKeyError, match="the prime p is longer than the modulus"):
        only(FORMAT, pkcs1(p=1 << 400_000)).open()


def test_a_modulus_larger_than_sane_is_refused():
    with pytest.raises(LimitError, match="RSA modulus"):
        FORMAT.read(pkcs1(n=1 << 20_000))


def test_a_key_of_more_than_two_primes_shows_its_public_key_and_is_not_opened():
    entry = only(FORMAT, (OPENSSL / "rsa-2048-three-primes").read_bytes())
    assert entry.public.bits == 2048
    with pytest.raises(MultiPrimeError, match="more than two primes") as caught:
        entry.open()
    assert caught.value.public == entry.public


def test_a_version_unknown_is_refused():
    with pytest.raises(CorruptKeyError, match="but has 207"):
        FORMAT.read(pkcs1(version=207))
    with pytest.raises(CorruptKeyError, match="should have version 1, but has 209"):
        FORMAT.read(sec1(EC_256.scalar, version=209))


def test_a_cut_rsa_key_still_shows_its_public_half_and_says_what_is_missing():
    whole = body(PLAIN["rsa"])
    entry = only(FORMAT, with_body("RSA PRIVATE KEY", whole[:600]))
    assert entry.public == RSA.public
    with pytest.raises(
        CorruptKeyError, match=rf"{len(whole) - 600} of the [\d,]+ bytes of the key are missing"
    ):
        entry.open()


@KEYS
def test_a_key_cut_anywhere_is_never_opened(key):
    whole = body(pem.write(KeyPair(key), None))
    label = "RSA PRIVATE KEY" if key is RSA else "EC PRIVATE KEY"
    for size in range(0, len(whole), 7):
        assert opened_or_refused(FORMAT, with_body(label, whole[:size])) is None
    assert opened_or_refused(FORMAT, with_body(label, whole + bytes(range(70)))) is None
    assert only(FORMAT, with_body(label, whole + b"\0")).open().mistakes == ("filling",)
    assert opened_or_refused(FORMAT, with_body(label, whole)) == key


@given(st.sampled_from(sorted(PLAIN)), st.integers(0, 3000), st.integers(1, 63))
@settings(deadline=None)
def test_a_changed_character_never_makes_another_key(name, position, step):
    damaged = with_changed_character(PLAIN[name], position, step)
    assert damaged != PLAIN[name]
    assert opened_or_refused(FORMAT, damaged) in {None, PEM_KEYS[name]}


@given(st.sampled_from(sorted(LOCKED)), st.integers(0, 3000), st.integers(1, 63))
def test_a_changed_character_of_a_locked_file_never_makes_another_key(name, position, step):
    damaged = with_changed_character(LOCKED[name], position, step)
    assert damaged != LOCKED[name]
    assert opened_or_refused(FORMAT, damaged, PASSPHRASE) in {None, PEM_KEYS[name]}


@given(
    st.sampled_from(["RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "EC PARAMETERS"]), st.binary()
)
@example("RSA PRIVATE KEY", b"")
def test_noise_under_a_label_is_refused(label, noise):
    data = with_body(label, noise) + PLAIN["ecdsa-256"] * (label == "EC PARAMETERS")
    assert opened_or_refused(FORMAT, data) is None


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_changed_bytes_inside_are_refused_or_change_nothing(data):
    name = data.draw(st.sampled_from(sorted(PLAIN)))
    whole = bytearray(body(PLAIN[name]))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, min(60, len(whole) - 1)))] = data.draw(st.integers(0, 255))
    label = "RSA PRIVATE KEY" if name == "rsa" else "EC PRIVATE KEY"
    assert opened_or_refused(FORMAT, with_body(label, bytes(whole))) in {None, PEM_KEYS[name]}


@KEYS
def test_a_wrong_passphrase_is_told_as_such(key):
    entry = only(FORMAT, pem.write(KeyPair(key), Protection(PASSPHRASE)))
    for wrong in ("another horse", "x", "correct horse!", b"\xff\xfe"):
        with pytest.raises(WrongPassphraseError, match="does not open") as caught:
            entry.open(Secret(wrong))
        assert "has no checksum" in caught.value.hint
    for nothing in (None, Secret("")):
        with pytest.raises(PassphraseRequiredError):
            entry.open(nothing)


def test_hundreds_of_wrong_passphrases_never_open_a_key():
    """One in 256 leaves a padding that looks right."""
    entry = only(FORMAT, LOCKED["ecdsa-256"])
    for number in range(2000):
        with pytest.raises(WrongPassphraseError):
            entry.open(Secret(f"wrong {number}"))


def test_a_locked_key_cut_at_a_block_is_told_from_a_wrong_passphrase():
    """The start of the body opens rightly, so the passphrase is right."""
    headers = LOCKED["rsa"].partition(b"\n\n")[0]
    cut = base64.b64encode(body(LOCKED["rsa"])[:-48])
    data = headers + b"\n\n" + cut + b"\n-----END RSA PRIVATE KEY-----\n"
    with pytest.raises(CorruptKeyError, match="the passphrase is right, but"):
        only(FORMAT, data).open(PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        only(FORMAT, data).open(Secret("wrong"))


def test_a_locked_key_cut_within_a_block_is_refused_before_any_passphrase():
    headers = LOCKED["rsa"].partition(b"\n\n")[0]
    cut = base64.b64encode(body(LOCKED["rsa"])[:-6])
    with pytest.raises(CorruptKeyError, match="not a multiple of 16"):
        FORMAT.read(headers + b"\n\n" + cut + b"\n-----END RSA PRIVATE KEY-----\n")


def test_a_locked_key_in_lines_of_any_width_is_read():
    headers, whole = LOCKED["ecdsa-256"].split(b"\n\n")
    packed = b"".join(whole.splitlines()[:-1])
    wrapped = b"\r\n".join(packed[at : at + 32] for at in range(0, len(packed), 32))
    data = headers.replace(b"\n", b"\r\n") + b"\r\n\r\n" + wrapped + b"\r\n-----END EC PRIVATE KEY-----"
    assert only(FORMAT, data).open(PASSPHRASE).private == EC_256


def test_single_des_is_read_and_not_written():
    lock = _pem_lock.DekInfo(body_ciphers.DES, bytes(range(8)))
    plain = _asn1_keys.write_ec_private(EC_384, name_curve=True)
    headers, locked = lock.close(plain, PASSPHRASE)
    head = "".join(f"{name}: {value}\n" for name, value in headers.items())
    text = base64.encodebytes(locked).decode()
    data = f"-----BEGIN EC PRIVATE KEY-----\n{head}\n{text}-----END EC PRIVATE KEY-----\n".encode()
    entry = only(FORMAT, data)
    assert entry.encryption is not None
    assert entry.encryption.cipher == "DES-CBC"
    assert entry.open(PASSPHRASE).private == EC_384
    with pytest.raises(UnsupportedConversionError, match="DES-CBC"):
        pem.write(KeyPair(EC_384), Protection(PASSPHRASE, cipher="DES-CBC"))


def test_an_unknown_cipher_is_named():
    data = (OPENSSL / "rsa-2048-pem-camellia128").read_bytes().replace(b"CAMELLIA-128", b"ARIA-128")
    with pytest.raises(UnsupportedAlgorithmError, match="ARIA-128-CBC") as caught:
        FORMAT.read(data)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b"Proc-Type: 4,ENCRYPTED\n", b"", "Proc-Type"),
        (b"4,ENCRYPTED", b"4,MIC-ONLY", "Proc-Type"),
        (b"DEK-Info", b"XDK-Info", "DEK-Info"),
        (b"AES-128-CBC,", b"AES-128-CBC,zz", "DEK-Info"),
        (b"AES-128-CBC,", b"AES-128-CBC,00", "DEK-Info"),
        (b"AES-128-CBC,", b"DES-EDE3-CBC,", "DEK-Info"),
    ],
)
def test_a_broken_header_is_named(old, new, field):
    assert old in LOCKED["rsa"]
    with pytest.raises(CorruptKeyError) as caught:
        FORMAT.read(LOCKED["rsa"].replace(old, new))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "lock_request",
    [
        {"cipher": "aes256-ctr"},
        {"kdf": "scrypt"},
        {"rounds": 100},
        {"memory_kib": 1024},
        {"passes": 1},
        {"parallelism": 1},
    ],
)
def test_a_request_that_pem_has_no_room_for_is_refused(lock_request):
    with pytest.raises(UnsupportedConversionError) as caught:
        pem.write(KeyPair(RSA), Protection(PASSPHRASE, **lock_request))
    assert caught.value.hint


def test_an_empty_passphrase_locks_nothing_and_is_refused():
    with pytest.raises(PassphraseRequiredError, match="protects nothing"):
        pem.write(KeyPair(RSA), Protection(Secret("")))


def test_pkcs8_under_a_traditional_label_says_how_to_repair_it():
    data = pkcs8.write(KeyPair(RSA), None).replace(b" PRIVATE", b" RSA PRIVATE")
    with pytest.raises(CorruptKeyError, match="its body is PKCS#8") as caught:
        FORMAT.read(data)
    assert caught.value.hint == "Change the label in its BEGIN and END lines to PRIVATE KEY"


def test_other_files_are_not_taken_for_pem():
    for name in ("id_rsa-2048", "id_rsa-2048.pub", "id_ed25519-pkcs8", "id_rsa-2048-pkcs8-locked"):
        assert not FORMAT.sniff((OPENSSH / name).read_bytes())


def test_nothing_that_can_be_shown_holds_the_private_numbers():
    for data in (PLAIN["rsa"], LOCKED["rsa"], PLAIN["ecdsa-256"]):
        entry = only(FORMAT, data)
        shown = repr(entry) + repr(entry.open(PASSPHRASE)) + repr(entry.opener)
        for secret in (RSA.d, RSA.p, RSA.q, EC_256.d):
            assert str(secret) not in shown
        assert "correct horse" not in shown
        assert repr(body(PLAIN["rsa"])[400:420])[2:-1] not in shown


@given(st.binary(max_size=400))
def test_any_bytes_between_the_lines_are_refused(noise):
    data = b"-----BEGIN RSA PRIVATE KEY-----\n" + noise + b"\n-----END RSA PRIVATE KEY-----\n"
    assert opened_or_refused(FORMAT, data) is None
