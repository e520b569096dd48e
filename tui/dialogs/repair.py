"""Asks how to repair a file: what is wrong, what will be done, and where the outcome goes."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from ..keyops.editing.differences import cut_inside
from ..visible import visible
from ..widgets.choice import Choice, Option
from .base import Words
from .ways import WaysDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..keyops.editing.repair_plan import RepairPlan

_SHOWN = 90
"""Characters of a line of the difference."""


class RepairAnswer(enum.Enum):
    """Where the repaired file goes."""

    NEW_FILE = "new"
    IN_PLACE = "place"


class RepairDialog(WaysDialog[RepairAnswer]):
    """The way to repair, or None when the user gave up."""

    widths = (70, 70)
    keys = "Left Right choose   Enter repair   Esc cancels"
    few_keys = "Enter repair   Esc cancels"

    def __init__(self, planned: RepairPlan, *, in_place: bool = False) -> None:
        """Make the dialog.

        Args:
            planned: what is wrong with a file, and what repairing would do.
            in_place: whether that way is marked at first, and not a new file.
        """
        super().__init__(f"Repair {planned.path.name}")
        self.planned = planned
        self.first = "new" if planned.repaired and not in_place else "place"

    def content(self) -> ComposeResult:
        """The problems, what is done about each, the difference, and the two ways."""
        planned = self.planned
        with VerticalScroll(classes="changes", can_focus=False):
            for finding, change in zip(planned.problems, planned.changes, strict=True):
                yield Words(f"! {finding.title}", classes="what")
                yield Words(f"  {change}", classes="dim")
            for before, after in planned.difference:
                if before:
                    yield Words(f"- {_cut(before)}", classes="before")
                if after:
                    yield Words(f"+ {_cut(after)}", classes="after")
            for one in planned.to_be_named():
                yield Words(f"! OpenSSH would read a new key: {one.sentence}", classes="what")
        yield Choice(self._options(), self.first, letters=False)
        yield Words(self.outcome(self.first), classes="outcome")

    def _options(self) -> list[Option]:
        only = "" if self.planned.repaired else "Only its mode or its .pub is wrong; the key itself is fine"
        place = "In place, with a backup" if self.planned.repaired or self.planned.public else "Set the mode"
        return [Option("new", "A new file", only), Option("place", place)]

    def outcome(self, chosen: str) -> str:
        """What is written, set and kept."""
        planned = self.planned
        if chosen == "new":
            text = f"Writes {planned.target.name}; {planned.path.name} stays as it is"
            alone = ["its mode"] * planned.set_mode + ["its .pub"] * (planned.public is not None)
            return f"{text}, as {'do' if len(alone) > 1 else 'does'} {' and '.join(alone)}" if alone else text
        if planned.repaired is None and planned.public is None:
            names = [one.path.name for one in planned.modes if one.is_ours]
            if not names:
                return "None of these files is yours to change"
            few = f"Sets the mode of {' and '.join(names)}; nothing else changes"
            return few if len(names) < 3 else f"Sets {len(names)} modes; nothing else changes"
        return "The old file is kept next to it as NAME.backup-TIME, readable only by you"

    def answer(self, chosen: str) -> RepairAnswer:
        """The way."""
        return RepairAnswer(chosen)


def _cut(text: str) -> str:
    return cut_inside(visible(text), _SHOWN)
