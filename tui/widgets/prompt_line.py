"""One line to type in under a list: a filter, or a path to go to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from ..bindings import act
from .text_field import TextField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class PromptLine(Horizontal):
    """Hidden until it is opened. What is typed is told by messages; it knows nothing of its meaning."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("escape", "close", "cancel", "Close the line and forget what was typed", id="prompt.close"),
        act("tab", "complete", "complete", "Complete what was typed", id="prompt.complete", priority=True),
    ]

    @dataclass
    class Changed(Message):
        """Another text stands in the line."""

        purpose: str
        text: str

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

        purpose: str
        text: str

    @dataclass
    class Completing(Message):
        """Tab was pressed."""

        purpose: str
        text: str

    @dataclass
    class Closed(Message):
        """Escape was pressed."""

        purpose: str

    def __init__(self) -> None:
        super().__init__()
        self.purpose = ""
        """What it was opened for; empty while it is hidden."""

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield Static(markup=False)
        yield TextField()

    def on_mount(self) -> None:
        """Hide."""
        self.display = False

    @property
    def input(self) -> Input:
        """Where one types."""
        return self.query_one(Input)

    def show(self, purpose: str, label: str, text: str = "") -> None:
        """Show it, and put the text into it."""
        self.purpose = purpose
        self.query_one(Static).update(label)
        self.display = True
        with self.input.prevent(Input.Changed):
            self.put(text)

    def open(self, purpose: str, label: str, text: str = "", *, anew: bool = False) -> None:
        """Show it, and type in it.

        Args:
            purpose: what for; it comes back in each message.
            label: what stands before it.
            text: that is there already.
            anew: whether the first letter that is typed replaces that text.
        """
        self.show(purpose, label, text)
        self.input.focus()
        if anew:
            self.input.select_all()

    def close(self) -> None:
        """Hide it."""
        self.purpose = ""
        self.display = False

    def put(self, text: str) -> None:
        """Replace what was typed."""
        self.input.value = text
        self.input.cursor_position = len(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell."""
        event.stop()
        if self.purpose:
            self.post_message(self.Changed(self.purpose, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Entered(self.purpose, event.value))

    def action_complete(self) -> None:
        """Tell."""
        self.post_message(self.Completing(self.purpose, self.input.value))

    def action_close(self) -> None:
        """Tell."""
        self.post_message(self.Closed(self.purpose))
