"""Other names for files that belong together: all of them or none, and nothing is ever overwritten.

A note in their folder says what is under way, as for a save (``unfinished``): of a program that is killed in
between, the next one of ours that comes to the folder does the rest.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from typing import TYPE_CHECKING

from ..errors import StorageError
from . import atomic, folder_locks, unfinished
from .folders import open_folder, sync_folder
from .listing import BACKUP
from .refusals import refuse_existing, translated
from .transaction import undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def move(moves: Sequence[tuple[Path, Path]]) -> None:
    """Give files of one folder other names in it. A link is renamed itself.

    Args:
        moves: of each file the name that it has, and the one that it gets, which must be free.

    Raises:
        TargetExistsError: one of the new names is taken.
        StorageError: the file system said no; nothing was changed.
    """
    if not moves:
        return
    folder = moves[0][0].parent
    with translated(moves[0][0]), undisturbed(), _opened(folder) as (handle, full):
        for old, new in moves:
            if atomic.look(handle, old.name) is None:
                raise StorageError(old, f"{old.name} is gone", "Nothing was changed; reload the folder")
            if atomic.look(handle, new.name) is not None:
                refuse_existing(new)
        with _noted(handle, moves, full=full):
            _move(handle, moves, full=full)


def set_aside_all(paths: Sequence[Path], stamp: str) -> tuple[tuple[Path, Path], ...]:
    """Make backups of files of one folder, so that nothing has their names any more; nothing is lost.

    Args:
        paths: of the files.
        stamp: goes into the new names, such as ``20261122-193000``; numbered where one of them is taken.

    Returns:
        Of each file the name that it had, and that of the backup.

    Raises:
        StorageError: the file system said no; nothing was changed.
    """
    for number in itertools.count(1):
        moves = [(path, path.with_name(atomic.backup_name(path.name, stamp, number))) for path in paths]
        if not any(os.path.lexists(new) for _, new in moves):
            move(moves)
            return tuple(moves)
    raise AssertionError


def clear(paths: Sequence[Path]) -> int:
    """Delete backups for good.

    Args:
        paths: of backups; anything else is refused before anything is deleted.

    Returns:
        How many there were; one that is gone by now is none.

    Raises:
        StorageError: one is no backup, or the file system said no: those before it are gone.
    """
    for path in paths:
        if not BACKUP.search(path.name):
            raise StorageError(path, f"{path.name} is not a backup", "Nothing was deleted")
    count = 0
    for path in paths:
        with translated(path), _opened(path.parent) as (handle, full):
            status = atomic.look(handle, path.name)
            inode = atomic.inode_of(status)
            if inode is not None and atomic.take_away(handle, path.name, inode):
                count += 1
            if full:
                sync_folder(handle)
    return count


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[tuple[int, bool]]:
    """A folder, locked where it may be, and what a killed program left in it is done."""
    handle, full = open_folder(folder)
    try:
        if full:
            unfinished.recover(handle, locked=folder_locks.lock(handle, folder))
        yield handle, full
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)


@contextlib.contextmanager
def _noted(handle: int, moves: Sequence[tuple[Path, Path]], *, full: bool) -> Iterator[None]:
    """A note for as long as only some of the files have their new names."""
    if not full or len(moves) < 2:
        yield
        return
    steps = []
    for old, new in moves:
        mark = unfinished.mark(atomic.look(handle, old.name))
        steps.append(unfinished.SaveStep(new.name, old.name, "", mark, "", ""))
    name = unfinished.note_name(atomic.new_token())
    held = unfinished.write(handle, name, steps)
    try:
        yield
    finally:
        atomic.remove(handle, name)
        atomic.let_go(held)


def _move(handle: int, moves: Sequence[tuple[Path, Path]], *, full: bool) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in moves:
            done.append((old, new))
            in_one_step = atomic.moved_new(handle, old.name, new.name)
            if not in_one_step and atomic.put_new(handle, old.name, new.name):
                inode = atomic.inode_of(atomic.look(handle, new.name))
                atomic.take_away(handle, old.name, inode or (0, 0))
        if full:
            sync_folder(handle)
    except BaseException as error:
        taken = isinstance(error, FileExistsError)
        for old, new in reversed(done[:-1] if taken else done):
            if atomic.look(handle, new.name) is not None:
                atomic.give_back(handle, new.name, old.name)
        raise
