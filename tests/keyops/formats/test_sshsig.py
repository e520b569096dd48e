"""SSH signatures: recognised and summed up; the key shown is the one that signed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.keyops.encoding import pem, wire
from tui.keyops.errors import CorruptKeyError, KeyOpsError, UnsupportedAlgorithmError
from tui.keyops.formats import FORMATS, sshsig
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.inspection.report import Kind

CORPUS = Path(__file__).parents[2] / "corpus" / "openssh-10.5"
FORMAT = sshsig.FORMAT
NAMES = sorted(path.name for path in CORPUS.glob("*.sshsig"))
ALGORITHMS = {
    "id_ecdsa-256.sshsig": "ecdsa-sha2-nistp256",
    "id_ed25519.sshsig": "ssh-ed25519",
    "id_mldsa44-ed25519.sshsig": "ssh-mldsa44-ed25519@openssh.com",
    "id_rsa-2048.sshsig": "rsa-sha2-512",
}


def body_of(name: str) -> bytes:
    return pem.find((CORPUS / name).read_bytes(), (sshsig.LABEL,), "test")[0].body


def made(
    *, version: int = 1, key: bytes | None = None, namespace: bytes = b"file", tail: bytes = b""
) -> bytes:
    """A signature file."""
    blob = wire.Reader(body_of("id_ed25519.sshsig")[10:], "test").string("key") if key is None else key
    fields = (blob, namespace, b"", b"sha256", wire.string("ssh-ed25519") + wire.string(bytes(64)))
    body = sshsig.MAGIC + wire.u32(version) + b"".join(map(wire.string, fields)) + tail
    return pem.armour(sshsig.LABEL, body, width=70)


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_of_openssh_10_5_is_summed_up(name):
    data = (CORPUS / name).read_bytes()
    (entry,) = FORMAT.read(data)
    assert FORMAT.sniff(data)
    assert entry.public == read((CORPUS / name).with_suffix(".pub").read_bytes())[0].public
    assert entry.notes[:3] == (("Namespace", "file"), ("Hash", "sha512"), ("Algorithm", ALGORITHMS[name]))
    assert "not verified" in dict(entry.notes)["Signature"]


def test_a_signature_is_neither_a_public_nor_a_private_key_file():
    assert FORMATS["sshsig"] is FORMAT
    (report,) = inspect((CORPUS / "id_rsa-2048.sshsig").read_bytes())
    assert (report.kind, report.label) == (Kind.OTHER, "RSA 2048")
    assert ("Namespace", "file") in report.notes
    assert not FORMAT.is_private
    assert FORMAT.why_not("rsa")


def test_a_signature_by_a_certificate_shows_the_certificate():
    certificate = read((CORPUS / "id_ed25519-cert.pub").read_bytes())[0].certificate
    (entry,) = FORMAT.read(made(key=certificate.blob))
    assert (entry.certificate, entry.public) == (certificate, certificate.public)


def test_several_signatures_in_a_file_are_several_entries():
    first, second = FORMAT.read(made() + made(namespace=b"git"))
    assert (first.notes[0][1], second.notes[0][1]) == ("file", "git")


def test_an_empty_namespace_is_said():
    assert FORMAT.read(made(namespace=b""))[0].notes[0] == ("Namespace", "(none)")


def test_a_later_version_is_named():
    with pytest.raises(UnsupportedAlgorithmError, match="version 2"):
        FORMAT.read(made(version=2))


def test_another_magic_is_refused():
    with pytest.raises(CorruptKeyError, match="SSHSIG"):
        FORMAT.read(pem.armour(sshsig.LABEL, b"SSHSIH" + body_of("id_ed25519.sshsig")[6:]))


def test_bytes_behind_the_signature_are_refused():
    with pytest.raises(CorruptKeyError, match="3 extra bytes"):
        FORMAT.read(made(tail=b"abc"))


def test_a_changed_begin_line_is_named():
    with pytest.raises(CorruptKeyError, match="BEGIN"):
        FORMAT.read(made().replace(b"-----BEGIN", b"----BEGIN"))


def test_a_truncated_signature_is_refused_wherever_it_ends():
    body = body_of("id_ed25519.sshsig")
    for end in range(len(body)):
        with pytest.raises(CorruptKeyError):
            FORMAT.read(pem.armour(sshsig.LABEL, body[:end]))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(min_value=0), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_in_words(at, value):
    body = bytearray(body_of("id_ecdsa-256.sshsig"))
    body[at % len(body)] = value
    with contextlib.suppress(KeyOpsError):
        assert len(FORMAT.read(pem.armour(sshsig.LABEL, bytes(body)))) == 1
