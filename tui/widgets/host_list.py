"""The lines of known_hosts: the names or ``hashed``, the type, and the fingerprint where there is room.

``!`` marks a revoked or damaged line and a key that its service does not publish, ``@`` an authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..keyops.keys import fingerprints
from ..keyops.trust.known_hosts import AUTHORITY
from ..visible import visible
from .cursor_list import BAD, BOLD, DIM, MARK, RecordList
from .line_view import PLAIN
from .wrapping import fit, fit_column

if TYPE_CHECKING:
    from ..keyops.trust.known_hosts import HostLine

_MARGIN: Final = 5
_LABEL: Final = 12
_FINGERPRINT: Final = 51
_NAMES: Final = 24
"""Columns of the names at least, before a fingerprint is shown beside them."""


class HostList(RecordList["HostLine"]):
    """A step of the cursor draws two lines; only the keys of the lines that are seen are read."""

    @dataclass
    class Moved(Message):
        """Another line is chosen, or none."""

        line: HostLine | None

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, str] = {}
        """The names behind hashes, by the number of the line."""
        self.alarms: frozenset[int] = frozenset()
        """Lines whose key is not one that its service publishes."""

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.line)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Mark, names, type, fingerprint."""
        line = self.lines[at]
        public = line.public
        wrong = public is None or (line.marker and line.marker != AUTHORITY) or line.number in self.alarms
        mark = "!" if wrong else "@" if line.marker else " "
        room = width - _MARGIN - _LABEL - 1
        wide = room - _FINGERPRINT >= _NAMES
        names = visible(line.hosts_words(self.found.get(line.number, "")))
        row = [
            Segment(">" if chosen else " ", MARK),
            Segment(f" {mark} ", BAD if wrong else MARK),
            Segment(
                fit_column(names, max(room - (_FINGERPRINT if wide else 0), 4)),
                BOLD if chosen else DIM if line.is_hashed else PLAIN,
            ),
            Segment(" " + fit(line.label, _LABEL), BOLD if chosen else DIM),
        ]
        if wide and public is not None:
            row.append(Segment(" " + fingerprints.sha256(public), BOLD if chosen else DIM))
        return row
