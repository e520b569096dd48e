"""Which keys ssh offers to a server, in its order, and why it does not offer others.

The order is that of OpenSSH: certificates of CertificateFile; then what the agent holds and IdentityFile
names too, in the order of the agent; then the rest of the agent, unless IdentitiesOnly; then what is left of
IdentityFile, each key before the certificate next to it (``NAME-cert.pub``, only where no CertificateFile is
set). What PubkeyAcceptedAlgorithms does not have is left out of all. Source: OpenSSH 9.2 sshconnect2.c
``pubkey_prepare``, ``sign_and_send_pubkey``, ``key_sig_algorithm``; ssh.c ``load_public_identity_files``.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..records import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from ..agent.protocol import Identity
    from ..findings import Finding
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .client_config import ClientConfig

USUAL_TRIES: Final = 6
"""MaxAuthTries of sshd where nobody set it: at the sixth key that is refused it ends the connection."""


class KeySource(enum.StrEnum):
    """Where a key comes from."""

    CERTIFICATE_FILE = "certificate-file"
    AGENT = "agent"
    """The agent alone: no IdentityFile names it."""
    IDENTITY_FILE = "identity-file"


class Way(enum.StrEnum):
    """What ssh does with a key."""

    OFFERED = "offered"
    """It shows the server the public key, and signs when the server accepts that."""
    TRIED = "tried"
    """It knows no public key before it reads the private key, and signs at once."""
    LEFT_OUT = "left-out"


class Outlook(enum.StrEnum):
    """What comes of it where the server knows the key."""

    READY = "ready"
    ASKS = "asks"
    """ssh asks for the passphrase; in a batch it goes on to the next key."""
    USELESS = "useless"
    """The server refuses it, or ssh cannot sign."""

    @property
    def words(self) -> str:
        """As people are told; nothing where all is well."""
        return {"asks": "needs its passphrase", "useless": "cannot log in"}.get(self.value, "")


@dataclass(frozen=True, slots=True)
class Offer:
    """One key, and what ssh does with it. Comment and path are raw."""

    way: Way
    source: KeySource
    outlook: Outlook
    place: int = 0
    """From 1, of those that are offered or tried; else 0."""
    path: Path | None = None
    """The file that the configuration names; None for a key of the agent alone."""
    public: PublicKey | None = None
    certificate: Certificate | None = None
    comment: bytes = b""
    """Of the agent."""
    in_agent: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """Type and size; empty where they are not known."""
        if self.public is None:
            return ""
        return label_of(self.public) + (" certificate" if self.certificate else "")

    @property
    def sha256(self) -> str:
        """Of the plain key; empty where it is not known."""
        return fingerprints.sha256(self.public) if self.public is not None else ""

    @property
    def name(self) -> str:
        """The file, else the comment in the agent. Raw."""
        if self.path is not None:
            return str(self.path)
        return self.comment.decode("utf-8", "surrogateescape") or "a key without a comment"


@dataclass(frozen=True, slots=True)
class AgentView:
    """What ssh sees of the agent."""

    identities: tuple[Identity, ...] = ()
    words: str = ""
    """Why there is none, or where it is. Raw."""
    is_asked: bool = True
    """False where IdentityAgent is none, or no agent runs."""


@dataclass(frozen=True, slots=True)
class LoginPlan:
    """All that ssh will do with keys for a host."""

    config: ClientConfig
    agent: AgentView
    offers: tuple[Offer, ...]
    """Those that are offered or tried, in order, then those that are left out."""
    missing: tuple[Path, ...] = ()
    """Usual names in ~/.ssh that are not there."""
    findings: tuple[Finding, ...] = ()
    """About the host as a whole."""

    @property
    def in_order(self) -> tuple[Offer, ...]:
        """What ssh offers or tries."""
        return tuple(one for one in self.offers if one.way is not Way.LEFT_OUT)

    @property
    def left_out(self) -> tuple[Offer, ...]:
        """What it does not."""
        return tuple(one for one in self.offers if one.way is Way.LEFT_OUT)

    def offers_first(self, key: Path) -> bool:
        """Whether a key comes before all others; it is named by its private file or its ``.pub``."""
        stem = str(key).removesuffix(".pub")
        first = str(self.in_order[0].path) if self.in_order else ""
        return first in {stem, f"{stem}.pub", f"{stem}-cert.pub"}
