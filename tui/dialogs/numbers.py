"""Shows the numbers a key is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from ..bindings import act
from .base import Dialog, Words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.inspection.numbers import Number


class NumbersDialog(Dialog[bool]):
    """True when the private half is to be shown too, which the caller asks about again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "give_up", "close", "Back to the keys", show=False),
        act("P", "private", "private numbers", "Show the private numbers too"),
        act("down,j", "scroll(1)", "scroll", "Further down", show=False),
        act("up,k", "scroll(-1)", "scroll", "Further up", show=False),
        act("pagedown", "scroll(8)", "page down", "Much further down", show=False),
        act("pageup", "scroll(-8)", "page up", "Much further up", show=False),
    ]

    widths = (70, 70)
    keys = "j k scroll   P private numbers too   Esc closes"
    escaped = False

    def __init__(self, name: str, numbers: tuple[Number, ...], *, private: bool) -> None:
        """Make the dialog.

        Args:
            name: of the file, raw.
            numbers: to show.
            private: whether the private ones are among them.
        """
        super().__init__(f"{name}, public and private numbers" if private else f"{name}, public numbers")
        self.numbers = numbers
        self.private = private

    def content(self) -> ComposeResult:
        """One number after the other."""
        with VerticalScroll(classes="steps", can_focus=False):
            for number in self.numbers:
                yield Words(number.line, classes="problem" if number.private else "step")

    def action_scroll(self, by: int) -> None:
        """Show more of a long list."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def drop_secrets(self) -> bool:
        """Close if the private half is shown: nobody is at the keyboard; whether it was."""
        if self.private and self.is_current:
            self.dismiss(False)
        return self.private

    def action_private(self) -> None:
        """Ask for the private half."""
        if not self.private:
            self.dismiss(True)
