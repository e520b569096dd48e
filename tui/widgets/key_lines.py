"""What the list of keys shows, line by line, and how its columns share the room. No drawing here."""

from __future__ import annotations

import bisect
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, overload

from rich.cells import cell_len

from ..keyops.inspection.key_files import KeyFiles, Section, count_keys
from ..keyops.moments import age_words
from ..keyops.records import dataclass
from ..visible import visible
from .wrapping import end_apart

if TYPE_CHECKING:
    from collections.abc import Collection
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


class Lines(Sequence[ListLine]):
    """The lines of the list: the files of a key below it where it is opened, a heading over other files.

    A line is made when it is asked for: of ten thousand forty are seen, and all of them take 11 ms.

    Args:
        rows: keys first.
        opened: paths of the keys whose files are shown.
    """

    def __init__(self, rows: Sequence[KeyFiles] = (), opened: Collection[Path] = ()) -> None:
        self.rows = rows
        self._others: dict[int, ListLine] = {}
        """The lines that are not those of a row, by their numbers, in order."""
        heading = count_keys(rows) or len(rows)
        open_rows = {at for at, row in enumerate(rows) if row.entry.path in opened} if opened else set()
        for at in sorted({heading, *open_rows} - {len(rows)}):
            if at == heading:
                self._others[at + len(self._others)] = ListLine(heading=FILES)
            if at in open_rows and rows[at].parts:
                first = at + len(self._others) + 1
                self._others |= {
                    first + number: ListLine(rows[at], part) for number, part in enumerate(rows[at].files)
                }
        self._numbers = [*self._others]

    def __len__(self) -> int:
        """Of rows and others."""
        return len(self.rows) + len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> ListLine: ...

    @overload
    def __getitem__(self, at: slice) -> list[ListLine]: ...

    def __getitem__(self, at: int | slice) -> ListLine | list[ListLine]:
        """One line, or some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._others.get(at) or ListLine(self.rows[at - bisect.bisect(self._numbers, at)])

    def of_row(self, row: KeyFiles) -> int:
        """Which line is that of a row."""
        at = next(at for at, one in enumerate(self.rows) if one is row)
        for number in self._numbers:
            at += number <= at
        return at

    def of_file(self, path: Path, *, by_itself: bool = False) -> int | None:
        """Which line is that of a file.

        Args:
            path: of the file.
            by_itself: whether that among the files of its key is meant, before that of the key.
        """
        name = path.name
        for row in self.rows:
            entry = row.entry
            if (entry.name == name or entry.label) and entry.path == path:
                found = self.of_row(row) if row.section is not Section.BACKUPS else None
                break
        else:
            found = None
        files = (at for at, line in self._others.items() if line.part is not None and line.part.path == path)
        return next(files, found) if by_itself or found is None else found


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


def columns(rows: Sequence[KeyFiles], room: int) -> Columns:
    """How the lines share the room: names first, then the cipher, the age, and the comment.

    Args:
        rows: of the list, keys first.
        room: columns from the beginning of the names on.
    """
    keys = rows[: count_keys(rows)]
    longest = max([len(row.entry.name) for row in keys], default=0)
    parts = _within(_PARTS, max([len(row.summary.parts) for row in keys], default=0) + 2)
    left = room - _LABEL - _SHORT - parts - 3
    given = max(min(min(longest, _NAME[-1]) - left, parts - _FEW_PARTS), 0)  # names come before other files
    parts, left = parts - given, left + given
    name = max(_NAME.start, min(longest, _NAME[-1], left))
    left -= name
    wanted = max([len(row.summary.label) for row in keys], default=0) if left > 0 else 0
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
    end = end_apart(map(visible, (row.entry.name for row in keys)), name) if longest > name else 0
    return Columns(name, label, encryption, parts, comment, age, end)


def wanted_room(rows: Sequence[KeyFiles]) -> int:
    """The columns in which no key's name is cut, with type, encryption and one other file behind it."""
    names = [row.entry.name for row in rows[: count_keys(rows)]]
    text = "".join(names)
    plain = text.isascii() and text.isprintable()  # a tenth of the time
    longest = max(map(len if plain else _cells, names), default=0)
    return min(longest, _NAME[-1]) + _LABEL + _SHORT + _FEW_PARTS + 3


def _cells(name: str) -> int:
    return cell_len(visible(name))


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
    return words if cell_len(words) <= room else "+"  # a word that is cut may read like UNLOCKED
