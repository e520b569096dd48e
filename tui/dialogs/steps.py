"""Shows what was looked at, step by step, under a verdict; nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from ..bindings import act
from ..widgets.step_line import StepLine
from .base import Words
from .scrolling import ScrollingDialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType


class StepsDialog(ScrollingDialog["bool | None"]):
    """Subclasses give ``lines`` and ``keys``. Escape and Enter close it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "give_up", "close", "Back to the keys", show=False),
    ]

    escaped = None

    def lines(self) -> Iterator[tuple[str, str]]:
        """Raw text and the class of its look: ``words``, ``problem``, ``step``, ``step -wrong``.

        A step begins with a mark of two letters, or blanks, and a blank.
        """
        yield from ()

    def content(self) -> ComposeResult:
        """All lines; more than there is room for scroll."""
        with VerticalScroll(classes="steps", can_focus=False):
            for text, look in self.lines():
                yield (StepLine if "step" in look else Words)(text, classes=look)
