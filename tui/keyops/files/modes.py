"""Setting the mode of exactly one file: found by name, known by its inode, changed by its descriptor.

``chmod`` by name follows a link that whoever may write in the folder put there in the meantime. So the file
is opened without following one, compared, and changed through what was opened. ``O_PATH`` opens also what
we may not read, and wakes neither pipe nor device; the way from there is ``/proc/self/fd`` (open(2)).
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, Final

from . import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LOOKED_AT: Final = getattr(os, "O_PATH", reading.FLAGS) | os.O_CLOEXEC
_PERMISSIONS: Final = 0o777
"""Set-id bits are never given: what a file holds may be another's by now."""

_OTHERS: Final = 0o077

NOT_SUPPORTED: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EBADF}
"""What a system says that has no modes, as FAT."""


class WithoutEffectError(OSError):
    """The system said that the mode is set, and it is not; ``still`` has the permission bits."""

    def __init__(self, still: int) -> None:
        super().__init__(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
        self.still = still


def narrow(handle: int, name: str, inode: tuple[int, int], mode: int) -> bool:
    """Set the mode of a file in an open folder; tells whether it was that file.

    Args:
        handle: of the folder.
        name: of the file. A link is not followed.
        inode: device and inode of the file that is meant.
        mode: permission bits, without those for set-id.

    Raises:
        OSError: nothing has that name, or the system said no.
    """
    mode &= _PERMISSIONS

    def look(flags: int) -> int:
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=handle)

    with _opened(look(_LOOKED_AT)) as seen:
        status = os.fstat(seen)
        if (status.st_dev, status.st_ino) != inode:
            return False
        return stat.S_IMODE(status.st_mode) == mode or _change(seen, status, mode, look)


def change(path: Path, mode: int, *, inode: tuple[int, int] | None, expected: int | None) -> bool:
    """Set the mode of a file or folder by its path; tells whether it was the one that is meant.

    Args:
        path: a link is followed.
        mode: permission bits; of a folder, set-id and sticky too.
        inode: device and inode it must have.
        expected: permission bits it must have.

    Raises:
        WithoutEffectError: others still may do what the mode does not let them.
        OSError: nothing has that name, or the system said no.
    """

    def look(flags: int) -> int:
        return os.open(path, flags)

    with _opened(look(_LOOKED_AT)) as seen:
        status = os.fstat(seen)
        if inode not in {None, (status.st_dev, status.st_ino)}:
            return False
        if expected not in {None, stat.S_IMODE(status.st_mode)}:
            return False
        if not _change(seen, status, mode if stat.S_ISDIR(status.st_mode) else mode & _PERMISSIONS, look):
            return False
        still = stat.S_IMODE(os.fstat(seen).st_mode)
        if still & ~mode & _OTHERS:
            raise WithoutEffectError(still)
        return True


def _change(seen: int, status: os.stat_result, mode: int, look: Callable[[int], int]) -> bool:
    """Change what was opened; tells whether it still could be reached."""
    try:
        os.chmod(f"/proc/self/fd/{seen}", mode)  # noqa: PTH101 - what it leads to is one of ours already
    except FileNotFoundError:  # no /proc here: open it once more, to read
        with _opened(look(reading.FLAGS)) as again:
            if not os.path.samestat(os.fstat(again), status):
                return False
            os.fchmod(again, mode)
    return True


@contextlib.contextmanager
def _opened(handle: int) -> Iterator[int]:
    try:
        yield handle
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
