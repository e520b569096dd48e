"""Asks for one line of text, such as the name of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from ..widgets.text_field import TextField
from .base import Words
from .typed import TypedDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class LineDialog(TypedDialog[str]):
    """What was typed, or None when the user gave up."""

    keys = "Enter accept   Ctrl+U clear   Esc cancels"

    def __init__(self, title: str, body: str, proposed: str = "") -> None:
        """Make the dialog.

        Args:
            title: what is asked, raw.
            body: what it is for, raw.
            proposed: what stands in the field at first.
        """
        super().__init__(title)
        self.body = body
        self.proposed = proposed

    def content(self) -> ComposeResult:
        """What it is for, and the field."""
        yield Words(self.body)
        yield TextField(self.proposed)
        yield self.problem_line()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query(TextField).focus()  # none is there when it went before it was drawn

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.query_one(TextField).value.strip()
        if text:
            self.dismiss(text)
        else:
            self.say("Type it first")
