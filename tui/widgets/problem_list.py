"""The problems of a folder, one in a line: how bad it is, the file, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..keyops.findings import Severity
from ..visible import visible
from .cursor_list import BAD, BOLD, DIM, MARK, WARN, CursorList
from .line_view import PLAIN
from .wrapping import fit, fit_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from ..keyops.trust.problems import Problem

_MARKS: Final[dict[Severity, tuple[str, Style]]] = {
    Severity.ERROR: ("!!", BAD),
    Severity.WARNING: ("! ", WARN),
    Severity.INFO: ("- ", DIM),
}
"""Not by colour alone."""
_NAME: Final = 20


class ProblemList(CursorList):
    """A step of the cursor draws two lines."""

    @dataclass
    class Moved(Message):
        """Another one is chosen, or none."""

        problem: Problem | None

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Args: worst first."""
        super().__init__()
        self.problems = tuple(problems)

    @property
    def problem(self) -> Problem | None:
        """The chosen one."""
        return self.problems[self.cursor] if 0 <= self.cursor < len(self.problems) else None

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.problems)

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.problem)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Mark, name, what is wrong."""
        one = self.problems[at]
        mark, look = _MARKS[one.severity]
        name = visible(one.path.name or str(one.path)) + (f":{one.line}" if one.line else "")
        return [
            Segment("> " if chosen else "  ", MARK if chosen else PLAIN),
            Segment(mark + " ", look),
            Segment(fit_name(name, _NAME) + " ", BOLD if chosen else PLAIN),
            Segment(fit(visible(_short(one)), max(width - _NAME - 6, 1)), BOLD if chosen else DIM),
        ]


def _short(problem: Problem) -> str:
    """What is wrong, without the name of the file, which stands before it."""
    words = problem.title.removeprefix(f"{problem.path.name} ")
    return words[:1].upper() + words[1:] if words != problem.title else words
