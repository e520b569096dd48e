"""The services and clients under headings: what they do with a key, their name, and the first reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from ..keyops.services.checking import State, Verdict
from ..visible import visible
from .cursor_list import BOLD, DIM, CursorList
from .line_view import PLAIN
from .wrapping import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..keyops.services.rules import Profile

_WORDS: Final = {
    State.REFUSES: ("x", "refuses"),
    State.MAY_REFUSE: ("!", "may refuse"),
    State.REMARK: ("-", "accepts, but"),
    State.CANNOT_TELL: ("?", "cannot tell"),
    State.ACCEPTS: ("=", "accepts"),
}
"""Mark and word of each state: a colour only adds to them."""
_LOOKS: Final = {
    State.REFUSES: Style(color="red", bold=True),
    State.MAY_REFUSE: Style(color="yellow", bold=True),
    State.REMARK: Style(color="yellow"),
    State.CANNOT_TELL: Style(dim=True),
    State.ACCEPTS: Style(color="green"),
}
_STATE: Final = 17
"""Columns of the cursor, the star, the mark and the word."""
_ALIGNED: Final = 18
"""Columns of the reasons at least, where all begin behind the longest name; else they end in one column."""
_SURE: Final = 18
"""Columns of how sure it is, and since when: ``uncertain, 2026-11``."""
_LEAST: Final = 9
"""Columns in which a reason says anything: ``needs PEM``."""
STAR: Final = "*"


def words_of(state: State) -> str:
    """Mark and word: ``x refuses``."""
    return " ".join(_WORDS[state])


class VerdictList(CursorList):
    """A step of the cursor draws two lines."""

    @dataclass
    class Moved(Message):
        """Another row is chosen, or none."""

        verdict: Verdict | None

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Verdict | str, ...] = ()
        """A text is the heading over those that follow."""
        self.starred: frozenset[str] = frozenset()
        """Ids of services."""
        self._name_room = 0

    def show(self, rows: Sequence[Verdict | str], chosen: str = "") -> None:
        """Show these, with the cursor on the service of this id where it is among them, else on the first."""
        self.rows = tuple(rows)
        self._name_room = max((cell_len(visible(row.profile.label)) for row in self.verdicts), default=0)
        self.put_cursor(self.find(chosen), top=True)

    def find(self, name: str = "") -> int:
        """The row of a service, else the first that is one; 0 where there is none."""
        found = {row.profile.id: at for at, row in enumerate(self.rows) if not isinstance(row, str)}
        return found.get(name, min(found.values(), default=0))

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of the rows."""
        return tuple(row for row in self.rows if not isinstance(row, str))

    @property
    def verdict(self) -> Verdict | None:
        """The chosen one."""
        row = self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None
        return None if isinstance(row, str) else row

    @property
    def line_count(self) -> int:
        """One line for each, and the headings."""
        return len(self.rows)

    def validate_cursor(self, cursor: int) -> int:
        """Stay inside, and on no heading: none is the last row, or has another one below."""
        at = super().validate_cursor(cursor)
        if not self._is_heading(at):
            return at
        return at - 1 if at and at < self.cursor else at + 1

    def _is_heading(self, at: int) -> bool:
        return 0 <= at < len(self.rows) and isinstance(self.rows[at], str)

    def keep_seen(self) -> None:
        """With the heading right above."""
        self.see(self.cursor - self._is_heading(self.cursor - 1), self.cursor, margin=self.page // 2)

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.verdict)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Star, mark and word, name, the first reason, and how sure it is, where all of that has room."""
        verdict = self.rows[at]
        if isinstance(verdict, str):
            heading = f"── {verdict} "
            return [Segment(heading + "─" * (width - 1 - cell_len(heading)), DIM)]
        profile = verdict.profile
        mark, word = _WORDS[verdict.state]
        star = STAR if profile.id in self.starred else " "
        name = visible(profile.label)
        longest = self._name_room
        left = width - _STATE - 3  # the last column: the arrow
        is_aligned = left - longest >= _ALIGNED
        name_room = max(min(longest if is_aligned else cell_len(name), left), 4)
        reason = _reason(verdict, left - name_room)
        reason = reason if is_aligned or not reason else f"{reason:>{left - name_room}}"
        line = [
            Segment(f"{'>' if chosen else ' '}{star}{mark} {word:<13}", _LOOKS[verdict.state]),
            Segment(fit(name, name_room), BOLD if chosen else PLAIN),
            Segment(f"  {reason}" if reason else "", DIM),
        ]
        room = width - 1 - sum(segment.cell_length for segment in line)
        if room > _SURE:
            line.append(Segment(f"{_sure(profile):>{room}}", DIM))
        return line


def _reason(verdict: Verdict, room: int) -> str:
    """The first reason in so many columns: ``needs RSA of 2048 bits or more``, or ``needs RSA``."""
    if not verdict.reasons:
        return ""
    whole = visible(verdict.reasons[0].words.partition(";")[0].removeprefix("it "))
    short = whole if cell_len(whole) <= room else whole.partition(" (")[0]
    short = short if cell_len(short) <= room else short.partition(" of ")[0]
    return fit(short, room).rstrip() if room >= _LEAST else ""


def _sure(profile: Profile) -> str:
    return f"{profile.confidence}, {profile.checked:%Y-%m}"
