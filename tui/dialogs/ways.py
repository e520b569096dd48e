"""Dialogs that show what there is, offer ways, and tell what the chosen one would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on

from ..bindings import act
from ..widgets.choice import Choice
from .base import Words
from .scrolling import ScrollingDialog

if TYPE_CHECKING:
    from textual.binding import BindingType

T = TypeVar("T")


class WaysDialog(ScrollingDialog[T | None], Generic[T]):
    """The way, or None when the user gave up.

    Its content has a VerticalScroll, a Choice, and Words with the class ``outcome``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab,shift+tab", "other", "choose", "Another way", show=False),
    ]

    escaped = None

    def outcome(self, chosen: str) -> str:
        """What a way would do, as a sentence; raw."""
        raise NotImplementedError

    def answer(self, chosen: str) -> T:
        """What the dialog answers when a way is taken."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Keys go to the ways."""
        self.query(Choice).focus()  # none is there when it went before it was drawn

    def action_other(self) -> None:
        """Another way."""
        self.query_one(Choice).action_step(1)

    @on(Choice.Changed)
    def _changed(self) -> None:
        self.query_one(".outcome", Words).say(self.outcome(self.query_one(Choice).chosen))

    @on(Choice.Refused)
    def _refused(self, event: Choice.Refused) -> None:
        event.stop()
        self.query_one(".outcome", Words).say(event.option.reason)

    @on(Choice.Submitted)
    def _answered(self) -> None:
        self.dismiss(self.answer(self.query_one(Choice).chosen))
