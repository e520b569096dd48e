"""The services and clients, one a line: what they do with a key, their name, and the first reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.reactive import reactive

from tui.bindings import act
from tui.keyops.services.checking import State, Verdict
from tui.visible import visible
from tui.widgets.line_view import PLAIN, LineView
from tui.widgets.wrapping import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

_WORDS: Final = {
    State.REFUSES: ("x", "refuses"),
    State.REMARK: ("-", "accepts, but"),
    State.CANNOT_TELL: ("?", "cannot tell"),
    State.ACCEPTS: ("=", "accepts"),
}
"""Mark and word of each state: a colour only adds to them."""
_LOOKS: Final = {
    State.REFUSES: Style(color="red", bold=True),
    State.REMARK: Style(color="yellow"),
    State.CANNOT_TELL: Style(dim=True),
    State.ACCEPTS: Style(color="green"),
}
_STATE: Final = 17
"""Columns of the cursor, the mark and the word."""
_NAME: Final = 40
"""Columns of the names at most, so that the reasons begin in sight."""
_DIM: Final = Style(dim=True)
_BOLD: Final = Style(bold=True)
_CURSOR: Final = Style(reverse=True)


def words_of(state: State) -> str:
    """Mark and word: ``x refuses``."""
    return " ".join(_WORDS[state])


class VerdictList(LineView, can_focus=True):
    """A step of the cursor draws two lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("j,down", "move(1)", "down", "Down a line", id="list.down", show=False),
        act("k,up", "move(-1)", "up", "Up a line", id="list.up", show=False),
        act("pagedown,ctrl+d", "page(1)", "page down", "A page down", id="list.page_down", show=False),
        act("pageup,ctrl+u", "page(-1)", "page up", "A page up", id="list.page_up", show=False),
        act("g,home", "first", "first", "To the first", id="list.first", show=False),
        act("G,end", "last", "last", "To the last", id="list.last", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The chosen row, from 0."""

    @dataclass
    class Moved(Message):
        """Another row is chosen, or none."""

        verdict: Verdict | None

    def __init__(self) -> None:
        super().__init__()
        self.verdicts: tuple[Verdict, ...] = ()
        self._name_room = 0

    def show(self, verdicts: Sequence[Verdict], chosen: str = "") -> None:
        """Show these, with the cursor on the service of this id where it is among them, else on the first."""
        self.verdicts = tuple(verdicts)
        ids = [verdict.profile.id for verdict in self.verdicts]
        self._name_room = min(max((cell_len(row.profile.label) for row in self.verdicts), default=0), _NAME)
        self.set_reactive(VerdictList.cursor, ids.index(chosen) if chosen in ids else 0)
        self.set_reactive(LineView.top, 0)
        self.on_resize()
        self.refresh()
        self.post_message(self.Moved(self.verdict))

    @property
    def verdict(self) -> Verdict | None:
        """The chosen one."""
        return self.verdicts[self.cursor] if 0 <= self.cursor < len(self.verdicts) else None

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.verdicts)

    # Moving

    def validate_cursor(self, cursor: int) -> int:
        """Stay inside."""
        return max(0, min(cursor, len(self.verdicts) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two lines that change, and tell."""
        if old != new:
            self.draw_again(old)
            self.draw_again(new)
            self.see(new, new, margin=self.page // 2)
            self.post_message(self.Moved(self.verdict))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.see(self.cursor, self.cursor)

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
        """Move to the first."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move to the last."""
        self.cursor = len(self.verdicts) - 1

    # Drawing

    def draw_line(self, at: int, width: int) -> list[Segment]:
        """One row."""
        verdict, is_cursor = self.verdicts[at], at == self.cursor
        mark, word = _WORDS[verdict.state]
        reason = verdict.reasons[0].words if verdict.reasons else ""
        name_room = max(min(self._name_room, width - _STATE), 4)
        room = width - _STATE - name_room - 2
        line = [
            Segment(f"{'>' if is_cursor else ' '} {mark} {word:<13}", _LOOKS[verdict.state]),
            Segment(fit(visible(verdict.profile.label), name_room), _BOLD if is_cursor else PLAIN),
        ]
        if reason and room >= 12:
            line.append(Segment(f"  {fit(visible(reason), room)}", _DIM))
        if is_cursor and self.has_focus:
            line = line if reason and room >= 12 else [*line, Segment(" " * max(room + 2, 0), PLAIN)]
            return [Segment(segment.text, _CURSOR + _BOLD) for segment in line]
        return line
