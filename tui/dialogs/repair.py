"""Asks how to repair a file: what is wrong, what will be done, and where the outcome goes."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from ..keyops.editing.differences import cut_inside
from ..visible import visible
from ..widgets.choice import Choice, Option
from ..widgets.step_line import StepLine
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
    keys = "Enter repair   Left Right another way   Esc cancels"
    few_keys = "Enter repair   Esc cancels"

    def __init__(self, planned: RepairPlan) -> None:
        """Make the dialog.

        Args:
            planned: what is wrong with a file, and what repairing would do.
        """
        super().__init__(f"Repair {planned.path.name}")
        self.planned = planned

    def content(self) -> ComposeResult:
        """The problems, what is done about each, the difference, and the two ways."""
        planned = self.planned
        with VerticalScroll(classes="changes", can_focus=False):
            for finding, change in zip(planned.problems, planned.changes, strict=True):
                yield StepLine(f"! {finding.title}", classes="what", mark=2)
                yield StepLine(f"  {change}", classes="dim", mark=2)
            for before, after in planned.difference:
                if before:
                    yield Words(f"- {_cut(before)}", classes="before")
                if after:
                    yield Words(f"+ {_cut(after)}", classes="after")
            for one in planned.to_be_named():
                yield StepLine(f"! OpenSSH would read a new key: {one.sentence}", classes="what", mark=2)
        yield Choice(self._options(), letters=False)
        yield Words(self.outcome("place"), classes="outcome")

    def _options(self) -> list[Option]:
        """In place first: the file is wanted under its own name, and nothing is lost by it."""
        if self.planned.repaired:
            return [Option("place", "In place, with a backup"), Option("new", "A new file")]
        return [Option("place", "Write its .pub again" if self.planned.public else "Set the mode")]

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
        old = planned.path if planned.repaired or planned.public is None else planned.public.path
        return f"Keeps the old file as {old.name}.backup-TIME, readable only by you"

    def answer(self, chosen: str) -> RepairAnswer:
        """The way."""
        return RepairAnswer(chosen)


def _cut(text: str) -> str:
    return cut_inside(visible(text), _SHOWN)
