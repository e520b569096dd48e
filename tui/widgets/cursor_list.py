"""A list of which one row is chosen. A step of the cursor draws two lines.

Lists are subclasses: they keep what their rows are about, say how many there are, and draw one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive

from ..bindings import act
from .line_view import PLAIN, LineView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.message import Message

DIM: Final = Style(dim=True)
BOLD: Final = Style(bold=True)
MARK: Final = Style(color="cyan", bold=True)
WARN: Final = Style(color="yellow", bold=True)
BAD: Final = Style(color="red", bold=True)
_CURSOR: Final = Style(reverse=True, bold=True)

T = TypeVar("T")


class CursorList(LineView, can_focus=True):
    """Subclasses give ``line_count``, ``draw_row`` and ``moved``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("j,down", "move(1)", "down", "Down a line", id="list.down", show=False),
        act("k,up", "move(-1)", "up", "Up a line", id="list.up", show=False),
        act("pagedown,ctrl+d", "turn(1)", "page down", "A page down", id="list.page_down", show=False),
        act("pageup,ctrl+u", "turn(-1)", "page up", "A page up", id="list.page_up", show=False),
        act("g,home", "first", "first", "To the first", id="list.first", show=False),
        act("G,end", "last", "last", "To the last", id="list.last", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The chosen row, from 0."""

    def moved(self) -> Message:
        """The message that another row is chosen, or none."""
        raise NotImplementedError

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """One row of at most this many columns, as it looks without the focus."""
        raise NotImplementedError

    def put_cursor(self, at: int, *, top: bool = False) -> None:
        """Other rows are there: choose one, draw all, and tell.

        Args:
            at: the row.
            top: whether to begin with the first row.
        """
        self.set_reactive(CursorList.cursor, at)
        self.set_reactive(LineView.top, 0 if top else self.validate_top(self.top))
        self.keep_seen()
        self.refresh()
        self.post_message(self.moved())

    # Moving

    def validate_cursor(self, cursor: int) -> int:
        """Stay inside."""
        return max(0, min(cursor, self.line_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two lines that change, and tell."""
        if old == new:
            return
        self.draw_again(old)
        self.draw_again(new)
        self.keep_seen()
        self.post_message(self.moved())

    def keep_seen(self) -> None:
        """Scroll to the cursor, by half a page more than needed: scrolling draws every line."""
        self.see(self.cursor, self.cursor, margin=self.page // 2)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.keep_seen()

    def on_focus(self) -> None:
        """The cursor looks different."""
        self.draw_again(self.cursor)

    def on_blur(self) -> None:
        """The cursor looks different."""
        self.draw_again(self.cursor)

    def action_move(self, by: int) -> None:
        """Move by lines."""
        self.cursor += by

    def action_turn(self, by: int) -> None:
        """Move by pages."""
        self.cursor += by * max(self.page - 1, 1)

    def action_first(self) -> None:
        """Move to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move to the last row."""
        self.cursor = self.line_count - 1

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
        """One row, reversed to its end where the cursor is and the keys go."""
        chosen = at == self.cursor
        line = self.draw_row(at, width, chosen=chosen)
        if not (chosen and self.has_focus):
            return line
        used = sum(segment.cell_length for segment in line)
        return [
            *(Segment(segment.text, _CURSOR) for segment in line),
            *([Segment(" " * (width - used), PLAIN + _CURSOR)] if used < width else []),
        ]


class RecordList(CursorList, Generic[T]):
    """The lines of a file, one row for each. Subclasses give ``draw_row`` and ``moved``."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[T, ...] = ()

    def show(self, lines: Sequence[T], *, top: bool = False) -> None:
        """Show these, with the cursor in the same row, or in the first."""
        self.lines = tuple(lines)
        self.put_cursor(0 if top else max(min(self.cursor, len(self.lines) - 1), 0), top=top)

    @property
    def line(self) -> T | None:
        """The chosen one."""
        return self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.lines)
