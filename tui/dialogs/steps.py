"""Shows what was looked at, step by step, under a verdict; nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.bindings import act
from tui.dialogs.base import Dialog, Words
from tui.visible import visible
from tui.widgets.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Size

_MARK: Final = 3
"""Columns of ``ok`` or another mark, and the blank behind it."""


class Step(Widget):
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


class StepsDialog(Dialog[None]):
    """Subclasses give ``lines`` and ``keys``. Escape and Enter close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "give_up", "close", "Back to the keys", show=False),
        act("down,j", "scroll(1)", "scroll", "Further down", show=False),
        act("up,k", "scroll(-1)", "scroll", "Further up", show=False),
        act("pagedown", "scroll(8)", "page down", "Much further down", show=False),
        act("pageup", "scroll(-8)", "page up", "Much further up", show=False),
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
                yield (Step if "step" in look else Words)(text, classes=look)

    def on_mount(self) -> None:
        """Where it scrolls, tell the keys of that."""
        self.call_after_refresh(self._tell_scrolling)

    def on_resize(self) -> None:
        """There may be less room."""
        self.call_after_refresh(self._tell_scrolling)

    def _tell_scrolling(self) -> None:
        told = self.query_one(".keys", Static)
        if self.query_one(VerticalScroll).max_scroll_y > 0:
            keys = f"j k scroll   {self.keys}"
            told.update(keys if len(keys) <= told.size.width else "j k scroll   Esc closes")
        else:
            told.update(self.keys)

    def action_scroll(self, by: int) -> None:
        """Show more of a long list."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
