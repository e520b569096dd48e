"""The list of a folder: a mark or two, the name, and what the file is at a glance.

It holds any number of rows and draws only those that are seen. The keys that the agent holds have a mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message

from ..keyops.files.listing import LOADED, PAIRED, WRONG, Entry, Glance
from ..visible import visible
from .cursor_list import BAD, BOLD, DIM, MARK, CursorList
from .line_view import PLAIN
from .wrapping import fit, fit_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MARGIN: Final = 5
"""Columns before the name: cursor, two marks, a blank, and the one at the end."""
_GLANCE: Final = 12
"""Columns of what a file is; names may flow into those it leaves free."""
_UNKNOWN: Final = Glance()


class KeyList(CursorList):
    """The names in a folder."""

    @dataclass
    class Moved(Message):
        """Another name is chosen, or none."""

        entry: Entry | None

    @dataclass
    class Scrolled(Message):
        """Other rows are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.glances: dict[Path, Glance] = {}
        self.loaded: frozenset[bytes] = frozenset()
        """The identities that an agent holds."""

    # Content

    def show(self, entries: Sequence[Entry], chosen: str = "") -> None:
        """Show these names, with the cursor on the one with this name, else on the same row as before."""
        self.entries = tuple(entries)
        at = next((row for row, entry in enumerate(self.entries) if entry.name == chosen), None)
        if at is None:
            at = min(self.cursor, max(len(self.entries) - 1, 0)) if not chosen else 0
        self.put_cursor(at)
        self.post_message(self.Scrolled())

    def take(self, glances: Mapping[Path, Glance]) -> None:
        """Learn what files are; only rows that change are drawn."""
        for row in self.window():
            path = self.entries[row].path
            if path in glances and glances[path] != self.glances.get(path):
                self.draw_again(row)
        self.glances.update(glances)

    def mark_loaded(self, loaded: frozenset[bytes]) -> None:
        """Learn which keys an agent holds; only rows that change are drawn."""
        changed = self.loaded ^ loaded
        self.loaded = loaded
        for row in self.window() if changed else ():
            if self.glances.get(self.entries[row].path, _UNKNOWN).identity in changed:
                self.draw_again(row)

    @property
    def entry(self) -> Entry | None:
        """The chosen name."""
        return self.entries[self.cursor] if 0 <= self.cursor < len(self.entries) else None

    def seen(self) -> Sequence[Entry]:
        """The names on the screen, and a page after them."""
        return self.entries[self.top : self.top + 2 * self.page]

    @property
    def line_count(self) -> int:
        """One line for each name."""
        return len(self.entries)

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.entry)

    def watch_top(self, old: int, new: int) -> None:
        """Tell that other rows are seen."""
        super().watch_top(old, new)
        if old != new:
            self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        super().on_resize()
        self.post_message(self.Scrolled())

    # Drawing

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """One row of the list."""
        entry = self.entries[at]
        glance = self.glances.get(entry.path, _UNKNOWN)
        name = visible(entry.name) + ("/" if entry.is_folder and not entry.label else "")
        words = visible(glance.words)
        marks = self._marks(glance)
        room = width - _MARGIN
        name_room = (
            max(min(room - cell_len(words) - 1, max(cell_len(name), room - _GLANCE)), 4) if words else room
        )
        looks = BOLD if chosen else PLAIN if glance.is_key or entry.is_folder else DIM
        looks_of_marks = BAD if WRONG in marks else MARK if marks else PLAIN
        line = [
            Segment(">", MARK) if chosen else Segment(" ", PLAIN),
            Segment(marks[:2].ljust(2), looks_of_marks),
            Segment(" ", PLAIN),
            Segment(fit_name(name, name_room), looks),
        ]
        if words:
            line.append(Segment(fit(" " + words, room - name_room), BOLD if chosen else DIM))
        line.append(Segment(" ", PLAIN))
        return line

    def _marks(self, glance: Glance) -> str:
        """At most two: that a key is loaded takes the place of its being a pair."""
        if not glance.identity or glance.identity not in self.loaded:
            return glance.marks
        return glance.marks.replace(PAIRED, "") + LOADED
