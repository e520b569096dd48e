"""What would help a key to log in to a host: one of a few kinds, each of which a face can do."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..damage.diagnosis import DAMAGES
from ..errors import KeyOpsError
from ..files import listing
from ..files import paths as presence
from ..records import dataclass
from . import identity_files

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Finding
    from .offers import Offer


class RemedyKind(enum.StrEnum):
    """What is done."""

    REPAIR = "repair"
    """The file, its mode or its ``.pub`` is set right."""
    CONVERT = "convert"
    """The key is written in the format that ssh reads."""
    LOAD = "load"
    """The key is loaded into the agent."""
    NAME = "name"
    """The configuration names the key for this host, and no other."""
    CERTIFY = "certify"
    """The key gets another certificate, or none."""
    GENERATE = "generate"
    """A key is made."""


_KINDS: Final = {
    "pair-differs": RemedyKind.REPAIR,
    "mode-open": RemedyKind.REPAIR,
    "other-format": RemedyKind.CONVERT,
    "locked": RemedyKind.LOAD,
    "identities-only": RemedyKind.NAME,
    "too-late": RemedyKind.NAME,
    "public-named": RemedyKind.NAME,
    "missing": RemedyKind.GENERATE,
    "short-rsa": RemedyKind.GENERATE,
    "certificate-host": RemedyKind.CERTIFY,
    "certificate-principals": RemedyKind.CERTIFY,
    "certificate-expired": RemedyKind.CERTIFY,
    "certificate-early": RemedyKind.CERTIFY,
}


_DAMAGES: Final = frozenset(kind.id for kind in DAMAGES if kind.repair is not None)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would help, and the file it is about; None where a new one is made."""

    kind: RemedyKind
    finding: Finding
    path: Path | None = None


def of(offer: Offer, folder: Path) -> Remedy | None:
    """What would help a key; None where nothing is wrong with it, or it must be done by hand.

    Args:
        offer: the key.
        folder: where the keys of the user lie, to find the file of a key of the agent.
    """
    for finding in offer.findings:
        kind = _KINDS.get(finding.id) or (RemedyKind.REPAIR if finding.id in _DAMAGES else None)
        if kind is RemedyKind.GENERATE:
            return Remedy(kind, finding)
        path = _file_of(offer, folder) if kind is not None else None
        if kind is not None and path is not None and not finding.is_lost:
            return Remedy(kind, finding, path)
    return None


def _file_of(offer: Offer, folder: Path) -> Path | None:
    """The private file of a key, or its ``.pub`` where only that is there."""
    path = offer.path
    if path is None:
        return _with_public(offer, folder)
    private = path.with_name(path.name.removesuffix(".pub").removesuffix("-cert"))
    return private if presence.is_there(private) else path if presence.is_there(path) else None


def _with_public(offer: Offer, folder: Path) -> Path | None:
    if offer.public is None:
        return None
    try:
        entries = listing.scan(folder)
    except KeyOpsError:
        return None
    for entry in entries:
        if entry.path.name.endswith(".pub") and identity_files.public_of(entry.path)[0] == offer.public:
            private = entry.path.with_name(entry.path.name.removesuffix(".pub"))
            return private if presence.is_there(private) else entry.path
    return None
