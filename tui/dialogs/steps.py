"""Shows what was looked at, step by step, under a verdict; nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from ..bindings import act
from ..visible import visible
from ..widgets.wrapping import wrap
from .base import Words
from .scrolling import ScrollingDialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Size

_MARK: Final = 3
"""Columns of ``ok`` or another mark, and the blank behind it."""


class StepLine(Widget):
    """A mark or a label and raw text: where it needs several lines, they stand under the first."""

    def __init__(self, text: str, *, classes: str, mark: int = _MARK) -> None:
        super().__init__(classes=classes)
        self.mark, self.words = text[:mark], visible(text[mark:])

    def _lines(self, width: int) -> list[str]:
        return wrap(self.words, width - len(self.mark))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as the words need."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The mark, and the words beside it."""
        return Content(self.mark + ("\n" + " " * len(self.mark)).join(self._lines(self.size.width)))


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
