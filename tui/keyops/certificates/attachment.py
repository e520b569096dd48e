"""Certificates of keys: which one belongs to a key file, putting one there, and taking it away.

Where it lies depends on the container. ssh looks for ``id-cert.pub`` next to ``id``; a PPK holds it inside,
in the place of its public key, where the MAC covers it: so a locked one needs its passphrase.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import CertificateError, KeyOpsError
from ..files import storage
from ..formats import FORMATS
from ..formats.openssh_public import authorized_line, line_of
from ..formats.ppk import container as ppk
from ..inspection.inspection import read
from ..inspection.report import Kind
from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..keys.verification import SignatureState, signature_state
from ..records import dataclass, field
from .issuing import certificate_path

if TYPE_CHECKING:
    from pathlib import Path

    from ..inspection.report import FileReport, KeyReport
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..secret import Secret


@dataclass(frozen=True, slots=True)
class CertificateChange:
    """A certificate that is to be put to a key, or taken from it. Nothing is written yet."""

    path: Path
    """The file that will be written, or set aside."""
    certificate: Certificate
    inside: bool
    """Whether it goes into the private file itself, or comes out of it."""
    locked: bool = False
    """Whether the passphrase of that file is needed."""
    before: bytes = field(default=b"", repr=False)
    """What the file holds now; empty when it is not there."""
    line: bytes = b""
    """What a file next to the key will hold."""

    @property
    def is_needed(self) -> bool:
        """Whether anything would change by putting it there."""
        if self.inside:
            return read(self.before)[0].certificate != self.certificate
        return self.before != self.line

    def written(self, passphrase: Secret | None = None) -> bytes:
        """The file with the certificate. A locked one takes its KDF: call it in a child process.

        Raises:
            KeyOpsError: the passphrase does not open it.
        """
        return ppk.with_certificate(self.before, self.certificate, passphrase) if self.inside else self.line

    def without(self, passphrase: Secret | None = None) -> bytes:
        """The file without the certificate; of a certificate's own file, the line of the plain key.

        Raises:
            KeyOpsError: the passphrase does not open it.
        """
        if self.inside:
            return ppk.with_certificate(self.before, None, passphrase)
        comment = read(self.before)[0].comment or b""
        line = authorized_line(self.certificate.public, comment)
        return line.encode("utf-8", "surrogateescape") + b"\n"


def certificate_line(certificate: Certificate, comment: bytes = b"") -> bytes:
    """The content of a certificate's file."""
    line = line_of(certificate.algorithm, certificate.blob, comment)
    return line.encode("utf-8", "surrogateescape") + b"\n"


def certificate_of(report: FileReport) -> tuple[Certificate, Path] | None:
    """The certificate of a key file, and where it lies: in the file itself, or next to it; None for none."""
    key = report.key
    if key is not None and key.certificate is not None:
        return key.certificate, report.path
    path = certificate_path(report.path)
    if key is None or path == report.path or not os.path.lexists(path):
        return None
    try:
        found = next(
            (entry.certificate for entry in read(storage.read_key_file(path)) if entry.certificate), None
        )
    except KeyOpsError:
        return None
    public = key.public or (report.pair.public if report.pair else None)
    return (found, path) if found is not None and public in {None, found.public} else None


def plan_attach(
    report: FileReport, source: Path, public: PublicKey | None = None, *, sent: bytes | None = None
) -> CertificateChange:
    """What putting a certificate to a key would write.

    Args:
        report: the key's file.
        source: the file of the certificate; of several in it, that of the key is taken.
        public: the key, where its file does not show it.
        sent: what the file of the certificate holds; None to read it.

    Raises:
        CertificateError: the file holds no certificate, one of another key, or one that its authority did
            not sign; or nothing shows whose key it is.
        KeyOpsError: a file cannot be read.
    """
    key = _key_of(report)
    public = key.public or public or (report.pair.public if report.pair else None)
    if public is None:
        raise CertificateError(
            f"The public key of {report.path.name} is encrypted",
            "Enter its passphrase to compare them",
        )
    data = storage.read_key_file(source) if sent is None else sent
    found = [entry for entry in read(data) if entry.certificate is not None]
    if not found:
        raise CertificateError(
            f"{source.name} holds no certificate",
            "Name the file that the CA sent, often NAME-cert.pub",
        )
    entry = next((entry for entry in found if entry.public == public), None)
    certificate = entry.certificate if entry else None
    if entry is None or certificate is None:
        raise _other_key(
            report.path, public, source, [entry.certificate for entry in found if entry.certificate]
        )
    if signature_state(certificate) is SignatureState.INVALID:
        raise CertificateError(
            f"{source.name} is not signed by the CA it names: it was changed or forged",
            "Get it again from the CA; servers refuse this one",
        )
    if is_inside(key):
        data = storage.read_key_file(report.path)
        return CertificateChange(
            report.path, certificate, inside=True, locked=key.encryption is not None, before=data
        )
    target = certificate_path(report.path)
    before = storage.read_key_file(target) if os.path.lexists(target) else b""
    line = certificate_line(certificate, entry.comment or b"")
    return CertificateChange(target, certificate, inside=False, before=before, line=line)


