"""The two answers to a question: y and n give them at once, and the one that does nothing is marked first."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from ..bindings import act
from ..terminal.base_app import SafeApp
from .choice import Choice, Option

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.content import Content


class Answers(Choice):
    """``y Yes, remove it  [n No]``.

    No other letter does anything. What was typed before the question could be seen answers nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        act("y,Y", "answer('yes')", "yes", "Yes, do it", id="answers.yes"),
        act("n,N", "answer('no')", "no", "No, leave it as it is", id="answers.no"),
    ]

    def __init__(self, yes: str = "") -> None:
        """Make the two.

        Args:
            yes: what is done then, such as ``Remove it``; raw. Empty for a bare Yes.
        """
        words = f"Yes, {yes[:1].lower()}{yes[1:]}" if yes else "Yes"
        super().__init__([Option("yes", f"y {words}"), Option("no", "n No")], "no", letters=False)
        self._asked = False
        """Whether the question is on the screen."""
        self._rendered = 0.0
        """When it was first rendered, in seconds of ``time.monotonic``."""

    @property
    def is_asked(self) -> bool:
        """Whether the question was drawn: before, keys wait until it is known which came after that."""
        return self._asked

    @property
    def agreed(self) -> bool:
        """Whether Yes is marked."""
        return self.chosen == "yes"

    def on_mount(self) -> None:
        """Listen as soon as the question can be seen."""
        self.call_after_refresh(self._listen)

    def render(self) -> Content:
        """The two; the frame that shows them first is the next one."""
        self._rendered = self._rendered or time.monotonic()
        return super().render()

    def _listen(self) -> None:
        app: object = self.app
        self._asked = True
        if isinstance(app, SafeApp):
            app.keys.forget_typed(app.sent_since(self._rendered))
            app.keys.go_on()

    def take_at(self, column: int) -> None:
        """A click on an answer gives it."""
        if column < sum(self._draw(option).cell_length for option in self.options):
            super().take_at(column)
            self.action_submit()

    def action_answer(self, answer: str) -> None:
        """Give it."""
        if self._asked:
            self.chosen = answer
            self.action_submit()

    def action_submit(self) -> None:
        """Enter gives the marked one."""
        if self._asked:
            super().action_submit()
