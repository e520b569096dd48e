"""The folders that files are written in: made, opened, and synced."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from .modes import NOT_SUPPORTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER_MODE: Final = 0o700


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it that are missing, 0700; tells which, outermost first."""
    missing = []
    while not os.path.lexists(folder):
        missing.append(folder)
        folder = folder.parent
    made: list[Path] = []
    try:
        for path in reversed(missing):
            with contextlib.suppress(FileExistsError):  # another program made it in this moment
                path.mkdir(FOLDER_MODE)
                made.append(path)
    except BaseException:
        remove_folders(made)
        raise
    return made


def remove_folders(made: Sequence[Path]) -> None:
    """Remove folders that were made for nothing, as far as they are still empty."""
    for path in reversed(made):
        with contextlib.suppress(OSError):
            path.rmdir()


def open_folder(folder: Path) -> tuple[int, bool]:
    """Open a folder; tells its handle, and whether it may be locked and synced."""
    flags = os.O_DIRECTORY | os.O_CLOEXEC
    try:
        return os.open(folder, os.O_RDONLY | flags), True
    except PermissionError:
        # One may write into a folder that one may not list.
        return os.open(folder, getattr(os, "O_PATH", os.O_RDONLY) | flags), False


def sync_folder(handle: int) -> None:
    """Have the names in a folder written to the disk."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_SUPPORTED:
            raise


def sync_name(folder: Path) -> None:
    """Have the name of a folder that was made written to the disk: a file is lost with its folder."""
    handle, full = open_folder(folder.parent)
    try:
        if full:
            sync_folder(handle)
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
