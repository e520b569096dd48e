"""Rows that each have a label and words: what can be copied for a service, the steps of a rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..keyops.records import dataclass
from ..visible import visible
from .cursor_list import BOLD, DIM, MARK, CursorList
from .line_view import PLAIN
from .wrapping import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

_LABEL: Final = 14
_MARGIN: Final = 3


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row."""

    label: str
    words: str
    """What it is, raw."""
    remark: str = ""


class RowList(CursorList):
    """The page says what Enter does with the chosen row."""

    class Moved(Message):
        """Another one is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ListRow, ...] = ()

    def show(self, rows: Sequence[ListRow]) -> None:
        """Show these, with the cursor on the first."""
        self.rows = tuple(rows)
        self.styles.height = max(len(self.rows), 1)
        self.put_cursor(0)

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.rows)

    def moved(self) -> Moved:
        """Tell that it moved."""
        return self.Moved()

    def on_resize(self) -> None:
        """It grows with what is in it."""
        self.refresh()

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Label, words and remark."""
        one = self.rows[at]
        told = f"{visible(one.words)}{one.remark}"
        return [
            Segment(" > " if chosen else "   ", MARK),
            Segment(fit(one.label, _LABEL), BOLD if chosen else PLAIN),
            Segment(fit(told, max(width - _LABEL - _MARGIN, 1)), BOLD if chosen else DIM),
        ]
