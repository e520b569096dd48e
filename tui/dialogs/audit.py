"""Shows what an audit of a file found: each key, each check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.findings import Severity
from ..widgets import next_steps
from .steps import StepsDialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keyops.findings import Finding
    from ..keyops.trust.auditing import Audit, KeyAudit

_MARKS = {Severity.INFO: "--", Severity.WARNING: "!!", Severity.ERROR: "!!"}
"""Not by colour alone."""


class AuditDialog(StepsDialog):
    """What was found first, then what was looked for and not found."""

    keys = "ok nothing found   !! weak   -- noteworthy   Esc closes"

    def __init__(self, name: str, audit: Audit) -> None:
        """Make the dialog.

        Args:
            name: of the file, raw.
            audit: what was found.
        """
        weak = any(key.is_weak for key in audit.keys)
        rest = f"Not all of {name} was looked at" if audit.errors else f"Nothing is known against {name}"
        super().__init__(f"{name} is weak" if weak else rest)
        self.audit = audit

    def lines(self) -> Iterator[tuple[str, str]]:
        """For each key what was found, then the checks that found nothing."""
        for _, error in self.audit.errors:
            yield f"!! {error.title}", "step -wrong"
            yield f"   {next_steps.hint(error)}", "step"
        for key in self.audit.keys:
            if len(self.audit.keys) > 1:
                yield f"{key.key.label}, line {key.key.line}", "problem" if key.is_weak else "words"
            for finding in key.findings:
                yield from _found(finding)
            yield from self._passed(key)
        for name in self.audit.lists:
            yield f"ok Asked the list of revoked keys {name}", "step"

    @staticmethod
    def _passed(key: KeyAudit) -> Iterator[tuple[str, str]]:
        for check in key.checks:
            if check.finding is None:
                yield f"ok {check.weakness.title}", "step"
        if not key.checks:
            yield "-- There are no checks for keys of this type", "step"


def _found(finding: Finding) -> Iterator[tuple[str, str]]:
    wrong = finding.severity is not Severity.INFO
    yield f"{_MARKS[finding.severity]} {finding.title}", "step -wrong" if wrong else "step"
    yield f"   {finding.hint}", "step"
