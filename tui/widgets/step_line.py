"""A line with a mark in front, whose further lines stand under its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget

from ..visible import visible
from .wrapping import wrap

if TYPE_CHECKING:
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
