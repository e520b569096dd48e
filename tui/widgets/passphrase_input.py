"""The only widget that a passphrase is typed into.

What is in it leaves as a ``Secret`` and in no other way: it is not copied nor cut, the messages that
Textual posts at each key carry nothing, and their repr shows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.actions import SkipAction
from textual.widgets import Input

from ..keyops.secret import Secret
from .text_field import SUBMIT, take_paste

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class PassphraseInput(Input):
    """A masked line. ``take`` empties it; ``peek`` does not."""

    BINDINGS: ClassVar[list[BindingType]] = [SUBMIT]

    class Changed(Input.Changed):
        """The passphrase changed; the value is not told."""

        def __init__(self, input: Input, *_: Any) -> None:  # noqa: A002, ANN401 - Textual's signature
            super().__init__(input, "")

    class Submitted(Input.Submitted):
        """Enter was pressed; the value is not told."""

        def __init__(self, input: Input, *_: Any) -> None:  # noqa: A002, ANN401
            super().__init__(input, "")

    class Blurred(Input.Blurred):
        """The focus went away; the value is not told."""

        def __init__(self, input: Input, *_: Any) -> None:  # noqa: A002, ANN401
            super().__init__(input, "")

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder or " ", password=True, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def peek(self) -> Secret:
        """What was typed so far, for judging its strength or comparing it."""
        return Secret(self.value)

    def take(self) -> Secret:
        """What was typed; the field is empty afterwards."""
        secret = Secret(self.value)
        self.forget()
        return secret

    def forget(self) -> None:
        """Empty the field."""
        self.value = ""

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""
        return bool(self.value)

    def start_fresh(self) -> None:
        """Empty the field."""
        self.forget()

    def drop_secrets(self) -> bool:
        """Empty the field, for nobody is at the keyboard; whether anything was in it."""
        held = bool(self.value)
        self.forget()
        return held

    def action_copy(self) -> None:
        """Not from here."""
        raise SkipAction

    def action_cut(self) -> None:
        """Not from here."""
        raise SkipAction

    def action_paste(self) -> None:
        """Ctrl+V would put in what the program itself copied, which never is a passphrase."""
        raise SkipAction

    def _on_paste(self, event: events.Paste) -> None:
        take_paste(self, event)
