"""One line of the list of keys as pieces of text, each with its look. No Textual here.

The list draws them, and what is on the terminal before Textual is imported is made of them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from rich.cells import cell_len

from ..keyops.files.listing import NOTHING, WRONG, Entry, FileSummary
from ..keyops.inspection.key_files import Section
from ..keyops.records import dataclass
from ..visible import visible
from . import key_lines
from .wrapping import fit, fit_name

if TYPE_CHECKING:
    from ..keyops.inspection.key_files import KeyFiles
    from .key_lines import Columns, ListLine

Look = Literal["plain", "dim", "bold", "mark", "bad"]
Piece = tuple[str, Look]

MARGIN: Final = 5
"""Columns before the name: cursor, marked, wrong, a blank; and the one at the end."""
MARKED: Final = "*"
_SUMMARY: Final = 12
"""Columns of what a file is; names may flow into those it leaves free."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a line beside what it holds."""

    summary: FileSummary = NOTHING
    """Of its file."""
    loaded: bool = False
    """Whether an agent holds it."""
    unlocked: bool = False
    """Whether it is unlocked for now."""
    marked: bool = False


def pieces(line: ListLine, wide: Columns, width: int, known: Known, *, chosen: bool) -> list[Piece]:
    """One line.

    Args:
        line: of the list.
        wide: the columns of all lines.
        width: of the list.
        known: of this line.
        chosen: whether the cursor is on it.
    """
    if line.row is None:
        heading = f" ── {line.heading} "
        return [(heading + "─" * (width - 1 - cell_len(heading)), "dim")]
    if line.part is None and line.row.section is Section.KEYS:
        return _of_key(line.row, wide, known, chosen=chosen)
    return _of_file(line, line.part or line.row.entry, width, known, chosen=chosen)


def _of_key(row: KeyFiles, wide: Columns, known: Known, *, chosen: bool) -> list[Piece]:
    name = fit_name(visible(row.entry.name), wide.name, wide.end)
    told = key_lines.cells(row, wide, loaded=known.loaded, unlocked=known.unlocked)
    return [
        *_margin(known, wrong=row.summary.is_wrong, chosen=chosen),
        (name, "bold" if chosen else "plain"),
        ("".join(" " + fit(text, width) for text, width in told) + " ", "bold" if chosen else "dim"),
    ]


def _of_file(line: ListLine, entry: Entry, width: int, known: Known, *, chosen: bool) -> list[Piece]:
    name = ("  " if line.part is not None else "") + visible(entry.name)
    name += "/" if entry.is_folder and not entry.label else ""
    words = visible(_words(line, known))
    room = width - MARGIN
    name_room = (
        max(min(room - cell_len(words) - 1, max(cell_len(name), room - _SUMMARY)), 4) if words else room
    )
    look: Look = "bold" if chosen else "plain" if known.summary.is_key or entry.is_folder else "dim"
    return [
        *_margin(known, wrong=WRONG in known.summary.marks, chosen=chosen),
        (fit_name(name, name_room), look),
        (fit(" " + words, room - name_room) + " " if words else " ", "bold" if chosen else "dim"),
    ]


def _words(line: ListLine, known: Known) -> str:
    """What a file is, in a few words."""
    if line.row is not None and line.row.section is Section.BACKUPS and line.part is None:
        return line.row.summary.label
    loaded = f" {key_lines.LOADED}" if known.loaded else ""
    return known.summary.words + (f" {key_lines.UNLOCKED}" if known.unlocked else "") + loaded


def _margin(known: Known, *, wrong: bool, chosen: bool) -> list[Piece]:
    """The cursor, whether it is marked, whether anything is wrong with it."""
    signs = "> "[not chosen] + (MARKED if known.marked else " ")
    return [
        (signs, "mark" if chosen or known.marked else "plain"),
        ("! " if wrong else "  ", "bad" if wrong else "plain"),
    ]
