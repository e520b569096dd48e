"""Services in groups, those first that the user starred, or had a key for a short while ago.

Which those are stands in ``services.json`` in the program's state folder, 0600, as ids and nothing else::

    {"starred": ["github"], "recent": ["jenkins", "github"]}
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Final, TypeVar

from ..errors import KeyOpsError, StorageError
from ..files import paths as presence
from ..files import storage
from ..records import dataclass
from .rules import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from .rules import Profile

T = TypeVar("T")

HEADING: Final = "Starred and recent"
MOST_RECENT: Final = 5
_MOST_STARRED: Final = 100
_LONGEST: Final = 100
_FILE: Final = "services.json"
_ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class Yours:
    """Ids of services; some may be of profiles that are no longer there."""

    starred: tuple[str, ...] = ()
    """In the order in which they were starred."""
    recent: tuple[str, ...] = ()
    """The last ``MOST_RECENT``, the latest first."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All, in the order in which they are listed."""
        return tuple(dict.fromkeys((*self.starred, *self.recent)))


def load(folder: Path) -> Yours:
    """What is known; nothing where the file is not there, or none of ours.

    Args:
        folder: where this program keeps its state.
    """
    try:
        return _parsed(_held(folder / _FILE)) or Yours()
    except KeyOpsError:
        return Yours()


def star(folder: Path, name: str, *, on: bool) -> Yours:
    """Put a service among the starred ones, or take it away.

    Raises:
        StorageError: the file system said no; nothing was changed.
    """

    def changed(yours: Yours) -> Yours:
        others = tuple(one for one in yours.starred if one != name)
        if on:
            others = yours.starred if name in yours.starred else (*others, name)
        return Yours(others[-_MOST_STARRED:], yours.recent)

    return _change(folder, changed)


def use(folder: Path, name: str) -> None:
    """Remember that a key was checked or made for a service. Where that cannot be kept, nothing is lost."""

    def changed(yours: Yours) -> Yours:
        others = (one for one in yours.recent if one != name)
        return Yours(yours.starred, (name, *others)[:MOST_RECENT])

    with contextlib.suppress(KeyOpsError):
        _change(folder, changed)


def grouped(
    rows: Iterable[T], profile_of: Callable[[T], Profile], yours: Yours
) -> tuple[tuple[str, tuple[T, ...]], ...]:
    """Rows under the heading of their group: those of the user first. Each stands once, in its order.

    Args:
        rows: in the order in which they stand within their group.
        profile_of: tells whose a row is.
        yours: whose rows are the user's, in their order.
    """
    rows = tuple(rows)
    by_id = {profile_of(row).id: row for row in rows}
    own = tuple(by_id[name] for name in yours.ids if name in by_id)
    others = [row for row in rows if profile_of(row).id not in yours.ids]
    groups = [
        (category.heading, tuple(row for row in others if profile_of(row).category is category))
        for category in Category
    ]
    return tuple((heading, found) for heading, found in [(HEADING, own), *groups] if found)


def _change(folder: Path, change: Callable[[Yours], Yours]) -> Yours:
    path = folder / _FILE
    for attempt in range(_ATTEMPTS):
        before = _held(path)
        known = _parsed(before)
        made = change(known or Yours())
        if made == (known or Yours()):
            return made
        record = {"starred": made.starred, "recent": made.recent}
        new = storage.NewFile(path, json.dumps(record).encode() + b"\n", private=True)
        expected = {} if before is None else {path: before}
        try:
            storage.save(
                [new], overwrite=True, backup=known is None and before is not None, expected=expected
            )
        except StorageError:
            # Another program of ours may have changed it in this moment.
            unchanged = before == _held(path)
            if unchanged or attempt == _ATTEMPTS - 1:
                raise
        else:
            return made
    raise AssertionError


def _held(path: Path) -> bytes | None:
    """What the file holds; None when nothing is there."""
    return storage.read_key_file(path) if presence.is_taken(path) else None


def _parsed(data: bytes | None) -> Yours | None:
    """What the file says; None when it is not there, or none of ours."""
    try:
        record = json.loads(data or b"")
        return Yours(_ids(record["starred"])[:_MOST_STARRED], _ids(record["recent"])[:MOST_RECENT])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _ids(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or any(type(one) is not str or len(one) > _LONGEST for one in found):
        raise TypeError
    return tuple(dict.fromkeys(found))
