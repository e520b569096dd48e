"""What an edit of a private key does to its ``.pub``: decided once, told on screens and done by the edit."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from ..files import paths
from ..files.storage import public_path
from ..formats.contract import one_line
from ..inspection.report import PairState
from ..records import dataclass
from .plan import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.contract import Format
    from ..inspection.report import Pair
    from ..keys.base import PublicKey
    from .plan import EditRequest


class Outcome(enum.Enum):
    """What becomes of a ``.pub``."""

    UNTOUCHED = enum.auto()
    """Nothing asked for concerns it."""
    WRITTEN = enum.auto()
    """There is none, or it is to be made from the private key."""
    REPLACED = enum.auto()
    """It is of another key, and is to be made from this one."""
    COMMENT = enum.auto()
    """It gets the new comment."""
    SEVERAL_KEYS = enum.auto()
    """Left alone: the private file holds several keys."""
    OTHER_KEY = enum.auto()
    """Left alone: it is of another key."""
    NO_KEY = enum.auto()
    """Left alone: no public key can be read in it."""
    LOST_LINK = enum.auto()
    """Left alone: it is a link to a file that is not there."""


LEFT_ALONE = {
    Outcome.SEVERAL_KEYS: "left unchanged: the private key file holds several keys",
    Outcome.OTHER_KEY: "belongs to another key: left unchanged",
    Outcome.NO_KEY: "is not a public key: left unchanged",
    Outcome.LOST_LINK: "is a link to a missing file: left unchanged",
}
"""The outcomes in which an edit does not touch what it could, and why."""


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A ``.pub`` and what an edit does to it."""

    path: Path
    outcome: Outcome
    changes: tuple[str, ...] = ()
    """What changes, in words; raw."""
    cannot: tuple[str, ...] = ()
    """What was asked for and is not done, in words; raw."""


def foretell(
    path: Path,
    pair: Pair | None,
    request: EditRequest,
    target: Format,
    *,
    public: PublicKey | None,
    keys: int = 1,
) -> PublicFile:
    """Decide what an edit does to the ``.pub`` of a private key. Looks at the file system, writes nothing.

    Args:
        path: the private file.
        pair: what is known of the ``.pub``; None when there is none, or no key can be read in it.
        request: what is to be different.
        target: the format that the private file will have.
        public: the public key of the private file; None while it cannot be read without the passphrase.
        keys: how many keys the private file holds.
    """
    where = pair.path if pair is not None else public_path(path)
    if not request.public and request.comment is None:
        return PublicFile(where, Outcome.UNTOUCHED)
    left = Outcome.SEVERAL_KEYS if keys > 1 else _left_alone(where, pair, request, public)
    outcome = left or _outcome(where, pair, request, target, public)
    changes: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    if outcome in LEFT_ALONE:
        cannot = (f"{where.name} {LEFT_ALONE[outcome]}",)
        if request.comment is not None and not target.carries_comment:
            cannot = (*cannot, f"{target.label} has no room for a comment: it will be lost")
    elif request.comment is not None and not target.carries_comment:
        cannot = (f"{target.label} has no room for a comment: it will be kept in {where.name}",)
    if outcome is Outcome.WRITTEN:
        changes = (f"{where.name}: written from the private key",)
    elif outcome is Outcome.REPLACED:
        changes = (f"{where.name}: written from the private key; the old one belongs to another key",)
    elif outcome is Outcome.COMMENT and pair is not None and request.comment is not None:
        was, now = quoted(pair.comment), quoted(one_line(request.comment))
        changes = (f"comment in {where.name}: was {was}, will be {now}",) if was != now else ()
    return PublicFile(where, outcome, changes, cannot)


def _left_alone(
    where: Path, pair: Pair | None, request: EditRequest, public: PublicKey | None
) -> Outcome | None:
    if paths.is_link(where) and not paths.is_there(where):
        return Outcome.LOST_LINK
    if request.public or not paths.is_taken(where):
        return None
    if pair is None:
        return Outcome.NO_KEY
    return None if _is_of(pair, public) else Outcome.OTHER_KEY


def _outcome(
    where: Path, pair: Pair | None, request: EditRequest, target: Format, public: PublicKey | None
) -> Outcome:
    if not paths.is_taken(where):
        wanted = request.public or not target.carries_comment
        return Outcome.WRITTEN if wanted else Outcome.UNTOUCHED
    if pair is None or not _is_of(pair, public):
        return Outcome.REPLACED
    return Outcome.WRITTEN if request.comment is None else Outcome.COMMENT


def _is_of(pair: Pair, public: PublicKey | None) -> bool:
    """Whether a ``.pub`` is of a key; while the key is locked away, at its word."""
    return pair.state is not PairState.DIFFERS if public is None else pair.public == public
