"""Asks for the format that several keys are to be written in, and says of each what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from ..widgets.choice import Choice, Option
from ..widgets.form import Form, Row
from .base import Dialog, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

_MOST = 8
"""Lines about single keys."""


class ConvertSeveralDialog(Dialog[str]):
    """The id of the format; empty when the user gave up."""

    keys = "Enter next   Up Down choose   F10 convert   Esc cancels"
    widths = (70, 76)
    escaped = ""

    def __init__(self, title: str, options: Sequence[Option], lines: Mapping[str, Sequence[str]]) -> None:
        """Make the dialog.

        Args:
            title: what is converted, raw.
            options: the formats.
            lines: what comes of each key, by the id of the format; raw.
        """
        super().__init__(title)
        self.options = tuple(options)
        self.lines = lines

    def content(self) -> ComposeResult:
        """The formats, and what comes of them."""
        yield Form(Row("to", "Format", Choice(self.options)), button="Convert")
        yield Words("", classes="names")

    def on_mount(self) -> None:
        """Ready to choose."""
        for form in self.query(Form):  # none is there when it went before it was drawn
            form.focus_row("to")
            self._tell()

    @property
    def _chosen(self) -> str:
        return self.query_one(Choice).chosen

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        lines = self.lines.get(self._chosen, ())
        more = len(lines) - _MOST
        self.query_one(".names", Words).say(*lines[:_MOST], *([f"and {more} more"] if more > 0 else []))

    @on(Form.Submitted)
    def _given(self, event: Form.Submitted) -> None:
        event.stop()
        self.dismiss(self._chosen)
