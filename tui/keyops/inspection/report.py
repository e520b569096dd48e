"""Frozen records that the key operations hand out: facts about keys, no private numbers.

What is derived from the facts imports what it needs on first use: the screens need the records before
they need any format.
"""

from __future__ import annotations

import enum
import os
from typing import TYPE_CHECKING, cast

from ..records import dataclass, field, replace

if TYPE_CHECKING:
    from pathlib import Path

    from ..damage.diagnosis import Damage
    from ..errors import KeyOpsError
    from ..findings import Finding
    from ..formats.contract import Encryption
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.rsa1 import Rsa1PublicKey


class Kind(enum.StrEnum):
    """What a file, or a line in it, is."""

    PRIVATE = "private"
    PUBLIC = "public"
    CERTIFICATE = "certificate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What is known about one key. What is not known is None."""

    kind: Kind
    container: str | None = None
    """The id of a row of FORMATS."""
    public: PublicKey | None = None
    certificate: Certificate | None = None
    comment: bytes | None = None
    encryption: Encryption | None = None
    """None when the private key is not locked."""
    unlocked: bool = False
    """Whether the right passphrase was given, and the private key was seen."""
    line: int = 0
    options: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """Label and value of what else is known, raw: FIDO flags, the content of a signature or a KRL."""
    findings: tuple[Finding, ...] = ()
    error: KeyOpsError | None = None
    is_meant: bool = False
    """Whether it is the one of several in a file that is meant when none is named: that of ssh."""

    @property
    def label(self) -> str:
        """Type and size for people, such as ``RSA 4096``; empty when not known."""
        from ..keys.algorithms import label_of

        return label_of(self.public) if self.public else ""

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase is still needed to see all of it."""
        return self.encryption is not None and not self.unlocked

    @property
    def algorithm(self) -> str | None:
        """The SSH name of the key; of a certificate, that of the certificate."""
        if self.certificate:
            return self.certificate.algorithm
        return self.public.algorithm if self.public else None

    @property
    def bits(self) -> int | None:
        """The size as ssh-keygen counts it."""
        return (self.public.bits or None) if self.public else None

    @property
    def sha256(self) -> str | None:
        """``SHA256:...``, of the plain key; None in SSH version 1, which has MD5 only."""
        from ..keys import fingerprints

        if self.public is None or self.public.family == "rsa1":
            return None
        return fingerprints.sha256(self.public)

    @property
    def md5(self) -> str | None:
        """``MD5:...``, of the plain key."""
        from ..keys import fingerprints

        return fingerprints.md5(self.public) if self.public else None

    @property
    def public_line(self) -> str | None:
        """The authorized_keys line, comment included; of a certificate, the certificate's line.

        Raw: it holds what the file held. Escape it before showing.
        """
        from ..formats.openssh_public import line_of

        if self.certificate and self.kind is Kind.CERTIFICATE:
            return line_of(self.certificate.algorithm, self.certificate.blob, self.comment or b"")
        if self.public is None:
            return None
        if self.public.family == "rsa1":
            from ..formats.ssh1_public import line_of as ssh1_line_of

            return ssh1_line_of(cast("Rsa1PublicKey", self.public), self.comment or b"")
        return line_of(self.public.algorithm, self.public.blob, self.comment or b"")


class PairState(enum.StrEnum):
    """What became of looking for the other half of a key next to it."""

    MATCHES = "matches"
    DIFFERS = "differs"
    UNPROVED = "unproved"
    """One of the halves is locked away, so nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The other half next to a key file."""

    path: Path
    state: PairState
    public: PublicKey | None = None
    comment: bytes | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file system says."""

    size: int
    """Bytes."""
    mode: int
    """Permission bits only."""
    uid: int
    """Whose it is."""
    modified: float
    """Seconds since 1970."""
    link: str | None = None
    """Where a symbolic link points, as it is written."""
    names: int = 1
    """How many names the file itself has: those beyond the first are hard links."""

    @property
    def owner(self) -> str:
        """User name, or the number where there is none; asked of the system each time."""
        import pwd

        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    @property
    def owned(self) -> bool:
        """Whether it is ours."""
        return self.uid == os.getuid()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is known about a file and the keys in it."""

    path: Path
    facts: FileFacts | None = None
    keys: tuple[KeyReport, ...] = ()
    pair: Pair | None = None
    findings: tuple[Finding, ...] = field(default=())
    """About the file as a whole; those about a key stand with the key."""
    error: KeyOpsError | None = None
    """Why nothing is known about the content."""

    @property
    def key(self) -> KeyReport | None:
        """The key that is meant when none is named: that of ssh; in most files the only one."""
        return self.keys[self.chosen] if self.keys else None

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase would show more of it."""
        return any(key.is_locked for key in self.keys)

    @property
    def chosen(self) -> int:
        """Which one that is, from 0."""
        return next((at for at, key in enumerate(self.keys) if key.is_meant), 0)

    def place(self, index: int | None = None) -> str:
        """``key 1 of 2 in this file``; empty where there is one.

        Args:
            index: from 0; that of ``key`` when None.
        """
        at = self.chosen if index is None else index
        return f"key {at + 1} of {len(self.keys)} in this file" if len(self.keys) > 1 else ""


def with_damages(reports: tuple[KeyReport, ...], damages: tuple[Damage, ...]) -> tuple[KeyReport, ...]:
    """Reports on the keys of a file; what is wrong with its bytes stands with the key that is meant."""
    if not damages:
        return reports
    keys = [at for at, one in enumerate(reports) if one.kind is not Kind.OTHER or one.error is not None]
    at = next((at for at in keys if reports[at].is_meant and reports[at].kind is Kind.PRIVATE), [*keys, 0][0])
    findings = (*(one.finding for one in damages), *reports[at].findings)
    return (*reports[:at], replace(reports[at], findings=findings), *reports[at + 1 :])
