"""Shows what is wrong in a folder, worst first; Enter goes to what sets one right, F repairs what it can."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on

from ..bindings import act
from ..keyops.records import dataclass
from ..keyops.trust import problems as rows
from ..visible import path_text
from ..widgets.problem_list import ProblemList
from .audit import REPORT
from .base import Dialog, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.trust.problems import Problem

_NEXT: Final = {
    rows.REPAIR: "Enter shows the repair, before and after",
    rows.PERMISSIONS: "Enter shows how its mode would change",
    rows.EDIT: "Enter opens Edit, where it gets a passphrase",
    rows.CERTIFICATE: "Enter opens what can be done with its certificate",
    rows.GENERATE: "Enter goes to Generate: make a new key in its place",
    None: "Enter goes to the file",
}


@dataclass(frozen=True, slots=True)
class ProblemChoice:
    """What the user wants to set right."""

    problem: Problem | None
    """None for all that need no decision."""
    is_report: bool = False
    """Whether nothing is to be set right, and a report is wanted."""


class ProblemsDialog(Dialog["ProblemChoice | None"]):
    """The problem to go to, or all; None when the user leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "go", "to the fix", "Open the fix for the chosen problem", id="problems.go"),
        act(
            "F",
            "all",
            "fix all",
            "Repair everything that needs no decision, after a preview",
            id="problems.all",
        ),
        REPORT,
    ]

    widths = (118, 118)
    keys = "Enter go to the fix   F fix what needs no decision   B report   Esc closes"
    escaped = None

    def __init__(
        self, folder: Path, problems: Sequence[Problem], keys: int, *, done: str = "", at: int = 0
    ) -> None:
        """Make the dialog.

        Args:
            folder: where it was looked.
            problems: worst first.
            keys: how many keys were looked at.
            done: what was set right just now, as a sentence.
            at: which problem to begin with.
        """
        count = sum(one.matters for one in problems)
        words = f"{count} problem{'' if count == 1 else 's'}" if count else "Nothing is wrong"
        super().__init__(f"{words} in {path_text(folder)}")
        self.problems = tuple(problems)
        self.looked = keys
        self.done = done
        self.at = at
        """The problem that is chosen, from 0."""

    def content(self) -> ComposeResult:
        """What was done, the list, and all about the chosen one; or a kind word."""
        if self.done:
            yield Words(self.done, classes="words done")
        if not self.problems:
            what = "Your key is" if self.looked == 1 else f"All {self.looked} keys are"
            yield Words(
                f"{what} in good shape. Modes, passphrases, pairs and certificates were checked. Nicely kept."
                if self.looked
                else "There are no keys here yet. Press n to make one."
            )
            return
        yield ProblemList(self.problems)
        yield Words("", classes="about")

    def on_mount(self) -> None:
        """Keys go to the list."""
        for one in self.query(ProblemList):
            room = max(self.size.height - (16 if self.done else 14), 8)
            one.styles.height = min(len(self.problems), room)
            one.put_cursor(min(self.at, len(self.problems) - 1))
            one.focus()
            self._tell(one.problem)

    @on(ProblemList.Moved)
    def _moved(self, message: ProblemList.Moved) -> None:
        message.stop()
        self.at = self.query_one(ProblemList).cursor
        self._tell(message.problem)

    def _tell(self, problem: Problem | None) -> None:
        if problem is not None:
            hint = [f"{problem.hint}."] if problem.hint else []
            for words in self.query(".about").results(Words):
                words.say(problem.title, *hint, _NEXT.get(problem.fix, _NEXT[None]))

    def action_go(self) -> None:
        """The chosen one."""
        found = next((one.problem for one in self.query(ProblemList)), None)
        self.dismiss(ProblemChoice(found) if found is not None else None)

    def action_all(self) -> None:
        """All of them."""
        self.dismiss(ProblemChoice(None) if self.problems else None)

    def action_report(self) -> None:
        """Write what was found into a file."""
        self.dismiss(ProblemChoice(None, is_report=True))
