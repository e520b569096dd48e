"""Dialogs in which something is typed: what is wrong with it stands under the fields."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual import on

from ..widgets.text_field import PasteRefused
from .base import Dialog, Words

T = TypeVar("T")


class TypedDialog(Dialog[T | None], Generic[T]):
    """The answer, or None when the user gave up. Its content has a ``problem_line``."""

    widths = (60, 70)
    escaped = None

    @staticmethod
    def problem_line(problem: str = "") -> Words:
        """Where it stands; it takes no room while nothing is wrong."""
        words = Words(f"! {problem}", classes="problem")
        words.display = bool(problem)
        return words

    @on(PasteRefused)
    def _paste_refused(self, event: PasteRefused) -> None:
        event.stop()
        self.say(event.reason)

    def say(self, problem: str) -> None:
        """Tell what is wrong, raw; nothing when it is empty."""
        words = self.query_one(".problem", Words)
        if problem or words.display:
            words.say(f"! {problem}")
            words.display = bool(problem)
