"""Keys as bare DER, without any peer program."""

from __future__ import annotations

import contextlib
import pickle

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa as pyca_dsa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.keys import NAMES, make, rsa_key
from tui.keyops.encoding import der
from tui.keyops.errors import (
    CorruptKeyError,
    KeyOpsError,
    PassphraseRequiredError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from tui.keyops.formats import der_files
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.der_files import DerShape, shape_of
from tui.keyops.secret import Secret

FORMATS = (der_files.TRADITIONAL, der_files.PKCS8, der_files.SPKI)
QUICK = Protection(Secret("correct horse"), rounds=1000)
TRADITIONAL = ("rsa", "ecdsa256", "ecdsa384", "ecdsa521")

DER = serialization.Encoding.DER
PLAIN = serialization.NoEncryption()


def oracle(name, layout):
    return make(name).private.crypto().private_bytes(DER, layout, PLAIN)


@pytest.mark.parametrize("name", TRADITIONAL)
def test_a_traditional_key_is_written_as_openssl_does_and_read_back(name):
    data = der_files.TRADITIONAL.write_private(make(name), None)
    assert data == oracle(name, serialization.PrivateFormat.TraditionalOpenSSL)
    (entry,) = der_files.TRADITIONAL.read(data)
    assert (entry.format, entry.public, entry.encryption) == ("pkcs1-der", make(name).public, None)
    assert entry.open().private == make(name).private


@pytest.mark.parametrize("name", NAMES)
def test_a_pkcs8_key_is_written_as_openssl_does_and_read_back(name):
    data = der_files.PKCS8.write_private(make(name), None)
    assert data == oracle(name, serialization.PrivateFormat.PKCS8)
    (entry,) = der_files.PKCS8.read(data)
    assert (entry.format, entry.public) == ("pkcs8-der", make(name).public)
    assert entry.open().private == make(name).private


@pytest.mark.parametrize("name", NAMES)
def test_a_public_key_is_written_as_openssl_does_and_read_back(name):
    data = der_files.SPKI.write_public(make(name).public, b"note")
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    assert data == make(name).public.crypto().public_bytes(DER, spki)
    (entry,) = der_files.SPKI.read(data)
    assert (entry.format, entry.public, entry.is_private) == ("spki-der", make(name).public, False)


def test_a_pkcs1_public_key_is_read():
    public = make("rsa").public
    data = public.crypto().public_bytes(DER, serialization.PublicFormat.PKCS1)
    assert der_files.SPKI.sniff(data)
    assert der_files.SPKI.read(data)[0].public == public


def test_a_dsa_key_is_read_in_both_forms_and_written_in_the_older_one():
    traditional = oracle("dsa", serialization.PrivateFormat.TraditionalOpenSSL)
    assert shape_of(traditional) is DerShape.DSA
    assert der_files.TRADITIONAL.read(traditional)[0].open().private == make("dsa").private
    assert (
        der_files.PKCS8.read(oracle("dsa", serialization.PrivateFormat.PKCS8))[0].public == make("dsa").public
    )
    for row in FORMATS:
        assert row is der_files.TRADITIONAL or "OpenSSH 10" in row.why_not("dsa")
    assert der_files.TRADITIONAL.write_private(make("dsa"), None) == traditional
    with pytest.raises(UnsupportedConversionError):
        der_files.TRADITIONAL.write_private(make("ed25519"), None)


def test_a_locked_key_opens_with_its_passphrase_only():
    data = der_files.PKCS8.write_private(make("ed25519"), QUICK)
    assert shape_of(data) is DerShape.PKCS8_LOCKED
    (entry,) = der_files.PKCS8.read(data)
    assert entry.public is None
    assert entry.encryption.kdf.startswith("pbkdf2")
    assert entry.open(Secret("correct horse")).private == make("ed25519").private
    with pytest.raises(PassphraseRequiredError):
        entry.open()
    with pytest.raises(WrongPassphraseError):
        entry.open(Secret("wrong horse"))


def test_the_traditional_form_refuses_a_passphrase():
    assert der_files.TRADITIONAL.protection is None
    with pytest.raises(UnsupportedConversionError, match="cannot be protected by a passphrase"):
        der_files.TRADITIONAL.write_private(make("rsa"), QUICK)


@pytest.mark.parametrize("name", ["ed25519", "ed448"])
def test_a_type_without_a_traditional_form_is_refused(name):
    with pytest.raises(UnsupportedConversionError, match="PKCS#1"):
        der_files.TRADITIONAL.write_private(make(name), None)


SAMPLES = {
    "rsa": (lambda: der_files.TRADITIONAL.write_private(make("rsa"), None), "pkcs1-der"),
    "ec": (lambda: der_files.TRADITIONAL.write_private(make("ecdsa256"), None), "pkcs1-der"),
    "dsa": (lambda: oracle("dsa", serialization.PrivateFormat.TraditionalOpenSSL), "pkcs1-der"),
    "pkcs8": (lambda: der_files.PKCS8.write_private(make("rsa"), None), "pkcs8-der"),
    "pkcs8 seed": (lambda: der_files.PKCS8.write_private(make("ed25519"), None), "pkcs8-der"),
    "locked": (lambda: der_files.PKCS8.write_private(make("ed448"), QUICK), "pkcs8-der"),
    "spki": (lambda: der_files.SPKI.write_public(make("ecdsa384").public, b""), "spki-der"),
    "pkcs1 public": (
        lambda: make("rsa").public.crypto().public_bytes(DER, serialization.PublicFormat.PKCS1),
        "spki-der",
    ),
}


@pytest.mark.parametrize("case", SAMPLES)
def test_exactly_one_of_the_formats_recognises_a_file(case):
    data, expected = SAMPLES[case][0](), SAMPLES[case][1]
    assert [row.id for row in FORMATS if row.sniff(data)] == [expected]


@pytest.mark.parametrize("case", [case for case in SAMPLES if case not in {"spki", "pkcs1 public"}])
def test_a_cut_private_key_is_still_recognised_and_says_how_much_is_missing(case):
    data = SAMPLES[case][0]()[:-9]
    (row,) = [row for row in FORMATS if row.sniff(data)]
    assert row.id == SAMPLES[case][1]
    with pytest.raises(CorruptKeyError, match=r"\b9 of the \S+ bytes of"):
        row.read(data)[0].open(Secret("correct horse"))


def test_a_cut_rsa_key_still_shows_its_public_half():
    data = SAMPLES["rsa"][0]()[:-9]
    assert der_files.TRADITIONAL.read(data)[0].public == make("rsa").public


def test_bytes_after_the_key_are_an_error():
    with pytest.raises(CorruptKeyError, match="70 extra bytes "):
        der_files.TRADITIONAL.read(SAMPLES["ec"][0]() + b"\n" * 70)


def test_a_changed_private_number_is_noticed():
    key = rsa_key()
    changed = der.sequence(*(der.integer(n) for n in (0, key.public.n, key.public.e, key.d ^ 8)))
    fields = changed + der.sequence(*map(der.integer, (key.p, key.q, key.dmp1, key.dmq1, key.iqmp)))
    body = der.sequence(der.Cursor(fields, "").element(der.SEQUENCE, "") + fields[len(changed) + 4 :])
    (entry,) = der_files.TRADITIONAL.read(body)
    pair = entry.open()
    assert pair.private == key
    assert pair.mistakes == ("rsa-exponent",)


def test_entries_cross_a_pipe_and_show_no_private_number():
    for case in SAMPLES:
        (row,) = [row for row in FORMATS if row.sniff(SAMPLES[case][0]())]
        (entry,) = row.read(SAMPLES[case][0]())
        again = pickle.loads(pickle.dumps(entry))
        assert again.public == entry.public
        assert "data=" not in repr(entry)
        if entry.is_private:
            assert again.open(Secret("correct horse")).private == entry.open(Secret("correct horse")).private


def test_dsa_parameters_a_signature_and_a_diffie_hellman_group_are_no_keys():
    group = pyca_dsa.generate_parameters(1024).parameter_numbers()
    prime = group.p
    others = [
        der.sequence(*map(der.integer, (group.p, group.q, group.g))),
        der.sequence(der.integer(prime), der.integer(2)),
        encode_dss_signature(2**255 - 19, 2**254 + 1),
        der.sequence(der.integer(3), der.sequence(der.oid("1.2.840.113549.1.7.1"))),
        b"",
        b"0",
        b"0\x80",
        b"0123456789 is a text that begins with the tag of a sequence",
        b"0\x84\xff\xff\xff\xff\x02\x01\x00",
    ]
    assert [shape_of(data) for data in others] == [None] * len(others)


def test_a_body_of_another_key_type_is_named():
    x25519 = der.sequence(
        der.integer(0), der.sequence(der.oid("1.3.101.110")), der.octets(der.octets(bytes(32)))
    )
    with pytest.raises(KeyOpsError, match="X25519"):
        der_files.PKCS8.read(x25519)


def test_an_ec_key_on_a_curve_that_ssh_has_not_is_named():
    key = ec.generate_private_key(ec.SECP256K1())
    data = key.private_bytes(DER, serialization.PrivateFormat.TraditionalOpenSSL, PLAIN)
    with pytest.raises(KeyOpsError, match="secp256k1"):
        der_files.TRADITIONAL.read(data)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_no_change_of_a_file_raises_anything_else(case, data):
    body = bytearray(_sample(case))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(body)[: data.draw(st.integers(0, len(body)))]
    for row in FORMATS:
        if row.sniff(cut):
            with contextlib.suppress(KeyOpsError):
                for entry in row.read(cut):
                    entry.open(Secret("x")) if entry.encryption is None else None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_at_all_raise_anything_else(noise):
    for data in (noise, b"0" + noise, der.sequence(noise), der.sequence(der.integer(0), noise)):
        for row in FORMATS:
            row.sniff(data)
            with contextlib.suppress(KeyOpsError):
                row.read(data)


_MADE: dict[str, bytes] = {}


def _sample(case):
    if case not in _MADE:
        _MADE[case] = SAMPLES[case][0]()
    return _MADE[case]
