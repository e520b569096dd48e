"""Certifying: an authority signs what it says about another key, and what comes of it.

What may not be is refused before anything secret is needed: ``why_not_authority`` and ``why_not_subject``
look at public keys alone. ``sign`` then needs the authority's private key, in a child process where it is
RSA. Source of the layout: OpenSSH PROTOCOL.certkeys; of the limits: OpenSSH sshkey.h.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from .. import limits
from ..crypto import primitives
from ..encoding import wire
from ..errors import CertificateError
from ..files.storage import read_key_file
from ..findings import Finding, Severity
from ..formats import _blocks
from ..inspection.inspection import read
from ..inspection.report import Kind
from ..keys import signing
from ..keys.algorithms import label_of
from ..keys.certificate import CRITICAL_OPTIONS, FOREVER, SUFFIX, USER, Certificate, read_certificate
from ..records import dataclass
from ..weaknesses.rsa import FLOOR_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ..inspection.report import FileReport
    from ..keys.base import PrivateKey, PublicKey
    from ..secret import Secret
    from .options import Options
    from .validity import Validity

MAX_PRINCIPALS: Final = 256
_NONCE_BYTES: Final = 32
_CERTIFIED: Final = frozenset({"rsa", "dsa", "ecdsa", "ed25519", "sk", "mldsa44-ed25519"})
"""The key types that have a certificate form."""
_MAX_SERIAL: Final = 2**64 - 1


@dataclass(frozen=True, slots=True)
class CertificateRequest:
    """What an authority is to say about a key."""

    kind: int
    """USER or HOST."""
    key_id: bytes
    """What servers write into their logs."""
    principals: tuple[bytes, ...]
    """User names, or host names; none: good for nobody from OpenSSH 10.3 on, for everybody before."""
    validity: Validity
    options: Options
    serial: int = 0
    algorithm: str = "rsa-sha2-512"
    """How an RSA authority signs: one of ``verification.RSA_HASHES``."""


def principals_of(text: str) -> tuple[bytes, ...]:
    """Names with commas between them; blanks around them are not part of them.

    Raises:
        CertificateError: a name is empty, given twice, or there are more than OpenSSH reads.
    """
    if not text.strip():
        return ()
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise CertificateError(f"One of the names in {text} is empty", "Separate names with single commas")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise CertificateError(f"{twice} is named twice", "Name each once")
    if len(names) > MAX_PRINCIPALS:
        raise CertificateError(
            f"OpenSSH reads at most {MAX_PRINCIPALS} names; this certificate has {len(names)}",
            "Sign it for fewer names",
        )
    return tuple(name.encode("utf-8", "surrogateescape") for name in names)


def serial_of(text: str) -> tuple[int, bool]:
    """A serial number, and whether it counts up for each further key: ``7`` or ``+7``.

    Raises:
        CertificateError: it is no number below 2^64.
    """
    digits = text.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:30]) > _MAX_SERIAL:
        raise CertificateError(
            f"{text or 'An empty value'} is not a serial number", "Write a number, or +NUMBER to count up"
        )
    return int(digits), text.startswith("+")


def certificate_path(public: Path) -> Path:
    """Where the certificate of a key goes: ``id-cert.pub`` for ``id.pub`` and for ``id``.

    That is where ssh looks. It reads no PPK: for ``build.ppk`` it is ``build-cert.pub``.
    """
    name = public.name
    for suffix in (".pub", ".ppk"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return public.with_name(f"{name}-cert.pub")


# What may not be


def why_not_authority(report: FileReport) -> str | None:
    """Why a file cannot sign as an authority, as far as can be seen while it is locked; None when it can."""
    name = report.path.name
    if report.error is not None:
        return report.error.title
    key = report.key
    if key is None or key.kind is not Kind.PRIVATE:
        first = report.key
        what = (
            "a certificate"
            if first and first.kind is Kind.CERTIFICATE
            else "a public key"
            if first and first.public
            else "no private key"
        )
        return f"{name} is {what}: a CA signs with its private key"
    if key.error is not None:
        return f"{name}: {key.error.title}"
    public = authority_of(report)
    return why_not_sign(name, public) if public else None


def why_not_sign(name: str, public: PublicKey) -> str | None:
    """Why the key of a file, whoever holds its private key, cannot sign as an authority."""
    reason = signing.why_not(public)
    return f"{name} cannot be a CA: {reason}" if reason else None


def authority_of(report: FileReport) -> PublicKey | None:
    """The public key of an authority's file, or of the ``.pub`` next to it; None when it is locked away."""
    key = report.key
    public = key.public if key and key.kind is Kind.PRIVATE else None
    return public or (report.pair.public if report.pair else None)


