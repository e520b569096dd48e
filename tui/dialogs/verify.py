"""Shows whether a key really works: the verdict, and each step that led to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.inspection.integrity_report import StepState
from .steps import StepsDialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keyops.inspection.integrity_report import Integrity

_MARKS = {StepState.OK: "ok", StepState.FAILED: "!!", StepState.IMPOSSIBLE: "--"}
"""Not by colour alone."""


class VerifyDialog(StepsDialog):
    """For each private key of the file its verdict and its steps."""

    widths = (70, 70)
    keys = "ok agrees   !! wrong   -- nothing to compare   Esc closes"

    def __init__(self, name: str, proof: Integrity) -> None:
        """Make the dialog.

        Args:
            name: of the file, raw.
            proof: what was found.
        """
        super().__init__(f"Verified {name}" if proof.works else f"{name} failed verification")
        self.proof = proof

    def lines(self) -> Iterator[tuple[str, str]]:
        """Verdicts and steps."""
        for key in self.proof.keys:
            yield key.verdict, "words" if key.works else "problem"
            for step in key.steps:
                wrong = step.state is StepState.FAILED
                text = f"{_MARKS[step.state]} {step.title}: {step.words}"
                yield text, "step -wrong" if wrong else "step"
