"""SPKI and PKCS#1 public keys, without any peer program."""

from __future__ import annotations

import base64
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.asn1_samples import DSA, KEYS, OPENSSH, OPENSSL, RSA, body, only, with_body
from tests.helpers.children import PATIENCE
from tui.keyops.encoding import der
from tui.keyops.errors import (
    CorruptKeyError,
    KeyOpsError,
    LimitError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from tui.keyops.formats import spki
from tui.keyops.formats.pem import container as pem
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys.algorithms import read_blob

FORMAT = spki.FORMAT
EACH_KEY = pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)


@EACH_KEY
def test_a_key_is_the_same_after_writing_and_reading(key):
    entry = only(FORMAT, spki.write(key.public, b"lost"))
    assert entry.public == key.public
    assert entry.comment is None
    assert not entry.is_private


def test_an_ed25519_key_is_written_as_the_rfc_shows_it():
    """RFC 8410, section 10.1."""
    data = (
        b"-----BEGIN PUBLIC KEY-----\n"
        b"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        b"-----END PUBLIC KEY-----\n"
    )
    entry = only(FORMAT, data)
    assert entry.public is not None
    assert spki.write(entry.public, b"") == data


def test_the_older_form_of_rsa_is_read_and_written_in_the_bytes_of_openssl():
    data = (OPENSSL / "rsa-2048-pkcs1-public").read_bytes()
    entry = only(spki.PKCS1, data)
    assert (entry.format, entry.public) == ("pkcs1-public", RSA.public)
    assert spki.write_pkcs1(RSA.public, b"lost") == data
    with pytest.raises(UnsupportedConversionError, match="for RSA only"):
        spki.write_pkcs1(DSA.public, b"")


def test_of_a_file_with_both_forms_each_key_is_called_by_its_own():
    both = spki.write_pkcs1(RSA.public, b"") + spki.write(KEYS["ed25519"].public, b"")
    assert [report.container for report in inspect(both)] == ["pkcs1-public", "spki"]


def test_a_dsa_key_is_read_and_not_written():
    assert only(FORMAT, (OPENSSL / "dsa-1024-spki").read_bytes()).public == DSA.public
    with pytest.raises(UnsupportedConversionError, match="DSA keys can be read, not written"):
        spki.write(DSA.public, b"")


def test_a_compressed_point_becomes_the_whole_one():
    private = only(pem.FORMAT, (OPENSSL / "ec-384-parameters").read_bytes())
    assert only(FORMAT, (OPENSSL / "ec-384-compressed-spki").read_bytes()).public == private.public


def test_a_compressed_point_off_the_curve_is_refused():
    whole = body((OPENSSL / "ec-384-compressed-spki").read_bytes())
    words = []
    for last in range(16):
        try:
            FORMAT.read(with_body("PUBLIC KEY", whole[:-1] + bytes([last])))
        except CorruptKeyError as error:
            words.append(error.title)
    assert 0 < len(words) < 16
    assert set(words) == {"Damaged ECDSA key: the point is not on nistp384"}


def test_an_rsa_identifier_without_null_is_read():
    key = der.sequence(der.integer(RSA.public.n), der.integer(RSA.public.e))
    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.1"))
    data = with_body("PUBLIC KEY", der.sequence(algorithm, der.bits(key)))
    assert only(FORMAT, data).public == RSA.public


@pytest.mark.parametrize(
    ("oid", "words"), [("1.2.840.113549.1.1.10", "RSA-PSS"), ("1.3.101.110", "X25519"), ("1.2.3", r"1\.2\.3")]
)
def test_a_key_that_ssh_has_no_use_for_is_named(oid, words):
    data = with_body("PUBLIC KEY", der.sequence(der.sequence(der.oid(oid)), der.bits(bytes(32))))
    with pytest.raises(UnsupportedAlgorithmError, match=words):
        FORMAT.read(data)


def test_a_modulus_larger_than_sane_is_refused():
    with pytest.raises(LimitError, match="RSA modulus"):
        FORMAT.read(spki_of_rsa(1 << 20_000))


def spki_of_rsa(n):
    """The older form with any modulus."""
    return with_body("RSA PUBLIC KEY", der.sequence(der.integer(n), der.integer(65537)))


@EACH_KEY
def test_a_key_cut_anywhere_is_refused(key):
    whole = body(spki.write(key.public, b""))
    for size in range(0, len(whole), 3):
        with pytest.raises(CorruptKeyError):
            FORMAT.read(with_body("PUBLIC KEY", whole[:size]))
    with pytest.raises(CorruptKeyError, match="1 extra byte "):
        FORMAT.read(with_body("PUBLIC KEY", whole + b"\0"))


@given(st.sampled_from(["PUBLIC KEY", "RSA PUBLIC KEY"]), st.binary())
def test_noise_under_a_label_is_refused(label, noise):
    with pytest.raises(KeyOpsError):
        FORMAT.read(with_body(label, noise))


def test_several_keys_in_one_file_are_all_read():
    keys = [key.public for key in KEYS.values()]
    entries = FORMAT.read(b"".join(spki.write(key, b"") for key in keys))
    assert [entry.public for entry in entries] == keys


def test_other_files_are_not_taken_for_spki():
    for name in ("id_rsa-2048", "id_rsa-2048.pub", "id_rsa-2048-pem", "id_ed25519-pkcs8"):
        assert not FORMAT.sniff((OPENSSH / name).read_bytes())


def test_a_public_key_is_read_without_cryptography_being_loaded():
    code = (
        "import sys; from tui.keyops.formats import spki; "
        "(entry,) = spki.read(sys.stdin.buffer.read()); "
        "assert entry.public.blob; sys.exit('cryptography' in sys.modules)"
    )
    for key in KEYS.values():
        subprocess.run(
            [sys.executable, "-c", code], input=spki.write(key.public, b""), check=True, timeout=PATIENCE
        )


def test_a_fido_key_is_refused_with_the_reason():
    public = read_blob(base64.b64decode((OPENSSH / "id_ed25519-sk.pub").read_bytes().split()[1]))
    with pytest.raises(UnsupportedConversionError, match="FIDO keys have no SPKI form"):
        spki.write(public, b"")
