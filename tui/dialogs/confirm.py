"""Asks whether to do something: y and n answer, and Enter gives the marked answer, which is No at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll

from ..bindings import act
from ..widgets.answers import Answers
from ..widgets.choice import Choice
from .base import Dialog, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ConfirmDialog(Dialog[bool]):
    """Whether the user agreed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab,shift+tab,down,up", "other", "choose", "The other answer", show=False),
        act("pagedown", "read('down')", "page", "Further down in a long text", show=False),
        act("pageup", "read('up')", "page", "Back to the start of a long text", show=False),
    ]

    keys = "y yes   n no   Left Right choose   Enter the marked one   Esc no"
    escaped = False

    def __init__(self, title: str, body: str | Sequence[str], yes: str = "", *, danger: bool = False) -> None:
        """Make the dialog.

        Args:
            title: the question, raw.
            body: what it means, raw; each of several is a line of its own.
            yes: what is done then, such as ``Remove the passphrase``; empty for a bare Yes.
            danger: whether something is lost by it; marked by a word and a colour.
        """
        super().__init__(title)
        self.lines = (body,) if isinstance(body, str) else tuple(body)
        self.yes = yes
        self.set_class(danger, "-danger")

    def content(self) -> ComposeResult:
        """What it means, and the two answers."""
        first, *more = self.lines
        with VerticalScroll(classes="what", can_focus=False):
            mark, under = ("! ", "  ") if self.has_class("-danger") else ("", "")
            yield Words(mark + first, *(under + line for line in more))
        yield Answers(self.yes)

    def on_mount(self) -> None:
        """Keys go to the answers."""
        self.query(Answers).focus()  # none is there when it went before it was drawn

    def action_read(self, way: str) -> None:
        """Scroll what it means, a page at a time."""
        text = self.query_one(VerticalScroll)
        (text.scroll_page_down if way == "down" else text.scroll_page_up)(animate=False)

    def action_other(self) -> None:
        """The other answer."""
        self.query_one(Answers).action_step(1)

    @on(Choice.Submitted)
    def _answered(self) -> None:
        self.dismiss(self.query_one(Answers).agreed)
