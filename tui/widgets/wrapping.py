"""Breaks text into lines of so many columns, counting wide characters as two."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells, set_cell_size

from . import narrow_signs  # noqa: F401 - for the signs below

if TYPE_CHECKING:
    from collections.abc import Iterable

MORE_ABOVE: Final = "↑"
MORE_BELOW: Final = "↓"
_ASKED: Final = 200
"""So many names are compared."""


def wrap(text: str, room: int) -> list[str]:
    """Lines of at most ``room`` columns, broken at blanks where there are any; at least one line.

    Blanks stay as they are within a line. A word longer than a line is cut.
    """
    room = max(room, 2)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _chop(word, room)
        lines.extend(full)
    lines.append(line)
    return lines


def _chop(word: str, room: int) -> list[str]:
    """Pieces of a long word: cut after a colon, as in an MD5 fingerprint, else where the room ends."""
    pieces = []
    while cell_len(word) > room:
        piece = chop_cells(word, room)[0]
        piece = piece[: piece.rfind(":") + 1] or piece
        pieces.append(piece)
        word = word[len(piece) :]
    return [*pieces, word]


def fit_name(name: str, room: int, end: int = 0) -> str:
    """Exactly ``room`` columns, cut in the middle: the end of a name tells as much as its beginning.

    Args:
        name: safe to show.
        room: columns.
        end: columns of its end that stay; half of them when 0.
    """
    if cell_len(name) <= room or room < 8:
        return fit(name, room)
    if name.isascii():  # a fifth of the time
        end = end or (room - 1) // 2
        return f"{name[: room - end - 1]}…{name[-end:]}"
    tail = ""
    while cell_len(name[-len(tail) - 1 :]) <= (end or (room - 1) // 2):
        tail = name[-len(tail) - 1 :]
    return fit(name, room - cell_len(tail)) + tail


def end_apart(names: Iterable[str], room: int) -> int:
    """How many columns of the ends stay, so that names that are cut look different; for ``fit_name``."""
    cut = [*islice((name for name in names if cell_len(name) > room), _ASKED)]
    half = (room - 1) // 2
    ends = sorted(range(min(3, half), room - 2), key=lambda end: abs(end - half))
    if len(cut) < 2 or room < 8:
        return half
    return max(ends, key=lambda end: len({fit_name(name, room, end) for name in cut}))


_NAME_COLUMN: Final = 72
"""Columns of the names of a list at most, so that what is said of them stands near."""


def fit_column(name: str, room: int) -> str:
    """A name in the first column of a list: padded to less than a wide room, and cut only by it."""
    return fit_name(name, min(room, max(_NAME_COLUMN, cell_len(name))))


NAME_ROOM: Final = 32
"""Columns of a file name in a sentence that must not be cut at its end."""


def cut_name(name: str, room: int) -> str:
    """At most ``room`` columns, cut in the middle."""
    return name if cell_len(name) <= room else fit_name(name, room)


def fit(text: str, room: int) -> str:
    """Exactly ``room`` columns: padded with blanks, or cut with an ellipsis."""
    if cell_len(text) <= room:
        return text + " " * (room - cell_len(text))
    return set_cell_size(text, room - 1) + "…" if room > 1 else set_cell_size(text, max(room, 0))
