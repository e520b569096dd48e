"""Reading key files: regular files only, of a sane size, without waiting, and whole.

Another program may write the file, cut it short, remove it or put something else in its place at any
moment. What is returned stood in the file as a whole; else an error says what happened.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, Final

from .. import limits
from ..errors import LimitError, NotAKeyFileError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

_ATTEMPTS: Final = 4
"""How often a file is read that another program is changing."""

FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""To open a file that may be anything."""

_KINDS: Final = (
    (stat.S_ISDIR, "a folder", "Open the folder and choose a file in it"),
    (stat.S_ISFIFO, "a named pipe", "Choose a regular file"),
    (stat.S_ISSOCK, "a socket", "Choose a regular file"),
    (stat.S_ISCHR, "a device", "Choose a regular file"),
    (stat.S_ISBLK, "a device", "Choose a regular file"),
)

_MOUNT: Final = (
    "Docker creates an empty folder when the file to mount is missing: remove the folder, put the key "
    "file in its place, and restart the container"
)


def read_key_file(path: Path, *, folder: int | None = None) -> bytes:
    """Read a whole key file, without waiting for anything.

    Args:
        path: of the file.
        folder: an open folder; then the last part of the path is looked up in it, and no link is followed.

    Raises:
        StorageError: it is missing, a dangling link, unreadable, vanished, or never stands still.
        NotAKeyFileError: it is not a regular file.
        LimitError: it is larger than ``limits.MAX_FILE_BYTES``.
    """
    for _ in range(_ATTEMPTS):
        data = _read_once(path, folder)
        if data is not None:
            return data
    raise StorageError(path, f"Another program is changing {path.name}", "Wait, then look again")


def _read_once(path: Path, folder: int | None) -> bytes | None:
    """The content; None when it changed while it was read."""
    try:
        # Looked at first: to open a pipe wakes who waits to write into it, and a device may do anything.
        if folder is None:
            refuse_unless_regular(path, path.stat())
            handle = os.open(path, FLAGS)
        else:
            refuse_unless_regular(path, os.stat(path.name, dir_fd=folder, follow_symlinks=False))
            handle = os.open(path.name, FLAGS | os.O_NOFOLLOW, dir_fd=folder)
    except (OSError, ValueError) as error:
        raise why_unreadable(path, error) from None
    try:
        before = os.fstat(handle)
        refuse_unless_regular(path, before)
        data = _read_all(handle)
        after = os.fstat(handle)
    except OSError as error:
        raise why_unreadable(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
    if len(data) > limits.file_bytes():
        raise LimitError(
            f"{path.name} is larger than {limits.file_bytes() // 1024} KiB, too large for a key file",
            "Choose the key file itself",
        )
    still = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    # Files of /proc and the like have no size.
    return data if still and len(data) == (after.st_size or len(data)) else None


def _read_all(handle: int) -> bytes:
    chunks, size = [], 0
    most = limits.file_bytes()
    while size <= most and (chunk := os.read(handle, most + 1 - size)):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def refuse_unless_regular(path: Path, status: os.stat_result) -> None:
    """Refuse folders, pipes, sockets and devices.

    Raises:
        NotAKeyFileError: says what it is.
    """
    for is_kind, words, hint in _KINDS:
        if is_kind(status.st_mode):
            name = path.name or str(path)
            if is_kind is stat.S_ISDIR and _is_empty(path):
                raise NotAKeyFileError(path, f"{name} is an empty folder, not a key file", _MOUNT)
            raise NotAKeyFileError(path, f"{name} is {words}, not a key file", hint)


def _is_empty(folder: Path) -> bool:
    """Whether a folder can be seen to hold nothing."""
    try:
        return next(folder.iterdir(), None) is None
    except (OSError, ValueError):
        return False


def why_unreadable(path: Path, error: OSError | ValueError) -> StorageError:
    """What an error of the system means for a file that was to be read."""
    name = path.name or str(path)
    if not isinstance(error, OSError):
        return StorageError(path, f"{name} is not a valid file name", "Check the name")
    with contextlib.suppress(OSError):
        refuse_unless_regular(path, path.stat())
    if os.path.islink(path) and not os.path.exists(path):  # noqa: PTH110, PTH114 - Path raises where these say no
        where = "that leads back to itself" if error.errno == errno.ELOOP else "to a missing file"
        return StorageError(path, f"{name} is a link {where}", "Repair or remove the link")
    if isinstance(error, FileNotFoundError):
        return StorageError(path, f"{name}: no such file", "Check the name and the folder")
    if isinstance(error, PermissionError):
        return StorageError(path, f"No permission to read {name}", "Change its mode, or ask its owner")
    if isinstance(error, NotADirectoryError):
        return StorageError(path, f"Part of the path of {name} is not a folder", "Check the path")
    return StorageError(path, f"{name} cannot be read: {os.strerror(error.errno or 0)}")
