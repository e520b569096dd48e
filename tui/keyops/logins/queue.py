"""The keys that ssh knows for a host, in the order in which it offers them. See ``offers`` for the source."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from .offers import KeySource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..agent.protocol import Identity
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .identity_files import IdentityFile


@dataclasses.dataclass(slots=True)
class Queued:
    """A key that ssh knows."""

    source: KeySource
    path: Path | None = None
    file: IdentityFile | None = None
    """What the path leads to; None for a key of the agent alone."""
    public: PublicKey | None = None
    """What is offered; None where ssh must read the private key first."""
    certificate: Certificate | None = None
    """What is offered in place of the public key."""
    identity: Identity | None = None
    """The same key in the agent."""

    @property
    def known(self) -> PublicKey | None:
        """The public key, also where only the private key shows it."""
        return self.public if self.public is not None else self.file.inside if self.file is not None else None

    @property
    def blob(self) -> bytes | None:
        """What is sent to the server."""
        if self.certificate is not None:
            return self.certificate.blob
        return self.public.blob if self.public is not None else None


def in_ssh_order(
    certificates: Iterable[Queued],
    files: Iterable[Queued],
    identities: Iterable[Identity],
    *,
    identities_only: bool,
) -> tuple[list[Queued], list[Queued]]:
    """Put them in order.

    Args:
        certificates: of CertificateFile.
        files: of IdentityFile, with the certificates next to them.
        identities: what the agent holds.
        identities_only: whether what no file names is left out.

    Returns:
        What is offered, and what of the agent is left out.
    """
    left, preferred, others = list(files), list(certificates), []
    for identity in identities:
        same = next((one for one in left if one.blob == identity.blob), None)
        if same is None:
            others.append(
                Queued(KeySource.AGENT, None, None, identity.public, identity.certificate, identity)
            )
            continue
        left.remove(same)
        same.identity = identity
        preferred.append(same)
    if identities_only:
        return [*preferred, *left], others
    return [*preferred, *others, *left], []


def signer_of(one: Queued, others: Iterable[Queued]) -> Queued:
    """The entry whose private key signs: of a certificate, that of the plain key, if ssh knows it."""
    if one.certificate is None:
        return one
    others = list(others)
    plain = next((each for each in others if each.public == one.public and each.certificate is None), None)
    if plain is not None:
        return plain
    if one.identity is None and one.path is not None:
        named = {one.path, one.path.with_name(one.path.name.removesuffix(".pub").removesuffix("-cert"))}
        unread = next((each for each in others if each.blob is None and each.path in named), None)
        return unread or one
    return one
