"""Shows the numbers a key is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from ..bindings import act
from .base import Words
from .scrolling import ScrollingDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.inspection.numbers import Number


class NumbersDialog(ScrollingDialog[bool]):
    """True when the private half is to be shown too, which the caller asks about again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "give_up", "close", "Back to the keys", show=False),
        act("P", "private", "private numbers", "Show the private numbers too"),
    ]

    widths = (70, 70)
    keys = few_keys = "P private numbers too   Esc closes"
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

    def drop_secrets(self) -> bool:
        """Close, and hide the numbers at once, if they are private; whether they are."""
        if self.private:
            self.query(".problem").remove()
            self.dismiss(False)
        return self.private

    def action_private(self) -> None:
        """Ask for the private half."""
        if not self.private:
            self.dismiss(True)
