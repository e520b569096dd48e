"""Certificates: what they say, whether the authority said it, and what that means today."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from tests.helpers import certificate_samples as samples
from tests.helpers.certificate_samples import certify, line, made, signature, signer
from tui.keyops.encoding import wire
from tui.keyops.errors import KeyOpsError
from tui.keyops.findings import Severity
from tui.keyops.inspection.description import certificate_rows, time_left, validity
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.inspection.report import Kind
from tui.keyops.keys.certificate import FOREVER, Certificate, option_value, plain_name, read_certificate
from tui.keyops.keys.ecdsa import CURVES, EcdsaPublicKey
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.opaque import OpaquePublicKey
from tui.keyops.keys.rsa import RsaPublicKey
from tui.keyops.keys.verification import SignatureState, signature_state
from tui.keyops.moments import duration

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5"
NAMES = sorted(path.name for path in CORPUS.glob("*-cert.pub"))
USERS = [name for name in NAMES if "384" not in name]
NOW = 1_800_000_000
DAY = 86_400


def corpus(name: str) -> Certificate:
    return read((CORPUS / name).read_bytes())[0].certificate


def findings_of(certificate: Certificate) -> dict[str, Severity]:
    (report,) = inspect(line(certificate.blob))
    return {finding.id: finding.severity for finding in report.findings}


def rows_of(certificate: Certificate) -> dict[str, str]:
    return dict(certificate_rows(certificate))


@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_of_openssh_10_5_is_good_and_of_its_key(name):
    (entry,) = read((CORPUS / name).read_bytes())
    assert signature_state(entry.certificate) is SignatureState.VALID
    assert entry.public == read((CORPUS / name.replace("-cert", "")).read_bytes())[0].public
    authority = "ca_host.pub" if "384" in name else "ca_user.pub"
    assert entry.certificate.authority == read((CORPUS / authority).read_bytes())[0].public


def test_there_is_a_certificate_of_six_key_types():
    assert {corpus(name).algorithm.split("-cert-")[0] for name in NAMES} == {
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ssh-ed25519",
        "sk-ssh-ed25519",
        "ssh-mldsa44-ed25519",
        "ssh-rsa",
    }


@pytest.mark.parametrize("name", USERS)
def test_a_user_certificate_says_what_it_was_signed_for(name):
    rows = rows_of(corpus(name))
    assert rows["Key id"] == f"alice@{name.removesuffix('-cert.pub')}"
    assert rows["For"] == "user alice, root"
    assert rows["Serial"] == "42"
    assert rows["Valid"].startswith("from 2026-01-01 00:00 UTC until 2036-01-01 00:00 UTC, ")
    assert rows["Only runs"] == "/bin/true"
    assert rows["Only from"] == "10.0.0.0/8"
    assert rows["Allows"] == "X11 forwarding, agent forwarding, a terminal, ~/.ssh/rc"
    assert rows["Signed by"] == "Ed25519 SHA256:adW3TbT+G1VwheRVQ4cpLVLc+v/BiKnFf+KR7UckR8k"
    assert rows["Signature"] == "good (ssh-ed25519)"


def test_a_host_certificate_says_what_it_was_signed_for():
    rows = rows_of(corpus("id_ecdsa-384-cert.pub"))
    assert rows["For"] == "host host.example.org, 10.1.2.3"
    assert rows["Valid"] == "forever"
    assert rows["Signature"] == "good (rsa-sha2-512)"
    assert "Allows" not in rows


@pytest.mark.parametrize("name", samples.SIGNERS)
def test_a_signature_of_every_type_of_authority_is_checked(name):
    authority, sign = signer(name)
    certificate = read_certificate(certify(authority, sign))
    assert signature_state(certificate) is SignatureState.VALID
    assert certificate.authority == authority
    spoilt = read_certificate(certificate.blob.replace(b"alice", b"mallo"))
    assert signature_state(spoilt) is SignatureState.INVALID


def test_one_changed_byte_anywhere_makes_a_certificate_bad_or_unreadable():
    blob = corpus("id_ed25519-cert.pub").blob
    for at in range(len(blob)):
        changed = bytearray(blob)
        changed[at] ^= 1
        try:
            certificate = read_certificate(bytes(changed))
        except KeyOpsError:
            continue
        assert signature_state(certificate) is not SignatureState.VALID, at


def test_a_truncated_certificate_is_refused_wherever_it_ends():
    blob = corpus("id_ecdsa-256-cert.pub").blob
    for end in range(len(blob)):
        with pytest.raises(KeyOpsError):
            read_certificate(blob[:end])


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [("ed25519", "ssh-rsa"), ("ecdsa256", "ecdsa-sha2-nistp384"), ("rsa-sha2-512", "rsa-sha2-1024")],
)
def test_a_signature_of_another_algorithm_than_its_key_is_wrong(name, algorithm):
    authority, sign = signer(name)

    def renamed(data):
        reader = wire.Reader(sign(data), "test")
        reader.string("algorithm")
        return wire.string(algorithm) + reader.rest()

    certificate = read_certificate(certify(authority, renamed))
    assert signature_state(certificate) is SignatureState.INVALID


def test_an_rsa_signature_without_its_leading_zero_bytes_is_good():
    """Some signers send it as a number. One signature in 256 begins with a zero byte."""
    authority, sign = signer("rsa-sha2-256")
    for serial in range(5000):
        blob = certify(authority, sign, principals=(b"user%d" % serial,))
        raw = read_certificate(blob).signature[-256:]
        if raw[0] == 0:
            break
    shorter = certify(
        authority, lambda _: signature("rsa-sha2-256", raw.lstrip(b"\0")), principals=(b"user%d" % serial,)
    )
    assert signature_state(read_certificate(shorter)) is SignatureState.VALID


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        wire.string("ssh-ed25519"),
        signature("ssh-ed25519", bytes(63)),
        b"\xff" * 8,
        wire.string(b"\xff\xfe"),
    ],
    ids=["nothing", "a name alone", "too short", "no length", "no text"],
)
def test_a_signature_that_is_none_is_wrong_and_not_a_crash(raw):
    certificate = read_certificate(certify(signer("ed25519")[0], lambda _: raw))
    assert signature_state(certificate) is SignatureState.INVALID


@pytest.mark.parametrize(
    "raw", [b"", wire.mpint(1), wire.mpint(0) + wire.mpint(0), wire.mpint(1 << 9000) * 2]
)
def test_numbers_that_are_no_ecdsa_signature_are_wrong(raw):
    authority, _ = signer("ecdsa384")
    certificate = read_certificate(certify(authority, lambda _: signature(authority.algorithm, raw)))
    assert signature_state(certificate) is SignatureState.INVALID


@pytest.mark.parametrize(
    "authority",
    [
        EcdsaPublicKey(CURVES["nistp256"], b"\4" + bytes(64)),
        RsaPublicKey(n=(1 << 2048) + 2, e=65537),
        RsaPublicKey(n=(1 << 2048) + 1, e=1),
    ],
    ids=["a point off the curve", "an even modulus", "an exponent of one"],
)
def test_an_authority_that_is_no_key_signs_nothing(authority):
    name = "rsa-sha2-512" if authority.family == "rsa" else authority.algorithm
    raw = wire.mpint(1) + wire.mpint(1)
    certificate = read_certificate(certify(authority, lambda _: signature(name, raw)))
    assert signature_state(certificate) is SignatureState.INVALID


@pytest.mark.parametrize(
    ("authority", "algorithm"),
    [
        (OpaquePublicKey("ssh-newtype@example.com", b"\0\0\0\1x"), "ssh-newtype@example.com"),
        (RsaPublicKey(n=(1 << 2048) + 1, e=(1 << 2000) + 1), "rsa-sha2-512"),
        (signer("ecdsa-sk")[0], "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"),
    ],
    ids=["an unknown type", "a huge exponent", "a browser"],
)
def test_what_cannot_be_checked_is_said_and_is_not_an_error(authority, algorithm):
    certificate = read_certificate(certify(authority, lambda _: signature(algorithm, bytes(256))))
    assert signature_state(certificate) is SignatureState.UNKNOWN
    assert findings_of(certificate) == {"certificate-unchecked": Severity.INFO}
    assert rows_of(certificate)["Signature"] == f"cannot be checked here ({algorithm})"


def test_a_certificate_does_not_stand_in_for_an_authority():
    inner = made()
    authority = OpaquePublicKey(inner.algorithm, inner.blob[4 + len(inner.algorithm) :])
    certificate = read_certificate(certify(authority, lambda _: signature(inner.algorithm, bytes(64))))
    assert signature_state(certificate) is SignatureState.INVALID


def test_a_forged_certificate_is_an_error_in_findings_and_rows():
    forged = read_certificate(made().blob.replace(b"alice", b"mallo"))
    assert findings_of(forged) == {"certificate-signature": Severity.ERROR}
    assert rows_of(forged)["Signature"].startswith("wrong: this CA did not sign")


@pytest.mark.parametrize(
    ("options", "id_", "severity"),
    [
        ({"principals": ()}, "certificate-principals", Severity.WARNING),
        ({"kind": 3}, "certificate-kind", Severity.ERROR),
        ({"critical": (("new-thing@example.com", b""),)}, "certificate-critical", Severity.WARNING),
        ({"valid": (10, 20)}, "certificate-expired", Severity.ERROR),
        ({"valid": (1 << 62, FOREVER)}, "certificate-early", Severity.WARNING),
        ({"valid": (20, 20)}, "certificate-never", Severity.ERROR),
        ({"valid": (FOREVER, 0)}, "certificate-never", Severity.ERROR),
    ],
)
def test_what_keeps_a_certificate_from_working_is_found(options, id_, severity):
    assert findings_of(made(**options)) == {id_: severity}


def test_a_good_certificate_has_no_findings():
    assert findings_of(made(critical=(("verify-required", b""),), valid=(0, 1 << 40))) == {}


def test_a_signature_with_sha1_is_a_warning():
    certificate = read_certificate(certify(*signer("ssh-rsa")))
    assert findings_of(certificate) == {"certificate-sha1": Severity.WARNING}
    assert rows_of(certificate)["Signature"] == "good (ssh-rsa)"


def test_options_and_extensions_are_said_in_words():
    certificate = made(
        critical=(
            ("force-command", wire.string("/bin/date -u")),
            ("new-thing@example.com", wire.string("a value")),
            ("verify-required", b""),
        ),
        extensions=(
            ("no-touch-required", b""),
            ("permit-port-forwarding", b""),
            ("team@example.com", wire.string("blue")),
        ),
    )
    rows = rows_of(certificate)
    assert rows["Only runs"] == "/bin/date -u"
    assert rows["Critical"] == "new-thing@example.com a value"
    assert rows["Must"] == "the token verifies the user by PIN or biometrics"
    assert rows["Allows"] == "use without touching the token, port forwarding, team@example.com blue"


def test_a_certificate_without_extensions_and_principals_says_so():
    rows = rows_of(made(principals=()))
    assert rows["For"] == "user (no principals)"
    assert rows["Allows"] == "nothing extra: no terminal, no forwarding"


def test_bytes_that_are_not_utf_8_stay_what_they_are():
    rows = rows_of(made(principals=(b"al\xff",)))
    assert rows["For"].encode("utf-8", "surrogateescape") == b"user al\xff"


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"", b""),
        (wire.string("x"), b"x"),
        (wire.string(""), b""),
        (b"raw", b"raw"),
        (wire.string("x") + b"y", wire.string("x") + b"y"),
    ],
)
def test_the_value_of_an_option_is_a_string_inside_or_what_stands_there(data, value):
    assert option_value(data) == value


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, FOREVER, ""),
        (0, NOW - 3 * DAY - 5, "expired 3 days ago"),
        (0, NOW, "expired 1 minute ago"),
        (0, NOW + 60, "valid for 1 more minute"),
        (0, NOW + int(9.5 * 365.25 * DAY), "valid for 9 more years"),
        (NOW + 2 * 3600, FOREVER, "begins in 2 hours"),
        (NOW + 2 * 3600, NOW + DAY, "begins in 2 hours"),
        (NOW, NOW + DAY, "valid for 1 more day"),
        (NOW, NOW, "which is never"),
        (0, FOREVER - 1, "valid for 584542046033 more years"),
    ],
)
def test_the_validity_is_said_as_of_today(start, end, words):
    certificate = dataclasses.replace(made(), valid_after=start, valid_before=end)
    assert time_left(certificate, NOW) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, FOREVER, "forever"),
        (NOW, FOREVER, "from 2027-01-15 08:00 UTC forever"),
        (0, NOW, "until 2027-01-15 08:00 UTC"),
        (0, FOREVER - 1, f"until second {FOREVER - 1}"),
    ],
)
def test_the_validity_has_dates(start, end, words):
    assert validity(dataclasses.replace(made(), valid_after=start, valid_before=end)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 minute"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (DAY, "1 day"),
        (45 * DAY, "1 month"),
        (800 * DAY, "2 years"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit(seconds, words):
    assert duration(seconds) == words


def test_the_clock_decides_when_no_time_is_given():
    ended = dataclasses.replace(made(), valid_before=int(time.time()) - 3 * DAY - 60)
    assert time_left(ended) == "expired 3 days ago"


def test_the_plain_name_of_every_certificate_type_is_found():
    for name in NAMES:
        certificate = corpus(name)
        assert plain_name(certificate.algorithm) == certificate.public.algorithm


def test_a_certificate_of_every_key_type_is_read():
    publics = [signer(name)[0] for name in samples.SIGNERS if name not in samples.RSA_HASHES]
    for public in [*publics, signer("ssh-rsa")[0]]:
        (report,) = inspect(line(certify(*signer("ed25519"), public=public)))
        assert (report.kind, report.sha256) == (Kind.CERTIFICATE, sha256(public))
        assert signature_state(report.certificate) is SignatureState.VALID
