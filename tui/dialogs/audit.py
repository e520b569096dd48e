"""Shows what an audit of a file found: its problems, each key, each check."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from ..bindings import act
from ..keyops.findings import Severity
from ..widgets import next_steps
from .steps import StepsDialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from ..keyops.trust.auditing import Audit, KeyAudit

REPORT: Final = act(
    "B", "report", "report", "Write a CycloneDX report of the keys into a file", id="audit.report"
)
_MARKS = {Severity.INFO: "--", Severity.WARNING: "!!", Severity.ERROR: "!!"}
"""Not by colour alone."""


class AuditDialog(StepsDialog):
    """What was found first, then what was looked for and not found; True when a report of it is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [REPORT]

    widths = (70, 70)
    keys = "B report   ok nothing found   !! problem   -- note   Esc closes"
    few_keys = "B report   Esc closes"

    def __init__(self, name: str, audit: Audit) -> None:
        """Make the dialog.

        Args:
            name: of the file, raw.
            audit: what was found.
        """
        weak = any(key.is_weak for key in audit.keys)
        several = sum(problem.matters for problem in audit.problems)
        rest = f"{name} was checked only in part" if audit.errors else f"No weakness found in {name}"
        if several and not audit.errors:
            rest = f"{name} has {several} problem{'' if several == 1 else 's'}"
        super().__init__(f"{name} is weak" if weak else rest)
        self.audit = audit

    def action_report(self) -> None:
        """Write what was found into a file."""
        self.dismiss(True)

    def lines(self) -> Iterator[tuple[str, str]]:
        """For each key what was found, then the checks that found nothing."""
        for _, error in self.audit.errors:
            yield f"!! {error.title}", "step -wrong"
            yield f"   {next_steps.hint(error)}", "step"
        if any(key.key.line for key in self.audit.keys):
            yield from _told(self.audit, 0)
        for key in self.audit.keys:
            if len(self.audit.keys) > 1:
                yield f"{key.key.label}, line {key.key.line}", "problem" if key.is_weak else "words"
            yield from _told(self.audit, key.key.line)
            yield from self._passed(key)
        for name in self.audit.lists:
            yield f"ok Checked against the revocation list {name}", "step"

    @staticmethod
    def _passed(key: KeyAudit) -> Iterator[tuple[str, str]]:
        for check in key.checks:
            if check.finding is None:
                yield f"ok {check.weakness.title}", "step"
        if not key.checks:
            yield "-- There are no checks for keys of this type", "step"


def _told(audit: Audit, line: int) -> Iterator[tuple[str, str]]:
    """The problems of a line, or of the file as a whole."""
    for problem in audit.problems:
        if problem.line == line:
            yield f"{_MARKS[problem.severity]} {problem.title}", "step -wrong" if problem.matters else "step"
            yield f"   {problem.hint}", "step"
