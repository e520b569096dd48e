"""Asks what to do with a key and its certificate: sign with it, attach one, remove it."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from tui.bindings import act
from tui.dialogs.base import Words
from tui.dialogs.steps import Step
from tui.dialogs.ways import WaysDialog
from tui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class CertificateAnswer(enum.Enum):
    """What is to be done."""

    SIGN = "sign"
    ATTACH = "attach"
    REMOVE = "remove"


class CertificateDialog(WaysDialog[CertificateAnswer]):
    """The deed, or None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("down,j", "scroll(1)", "scroll", "Further down", show=False),
        act("up,k", "scroll(-1)", "scroll", "Further up", show=False),
    ]

    keys = "Left Right choose   Enter do it   Esc gives up"

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
                yield Step(f"{label:<12} {value}", classes="fact", mark=13)
        choice = Choice(self.options)
        yield choice
        yield Words(self.outcomes.get(choice.chosen, ""), classes="outcome")

    def on_mount(self) -> None:
        """A key without a certificate has none to show."""
        self.query_one(VerticalScroll).display = bool(self.rows)

    def action_scroll(self, by: int) -> None:
        """Show more of what the certificate says."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def outcome(self, chosen: str) -> str:
        """As it was told."""
        return self.outcomes.get(chosen, "")

    def answer(self, chosen: str) -> CertificateAnswer:
        """The deed."""
        return CertificateAnswer(chosen)
