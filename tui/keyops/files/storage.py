"""The one door to the only code that writes files.

Files are read by ``reading``. Writing is atomic: a temporary file in the
same folder, made exclusively and without following links, 0600 from its first byte when it is private,
flushed and synced, then put in place by a link that cannot overwrite, or by a rename when overwriting
was asked for; then the folder is synced (``transaction`` and its steps in ``atomic``). What is overwritten is
kept in a backup. After a failure at any moment the old file is whole or the new one is.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import time
from typing import TYPE_CHECKING, Final

from ..errors import StorageError
from . import atomic, folder_locks, modes, unfinished
from . import transaction as saving
from .atomic import PRIVATE_MODE, PUBLIC_MODE, NewFile, backup_name, give_back, put_new
from .folders import FOLDER_MODE, open_folder, sync_folder
from .moving import clear, move, set_aside_all
from .paths import is_taken
from .reading import read_key_file
from .refusals import translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = [
    "FOLDER_MODE",
    "PRIVATE_MODE",
    "PUBLIC_MODE",
    "NewFile",
    "clear",
    "free_backup",
    "free_name",
    "move",
    "public_path",
    "read_key_file",
    "recover",
    "replace",
    "replace_with_backup",
    "save",
    "set_aside",
    "set_aside_all",
    "set_mode",
    "stamp_now",
]

_STAMP: Final = "%Y%m%d-%H%M%S"


def stamp_now() -> str:
    """The time as it stands in the name of a backup: ``20261122-193000``."""
    return time.strftime(_STAMP)


def free_name(path: Path, *, pair: bool = True) -> Path:
    """The path itself, or with the lowest number behind it that makes it free.

    ``id_rsa`` becomes ``id_rsa_2``, ``build.pem`` becomes ``build_2.pem``.

    Args:
        path: the name wanted.
        pair: whether its ``.pub`` must be free too.
    """
    number = 1
    candidate = path
    while is_taken(candidate) or (pair and is_taken(public_path(candidate))):
        number += 1
        candidate = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return candidate


def public_path(private: Path) -> Path:
    """Where the public key goes: ``id_rsa.pub`` next to ``id_rsa``, ``build.pem.pub`` next to ``build.pem``.

    That is where ssh and ssh-keygen look. They read no PPK: ``build.pub`` lies next to ``build.ppk``.
    """
    if private.suffix.lower() == ".ppk":
        return private.with_suffix(".pub")
    return private.with_name(private.name + ".pub")


def free_backup(path: Path, stamp: str) -> Path:
    """The name that a backup of a file gets now, with this stamp."""
    names = (path.with_name(backup_name(path.name, stamp, number)) for number in itertools.count(1))
    return next(name for name in names if not is_taken(name))


def save(
    files: Sequence[NewFile],
    *,
    overwrite: bool = False,
    backup: bool = True,
    stamp: str = "",
    expected: Mapping[Path, bytes] | None = None,
) -> tuple[Path, ...]:
    """Write files that belong together: all of them, or none.

    Missing folders are made, 0700. With ``overwrite`` existing files are replaced, and keep their owner,
    group and mode, but that a private file is for its owner alone; without, one existing target refuses
    the whole. A link is never written through.

    Args:
        files: what to write.
        overwrite: whether to replace what is there.
        backup: whether what is replaced is kept next to it, 0600, as ``id_rsa.backup-20261122-193000``.
        stamp: what stands in the name of a backup; the time when empty.
        expected: what must stand at each path, and nothing where it is silent; whatever there is when None.

    Returns:
        The backups; of a file that already held the same there is none.

    Raises:
        TargetExistsError: a target exists and overwriting was not asked for.
        StorageError: the file system said no; nothing was changed, or the message says what was.
    """
    stamp = stamp or stamp_now()
    return saving.save(files, overwrite=overwrite, stamp=stamp if backup else None, expected=expected)


def replace_with_backup(
    path: Path, data: bytes, *, private: bool, stamp: str, expected: bytes | None = None
) -> Path:
    """Replace a file, and keep what it held in a backup next to it, 0600. Both are written atomically.

    A link is followed: the file it points to is replaced.

    Args:
        path: an existing regular file.
        data: its new content.
        private: whether it holds a private key: then it is for its owner alone afterwards.
        stamp: goes into the name of the backup, such as ``20261122-193000``.
        expected: what the file must hold; whatever it holds when None.

    Returns:
        The backup: ``id_rsa.backup-20261122-193000``, or with a number behind it where that is taken.

    Raises:
        StorageError: it changed meanwhile, or the file system said no; the file is as it was.
    """
    with translated(path):
        new = NewFile.through(path, data, private=private)
    before = read_key_file(new.path) if expected is None else expected
    made = saving.save([new], overwrite=True, stamp=stamp, expected={new.path: before}, always=True)
    return made[0] if made else new.path


def replace(path: Path, data: bytes, *, expected: bytes) -> None:
    """Replace a file that holds nothing of worth besides what is kept in it; there is no backup.

    Args:
        path: an existing regular file, no link.
        data: its new content.
        expected: what it must hold.

    Raises:
        StorageError: it changed meanwhile, or the file system said no; the file is as it was.
    """
    saving.save([NewFile(path, data, private=False)], overwrite=True, stamp=None, expected={path: expected})


def set_aside(path: Path, stamp: str) -> Path:
    """Give a file another name in its folder, so that no program finds it there any more; nothing is lost.

    Args:
        path: an existing file; of a link, the link itself.
        stamp: goes into the new name, such as ``20261122-193000``.

    Returns:
        The new name: ``id-cert.pub.backup-20261122-193000``, or with a number behind it where that is taken.

    Raises:
        StorageError: the file system said no; the file is as it was.
    """
    with translated(path):
        handle, full = open_folder(path.parent)
        try:
            if full:
                unfinished.recover(handle, locked=folder_locks.lock(handle, path.parent))
            backup, has_both = _give_first_free(handle, path.name, stamp)
            try:
                if has_both:
                    inode = atomic.inode_of(atomic.look(handle, backup))
                    atomic.take_away(handle, path.name, inode or (0, 0))
                if full:
                    sync_folder(handle)
            except BaseException:
                give_back(handle, backup, path.name)
                raise
        finally:
            with contextlib.suppress(OSError):
                os.close(handle)
    return path.with_name(backup)


def _give_first_free(handle: int, name: str, stamp: str) -> tuple[str, bool]:
    for number in itertools.count(1):
        backup = backup_name(name, stamp, number)
        with contextlib.suppress(FileExistsError):
            # In one step, whatever has the name by then: what another program puts there is not lost either.
            return backup, not atomic.moved_new(handle, name, backup) and put_new(handle, name, backup)
    raise AssertionError


def recover(folder: Path) -> None:
    """Finish what a save left half done in a folder when it was killed, and take its temporary files away.

    Every save does so in the folders it writes in. It raises nothing, and waits for nobody: a program of ours
    that is saving there sees to it itself.
    """
    with contextlib.suppress(OSError):
        if not any(map(unfinished.is_left, os.listdir(folder))):  # noqa: PTH208 - names alone are wanted
            return
        handle, full = open_folder(folder)
        try:
            if full:
                unfinished.recover(handle, locked=folder_locks.lock(handle, folder, patience=0))
        except StorageError:  # another program of ours is at it
            return
        finally:
            os.close(handle)


_IMMUTABLE: Final = "It may be immutable: lsattr shows an i, and chattr -i removes it"


def set_mode(
    path: Path, mode: int, *, expected: int | None = None, inode: tuple[int, int] | None = None
) -> None:
    """Set the mode of a file or a folder, and of nothing that took its place meanwhile.

    Args:
        path: a link is followed.
        mode: permission bits.
        expected: what they must be now.
        inode: which file it must be: device and inode.

    Raises:
        StorageError: the file system said no, or it is another one, or they are others by now.
    """
    try:
        done = modes.change(path, mode, inode=inode, expected=expected)
    except modes.WithoutEffectError as error:
        raise StorageError(
            path,
            f"{path.name or path} still has mode {error.still:04o}: this file system does not keep modes",
            "Copy the key to another file system, such as your home folder, or mount this one so that it "
            "keeps modes (WSL: option metadata)",
        ) from None
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise StorageError(
            path,
            f"The mode of {path.name or path} could not be set: {reason}",
            _IMMUTABLE if error.errno == errno.EPERM and os.geteuid() == 0 else f"Try: chmod {mode:04o}",
        ) from None
    if not done:
        raise StorageError(path, f"{path.name} was changed in the meantime", "Check the file, then try again")
