"""Asks how to mend a file: what is wrong, what will be done, and where the outcome goes."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll

from tui.bindings import act
from tui.dialogs.base import Dialog, Words
from tui.visible import visible
from tui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.keyops.mending import MendPlan

_SHOWN = 90
"""Characters of a line of the difference."""


class MendAnswer(enum.Enum):
    """Where the mended file goes."""

    NEW_FILE = "new"
    IN_PLACE = "place"


class MendDialog(Dialog[MendAnswer | None]):
    """The way to mend, or None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab,shift+tab", "other", "choose", "The other way", show=False),
        act("down,j", "scroll(1)", "scroll", "Further down", show=False),
        act("up,k", "scroll(-1)", "scroll", "Further up", show=False),
    ]

    keys = "Left Right choose   Enter mend   Esc leaves it as it is"
    escaped = None

    def __init__(self, planned: MendPlan) -> None:
        """Args: what is wrong with a file, and what mending would do."""
        super().__init__(f"Mend {planned.path.name}")
        self.planned = planned

    def content(self) -> ComposeResult:
        """The problems, what is done about each, the difference, and the two ways."""
        planned = self.planned
        with VerticalScroll(classes="changes", can_focus=False):
            for finding, change in zip(planned.problems, planned.changes, strict=True):
                yield Words(f"! {finding.title}", classes="what")
                yield Words(f"  {change}", classes="dim")
            for before, after in planned.difference:
                yield Words(f"- {_cut(before)}", classes="before")
                yield Words(f"+ {_cut(after)}", classes="after")
        yield Choice(self._options())
        yield Words(self._outcome("new" if planned.mended else "place"), classes="outcome")

    def _options(self) -> list[Option]:
        only = "" if self.planned.mended else "Only its mode or its .pub is wrong, not what is in it"
        return [Option("new", "A new file", only), Option("place", "In place, with a backup")]

    def _outcome(self, chosen: str) -> str:
        planned = self.planned
        if chosen == "new":
            text = f"{planned.target.name} is written, {planned.path.name} stays as it is"
            alone = ["its mode"] * planned.set_mode + ["the .pub beside it"] * (planned.public is not None)
            return f"{text}, and so does {' and '.join(alone)}" if alone else text
        if planned.mended is None and planned.public is None:
            return f"The mode of {planned.path.name} is set"
        return "What is replaced stays beside it under the name NAME.backup-TIME, for you alone to read"

    def on_mount(self) -> None:
        """Keys go to the ways."""
        self.query_one(Choice).focus()

    def action_other(self) -> None:
        """The other way."""
        self.query_one(Choice).action_step(1)

    def action_scroll(self, by: int) -> None:
        """Show more of a long list."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    @on(Choice.Changed)
    def _changed(self) -> None:
        self.query_one(".outcome", Words).say(self._outcome(self.query_one(Choice).chosen))

    @on(Choice.Refused)
    def _refused(self, event: Choice.Refused) -> None:
        event.stop()
        self.query_one(".outcome", Words).say(event.option.reason)

    @on(Choice.Submitted)
    def _answered(self) -> None:
        self.dismiss(MendAnswer(self.query_one(Choice).chosen))


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
