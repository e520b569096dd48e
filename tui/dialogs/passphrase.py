"""Asks for a passphrase: masked, again after a wrong one, and Escape gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from tui.dialogs.base import Dialog, Words
from tui.keyops.secret import Secret
from tui.widgets.passphrase_input import PassphraseInput
from tui.widgets.text_field import PasteRefused

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input


class PassphraseDialog(Dialog[Secret | None]):
    """The passphrase, or None when the user gave up."""

    keys = "Enter unlock   Ctrl+U clear   Esc gives up"
    escaped = None

    def __init__(self, title: str, problem: str = "") -> None:
        """Make the dialog.

        Args:
            title: what it is for, such as ``Passphrase of id_rsa``; raw.
            problem: why it is asked again, raw; empty the first time.
        """
        super().__init__(title)
        self.problem = problem

    def content(self) -> ComposeResult:
        """What went wrong, and the field."""
        yield Words(f"! {self.problem}" if self.problem else "", classes="problem")
        yield PassphraseInput()

    def on_mount(self) -> None:
        """One field, ready to type."""
        self._say(self.problem)
        self.query_one(PassphraseInput).focus()

    @on(PassphraseInput.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        field = self.query_one(PassphraseInput)
        if field.peek():
            self.dismiss(field.take())
        else:
            self._say("Type the passphrase first")

    @on(PasteRefused)
    def _refused(self, event: PasteRefused) -> None:
        event.stop()
        self._say(event.reason)

    def _say(self, problem: str) -> None:
        words = self.query_one(".problem", Words)
        words.say(f"! {problem}" if problem else "")
        words.display = bool(problem)

    def action_give_up(self) -> None:
        """Leave, and leave nothing in the field."""
        self.query_one(PassphraseInput).forget()
        super().action_give_up()
