"""Writing the results of the headless verbs, and saying what was written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.keyops import storage
from tui.keyops.errors import TargetExistsError
from tui.keyops.wording import mode_words
from tui.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def save(files: Sequence[storage.NewFile], *, force: bool) -> None:
    """Write files, all or none, and tell their names and modes on standard output.

    Raises:
        TargetExistsError: one is there already and ``force`` was not given.
        StorageError: the file system said no.
    """
    try:
        storage.save(files, overwrite=force)
    except TargetExistsError as error:
        free = storage.free_name(files[0].path)
        raise TargetExistsError(
            error.path, error.title, f"{free.name} is free; or overwrite with --force"
        ) from None
    for file in files:
        mode = mode_words(file.path.stat().st_mode & 0o777)
        half = "private" if file.private else "public"
        sys.stdout.write(f"{half:<9} {mode} {visible(str(file.path))}\n")


def refuse_existing(*paths: Path) -> None:
    """Refuse before any work is done when a target is there already.

    Raises:
        TargetExistsError: names it and a free name.
    """
    for path in paths:
        if path.is_symlink() or path.exists():
            raise TargetExistsError(
                path,
                f"{path.name} is there already",
                f"{storage.free_name(paths[0]).name} is free; or overwrite with --force",
            )
