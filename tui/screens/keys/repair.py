"""Repairing a chosen file from a screen: look at it, ask, write, and tell what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.editing.repair_plan import is_sealed, nothing_wrong
from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.inspection.advice import NOT_LOCKED

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.editing.repair_plan import RepairResult
    from ...keyops.inspection.report import FileReport
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be repaired; None when it can.

    Asked at each step of the cursor: the kinds of damage, half a MiB of code, wait for a file that has any.
    """
    every = [*report.findings, *(finding for key in report.keys for finding in key.findings)]
    has_error = report.error is not None or any(key.error for key in report.keys)
    if not has_error and all(finding.id == NOT_LOCKED for finding in every):
        return nothing_wrong(report.path.name, sealed=is_sealed(report))
    from ...keyops.editing import repairing

    return repairing.why_not(report)


async def run(screen: WorkScreen, path: Path) -> Path | None:
    """Ask how to repair a file, and do it. Await it inside ``start``; it tells what it did.

    Args:
        screen: that asks.
        path: the file.

    Returns:
        The file itself when anything was written; None when nothing was wrong, or the user gave up.

    Raises:
        KeyOpsError: it cannot be repaired, or not be written.
    """
    from ...dialogs.confirm import ConfirmDialog
    from ...dialogs.repair import RepairAnswer, RepairDialog
    from ...keyops.editing import repairing
    from ..ask_passphrase import with_passphrase

    planned = await screen.in_process(repairing.plan, path)
    if not planned.is_needed and not planned.left:
        # Something was found inside when it was unlocked: it takes the passphrase to write that anew.
        planned = await with_passphrase(screen, path, repairing.plan) or planned
    if not planned.is_needed:
        left = planned.left
        fine = nothing_wrong(path.name, sealed=planned.sealed, warned=planned.warned)
        screen.tell(f"{path.name}: {left[0].title}. {left[0].hint}" if left else fine)
        return None
    answer = await screen.app.push_screen_wait(RepairDialog(planned))
    if answer is None:
        return None
    new = answer is RepairAnswer.NEW_FILE
    accepted: list[str] = []
    for one in planned.to_be_named(planned.target if new else None):
        if not await screen.app.push_screen_wait(
            ConfirmDialog(
                "Let this key in?",
                f"OpenSSH does not read this key in {path.name} now, but will after the repair. "
                f"{one.sentence[0].upper()}{one.sentence[1:]}",
                "Let it in",
                danger=True,
            )
        ):
            screen.tell(f"{path.name} is unchanged")
            return None
        accepted.append(one.fingerprint)
    if new:
        done = await screen.in_process(repairing.write_new, planned, accepted=accepted)
    else:
        stamp = storage.stamp_now()
        done = await screen.in_process(repairing.write_in_place, planned, stamp, accepted)
    screen.tell(words(path, done))
    return path


def words(path: Path, done: RepairResult) -> str:
    """What was written, as a sentence. Raw."""
    parts = []
    if done.files:
        names = " and ".join(file.name for file in done.files)
        if path in done.files:
            parts.append(f"{path.name} was repaired" + ("" if done.files == (path,) else f"; wrote {names}"))
        else:
            parts.append(f"Wrote {names}, the repaired copy; {path.name} stays as it was")
        if path in done.files and presence.is_link(path):
            parts.append(f"it is a link, and what it points to was written: {path.resolve()}")
    if done.modes:
        names = ", ".join(file.name or str(file) for file in done.modes)
        which = names if len(done.modes) <= 3 else f"{len(done.modes)} files and folders"
        parts.append(f"{'the' if parts else 'The'} mode of {which} was set")
    if done.backups:
        parts.append(f"the original is kept as {', '.join(backup.name for backup in done.backups)}")
    return "; ".join(parts) or f"{path.name} is unchanged"
