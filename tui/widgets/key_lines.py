"""What the list of keys shows, line by line, and how its columns share the room. No drawing here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from ..keyops.inspection.key_files import KeyFiles, Section
from ..keyops.moments import age_words
from ..keyops.records import dataclass
from ..visible import visible
from .wrapping import end_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from ..keyops.files.listing import Entry

LOADED: Final = "◆"
"""An agent holds the key."""
UNLOCKED: Final = "open"
"""Its passphrase was given, and is not asked for again until it is locked."""
FILES: Final = "files"
"""The heading of what is no single key."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of the list: a key, one of its files, another file, or a heading."""

    row: KeyFiles | None = None
    """None of a heading."""
    part: Entry | None = None
    """The file of the key that the line is about; None of the key itself."""
    heading: str = ""

    @property
    def entry(self) -> Entry | None:
        """The file that is chosen with this line; none of a heading, and of all backups together."""
        if self.part is not None:
            return self.part
        if self.row is None or self.row.section is Section.BACKUPS:
            return None
        return self.row.entry

    @property
    def name(self) -> str:
        """What is told apart from other lines by: raw."""
        return "" if self.row is None else (self.part or self.row.entry).name


def lay_out(rows: Iterable[KeyFiles], opened: Collection[Path]) -> Iterator[ListLine]:
    """The lines of these rows: the files of a key below it where it is opened, a heading over other files.

    Args:
        rows: keys first.
        opened: paths of the keys whose files are shown.
    """
    with_keys = False
    for row in rows:
        if row.section is Section.KEYS:
            with_keys = True
        elif with_keys:
            with_keys = False
            yield ListLine(heading=FILES)
        yield ListLine(row)
        if row.parts and row.entry.path in opened:
            yield from (ListLine(row, part) for part in row.files)


def place_of(path: Path, lines: Iterable[ListLine], *, by_itself: bool = False) -> int | None:
    """Which line is that of a file.

    Args:
        path: of the file.
        lines: of the list.
        by_itself: whether that among the files of its key is meant, before that of the key.
    """
    found = None
    for at, line in enumerate(lines):
        if line.entry is not None and line.entry.path == path:
            found = at
            if (line.part is not None) == by_itself:
                break
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in columns; 0 of what has no room."""

    name: int
    label: int
    encryption: int
    parts: int
    comment: int
    age: int
    end: int = 0
    """Columns of the end of a name that is cut."""


_LABEL: Final = 9
_WIDEST_LABEL: Final = 20
"""``FIDO Ed25519``, where names leave room for it."""
_SHORT: Final = 4
"""``none``, ``enc``, ``pub``: encryption, where there is no room for the cipher."""
_LONG: Final = 11
_AGE: Final = 9
_NAME: Final = range(10, 41)
_PARTS: Final = range(3, 15)
_FEW_PARTS: Final = 5
"""One of them and a sign, where names need the room."""
_COMMENT: Final = range(12, 41)


def columns(lines: Sequence[ListLine], room: int) -> Columns:
    """How the lines share the room: names first, then the cipher, the age, and the comment.

    Args:
        lines: of the list.
        room: columns from the beginning of the names on.
    """
    keys = [
        line.row
        for line in lines
        if line.row is not None and line.part is None and line.row.section is Section.KEYS
    ]
    longest = max((len(row.entry.name) for row in keys), default=0)
    parts = _within(_PARTS, max((len(row.summary.parts) for row in keys), default=0) + 2)
    left = room - _LABEL - _SHORT - parts - 3
    given = max(min(min(longest, _NAME[-1]) - left, parts - _FEW_PARTS), 0)  # names come before other files
    parts, left = parts - given, left + given
    name = max(_NAME.start, min(longest, _NAME[-1], left))
    left -= name
    wanted = max((len(row.summary.label) for row in keys), default=0)
    label = min(max(wanted, _LABEL), _LABEL + max(left, 0), _WIDEST_LABEL)
    left -= label - _LABEL
    encryption, comment, age = _SHORT, 0, 0
    if left >= _LONG - _SHORT:
        encryption, left = _LONG, left - (_LONG - _SHORT)
    if left > _AGE:
        age, left = _AGE, left - _AGE - 1
    if left > _COMMENT.start:
        comment = min(left - 1, _COMMENT[-1])
        left -= comment + 1
    name += max(left, 0)
    end = end_apart([visible(row.entry.name) for row in keys], name) if longest > name else 0
    return Columns(name, label, encryption, parts, comment, age, end)


def wanted_room(rows: Iterable[KeyFiles]) -> int:
    """The columns in which no key's name is cut, with type, encryption and one other file behind it."""
    longest = 0
    for row in rows:
        if row.section is Section.KEYS and longest < _NAME[-1]:
            name = row.entry.name
            plain = name.isascii() and name.isprintable()  # a quarter of the time
            longest = max(longest, len(name) if plain else cell_len(visible(name)))
    return min(longest, _NAME[-1]) + _LABEL + _SHORT + _FEW_PARTS + 3


def _within(allowed: range, wanted: int) -> int:
    return max(allowed[0], min(wanted, allowed[-1]))


def cells(row: KeyFiles, wide: Columns, *, loaded: bool, unlocked: bool) -> tuple[tuple[str, int], ...]:
    """What stands in the columns behind the name, safe to show, with the width of each.

    Args:
        row: a key.
        wide: the columns.
        loaded: whether an agent holds it.
        unlocked: whether it is unlocked for now.
    """
    about = row.summary
    encryption = about.encryption
    if wide.encryption == _SHORT:
        encryption = {"": "", "none": "none", "public": "pub"}.get(encryption, "enc")
    if unlocked and about.encryption not in {"", "none", "public"}:
        encryption = UNLOCKED
    parts = _fitted(about.parts, wide.parts - 2 * loaded)
    if loaded:
        parts = f"{parts} {LOADED}" if parts else LOADED
    found = [
        (about.label, wide.label),
        (encryption, wide.encryption),
        (parts, wide.parts),
        (about.comment, wide.comment),
        (age_words(time.time() - about.modified) if about.modified else "", wide.age),
    ]
    return tuple((visible(text), width) for text, width in found if width)


def _fitted(words: str, room: int) -> str:
    """As many of the words as there is room for, and a sign that there are more."""
    while cell_len(words) > room and " " in words:
        words = words.removesuffix("+").rpartition(" ")[0] + "+"
    return words