def why_not_subject(report: FileReport) -> str | None:
    """Why the key of a file cannot be certified; None when it can."""
    name = report.path.name
    if report.error is not None:
        return report.error.title
    key = report.key
    if key is None or (len(report.keys) > 1 and key.kind is not Kind.PRIVATE):
        return f"{name} holds {len(report.keys)} keys: put the one to sign in a file of its own"
    if key.kind is Kind.CERTIFICATE:
        return f"{name} is already a certificate: name the public key it was made for"
    public = subject_of(report)
    if public is None:
        locked = "its public key is encrypted: use its .pub file" if key.is_locked else "it holds no key"
        return f"{name} cannot be certified: {locked}"
    if public.family not in _CERTIFIED:
        return f"{name} cannot be certified: OpenSSH has no certificates for {label_of(public)} keys"
    return None


def subject_of(report: FileReport) -> PublicKey | None:
    """The public key of a file that is to be certified; of a locked one, that of the ``.pub`` next to it."""
    key = report.key
    if key is None or key.public is not None:
        return key.public if key else None
    return report.pair.public if report.pair else None


# Signing


def body(subject: PublicKey, authority: PublicKey, request: CertificateRequest) -> bytes:
    """All of a certificate that stands before its signature, with a fresh nonce."""
    base, _, _ = subject.algorithm.partition("@")
    return b"".join(
        (
            wire.string(base + SUFFIX),
            wire.string(primitives.random_bytes(_NONCE_BYTES)),
            subject.fields(),
            request.serial.to_bytes(8, "big"),
            wire.u32(request.kind),
            wire.string(request.key_id),
            wire.string(b"".join(map(wire.string, request.principals))),
            request.validity.after.to_bytes(8, "big"),
            request.validity.before.to_bytes(8, "big"),
            wire.string(_packed(request.options.critical)),
            wire.string(_packed(request.options.extensions)),
            wire.string(b""),
            wire.string(authority.blob),
        )
    )


