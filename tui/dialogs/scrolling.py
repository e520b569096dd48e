"""Dialogs with a list that may be longer than there is room for, and that say how to see the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from ..bindings import act
from .base import Dialog

if TYPE_CHECKING:
    from textual.binding import BindingType

T = TypeVar("T")


class ScrollingDialog(Dialog[T]):
    """Its content has one VerticalScroll, which does not take the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("down,j", "scroll(1)", "scroll", "Further down", show=False),
        act("up,k", "scroll(-1)", "scroll", "Further up", show=False),
        act("pagedown", "page(1)", "page down", "Much further down", show=False),
        act("pageup", "page(-1)", "page up", "Much further up", show=False),
    ]

    few_keys: ClassVar[str] = "Esc closes"
    """What of ``keys`` is told where it scrolls and there is no room for all."""

    def on_mount(self) -> None:
        """Where it scrolls, tell the keys of that."""
        self.call_after_refresh(self._tell_scrolling)

    def on_resize(self) -> None:
        """There may be less room."""
        self.call_after_refresh(self._tell_scrolling)

    def _tell_scrolling(self) -> None:
        told = self.query_one(".keys", Static)
        keys = self.keys
        if self.query_one(VerticalScroll).max_scroll_y > 0:
            keys = f"j k scroll   {self.keys}"
            keys = keys if len(keys) <= told.size.width else f"j k scroll   {self.few_keys}"
        told.update(keys)

    def action_scroll(self, by: int) -> None:
        """Show more of a long list."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Show more of a long list, nearly all that there is room for."""
        self.action_scroll(by * max(self.query_one(VerticalScroll).size.height - 1, 1))
