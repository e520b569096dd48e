"""Asks how a key is to be loaded into the agent: for how long, and whether the agent asks before each use."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from tui.agent import Wish
from tui.bindings import act
from tui.dialogs.base import Words
from tui.dialogs.typed import TypedDialog
from tui.keyops import validity
from tui.keyops.errors import KeyOpsError
from tui.widgets.choice import Choice, Option
from tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class AgentAddDialog(TypedDialog[Wish]):
    """How to load a key, or None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab,shift+tab,down,up", "other", "next", "The other field", show=False, priority=True),
    ]

    keys = "Enter add it   Tab the other field   Esc leaves it"

    def __init__(self, name: str) -> None:
        """Args: what is loaded, raw."""
        super().__init__(f"Add {name} to the agent")

    def content(self) -> ComposeResult:
        """The two fields."""
        yield Words("For how long, such as 1h, 90m or 8h; empty: until it is removed")
        yield TextField(placeholder="until it is removed")
        yield Words("Whether the agent asks before each use; it needs an askpass program for that")
        yield Choice([Option("no", "No question"), Option("yes", "Ask each time")])
        yield self.problem_line()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(TextField).focus()

    def action_other(self) -> None:
        """To the other field."""
        field = self.query_one(TextField)
        (self.query_one(Choice) if field.has_focus else field).focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        """Say what is wrong as soon as it is, and no longer."""
        self.say(self._read()[1])

    def _read(self) -> tuple[int, str]:
        """The seconds, 0 for no end; and what is wrong with what was typed."""
        text = self.query_one(TextField).value.strip()
        try:
            seconds = validity.interval(text) if text else 0
        except KeyOpsError as error:
            return 0, f"{error.title}. {error.hint}"
        return seconds, "It would be forgotten at once. Write 1h, 90m or 8h" if text and not seconds else ""

    @on(Input.Submitted)
    @on(Choice.Submitted)
    def _given(self) -> None:
        lifetime, problem = self._read()
        if problem:
            self.say(problem)
        else:
            self.dismiss(Wish(lifetime, confirm=self.query_one(Choice).chosen == "yes"))
