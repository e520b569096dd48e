"""The list of a folder: a mark or two, the name, and what the file is at a glance.

It holds any number of rows and draws only those that are seen. A step of the cursor draws two lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.reactive import reactive

from tui.bindings import act
from tui.keyops.browsing import WRONG, Entry, Glance
from tui.visible import visible
from tui.widgets.line_view import PLAIN, LineView
from tui.widgets.wrapping import fit, fit_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textual import events
    from textual.binding import BindingType

_DIM: Final = Style(dim=True)
_BOLD: Final = Style(bold=True)
_MARK: Final = Style(color="cyan", bold=True)
_BAD: Final = Style(color="red", bold=True)
_CURSOR: Final = Style(reverse=True)

_MARGIN: Final = 5
"""Columns before the name: cursor, two marks, a blank, and the one at the end."""
_GLANCE: Final = 12
"""Columns of what a file is; names may flow into those it leaves free."""
_UNKNOWN: Final = Glance()


class KeyList(LineView, can_focus=True):
    """The names in a folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("j,down", "move(1)", "down", "Down a line", id="list.down", show=False),
        act("k,up", "move(-1)", "up", "Up a line", id="list.up", show=False),
        act("pagedown,ctrl+d", "page(1)", "page down", "A page down", id="list.page_down", show=False),
        act("pageup,ctrl+u", "page(-1)", "page up", "A page up", id="list.page_up", show=False),
        act("g,home", "first", "first", "To the first name", id="list.first", show=False),
        act("G,end", "last", "last", "To the last name", id="list.last", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The chosen row, from 0."""

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

    # Content

    def show(self, entries: Sequence[Entry], chosen: str = "") -> None:
        """Show these names, with the cursor on the one with this name, else on the same row as before."""
        self.entries = tuple(entries)
        at = next((row for row, entry in enumerate(self.entries) if entry.name == chosen), None)
        if at is None:
            at = min(self.cursor, max(len(self.entries) - 1, 0)) if not chosen else 0
        self.set_reactive(KeyList.cursor, at)
        self.set_reactive(LineView.top, self.validate_top(self.top))
        self._keep_seen()
        self.refresh()
        self.post_message(self.Moved(self.entry))
        self.post_message(self.Scrolled())

    def take(self, glances: Mapping[Path, Glance]) -> None:
        """Learn what files are; only rows that change are drawn."""
        for row in self.window():
            path = self.entries[row].path
            if path in glances and glances[path] != self.glances.get(path):
                self.draw_again(row)
        self.glances.update(glances)

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

    # Moving

    def validate_cursor(self, cursor: int) -> int:
        """Stay inside."""
        return max(0, min(cursor, len(self.entries) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two lines that change, and tell."""
        if old == new:
            return
        self.draw_again(old)
        self.draw_again(new)
        self._keep_seen()
        self.post_message(self.Moved(self.entry))

    def _keep_seen(self) -> None:
        far = self.page // 2  # by half a page: scrolling draws every line
        self.see(self.cursor, self.cursor, margin=far)

    def watch_top(self, old: int, new: int) -> None:
        """Tell that other rows are seen."""
        super().watch_top(old, new)
        if old != new:
            self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._keep_seen()
        self.post_message(self.Scrolled())

    def on_focus(self) -> None:
        """The cursor looks different."""
        self.draw_again(self.cursor)

    def on_blur(self) -> None:
        """The cursor looks different."""
        self.draw_again(self.cursor)

    def action_move(self, by: int) -> None:
        """Move by lines."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move by pages."""
        self.cursor += by * max(self.page - 1, 1)

    def action_first(self) -> None:
        """Move to the first name."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move to the last name."""
        self.cursor = len(self.entries) - 1

    def on_click(self, event: events.Click) -> None:
        """Move to where the mouse points."""
        self.cursor = self.top + event.y

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.cursor += 3

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.cursor -= 3

    # Drawing

    def draw_line(self, at: int, width: int) -> list[Segment]:
        """One row of the list."""
        return self._row(self.entries[at], width, is_cursor=at == self.cursor)

    def _row(self, entry: Entry, width: int, *, is_cursor: bool) -> list[Segment]:
        glance = self.glances.get(entry.path, _UNKNOWN)
        name = visible(entry.name) + ("/" if entry.is_folder and not entry.label else "")
        words = visible(glance.words)
        room = width - _MARGIN
        name_room = (
            max(min(room - cell_len(words) - 1, max(cell_len(name), room - _GLANCE)), 4) if words else room
        )
        looks = _BOLD if is_cursor else PLAIN if glance.is_key or entry.is_folder else _DIM
        looks_of_marks = _BAD if WRONG in glance.marks else _MARK if glance.marks else PLAIN
        line = [
            Segment(">", _MARK) if is_cursor else Segment(" ", PLAIN),
            Segment(glance.marks[:2].ljust(2), looks_of_marks),
            Segment(" ", PLAIN),
            Segment(fit_name(name, name_room), looks),
        ]
        if words:
            line.append(Segment(fit(" " + words, room - name_room), _BOLD if is_cursor else _DIM))
        line.append(Segment(" ", PLAIN))
        if is_cursor and self.has_focus:
            return [Segment(segment.text, _CURSOR + _BOLD) for segment in line]
        return line
