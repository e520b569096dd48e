"""Deleting keys, into backups, and renaming them: all files of a key together, and each can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import StorageError, TargetExistsError
from ..files import paths as presence
from ..files import storage
from ..inspection.key_files import stem_of
from ..records import dataclass
from ..wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done, so that it can be undone."""

    moves: tuple[tuple[Path, Path], ...]
    """Of each file the name that it had, and the one that it has now."""
    words: str
    """``Deleted id_rsa and id_rsa.pub``; raw."""


def delete(paths: Sequence[Path]) -> Moved:
    """Take files away: each stays in its folder as a backup, until the backups are cleared.

    Args:
        paths: of files, no folders.

    Raises:
        StorageError: one is a folder or is gone, or the file system said no; nothing was changed.
    """
    stamp = storage.stamp_now()
    moves: list[tuple[Path, Path]] = []
    try:
        for group in _by_folder(paths):
            moves += storage.set_aside_all(group, stamp)
    except StorageError:
        if moves:
            undo(Moved(tuple(moves), ""))
        raise
    return Moved(tuple(moves), f"Deleted {names_of(paths)}")


def undo(moved: Moved) -> None:
    """Give all files the names back that they had.

    Raises:
        TargetExistsError: one of these names is taken by now.
        StorageError: the file system said no; in its folder nothing was changed.
    """
    back = [(new, old) for old, new in moved.moves]
    for folder in dict.fromkeys(new.parent for new, _ in back):
        storage.move([(new, old) for new, old in back if new.parent == folder])


def planned(files: Sequence[Path], name: str) -> tuple[tuple[Path, Path], ...]:
    """The new names of the files of a key.

    ``id_rsa`` becomes ``work``, and so ``id_rsa.pub`` becomes ``work.pub`` and ``id_rsa.ppk`` ``work.ppk``. A
    file that is called otherwise keeps its name.

    Args:
        files: of the key, that which is to get the name first.
        name: the new name of the first.

    Raises:
        StorageError: it cannot be a name, or is that of a public key where the file is private.
    """
    main = files[0]
    problem = _problem(main.name, name)
    if problem:
        raise StorageError(main, problem, "Type a file name, such as id_work")
    found = [(path, path.with_name(_renamed(path.name, main.name, name))) for path in files]
    return tuple((old, new) for old, new in found if old != new)


def _problem(old: str, name: str) -> str:
    if not name.strip() or name in {".", ".."}:
        return "The name is empty"
    if "/" in name or "\0" in name:
        return f"{name} is a path; rename does not move files to another folder"
    if name.endswith(".pub") and not old.endswith(".pub"):
        return "A name ending in .pub is for the public key"
    return "" if name != old else f"It is already called {name}"


def _renamed(name: str, main: str, new: str) -> str:
    if name.startswith(main):
        return new + name[len(main) :]
    stem = stem_of(main)
    return stem_of(new) + name[len(stem) :] if stem_of(name) == stem else name


def rename_key(files: Sequence[Path], name: str) -> Moved:
    """Rename a key with all its files.

    Args:
        files: as ``planned``.
        name: the new name of the first.

    Raises:
        TargetExistsError: one of the new names is taken; nothing was changed.
        StorageError: as ``planned``, or the file system said no; nothing was changed.
    """
    moves = planned(files, name)
    taken = next((new for _, new in moves if presence.is_taken(new)), None)
    if taken is not None:
        raise TargetExistsError(taken, f"{taken.name} already exists", "Choose another name")
    storage.move(moves)
    return Moved(moves, f"Renamed {names_of(old for old, _ in moves)} to {names_of(new for _, new in moves)}")


def names_of(paths: Iterable[Path]) -> str:
    """Names in a sentence: ``id_rsa and id_rsa.pub``, ``id_rsa, id_rsa.pub and 3 more``."""
    names = [path.name for path in paths]
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return listed(names) if names else ""


def _by_folder(paths: Sequence[Path]) -> list[list[Path]]:
    found: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(paths):
        if presence.is_folder(path) and not presence.is_link(path):
            raise StorageError(path, f"{path.name} is a folder", "Only files can be deleted here")
        found.setdefault(path.parent, []).append(path)
    return list(found.values())
