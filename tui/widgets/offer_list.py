"""What a service takes of a key, one form a line: which half, what it is, whether copying it is asked."""

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

_HALF: Final = 14
_MARGIN: Final = 3


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One form of one half."""

    half: str
    words: str
    """What it is. Raw."""
    remark: str = ""


class OfferList(CursorList):
    """The chosen one is copied by Enter."""

    class Moved(Message):
        """Another one is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[OfferRow, ...] = ()

    def show(self, offers: Sequence[OfferRow]) -> None:
        """Show these, with the cursor on the first."""
        self.offers = tuple(offers)
        self.styles.height = max(len(self.offers), 1)
        self.put_cursor(0)

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.offers)

    def moved(self) -> Moved:
        """Tell that it moved."""
        return self.Moved()

    def on_resize(self) -> None:
        """It grows with what is in it."""
        self.refresh()

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """The half, the form, and what to know before it is copied."""
        one = self.offers[at]
        told = f"{visible(one.words)}{one.remark}"
        return [
            Segment(" > " if chosen else "   ", MARK),
            Segment(fit(one.half, _HALF), BOLD if chosen else PLAIN),
            Segment(fit(told, max(width - _HALF - _MARGIN, 1)), BOLD if chosen else DIM),
        ]
