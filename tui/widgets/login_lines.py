"""The keys that ssh offers to a host, in its order, then those that it leaves out.

``!`` marks a key that cannot log in, ``-`` one that is not offered, ``+`` one that the agent holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..keyops.logins.offers import Outlook, Way
from ..visible import path_text, visible
from .cursor_list import BAD, BOLD, DIM, MARK, RecordList
from .line_view import PLAIN
from .wrapping import fit, fit_column

if TYPE_CHECKING:
    from ..keyops.logins.offers import Offer

_LABEL: Final = 19
_WORDS: Final = 20
_OTHERS: Final = 7 + _LABEL + 1 + _WORDS + 1
"""Columns of all but the name."""


class LoginLines(RecordList["Offer"]):
    """A step of the cursor draws two lines."""

    @dataclass
    class Moved(Message):
        """Another key is chosen, or none."""

        line: Offer | None

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.line)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Place, mark, file or comment, type, what comes of it."""
        one = self.lines[at]
        is_out = one.way is Way.LEFT_OUT
        is_bad = not is_out and one.outlook is Outlook.USELESS
        mark = "-" if is_out else "!" if is_bad else "+" if one.in_agent else " "
        plain = DIM if is_out else PLAIN
        name = path_text(one.path) if one.path is not None else visible(one.name)
        words = "not offered" if is_out else one.outlook.words or "ready"
        return [
            Segment(">" if chosen else " ", MARK),
            Segment(f"{one.place or '':>3} ", BOLD if chosen else DIM),
            Segment(f"{mark} ", BAD if is_bad else MARK),
            Segment(fit_column(name, max(width - _OTHERS, 8)), BOLD if chosen else plain),
            Segment(
                " " + fit(one.label or ("no key" if is_out else "type not visible"), _LABEL),
                BOLD if chosen else DIM,
            ),
            Segment(" " + fit(words, _WORDS), BAD if is_bad else BOLD if chosen else plain),
        ]