def _packed(pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"".join(wire.string(name) + wire.string(data) for name, data in pairs)


def certify(authority: PrivateKey, subject: PublicKey, request: CertificateRequest) -> Certificate:
    """Make a certificate. Slow for an RSA authority: call it in a child process.

    Raises:
        UnsupportedAlgorithmError: the authority's type cannot sign, or the key's cannot be certified.
        CorruptKeyError: the numbers of the authority are not those of a key.
    """
    return certify_by(
        authority.public, lambda said: signing.sign(authority, said, request.algorithm), subject, request
    )


def certify_by(
    authority: PublicKey, maker: Callable[[bytes], bytes], subject: PublicKey, request: CertificateRequest
) -> Certificate:
    """As ``certify``, by whoever holds the private key of the authority.

    Args:
        authority: its public key.
        maker: makes the wire form of a signature of what it is given.
        subject: the key.
        request: what is to be said about it.

    Raises:
        CertificateError: keys of the subject's type cannot be certified; what ``maker`` raises.
    """
    if subject.family not in _CERTIFIED:
        raise CertificateError(
            f"OpenSSH has no certificates for {label_of(subject)} keys", "Use an Ed25519, ECDSA or RSA key"
        )
    said = body(subject, authority, request)
    return read_certificate(said + wire.string(maker(said)))


def sign(
    data: bytes, jobs: Sequence[tuple[PublicKey, CertificateRequest]], passphrase: Secret | None = None
) -> tuple[Certificate, ...]:
    """Make a certificate for each key. Call it in a child process.

    Args:
        data: the file of the authority's private key, in any container; of several, the one that ssh takes.
        jobs: each key, and what is to be said about it.
        passphrase: the authority's, when it is locked.

    Raises:
        KeyOpsError: the authority cannot be read, opened, or used.
    """
    entries = read(data)
    entry = entries[_blocks.chosen(entries)]
    if not entry.is_private:
        raise CertificateError("There is no private key in the file", "A CA signs with its private key")
    private = entry.open(passphrase).private
    return tuple(certify(private, subject, request) for subject, request in jobs)


def sign_with(
    jobs: Sequence[tuple[PublicKey, CertificateRequest]], path: Path, passphrase: Secret | None = None
) -> tuple[Certificate, ...]:
    """As ``sign``, with the authority's file by its path.

    Raises:
        KeyOpsError: as ``sign``, or the file cannot be read.
    """
    return sign(read_key_file(path), jobs, passphrase)


# What is doubtful


def cautions(
    request: CertificateRequest,
    subject: PublicKey | None,
    authority: PublicKey | None,
    now: float | None = None,
) -> tuple[Finding, ...]:
    """What to think about before signing.

    Args:
        request: what is to be said.
        subject: the key, as far as it is known.
        authority: the public key of the authority, as far as it is known.
        now: seconds since 1970, of the clock when not given.
    """
    moment = time.time() if now is None else now
    return (*_about_request(request, moment), *_about_keys(request, subject, authority))


def _about_request(request: CertificateRequest, now: float) -> Iterator[Finding]:
    if request.validity.before == FOREVER:
        yield _warning(
            "sign-forever",
            "The certificate never expires: a lost key stays valid until every server revokes it",
            "Set an end, such as +52w",
        )
    elif request.validity.before <= now:
        yield _warning("sign-past", "The certificate has already expired", "Set an end date in the future")
    if not request.principals:
        who = "everybody" if request.kind == USER else "every host"
        yield _warning(
            "sign-principals",
            f"It names no principals: OpenSSH 10.3 and newer accept it for nobody, older versions for {who}",
            "Name the users or hosts it is for",
        )
    unknown = [
        name.decode("utf-8", "replace")
        for name, _ in request.options.critical
        if name not in CRITICAL_OPTIONS
    ]
    if unknown:
        yield _warning(
            "sign-critical",
            f"OpenSSH does not know the critical option {unknown[0]}, so it refuses the certificate",
            "Leave it out, or write it as extension:NAME if servers may ignore it",
        )


def _about_keys(
    request: CertificateRequest, subject: PublicKey | None, authority: PublicKey | None
) -> Iterator[Finding]:
    names = {name for name, _ in (*request.options.critical, *request.options.extensions)}
    touch = names & {b"verify-required", b"no-touch-required"}
    if touch and subject is not None and subject.family != "sk":
        name = min(touch).decode()
        yield _warning(
            "sign-token", f"{name} has no effect: the key is not on a hardware token", "Leave it out"
        )
    if subject is not None and subject.family == "dsa":
        yield _warning(
            "sign-dsa", "OpenSSH 10 supports neither DSA keys nor their certificates", "Make a new key"
        )
    if authority is None or authority.family != "rsa":
        return
    if authority.bits < FLOOR_BITS:
        refused = ", and OpenSSH refuses it" if authority.bits < limits.MIN_OPENSSH_RSA_BITS else ""
        yield _warning(
            "sign-small-rsa",
            f"The CA's RSA key of {authority.bits} bits is too small by today's standards{refused}",
            "Make a new CA: Ed25519, or RSA of 3072 bits or more",
        )
    if request.algorithm == "ssh-rsa":
        yield _warning(
            "sign-sha1",
            "ssh-rsa signs with SHA-1, which OpenSSH 8.2 and newer refuse",
            "Sign with rsa-sha2-512",
        )


def _warning(id_: str, title: str, hint: str) -> Finding:
    return Finding(id_, Severity.WARNING, title, hint)
