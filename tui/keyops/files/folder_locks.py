"""The lock of a folder, by which two programs of ours that save in it take turns.

Whoever may read a folder may lock it, so that a lock alone says nothing: /proc/locks (proc_locks(5)) tells
which process took it. One of a user who may not write there is no program that saves there, and is passed
over. A save compares what it replaces before and after (``transaction``), so that going on loses nothing.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Final

from ..errors import StorageError
from ..records import dataclass

PATIENCE: Final = 5.0
"""Seconds to wait for another program of ours that writes in the same folder."""

_LOCKS: Final = Path("/proc/locks")
_OTHERS_WRITE: Final = 0o022


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that has the lock."""

    process: int
    user: int
    name: str


def lock(handle: int, folder: Path, patience: float | None = None) -> bool:
    """Wait until no other program of ours writes in a folder. The lock ends with the handle, however we end.

    Args:
        handle: of the folder.
        folder: its path, for the sentence.
        patience: seconds to wait; ``PATIENCE`` when None.

    Returns:
        Whether we have it. Without, on a network file system that knows no locks or while another user keeps
        it, comparing before and after replacing must do.

    Raises:
        StorageError: another program of the same user keeps it.
    """
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found = holder(handle)
            if found is not None and not _may_save(handle, found.user):
                return False
            if time.monotonic() > end:
                if found is None or found.user != os.geteuid():
                    return False
                raise StorageError(
                    folder,
                    f"{found.name} (process {found.process}) holds the lock on {folder} and has not finished",
                    "Nothing was changed; stop it, then try again",
                ) from None
            time.sleep(0.01)
        except OSError:
            return False
        else:
            return True


def claim(opened: int) -> bool:
    """Lock an open file, if no other process has it locked; tells whether it is ours now."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def holder(handle: int) -> Holder | None:
    """Who has the lock of a folder; None where the system does not tell, or the process is gone."""
    try:
        inode = os.fstat(handle).st_ino
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        # "1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF"; the device is another than stat's on some file
        # systems, so that the inode must do.
        words = line.split()
        if len(words) > 5 and words[1] == "FLOCK" and words[5].rpartition(":")[2] == str(inode):
            return _process(int(words[4]))
    return None


def _process(number: int) -> Holder | None:
    place = Path("/proc") / str(number)
    try:
        # The files of a process that hides its memory are root's; this one line is not.
        status = dict(
            line.split(":\t", 1) for line in (place / "status").read_text().splitlines() if ":\t" in line
        )
        return Holder(number, int(status["Uid"].split()[1]), status["Name"])
    except (OSError, KeyError, ValueError, IndexError):
        return None


def _may_save(handle: int, user: int) -> bool:
    status = os.fstat(handle)
    return user in {0, status.st_uid, os.geteuid()} or bool(status.st_mode & _OTHERS_WRITE)