def plan_remove(report: FileReport) -> CertificateChange:
    """What taking the certificate from a key would do; of a certificate's own file, setting it aside.

    Raises:
        CertificateError: there is none.
        KeyOpsError: a file cannot be read.
    """
    found = certificate_of(report)
    if found is None:
        raise CertificateError(
            f"{report.path.name} has no certificate, and there is no "
            f"{certificate_path(report.path).name} next to it",
            "There is nothing to remove",
        )
    certificate, path = found
    data = storage.read_key_file(path)
    key = report.key
    inside = path == report.path and key is not None and is_inside(key)
    if not inside and not (key is not None and (path != report.path or key.kind is Kind.CERTIFICATE)):
        raise CertificateError(
            f"The certificate in {report.path.name} cannot be removed from this format",
            "Convert the key to another format: only PPK files hold a certificate",
        )
    locked = inside and key is not None and key.encryption is not None
    return CertificateChange(path, certificate, inside=inside, locked=locked, before=data)


def attach(change: CertificateChange, stamp: str, passphrase: Secret | None = None) -> Path | None:
    """Put a certificate to its key; what was there is kept in a backup. For a child process.

    Returns:
        The backup; None where nothing was there.

    Raises:
        KeyOpsError: the passphrase is wrong, or the file cannot be written.
    """
    data = change.written(passphrase)
    if not change.before:
        storage.save([storage.NewFile(change.path, data, private=False)])
        return None
    return storage.replace_with_backup(
        change.path, data, private=change.inside, stamp=stamp, expected=change.before
    )


def remove(change: CertificateChange, stamp: str, passphrase: Secret | None = None) -> Path:
    """Take a certificate from its key; the old file is kept under another name. For a child process.

    Returns:
        The backup.

    Raises:
        KeyOpsError: the passphrase is wrong, or the file cannot be written.
    """
    if not change.inside:
        return storage.set_aside(change.path, stamp)
    return storage.replace_with_backup(
        change.path, change.without(passphrase), private=True, stamp=stamp, expected=change.before
    )


def why_not(report: FileReport) -> str | None:
    """Why no certificate can be put to a file, as far as can be seen; None when it can."""
    name = report.path.name
    if report.error is not None:
        return report.error.title
    if len(report.keys) != 1:
        return f"{name} holds {len(report.keys)} keys, but a certificate is for one"
    key = report.keys[0]
    if key.kind is Kind.CERTIFICATE:
        return f"{name} is a certificate itself: choose the key it was made for"
    if key.kind is Kind.OTHER or (key.error is not None and key.public is None):
        return f"{name} holds no key that a certificate could be for"
    version = FORMATS[key.container].version if key.container else 0
    if version and not is_inside(key):
        return (
            f"{name} is PPK version {version}, which cannot hold a certificate: convert it to version 3 first"
        )
    return None


def is_inside(key: KeyReport) -> bool:
    """Whether the key's own file has room for its certificate: else it goes into a file of its own."""
    return key.container is not None and FORMATS[key.container].carries_certificate


def _key_of(report: FileReport) -> KeyReport:
    reason = why_not(report)
    if reason:
        raise CertificateError(reason, "Choose the private key file, or its .pub")
    return report.keys[0]


def _other_key(path: Path, public: PublicKey, source: Path, found: list[Certificate]) -> CertificateError:
    other = found[0]
    name = other.key_id.decode("utf-8", "surrogateescape")
    return CertificateError(
        f"{source.name} is the certificate of another key: {label_of(other.public)} "
        f"{fingerprints.sha256(other.public)}, with the id {name}",
        f"{path.name} is {label_of(public)} {fingerprints.sha256(public)}: have the CA sign that key",
    )
