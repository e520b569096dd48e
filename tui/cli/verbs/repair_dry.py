"""``keywright repair --dry-run --json``: what is wrong with a file, and what a repair would do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.editing import repairing, unnamed_keys
from ...keyops.files import paths as presence
from .. import json_objects, passphrase_options, streams

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from ...keyops.editing.repair_plan import RepairPlan
    from ...keyops.editing.repairing import Repaired


def tell(arguments: argparse.Namespace) -> int:
    """Write one object; the exit code is that of the same words without ``--json``."""
    if not arguments.dry_run:
        sys.stderr.write(f"keywright: {json_objects.ONLY_DRY}\n")
        return 2
    if arguments.file == Path("-"):
        given = passphrase_options.from_file(arguments.passphrase_file)
        repaired = repairing.repair(streams.standard_input(), "", given)
        steps = [(one.title, one.change) for one in repaired.applied]
        json_objects.write([_object("-", steps, (), (), _new(repaired))])
        return 0
    is_folder = presence.is_folder(arguments.file)
    if arguments.permissions or is_folder:
        planned = repairing.plan_modes(arguments.file)
        json_objects.write([_of_plan(planned)])
        return (1 if arguments.permissions else 2) if planned.is_needed else 0
    planned = repairing.plan(arguments.file, passphrase_options.from_file(arguments.passphrase_file))
    json_objects.write([_of_plan(planned)])
    return 1 if planned.left and not planned.is_needed else 0


def _of_plan(planned: RepairPlan) -> dict[str, Any]:
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
