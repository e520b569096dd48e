"""Editing a chosen file from a screen: ask what, ask for the passphrase, write, and tell what was written."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from ...keyops.editing import editable
from ...keyops.files import storage
from ...keyops.inspection.description import where_kept
from ...keyops.inspection.files import inspect_file
from ..ask_passphrase import as_needed, forget

if TYPE_CHECKING:
    from pathlib import Path

    from ...dialogs.edit import EditAnswer
    from ...keyops.editing.files import Edit, Written
    from ...keyops.inspection.report import FileReport
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be edited; None when it can."""
    name = report.path.name
    if report.error is not None or not report.keys:
        return f"{name} is not a key file that can be read; m repairs what can be repaired"
    reasons = [editable.why_not(key) for key in report.keys]
    return None if None in reasons else f"{name} cannot be edited: {reasons[0]}"


async def run(screen: WorkScreen, path: Path) -> Path | None:
    """Ask what to edit, and do it. Await it inside ``start``; it tells what it did.

    Returns:
        The file itself when anything was written; None when nothing changed, or the user gave up.

    Raises:
        KeyOpsError: it cannot be edited, or not be written.
    """
    from ...dialogs.edit import EditDialog
    from ...keyops.conversion.conversion import Locking
    from ...keyops.editing import files as edited_files

    report = await screen.in_process(inspect_file, path)
    reason = why_not(report)
    if reason is not None:
        screen.tell(reason)
        return None
    answer = await screen.app.push_screen_wait(EditDialog(report))
    if answer is None or not await _agreed(screen, path, answer):
        return None
    done = await _prepare(screen, report, answer)
    if done is None:
        screen.tell("Nothing was written")
        return None
    if not done.files:
        screen.tell(f"There is nothing to change in {path.name}")
        return None
    written = await screen.in_process(edited_files.write, done, storage.stamp_now())
    if answer.request.locking is not Locking.KEEP:
        forget(screen, path)
    screen.tell(words(path, written))
    return path


async def _agreed(screen: WorkScreen, path: Path, answer: EditAnswer) -> bool:
    """Whether the user means it, where the private key will lie open."""
    from ...dialogs.confirm import ConfirmDialog
    from ...keyops.conversion.conversion import Locking

    if answer.request.locking is not Locking.REMOVE:
        return True
    text = f"{path.name} will have no passphrase: anyone who can read the file can use the key."
    question = ConfirmDialog("Remove the passphrase?", text, "Remove it", danger=True)
    return await screen.app.push_screen_wait(question)


async def _prepare(screen: WorkScreen, report: FileReport, answer: EditAnswer) -> Edit | None:
    """Make the edit in a child process; None when the user gave up on the passphrase."""
    from ...keyops.editing import files as edited_files
    from ...keyops.editing import plan as edit_plans

    make = functools.partial(edited_files.prepare, request=answer.request, index=answer.index)
    others = len(report.keys) - 1
    planned = edit_plans.plan(report.keys[answer.index], answer.request, others=others)
    return await as_needed(screen, report.path, make, locked=planned.needs_passphrase)


def words(path: Path, written: Written) -> str:
    """What was written, as a sentence. Raw."""
    names = " and ".join(file.name for file in written.files)
    text = f"{names} {'is' if len(written.files) == 1 else 'are'} edited"
    if path not in written.files:
        text = f"Wrote {names}; {path.name} stays as it was"
    if written.backups:
        more = ", and so is the old .pub" if len(written.backups) > 1 else ""
        text += f"; the old file is kept as {where_kept(written.files[0], written.backups[0])}{more}"
    return text
