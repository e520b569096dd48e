"""The services and clients, one a line: what they do with a key, their name, and the first reason."""

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
"""Columns of the cursor, the mark and the word."""
_NAME: Final = 40
"""Columns of the names at most, so that the reasons begin in sight."""
_LEAST: Final = 12
"""Columns below which a reason says nothing."""
_REASON: Final = 40
"""Columns that a reason has before it is told how sure it is, and since when."""
_SURE: Final = 18
"""Columns of that: ``uncertain, 2026-11``."""


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
        self.verdicts: tuple[Verdict, ...] = ()
        self._name_room = 0

    def show(self, verdicts: Sequence[Verdict], chosen: str = "") -> None:
        """Show these, with the cursor on the service of this id where it is among them, else on the first."""
        self.verdicts = tuple(verdicts)
        ids = [verdict.profile.id for verdict in self.verdicts]
        self._name_room = min(max((cell_len(row.profile.label) for row in self.verdicts), default=0), _NAME)
        self.put_cursor(ids.index(chosen) if chosen in ids else 0, top=True)

    @property
    def verdict(self) -> Verdict | None:
        """The chosen one."""
        return self.verdicts[self.cursor] if 0 <= self.cursor < len(self.verdicts) else None

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.verdicts)

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.verdict)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Mark and word, name, and the first reason where there is room."""
        verdict = self.verdicts[at]
        mark, word = _WORDS[verdict.state]
        reason = verdict.reasons[0].words if verdict.reasons else ""
        name_room = max(min(self._name_room, width - _STATE), 4)
        room = width - _STATE - name_room - 2
        sure = _sure(verdict.profile) if not reason or room >= _REASON + _SURE + 2 else ""
        line = [
            Segment(f"{'>' if chosen else ' '} {mark} {word:<13}", _LOOKS[verdict.state]),
            Segment(fit(visible(verdict.profile.label), name_room), BOLD if chosen else PLAIN),
        ]
        if room < _LEAST:
            return line
        left = room - (_SURE + 2 if sure and room >= _SURE + 2 else 0)
        line.append(Segment(f"  {fit(visible(reason), left)}", DIM))
        if left < room:
            line.append(Segment(f" {sure:>{_SURE}} ", DIM))  # the last column may hold the arrow
        return line


def _sure(profile: Profile) -> str:
    return f"{profile.confidence}, {profile.checked:%Y-%m}"
