"""Asks for the passphrase of a key that is going to be made, twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from ..keyops.secret import Secret
from ..widgets.passphrase_input import PassphraseInput
from .base import Words
from .typed import TypedDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input

_NONE = "No passphrase: anyone with the file can use it. Press Enter again for none"


class NewPassphraseDialog(TypedDialog[Secret]):
    """What was typed, empty for none; or None when the user gave up."""

    keys = "Enter next   Ctrl+U clear   Esc cancels"

    def __init__(self, name: str) -> None:
        """Args: the name of the key, raw."""
        super().__init__(f"Passphrase of {name}")
        self._has_warned = False

    def content(self) -> ComposeResult:
        """Two fields."""
        yield Words("It protects the new key. Type it twice.")
        yield PassphraseInput("passphrase")
        yield PassphraseInput("confirm passphrase")
        yield self.problem_line()

    def on_mount(self) -> None:
        """Ready to type."""
        for field in self.query(PassphraseInput)[:1]:
            field.focus()

    @on(PassphraseInput.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        first, second = self.query(PassphraseInput)
        if event.input is first and first.value:
            second.focus()
        elif first.value != second.value:
            second.forget()
            second.focus()
            self.say("The passphrases do not match; confirm again")
        elif not first.value and not self._has_warned:
            self._has_warned = True
            self.say(_NONE)
        else:
            second.forget()
            self.dismiss(first.take())
