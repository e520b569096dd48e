"""One line of text to edit, without a border: few bytes for each key, and none while idle."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from ..bindings import act
from ..terminal.typed_paste import is_key

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

SUBMIT = act("enter", "submit", "do it", "Submit the form", id="form.submit")
MANY_LINES = "The paste has several lines; only one fits here, so nothing was pasted"
A_KEY = "Paste a whole key on the Keys screen (F2), not into a field"
WITH_CONTROLS = "The paste has control characters that no keyboard types; nothing was pasted"


class PasteRefused(Message):
    """A paste did not fit into a field, and nothing of it was taken."""

    def __init__(self, field: Input, reason: str) -> None:
        super().__init__()
        self.field = field
        self.reason = reason


def one_line(text: str) -> str:
    r"""A pasted text without the line end that a copied line often has.

    Only CR and LF divide lines here: U+2028 may be part of a passphrase.

    Raises:
        ValueError: it has several lines, or characters that no keyboard types; the message says which.
    """
    text = text.removesuffix("\n").removesuffix("\r")
    if "\n" in text or "\r" in text:
        raise ValueError(A_KEY if is_key(text) else MANY_LINES)
    if any(char < " " and char != "\t" for char in text) or "\x7f" in text:
        raise ValueError(WITH_CONTROLS)
    return text


def take_paste(field: Input, event: events.Paste) -> None:
    """Put a paste into a field whole, or tell why not."""
    event.stop()
    event.prevent_default()
    try:
        line = one_line(event.text)
    except ValueError as error:
        field.post_message(PasteRefused(field, str(error)))
        return
    if line:
        field.replace(line, *field.selection)


class TextField(Input):
    """An input that does not blink, and takes a paste whole or not at all.

    What the program put into it is selected when the field is entered, so that typing replaces it; what the
    user typed is not.
    """

    BINDINGS: ClassVar[list[BindingType]] = [SUBMIT]

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__(value, placeholder or " ", compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.preset = value
        """What the program put in last; when the text is another, it is the user's own."""

    def put(self, value: str) -> None:
        """Replace the text, with the cursor at its end; all of it stays selected where it was."""
        selected = self.has_focus and self._is_selected
        self.preset = value
        if value != self.value:
            self.value = value
            self.cursor_position = len(value)
            if selected:
                self.select_all()

    @property
    def _is_selected(self) -> bool:
        return sorted(self.selection) == [0, len(self.value)]

    @property
    def is_changed(self) -> bool:
        """Whether the user typed something else."""
        return self.value != self.preset

    def start_fresh(self) -> None:
        """Forget what the user typed."""
        self.put(self.preset)

    def _on_focus(self, event: events.Focus) -> None:
        if self.value and not self.is_changed and not event.from_app_focus:
            self.selection = Selection(0, len(self.value))

    def _on_paste(self, event: events.Paste) -> None:
        take_paste(self, event)
