"""Shows whether a key really works: the verdict, and each step that led to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from tui.bindings import act
from tui.dialogs.base import Dialog, Words
from tui.keyops.proof import StepState

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.keyops.proof import Integrity

_MARKS = {StepState.OK: "ok", StepState.FAILED: "!!", StepState.IMPOSSIBLE: "--"}
"""Not by colour alone."""


class VerifyDialog(Dialog[None]):
    """Nothing is asked; Escape and Enter close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "give_up", "close", "Back to the keys", show=False),
        act("down,j", "scroll(1)", "scroll", "Further down", show=False),
        act("up,k", "scroll(-1)", "scroll", "Further up", show=False),
    ]

    keys = "ok agrees   !! wrong   -- nothing to compare   Esc closes"
    escaped = None

    def __init__(self, name: str, proof: Integrity) -> None:
        """Make the dialog.

        Args:
            name: of the file, raw.
            proof: what was found.
        """
        super().__init__(f"Verified {name}" if proof.works else f"{name} does not hold")
        self.proof = proof

    def content(self) -> ComposeResult:
        """For each private key of the file its verdict and its steps."""
        with VerticalScroll(classes="steps", can_focus=False):
            for key in self.proof.keys:
                yield Words(key.verdict, classes="words" if key.works else "problem")
                for step in key.steps:
                    wrong = step.state is StepState.FAILED
                    text = f"{_MARKS[step.state]} {step.title}: {step.words}"
                    yield Words(text, classes="step -wrong" if wrong else "step")

    def action_scroll(self, by: int) -> None:
        """Show more of a long list."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
