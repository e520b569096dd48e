"""Files that are not keys of ours are named, with the next step."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519 as pyca_ed25519
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.keys import make
from tui.keyops.encoding import der
from tui.keyops.errors import UnknownFormatError
from tui.keyops.formats import FORMATS
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection import other_files
from tui.keyops.inspection.inspection import read
from tui.keyops.inspection.other_file_types import BY_LABEL, BY_PATTERN, BY_START

DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
SIGNER = pyca_ed25519.Ed25519PrivateKey.generate()
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
LINE = authorized_line(make("ed25519").public, b"note").encode()


def openssh(name="ed25519"):
    return FORMATS["openssh"].write_private(make(name), None)


def ppk():
    return FORMATS["ppk3"].write_private(make("ed25519"), None)


def certificate():
    builder = x509.CertificateBuilder(NAME, NAME, SIGNER.public_key(), 7, START, START)
    return builder.sign(SIGNER, None)


def request():
    return x509.CertificateSigningRequestBuilder(NAME).sign(SIGNER, None)


def revoked():
    row = x509.RevokedCertificateBuilder(3, START).build()
    return x509.CertificateRevocationListBuilder(NAME, START, START, revoked_certificates=[row]).sign(
        SIGNER, None
    )


def store():
    """A store without a key; those with one are opened."""
    return pkcs12.serialize_java_truststore(
        [pkcs12.PKCS12Certificate(certificate(), b"me")], serialization.NoEncryption()
    )


def gpg(tag, version=4, algorithm=22):
    """An OpenPGP key packet of 50 bytes, with a header of the old kind."""
    return bytes((0x80 | tag << 2, 50, version)) + bytes(4) + bytes((algorithm,)) + bytes(44)


def block(label):
    return f"-----BEGIN {label}-----\nQUJD\n-----END {label}-----\n".encode()


KNOWN = {
    "x509 pem": (lambda: certificate().public_bytes(PEM), "x509"),
    "x509 der": (lambda: certificate().public_bytes(DER), "x509"),
    "request pem": (lambda: request().public_bytes(PEM), "x509-request"),
    "request der": (lambda: request().public_bytes(DER), "x509-request"),
    "crl pem": (lambda: revoked().public_bytes(PEM), "x509-crl"),
    "crl der": (lambda: revoked().public_bytes(DER), "x509-crl"),
    "pkcs7 pem": (lambda: pkcs7.serialize_certificates([certificate()], PEM), "pkcs7"),
    "pkcs7 der": (lambda: pkcs7.serialize_certificates([certificate()], DER), "pkcs7"),
    "pkcs12": (store, "pkcs12"),
    "pgp private pem": (lambda: block("PGP PRIVATE KEY BLOCK"), "openpgp-private"),
    "pgp public pem": (lambda: block("PGP PUBLIC KEY BLOCK"), "openpgp-public"),
    "pgp message": (lambda: block("PGP MESSAGE"), "openpgp"),
    "pgp private": (lambda: gpg(5), "openpgp-private"),
    "pgp public": (lambda: gpg(6), "openpgp-public"),
    "pgp public, new header": (lambda: b"\xc6\x32" + gpg(6)[2:], "openpgp-public"),
    "keybox": (lambda: b"\0\0\0\x20\1\1\0\2KBXf" + bytes(40), "keybox"),
    "gpg-agent": (
        lambda: b"Created: 20240101T000000\nKey: (private-key (ecc (curve Ed25519)))\n",
        "gpg-agent",
    ),
    "age": (lambda: b"# created: 2024\n# public key: age1x\nAGE-SECRET-KEY-1QQQ\n", "age-identity"),
    "age recipient": (lambda: b"age1" + b"q" * 58 + b"\n", "age-recipient"),
    "age file": (lambda: b"age-encryption.org/v1\n-> X25519 abc\n", "age-file"),
    "jks": (lambda: bytes.fromhex("feedfeed00000002000000010000000100036b6579"), "jks"),
    "jceks": (lambda: bytes.fromhex("cececece00000002000000010000000100036b6579"), "jceks"),
    "wireguard": (lambda: base64.b64encode(bytes(range(32))) + b"\n", "wireguard"),
    "wireguard config": (
        lambda: b"[Interface]\nPrivateKey = " + base64.b64encode(bytes(32)) + b"\n",
        "wireguard-config",
    ),
    "ssh config": (
        lambda: b"# mine\nHost *.example\n  User me\n  IdentityFile ~/.ssh/id\n  Unheard 1\n",
        "ssh-config",
    ),
    "sshd config": (lambda: b"Port 22\nHostKey /etc/ssh/k\nUsePAM yes\n", "sshd-config"),
    "ec parameters": (lambda: block("EC PARAMETERS"), "parameters"),
    "ec parameters der": (lambda: der.oid("1.2.840.10045.3.1.7"), "parameters"),
    "dh parameters der": (lambda: der.sequence(der.integer(2**2047 + 1), der.integer(2)), "parameters"),
    "putty": (
        lambda: (
            "Windows Registry Editor Version 5.00\r\n\r\n"
            "[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\a]\r\n"
        ).encode("utf-16"),
        "putty-session",
    ),
    "registry": (lambda: b"REGEDIT4\r\n[HKEY_CURRENT_USER\\Software\\Other]\r\n", "registry"),
    "ansible vault": (lambda: b"$ANSIBLE_VAULT;1.1;AES256\n3132\n", "ansible-vault"),
    "sops": (lambda: b'{"key": "ENC[AES256_GCM,data:abc,iv:x,type:str]"}', "sops"),
    "jwe": (lambda: b"eyJhbGciOiJQQkVTMiJ9.a.b.c.d\n", "jwe"),
    "jwt": (lambda: b"eyJhbGciOiJub25lIn0.a.b", "jwt"),
    "html": (lambda: b"\n<!DOCTYPE html>\n<title>404</title>", "html"),
    "git lfs": (lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n", "git-lfs"),
    "zip": (lambda: b"PK\x03\x04" + bytes(30), "zip"),
    "tpm": (lambda: block("TSS2 PRIVATE KEY"), "tpm"),
    "openvpn": (lambda: block("OpenVPN Static key V1"), "openvpn"),
    "other pem": (lambda: block("SOMETHING ELSE"), "pem"),
    "body": (lambda: b"openssh-key-v1\0\0\0\0\4none", "openssh-body"),
}


@pytest.mark.parametrize("case", KNOWN)
def test_what_is_not_a_key_is_named_with_the_next_step(case):
    data, expected = KNOWN[case][0](), KNOWN[case][1]
    with pytest.raises(UnknownFormatError) as caught:
        read(data)
    assert (caught.value.what, caught.value.id) == (expected, "unknown-format")
    assert caught.value.title.startswith("This is ")
    assert caught.value.hint


def test_what_is_not_known_at_all_says_so():
    for data, word in ((b"\xe4" * 9, "private key"), (b"a\0b", "binary")):
        error = other_files.unknown(data)
        assert (error.what, word in error.hint) == ("", True)
        assert "a key file of any known kind" in error.title


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_text_is_named_with_the_key_in_it(codec):
    found = other_files.identify(openssh().decode().encode(codec))
    assert found.id == "utf-16"
    assert FORMATS["openssh"].label in found.title
    assert other_files.identify("hello there, no key\n".encode(codec)).id == "utf-16"


def test_base64_of_a_key_file_is_named_once_or_twice():
    once = base64.encodebytes(openssh())
    found = other_files.identify(once)
    assert (found.id, found.title) == (
        "base64",
        f"This is base64, containing a key: {FORMATS['openssh'].label}",
    )
    twice = other_files.identify(base64.b64encode(once))
    assert twice.title.startswith("This is base64, containing base64, containing a key: ")
    assert other_files.identify(base64.b64encode(ppk())).title.endswith(FORMATS["ppk3"].label)
    assert "X.509" in other_files.identify(base64.b64encode(certificate().public_bytes(DER))).title


def test_the_body_of_a_key_without_its_lines_is_named():
    body = b"".join(openssh().splitlines()[1:-1])
    assert "the raw body of an OpenSSH private key" in other_files.identify(body).title
    found = other_files.identify(LINE.split()[1])
    assert found.title == "This is the base64 of a public key (Ed25519) without its key type"
    assert found.hint.startswith("Put ssh-ed25519 ")


def test_base64_that_holds_nothing_known_is_not_named():
    assert other_files.identify(base64.b64encode(bytes(range(40, 100)))) is None


@pytest.mark.parametrize(
    ("data", "what", "line"),
    [
        (b"log\n\nkey: ----BEGIN RSA PRIVATE KEY----\nMII\n", "a private key", 3),
        (b"a: 1\r\nb: |\r\n  -- BEGIN OPENSSH PRIVATE KEY --\r\n", "a private key", 3),
        ("x\r\r\u2013\u2013BEGIN EC PRIVATE KEY\u2013".encode(), "a private key", 3),
        (b"first\nsecond\nPuTTY-User-Key-File-3: ssh-rsa\n", "a PPK file", 3),
        (b"steps:\n  - name: x\n    key: " + LINE, "a public key", 3),
        (json.dumps({"a": 1, "key": LINE.decode()}, indent=1).encode(), "a public key", 3),
        (
            b"kind: Secret\ndata:\n  ssh-privatekey: " + base64.b64encode(openssh()),
            "a private key in base64",
            3,
        ),
        (b"A=1\nB=2\nKEY=" + base64.b64encode(ppk()) + b"\n", "a private key in base64", 3),
    ],
)
def test_a_key_within_a_bigger_text_is_told_with_its_line(data, what, line):
    found = other_files.embedded(data)
    assert (found.what, found.line) == (what, line)
    assert f"{what} begins on line {line}" in other_files.identify(data).title
    assert found.hint


def test_a_damaged_begin_line_is_told_as_such():
    data = openssh().replace(b"-----BEGIN", b"----BEGIN")
    found = other_files.identify(data)
    assert "BEGIN line is damaged" in found.title
    assert "-----BEGIN OPENSSH PRIVATE KEY-----" in found.hint


def test_base64_of_a_certificate_in_a_text_is_no_private_key():
    word = base64.b64encode(certificate().public_bytes(PEM))
    assert other_files.embedded(b"a:\n  cert: " + word) is None


def test_no_hint_asks_to_unlock_a_key_on_the_disk():
    rows = [row for _, row in (*BY_START, *BY_PATTERN)] + list(BY_LABEL.values())
    for row in rows:
        assert row.hint
        assert "-nodes" not in row.hint
        assert not row.title.endswith(".")


def test_no_key_of_ours_is_taken_for_openpgp():
    for data in (openssh(), ppk(), LINE, b"\x98", b"\xff" * 20, bytes(range(128, 256))):
        assert other_files._openpgp(data) is None


@settings(max_examples=400, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass"))
    | st.binary(max_size=60).map(base64.b64encode)
    | st.binary(max_size=60).map(der.sequence)
    | st.binary(max_size=40).map(lambda noise: der.sequence(der.sequence(noise), der.sequence(noise)))
    | st.binary(max_size=40).map(lambda noise: b"BEGIN PRIVATE KEY" + noise)
    | st.binary(min_size=1, max_size=40).map(lambda noise: bytes((noise[0] | 0x80,)) + noise)
)
def test_no_bytes_raise_anything(data):
    error = other_files.unknown(data)
    assert error.title
    assert error.hint
