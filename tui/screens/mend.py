"""Mending a chosen file from a screen: look at it, ask, write, and tell what was written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tui.keyops import mending

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.mending import MendResult
    from tui.screens.base import WorkScreen


async def mend(screen: WorkScreen, path: Path) -> MendResult | None:
    """Ask how to mend a file, and do it. Await it inside ``start``; it tells what it did.

    Returns:
        What was written; None when nothing was wrong, or the user gave up.

    Raises:
        KeyOpsError: it cannot be mended, or not be written.
    """
    from tui.dialogs.mend import MendAnswer, MendDialog

    planned = await screen.in_process(mending.plan, path)
    if not planned.is_needed:
        screen.tell(f"Nothing is wrong with {path.name}")
        return None
    answer = await screen.app.push_screen_wait(MendDialog(planned))
    if answer is None:
        return None
    if answer is MendAnswer.NEW_FILE:
        done = await screen.in_process(mending.write_new, planned)
    else:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        done = await screen.in_process(mending.write_in_place, planned, stamp)
    screen.tell(words(path, done))
    return done


def words(path: Path, done: MendResult) -> str:
    """What was written, as a sentence. Raw."""
    names = " and ".join(file.name for file in done.files)
    text = f"{path.name} is mended: {names} written" if done.files != (path,) else f"{path.name} is mended"
    if done.backups:
        text += f"; kept: {', '.join(backup.name for backup in done.backups)}"
    return text
