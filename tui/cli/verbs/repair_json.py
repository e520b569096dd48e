"""``keywright repair --json``: what is wrong with a file, what the repair does, and what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...keyops.editing import unnamed_keys
from .. import json_objects

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ...keyops.editing.repair_plan import RepairPlan
    from ...keyops.editing.repairing import Repaired
    from .. import results


def finish(told: results.Results, shown: dict[str, Any], code: int = 0) -> int:
    """Write the object of a repair, where JSON was asked for.

    Args:
        told: what was written.
        shown: of one of the functions here.
        code: the exit code.

    Returns:
        The exit code.
    """
    if told.as_json:
        json_objects.write([{**shown, "written": told.rows}])
    return code


def of_repaired(repaired: Repaired) -> dict[str, Any]:
    """What a repair of standard input does."""
    steps = [(one.title, one.change) for one in repaired.applied]
    return _object("-", steps, (), (), _new(repaired))


def of_plan(planned: RepairPlan) -> dict[str, Any]:
    """What a repair of a file does, as it is planned."""
    steps = [(one.title, change) for one, change in zip(planned.problems, planned.changes, strict=True)]
    left = [(one.title, one.hint) for one in planned.left]
    new = _new(planned.repaired, planned.path)
    return _object(str(planned.path), steps, planned.difference, left, new)


def _new(repaired: Repaired | None, *paths: Path) -> list[str]:
    """The keys that OpenSSH would read and does not read now."""
    found = unnamed_keys.refused_names(repaired, *paths) if repaired is not None else ()
    return [one.fingerprint for one in found]


def _object(
    path: str,
    steps: Iterable[tuple[str, str]],
    difference: Iterable[tuple[str, str]],
    left: Iterable[tuple[str, str]],
    new_keys: list[str],
) -> dict[str, Any]:
    text = json_objects.text
    return {
        "path": text(path),
        "problems": [{"title": text(title), "change": text(change)} for title, change in steps],
        "difference": [{"before": text(before), "after": text(after)} for before, after in difference],
        "left": [{"title": text(title), "hint": text(hint)} for title, hint in left],
        "new_keys": new_keys,
    }
