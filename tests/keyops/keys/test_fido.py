"""FIDO keys: the file leads to the token, is kept whole, and goes nowhere but OpenSSH's own formats."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.expect import expect
from tui.keyops.conversion.conversion import Locking, convert
from tui.keyops.encoding import pem
from tui.keyops.encoding.wire import mpint, string
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from tui.keyops.formats import FORMATS
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.inspection.description import fido_flags, fido_rows
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.keys.algorithms import label_of
from tui.keyops.keys.eddsa import Ed25519PublicKey
from tui.keyops.keys.fido import FidoPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5"
PASSPHRASE = Secret("correct horse")
QUICK = Protection(PASSPHRASE, rounds=1)
NAMES = ("id_ed25519-sk", "id_ed25519-sk-locked", "id_ecdsa-sk", "id_ecdsa-sk-locked")


def data_of(name: str) -> bytes:
    return (CORPUS / name).read_bytes()


def pair_of(name: str) -> KeyPair:
    return read(data_of(name))[0].open(PASSPHRASE)


def private_of(name: str) -> FidoPrivateKey:
    return expect(FidoPrivateKey, pair_of(name).private)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_openssh_opens_and_shows_flags_and_handle(name):
    """The dummy token of OpenSSH keeps the private key in the handle: raw of Ed25519, PEM of ECDSA."""
    pair = pair_of(name)
    private = private_of(name)
    assert pair.public == read(data_of(f"{name}.pub"))[0].public
    assert private.flags == (0 if "locked" in name else 1)
    assert private.public.application == (b"ssh:work" if "locked" in name else b"ssh:")
    assert private.reserved == b""
    if "ed25519" in name:
        assert private.key_handle[32:] == expect(Ed25519PublicKey, private.public.inner).pk
    else:
        assert private.key_handle.startswith(b"-----BEGIN EC PRIVATE KEY-----")


@pytest.mark.parametrize("protection", [None, QUICK], ids=["unlocked", "locked"])
@pytest.mark.parametrize("name", NAMES)
def test_a_written_file_reads_back_with_everything_in_it(name, protection):
    pair = replace(pair_of(name), comment=b"my token")
    pair = replace(pair, private=replace(private_of(name), flags=0x25, reserved=b"later"))
    (entry,) = read(openssh.FORMAT.write_private(pair, protection))
    assert pickle.loads(pickle.dumps(entry)).open(PASSPHRASE) == pair


def test_a_passphrase_is_set_and_changed_without_the_token():
    changed = convert(
        data_of("id_ed25519-sk"), "openssh", locking=Locking.CHANGE, protection=QUICK, comment=b"moved"
    )
    (report,) = inspect(changed.data, PASSPHRASE)
    assert (report.unlocked, report.comment) == (True, b"moved")
    assert ("Token", "touch required") in report.notes


@pytest.mark.parametrize("name", ["id_ed25519-sk-cert.pub", "id_ecdsa-sk.pub"])
def test_a_private_file_that_holds_a_certificate_is_read(name):
    """As ssh-agent sends it: only what the certificate lacks follows it, and Ed25519 repeats its key."""
    private = private_of(name.removesuffix(".pub").removesuffix("-cert"))
    public, algorithm = private.public, private.public.algorithm.replace("@", "-cert-v01@")
    if name.endswith("-cert.pub"):
        certificate = read(data_of(name))[0].certificate.blob
    else:
        plain = read(data_of("id_ed25519-sk-cert.pub"))[0].certificate
        tail = plain.blob[plain.blob.index(plain.public.fields()) + len(plain.public.fields()) :]
        certificate = string(algorithm) + string(bytes(32)) + public.fields() + tail
    repeated = string(public.inner.pk) if isinstance(public.inner, Ed25519PublicKey) else b""
    fields = repeated + string(public.application) + bytes((1,)) + string(private.key_handle) + string(b"")
    section = bytes(8) + string(algorithm) + string(certificate) + fields + string(b"note")
    section += bytes(range(1, -len(section) % 8 + 1))
    head = openssh.MAGIC + string("none") + string("none") + string(b"") + b"\0\0\0\1"
    armoured = pem.armour(openssh.LABEL, head + string(certificate) + string(section))
    pair = read(armoured)[0].open()
    assert (pair.private, pair.comment, pair.certificate.blob) == (private, b"note", certificate)


def test_an_application_inside_that_is_not_the_one_outside_is_seen():
    body = pem.find(data_of("id_ed25519-sk"), (openssh.LABEL,), "test")[0].body
    at = body.rindex(string(b"ssh:"))
    changed = body[:at] + string(b"ssi:") + body[at + 8 :]
    with pytest.raises(KeyMismatchError):
        read(pem.armour(openssh.LABEL, changed))[0].open()


def test_a_file_without_a_handle_is_refused_with_the_way_back():
    private = replace(private_of("id_ed25519-sk"), key_handle=b"")
    (entry,) = read(openssh.FORMAT.write_private(KeyPair(private), None))
    with pytest.raises(CorruptKeyError, match="handle") as caught:
        entry.open()
    assert "ssh-keygen -K" in caught.value.hint


def test_neither_half_is_given_to_cryptography():
    private = pair_of("id_ecdsa-sk").private
    for half in (private, private.public):
        with pytest.raises(UnsupportedAlgorithmError, match="hardware token"):
            half.crypto()


def test_the_handle_does_not_show_in_a_repr():
    private = replace(private_of("id_ed25519-sk"), key_handle=b"SECRETHANDLE", reserved=b"RESERVED")
    assert "SECRETHANDLE" not in repr(private)
    assert "RESERVED" not in repr(private)


@pytest.mark.parametrize("format_id", [row.id for row in FORMATS.values() if row.write_private])
def test_every_private_container_but_openssh_names_the_token_when_it_refuses(format_id):
    pair = pair_of("id_ed25519-sk")
    if format_id == "openssh":
        assert FORMATS[format_id].why_not("sk") is None
        return
    assert "token" in FORMATS[format_id].why_not("sk")
    with pytest.raises(UnsupportedConversionError, match="token"):
        FORMATS[format_id].write_private(pair, None)


@pytest.mark.parametrize("format_id", [row.id for row in FORMATS.values() if row.write_public])
def test_every_public_container_keeps_the_application_or_refuses(format_id):
    public = pair_of("id_ecdsa-sk").public
    row = FORMATS[format_id]
    if row.why_not("sk"):
        assert ("FIDO" if format_id == "sshfp" else "token") in row.why_not("sk")
        with pytest.raises(UnsupportedConversionError):
            row.write_public(public, b"")
    else:
        assert read(row.write_public(public, b""))[0].public == public


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (0x00, ("no touch required",)),
        (0x01, ("touch required",)),
        (0x11, ("touch required",)),
        (0x05, ("touch required", "verification required (PIN or biometrics)")),
        (0x21, ("touch required", "resident (the token keeps the handle too)")),
        (0xC0, ("no touch required", "unknown flags 0xc0")),
    ],
)
def test_flags_are_said_in_words(flags, words):
    assert fido_flags(flags) == words


def test_the_rows_show_of_each_half_what_it_knows():
    private = pair_of("id_ecdsa-sk-locked").private
    assert fido_rows(private.public) == (("Application", "ssh:work"),)
    assert fido_rows(private)[1:] == (
        ("Token", "no touch required"),
        ("Handle", "227 bytes, usable only by the token"),
    )
    assert fido_rows(None) == ()
    assert fido_rows(read(data_of("id_ed25519.pub"))[0].public) == ()


def test_a_locked_file_shows_its_application_and_hides_its_flags():
    (report,) = inspect(data_of("id_ed25519-sk-locked"))
    assert report.notes == (("Application", "ssh:work"),)
    assert [finding.id for finding in report.findings] == ["needs-token"]


def test_an_unlocked_file_is_not_said_to_give_the_key_away():
    (report,) = inspect(data_of("id_ed25519-sk"))
    hints = {finding.id: finding.hint for finding in report.findings}
    assert "still needs the hardware token" in hints["not-locked"]


def test_both_types_have_a_label_of_their_own():
    assert [label_of(pair_of(name).public) for name in NAMES[::2]] == ["FIDO Ed25519", "FIDO ECDSA 256"]


def test_a_curve_that_fido_has_not_is_refused():
    blob = string("sk-ecdsa-sha2-nistp256@openssh.com") + string("nistp384") + mpint(5) + string("ssh:")
    line = b"sk-ecdsa-sha2-nistp256@openssh.com " + pem.wrap(blob, 4096)
    with pytest.raises(CorruptKeyError, match="curve"):
        read(line)
