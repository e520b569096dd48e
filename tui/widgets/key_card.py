"""The details pane: facts about what the list points at, one row each; Tab goes to it, and y copies a row.

Only lines that change are drawn, so that going through a folder costs few bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.reactive import reactive

from ..bindings import act
from ..visible import visible
from .card_rows import BLANK
from .line_view import PLAIN, LineView
from .panel import Titled
from .wrapping import fit, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.binding import BindingType

    from .card_rows import CardRow

_LABEL: Final = 11
"""Columns of the labels."""
_LOOKS: Final = {
    "": PLAIN,
    "plain": PLAIN,
    "good": Style(color="green"),
    "title": Style(bold=True),
    "warning": Style(color="yellow"),
    "error": Style(color="red", bold=True),
    "hint": Style(dim=True),
    "art": PLAIN,
    "raw": PLAIN,
}
_DIM: Final = Style(dim=True)
_CURSOR: Final = Style(reverse=True, bold=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line of a row."""

    row: int
    label: str
    text: str
    look: str
    note: str = ""


class KeyCard(LineView, Titled, can_focus=True):
    """Rows of facts; scrolls by row when it has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("y", "copy_row", "copy this row", "Copy the value of the chosen row", id="card.copy"),
        act("j,down", "move(1)", "down", "To the next row", id="card.down", show=False),
        act("k,up", "move(-1)", "up", "To the previous row", id="card.up", show=False),
        act("pagedown,ctrl+d", "move(8)", "page down", "Down several rows", id="card.page_down", show=False),
        act("pageup,ctrl+u", "move(-8)", "page up", "Up several rows", id="card.page_up", show=False),
        act("g,home", "move(-9999)", "first", "To the first row", id="card.first", show=False),
        act("G,end", "move(9999)", "last", "To the last row", id="card.last", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The chosen row, from 0; shown when the pane has the focus."""

    @dataclass
    class Copied(Message):
        """A row is to be copied."""

        row: CardRow

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[CardRow, ...] = ()
        self._lines: tuple[Line, ...] = ()

    def show(self, rows: Sequence[CardRow]) -> None:
        """Show these rows from the top, unless they are those that are shown."""
        if tuple(rows) == self.rows:
            return
        same_thing = bool(self.rows) and bool(rows) and rows[0] == self.rows[0]
        self.rows = tuple(rows)
        self.set_reactive(
            KeyCard.cursor, min(self.cursor, len(rows) - 1) if same_thing else self._step(-1, 1)
        )
        self._lay_out(0 if not same_thing else self.top)

    @property
    def line_count(self) -> int:
        """As many as the rows take when they are wrapped."""
        return len(self._lines)

    def _lay_out(self, top: int) -> None:
        head = self._head
        if head is not None:
            self.entitle(head.value, head.note)
        before = [self._at(row) for row in range(self.page)]
        arrows = self.top > 0, self.top + self.page < self.line_count
        self._lines = tuple(self._lines_of(self.size.width))
        self.set_reactive(LineView.top, self.validate_top(top))
        for row in range(self.page):
            if before[row] != self._at(row):
                self.draw_again(self.top + row)
        if arrows != (self.top > 0, self.top + self.page < self.line_count):
            self.draw_again(self.top)
            self.draw_again(self.top + self.page - 1)

    @property
    def _head(self) -> CardRow | None:
        """The row that stands in the border: a title that begins them all."""
        return self.rows[0] if self.rows and self.rows[0].look == "title" else None

    def _at(self, row: int) -> Line | None:
        at = self.top + row
        return self._lines[at] if at < len(self._lines) else None

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._lay_out(self.top)
        self.refresh()

    def _lines_of(self, width: int) -> Iterator[Line]:
        above = 0 if self._head is None else 2 if self.rows[1:2] == (BLANK,) else 1
        for number, row in enumerate(self.rows):
            if number < above:
                continue
            text = visible(row.value)
            if row.look == "title":
                yield Line(number, "", text, row.look, row.note)
                continue
            if row.look == "art":
                yield from (Line(number, "", visible(line), row.look) for line in row.value.splitlines())
                continue
            labelled = bool(row.label) or (row.look == "hint" and not row.value.startswith("  "))
            indent = " " * _LABEL if labelled else " " * 2 if row.value[:2] in {"- ", "! ", "  "} else ""
            if not labelled and indent:
                text, first = text[2:], text[:2]
            else:
                first = fit(row.label, _LABEL) if labelled else ""
            room = max(width - len(indent) - 2, 2)
            for at, piece in enumerate(chop_cells(text, room) if row.look == "raw" else wrap(text, room)):
                yield Line(number, indent if at else first, piece, row.look)

    # Moving

    def _step(self, start: int, by: int) -> int:
        """The nearest row with something in it, from a row on."""
        at = start + by
        while 0 <= at < len(self.rows) and not (self.rows[at].value and self.rows[at].look != "title"):
            at += by
        return at if 0 <= at < len(self.rows) else max(start, 0)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows that hold something."""
        at = self.cursor
        for _ in range(min(abs(by), len(self.rows))):
            at = self._step(at, 1 if by > 0 else -1)
        self.cursor = at

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw both rows, and scroll to the new one."""
        seen = [at for at, line in enumerate(self._lines) if line.row == new]
        for at, line in enumerate(self._lines):
            if line.row in {old, new}:
                self.draw_again(at)
        if seen and self.has_focus:
            self.see(0 if new == self._step(-1, 1) else seen[0], seen[-1])

    def on_focus(self) -> None:
        """Show the cursor."""
        self.watch_cursor(self.cursor, self.cursor)

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.watch_cursor(self.cursor, self.cursor)

    @property
    def row(self) -> CardRow | None:
        """The chosen row."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def picked(self) -> int | None:
        """Which of several keys in the file the chosen row tells of; None while the keys go elsewhere."""
        return self.row.key if self.has_focus and self.row is not None else None

    def action_copy_row(self) -> None:
        """Ask for the chosen row to be copied."""
        if self.row is not None:
            self.post_message(self.Copied(self.row))

    # Drawing

    def draw_line(self, at: int, width: int) -> list[Segment]:
        """One line."""
        return [*self._draw(self._lines[at], width)]

    def _draw(self, line: Line, width: int) -> Iterator[Segment]:
        chosen = self.has_focus and line.row == self.cursor
        marked = chosen and not line.label.startswith(" ")
        # What is blank is as dim as the label: neighbours of one style are one run of bytes.
        yield Segment(">", _LOOKS["title"]) if marked else Segment(" ", _DIM)
        room = width - 1
        if line.note:
            note = " " + line.note + " "
            yield Segment(fit(line.text, max(room - cell_len(note), 1)), _LOOKS[line.look])
            yield Segment(fit(note, min(room, cell_len(note))), _DIM)
            return
        dim = len(line.label) > len("! ") or not line.label.strip() or line.look in {"", "hint", "raw"}
        yield Segment(line.label, _DIM if dim else _LOOKS[line.look])
        room -= cell_len(line.label)
        if chosen:
            yield Segment(line.text, _CURSOR)
            yield Segment(" " * max(room - cell_len(line.text), 0), PLAIN)
        else:
            yield Segment(fit(line.text, room), _LOOKS[line.look])
