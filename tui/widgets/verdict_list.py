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
_NAME: Final = 39
"""Columns of the names at most: what is left at 80 columns beside how sure it is."""
_REASON: Final = 36
"""Columns below which a reason says nothing; the details have all of it."""
_SURE: Final = 18
"""Columns of how sure it is, and since when: ``uncertain, 2026-11``."""


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
        """Mark and word, name, how sure it is, and the first reason, as far as there is room."""
        verdict = self.verdicts[at]
        mark, word = _WORDS[verdict.state]
        name_room = max(min(self._name_room, width - _STATE), 4)
        room = width - _STATE - name_room - _SURE - 2
        line = [
            Segment(f"{'>' if chosen else ' '} {mark} {word:<13}", _LOOKS[verdict.state]),
            Segment(fit(visible(verdict.profile.label), name_room), BOLD if chosen else PLAIN),
        ]
        if room >= _REASON + 2:
            reason = verdict.reasons[0].words.partition(";")[0] if verdict.reasons else ""
            line.append(Segment(f"  {fit(visible(reason), room - 2)}", DIM))
        if room >= 0:
            line.append(Segment(f" {_sure(verdict.profile):>{_SURE}} ", DIM))  # the last column: the arrow
        return line


def _sure(profile: Profile) -> str:
    return f"{profile.confidence}, {profile.checked:%Y-%m}"
