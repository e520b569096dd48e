"""Repairing all files of a folder that need no decision: planned together, told once, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import KeyOpsError
from ..inspection import permissions
from ..records import dataclass, replace
from . import repairing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .repair_plan import RepairPlan


@dataclass(frozen=True, slots=True)
class RepairAll:
    """What would be done, told before anything is written."""

    plans: tuple[RepairPlan, ...]
    """The modes of the folder first, then each file."""
    left: tuple[Path, ...] = ()
    """Files that want a decision, or that nothing repairs."""

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Of each change the name of its file, what is wrong now, and what is done. Raw."""
        return tuple(
            (planned.path.name, finding.title, change)
            for planned in self.plans
            for finding, change in zip(planned.problems, planned.changes, strict=True)
        )


def plan(folder: Path, files: Iterable[Path]) -> RepairAll:
    """Look at what can be repaired, and repair it in memory.

    Args:
        folder: whose modes are set, with those of the files in it.
        files: what is damaged, or whose ``.pub`` belongs to another key.

    Raises:
        StorageError: the folder cannot be read.
    """
    modes = _ours(repairing.plan_modes(folder))
    plans, left = [modes] if modes.is_needed else [], []
    for path in dict.fromkeys(files):
        try:
            planned = _of_content(repairing.plan(path))
        except KeyOpsError:
            left.append(path)
            continue
        if planned.to_be_named():
            left.append(path)
        elif planned.is_needed:
            plans.append(planned)
    return RepairAll(tuple(plans), tuple(left))


def _ours(planned: RepairPlan) -> RepairPlan:
    """Without what is not ours to change."""
    kept = [at for at, one in enumerate(planned.modes) if one.is_ours]
    return replace(
        planned,
        problems=tuple(planned.problems[at] for at in kept),
        changes=tuple(planned.changes[at] for at in kept),
        modes=tuple(planned.modes[at] for at in kept),
    )


def _of_content(planned: RepairPlan) -> RepairPlan:
    """Without the modes: they are set with those of the folder."""
    others = permissions.IDS | {permissions.OWNER}
    kept = [at for at, finding in enumerate(planned.problems) if finding.id not in others]
    return replace(
        planned,
        problems=tuple(planned.problems[at] for at in kept),
        changes=tuple(planned.changes[at] for at in kept),
        modes=(),
    )


def write(planned: RepairAll, stamp: str) -> int:
    """Do it, each in place and with a backup; tells how many changes were made.

    Args:
        planned: what was told.
        stamp: goes into the names of the backups.

    Raises:
        KeyOpsError: a file was changed meanwhile, or cannot be written; what came before it is done.
    """
    for one in planned.plans:
        repairing.write_in_place(one, stamp)
    return len(planned.lines)
