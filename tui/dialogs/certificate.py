"""Asks what to do with a key and its certificate: sign with it, attach one, remove it."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from textual.containers import VerticalScroll

from ..widgets.choice import Choice, Option
from ..widgets.step_line import StepLine
from .base import Words
from .ways import WaysDialog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult


_REST: Final = 15
"""Lines of everything else in the dialog, where the outcome needs three."""


class CertificateAnswer(enum.Enum):
    """What is to be done."""

    SIGN = "sign"
    ATTACH = "attach"
    REMOVE = "remove"


class CertificateDialog(WaysDialog[CertificateAnswer]):
    """The action, or None when the user gave up."""

    widths = (70, 70)
    keys = "Left Right choose   Enter do it   Esc cancels"
    few_keys = "Enter do it   Esc cancels"

    def __init__(
        self,
        title: str,
        rows: Sequence[tuple[str, str]],
        options: Sequence[Option],
        outcomes: Mapping[str, str],
    ) -> None:
        """Make the dialog.

        Args:
            title: the name of the file, raw.
            rows: label and value of what its certificate says, raw; none where it has none.
            options: the values of CertificateAnswer, with why one cannot be.
            outcomes: what each would do, as a sentence; raw.
        """
        super().__init__(title)
        self.rows = rows
        self.options = options
        self.outcomes = outcomes

    def content(self) -> ComposeResult:
        """What the certificate says, what can be done, and what the chosen one would do."""
        with VerticalScroll(classes="facts", can_focus=False):
            for label, value in self.rows:
                yield StepLine(f"{label:<12} {value}", classes="fact", mark=13)
        choice = Choice(self.options, letters=False)
        yield choice
        yield Words(self.outcomes.get(choice.chosen, ""), classes="outcome")

    def on_mount(self) -> None:
        """A key without a certificate has none to show."""
        self.query(VerticalScroll).set(display=bool(self.rows))

    def on_resize(self) -> None:
        """What the certificate says has the room that the rest leaves."""
        self.query_one(VerticalScroll).styles.max_height = max(6, self.size.height - _REST)

    def outcome(self, chosen: str) -> str:
        """As it was told."""
        return self.outcomes.get(chosen, "")

    def answer(self, chosen: str) -> CertificateAnswer:
        """The action."""
        return CertificateAnswer(chosen)
