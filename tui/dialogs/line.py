"""Asks for one line of text, such as the name of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from tui.dialogs.base import Dialog, Words
from tui.widgets.text_field import PasteRefused, TextField

if TYPE_CHECKING:
    from textual.app import ComposeResult


class LineDialog(Dialog[str | None]):
    """What was typed, or None when the user gave up."""

    keys = "Enter take it   Ctrl+U clear   Esc gives up"
    escaped = None

    def __init__(self, title: str, body: str) -> None:
        """Make the dialog.

        Args:
            title: what is asked, raw.
            body: what it is for, raw.
        """
        super().__init__(title)
        self.body = body

    def content(self) -> ComposeResult:
        """What it is for, and the field."""
        yield Words(self.body)
        yield TextField()
        yield Words(classes="problem")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(".problem").display = False
        self.query_one(TextField).focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.query_one(TextField).value.strip()
        if text:
            self.dismiss(text)
        else:
            self._say("Type it first")

    @on(PasteRefused)
    def _refused(self, event: PasteRefused) -> None:
        event.stop()
        self._say(event.reason)

    def _say(self, problem: str) -> None:
        words = self.query_one(".problem", Words)
        words.say(f"! {problem}")
        words.display = True
