"""The lines of authorized_keys: the comment, type and size, and what comes of the line.

``!`` marks a line that lets nobody in, ``#`` a disabled one, ``=`` one whose key an earlier line has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..visible import visible
from .cursor_list import BAD, BOLD, DIM, MARK, RecordList
from .line_view import PLAIN
from .wrapping import fit, fit_column

if TYPE_CHECKING:
    from ..keyops.trust.authorized_keys import AuthorizedLine

_LABEL: Final = 12
_VERDICT: Final = 20
_OTHERS: Final = 5 + _LABEL + 1 + _VERDICT + 1
"""Columns of all but the comment."""


class AuthorizedLines(RecordList["AuthorizedLine"]):
    """A step of the cursor draws two lines."""

    @dataclass
    class Moved(Message):
        """Another line is chosen, or none."""

        line: AuthorizedLine | None

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.line)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Mark, comment, type, verdict."""
        line = self.lines[at]
        wrong = not line.is_disabled and not line.lets_in
        mark = "#" if line.is_disabled else "!" if wrong else "=" if line.first else " "
        plain = DIM if line.is_disabled else PLAIN
        name = fit_column(visible(line.comment or line.text.strip()), max(width - _OTHERS, 8))
        return [
            Segment(">" if chosen else " ", MARK),
            Segment(f" {mark} ", BAD if wrong else MARK),
            Segment(name, BOLD if chosen else plain),
            Segment(" " + fit(line.report.label or "no key", _LABEL), BOLD if chosen else DIM),
            Segment(" " + fit(line.verdict, _VERDICT), BAD if wrong else BOLD if chosen else plain),
        ]
