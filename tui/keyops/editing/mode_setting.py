"""Modes of files and folders, set one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import StorageError
from ..files import storage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..inspection.permissions import PermissionProblem


def set_modes(modes: Sequence[PermissionProblem], written: Sequence[Path]) -> None:
    """Set them all; where some could not be set, say what is done and what is not."""
    failed: list[StorageError] = []
    done: list[Path] = []
    for one in modes:
        try:
            inode = None if one.path in written else one.inode
            storage.set_mode(one.path, one.wanted, expected=one.now, inode=inode)
            done.append(one.path)
        except StorageError as error:
            failed.append(error)
    if not failed:
        return
    first = failed[0]
    parts = [
        f"{words} {', '.join(path.name or str(path) for path in paths)}"
        for words, paths in (
            ("The same failed for", [error.path for error in failed[1:]]),
            ("The mode was set for", done),
            ("Written:", written),
        )
        if paths
    ]
    raise StorageError(first.path, first.title, ". ".join((first.hint, *parts)))
