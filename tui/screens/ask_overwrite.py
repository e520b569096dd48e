"""Writing files where something may be in the way: both keys are shown, and the user is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.files import storage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..keyops.targets.conflicts import Clash
    from .base import WorkScreen


async def save(screen: WorkScreen, files: Sequence[storage.NewFile]) -> tuple[Path, ...] | None:
    """Write files, all or none; ask before anything is overwritten. Await it inside ``start``.

    Returns:
        The backups of what was overwritten; None when the user did not agree, and nothing was written.

    Raises:
        StorageError: nothing was written.
    """
    from ..dialogs.confirm import ConfirmDialog
    from ..keyops.targets.conflicts import clashes

    found = await screen.in_process(clashes, files)
    if found:
        title = f"Overwrite {' and '.join(clash.path.name for clash in found)}?"
        question = ConfirmDialog(title, body(found), "Overwrite, and keep a backup", danger=True)
        if not await screen.app.push_screen_wait(question):
            return None
    return await screen.in_process(_save, files, found)


def body(found: Sequence[Clash]) -> list[str]:
    """What stands there, and what takes its place: lines, raw."""
    lines = []
    for clash in found:
        lines += [clash.path.name] if len(found) > 1 else []
        lines += [f"Old: {clash.old}", f"New: {clash.new}"]
    kept = f"The old file will be kept as {found[0].path.name}.backup-TIME"
    return [*lines, kept if len(found) == 1 else "The old files will be kept as NAME.backup-TIME"]


def _save(files: Sequence[storage.NewFile], found: Sequence[Clash]) -> tuple[Path, ...]:
    from ..keyops.targets.conflicts import expected

    # While the question was open another program may have put another key there: that was not agreed to.
    return storage.save(files, overwrite=bool(found), expected=expected(found))
