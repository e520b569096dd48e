"""The single steps of writing: temporary files, names, keeping what stood there.

Every step is one or a few system calls on an open folder, so that nothing that happens to a path in
between leads elsewhere. ``transaction`` puts them together. Temporary files are called
``.NAME.XXXXXXXXXXXX.keywright``, are 0600 and locked as long as they are written, and lie in the folder of
NAME.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, Final

from ..records import dataclass, field
from . import folder_locks, renames
from .modes import NOT_SUPPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE_MODE: Final = 0o600
PUBLIC_MODE: Final = 0o644

STALE: Final = 3600.0
"""Seconds after which a temporary file is no longer being written by anybody, whatever its lock says."""

_NO_LINKS: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LONGEST: Final = 255
"""Bytes that a name may have, on nearly all file systems."""
_ACCESS_LIST: Final = "system.posix_acl_access"
_CAPABILITY: Final = "security.capability"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be written."""

    path: Path
    data: bytes = field(repr=False)
    private: bool
    """Private files are 0600, others 0644 as far as the umask allows."""
    inode: tuple[int, int] | None = None
    """Which file it replaces, device and inode; whichever has the name when None."""

    @classmethod
    def through(cls, path: Path, data: bytes, *, private: bool) -> NewFile:
        """What a path leads to now, through links, and nothing that a link is made to lead to afterwards.

        Raises:
            OSError: a link leads to itself.
        """
        try:
            status = path.stat()
        except FileNotFoundError:
            status = None
        return cls(path.resolve(), data, private, inode_of(status))


@dataclass(frozen=True, slots=True)
class Occupant:
    """What stands where a file is to go."""

    data: bytes = field(repr=False)
    status: os.stat_result

    @property
    def inode(self) -> tuple[int, int]:
        """Which file it is, whatever its name."""
        return self.status.st_dev, self.status.st_ino

    def is_still(self, status: os.stat_result) -> bool:
        """Whether a file is this one, unchanged."""
        return (self.inode, self.status.st_size, self.status.st_mtime_ns) == (
            (status.st_dev, status.st_ino),
            status.st_size,
            status.st_mtime_ns,
        )


# Temporary files


def new_token() -> str:
    """What stands in the name of one temporary file, and of no other."""
    return os.urandom(6).hex()


def temporary_name(name: str) -> str:
    """A name for a temporary file in the folder of a file."""
    return f".{_short(name)}.{new_token()}.keywright"


def backup_name(name: str, stamp: str, number: int = 1) -> str:
    """The name of a backup, ``NAME.backup-STAMP``, with a number behind it from the second on.

    Of a name so long that there is no room for the rest only the beginning is taken.
    """
    end = f".backup-{stamp}" + (f"_{number}" if number > 1 else "")
    return _short(name, _LONGEST - len(end)) + end


def _short(name: str, most: int = 100) -> str:
    """As much of a name as that many bytes hold."""
    while len(os.fsencode(name)) > most:
        name = name[:-1]
    return name


def _lstat(name: str, handle: int) -> os.stat_result:
    return os.stat(name, dir_fd=handle, follow_symlinks=False)


def look(handle: int, name: str) -> os.stat_result | None:
    """What stands under a name, no link followed; None when nothing does."""
    try:
        return _lstat(name, handle)
    except FileNotFoundError:
        return None


def inode_of(status: os.stat_result | None) -> tuple[int, int] | None:
    """Which file it is, whatever its name."""
    return (status.st_dev, status.st_ino) if status else None


def stage(handle: int, temporary: str, file: NewFile, old: Occupant | None) -> tuple[os.stat_result, int]:
    """Write a temporary file, with the owner, mode and attributes of what it is to replace.

    It is 0600 until it is whole.

    Returns:
        Which file it is, and a descriptor that keeps it locked: nobody takes it for one that was left.
    """
    asked = PRIVATE_MODE if file.private or old is not None else PUBLIC_MODE
    out = os.open(temporary, NEW, asked, dir_fd=handle)
    held = None
    try:
        with _closing(out):
            folder_locks.claim(out)
            held = os.dup(out)
            granted = stat.S_IMODE(os.fstat(out).st_mode)
            _set_mode(out, granted, PRIVATE_MODE)
            write_all(out, file.data)
            if old is not None:
                _copy_attributes(handle, file, out, old)
                granted = _take_over(out, old.status, private=file.private)
            _set_mode(out, PRIVATE_MODE, PRIVATE_MODE if asked == PRIVATE_MODE and old is None else granted)
            os.fsync(out)
            status = os.fstat(out)
    except BaseException:
        let_go(held)
        raise
    return status, held


def let_go(held: int | None) -> None:
    """Close a descriptor that only kept a file locked."""
    if held is not None:
        with contextlib.suppress(OSError):
            os.close(held)


@contextlib.contextmanager
def _closing(out: int) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.close(out)
        raise
    os.close(out)  # on network file systems and with quotas, this may be what fails


def _set_mode(opened: int, now: int, mode: int) -> None:
    if now == mode:
        return
    try:
        os.fchmod(opened, mode)
    except OSError as error:
        if error.errno not in NOT_SUPPORTED:  # FAT has no modes
            raise


def write_all(out: int, data: bytes) -> None:
    """Write all of it.

    Raises:
        OSError: the disk is full, or the like.
    """
    rest = memoryview(data)
    while rest:
        written = os.write(out, rest)
        if not written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]


def _take_over(out: int, old: os.stat_result, *, private: bool) -> int:
    """Give a file the owner and group of the one it replaces, as far as we may; tells the mode it is to have.

    That is the mode of the old one, but a private file is for its owner alone; and where the group could
    not be kept, the new group gets no more than everybody.
    """
    ours = os.fstat(out)
    kept_group = ours.st_gid == old.st_gid
    if not kept_group or ours.st_uid != old.st_uid:
        try:
            os.fchown(out, old.st_uid, old.st_gid)
            kept_group = True
        except PermissionError:
            with contextlib.suppress(PermissionError):
                os.fchown(out, -1, old.st_gid)
                kept_group = True
    mode = stat.S_IMODE(old.st_mode) & 0o777
    if private:
        return mode & 0o700 | 0o400
    if not kept_group:
        mode &= 0o707 | (mode & 0o007) << 3
    return mode | 0o400


def _copy_attributes(handle: int, file: NewFile, out: int, before: Occupant) -> None:
    """Take over extended attributes, as far as that works; an access list never opens a private file.

    What a program may do (capabilities(7)) is not handed on, as little as set-id bits.
    """
    if not hasattr(os, "listxattr"):
        return
    with contextlib.suppress(OSError):
        old = os.open(
            file.path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle
        )
        try:
            status = os.fstat(old)
            is_it = (status.st_dev, status.st_ino) == before.inode
            for name in os.listxattr(old) if is_it else ():
                if name != _CAPABILITY and not (file.private and name == _ACCESS_LIST):
                    with contextlib.suppress(OSError):
                        os.setxattr(out, name, os.getxattr(old, name))
        finally:
            os.close(old)


# Names


def keep(handle: int, name: str, kept: str, old: Occupant) -> os.stat_result:
    """Give what stands under a name a second one, so that it is not lost when the name goes to another.

    The same file where that can be: what another program still writes into it is kept too. Else, and
    where it has further names or is another user's, whose mode we may not set, a copy.

    Returns:
        Which file has the second name.

    Raises:
        FileExistsError: the second name is taken.
    """
    is_ours = old.status.st_uid == os.geteuid() or os.geteuid() == 0
    if old.status.st_nlink == 1 and is_ours:
        try:
            os.link(name, kept, src_dir_fd=handle, dst_dir_fd=handle, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            return old.status
    out = os.open(kept, NEW, PRIVATE_MODE, dir_fd=handle)
    try:
        with _closing(out):
            write_all(out, old.data)
            os.utime(out, ns=(old.status.st_atime_ns, old.status.st_mtime_ns))
            os.fsync(out)
            return os.fstat(out)
    except BaseException:
        remove(handle, kept)
        raise


def put_new(handle: int, temporary: str, name: str) -> bool:
    """Give a temporary file its name, which must be free.

    Returns:
        Whether it still has its old name too.

    Raises:
        FileExistsError: it is not.
    """
    try:
        os.link(temporary, name, src_dir_fd=handle, dst_dir_fd=handle, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if moved_new(handle, temporary, name):
            return False
        # Neither hard links nor such renames (some network mounts): reserve the name, then rename over our
        # own empty file.
        reserved = os.open(name, NEW, PRIVATE_MODE, dir_fd=handle)
        try:
            os.close(reserved)
            rename(handle, temporary, name)
        except BaseException:
            if look(handle, temporary) is not None:  # over a network a rename may be done, and yet fail
                remove(handle, name)
            raise
        return False
    return True


def moved_new(handle: int, name: str, new: str) -> bool:
    """Give a file another name, which must be free, in one step; tells whether the file system can.

    Raises:
        FileExistsError: it is not free.
    """
    try:
        renames.move_new(handle, name, new)
    except OSError as error:
        if error.errno not in renames.UNSUPPORTED:
            raise
        return False
    return True


def take_away(handle: int, name: str, inode: tuple[int, int]) -> bool:
    """Remove a file, if it is that one; what another program put there stays. Tells whether it was.

    Raises:
        OSError: the system said no, or nothing has that name.
    """
    aside = temporary_name(name)
    rename(handle, name, aside)
    status = _lstat(aside, handle)
    if (status.st_dev, status.st_ino) != inode:
        give_back(handle, aside, name)
        return False
    remove(handle, aside)
    return True


def give_back(handle: int, kept: str, name: str) -> None:
    """Give a file its old name again, which may still be its own, and take the other away; if that works."""
    with contextlib.suppress(OSError):
        there = look(handle, name)
        if there is None:
            has_both = put_new(handle, kept, name)
        else:  # somebody else's by now, or still its own
            has_both = os.path.samestat(there, _lstat(kept, handle))
        if has_both:
            os.unlink(kept, dir_fd=handle)


def rename(handle: int, old: str, new: str) -> None:
    """Rename over whatever is there."""
    os.rename(old, new, src_dir_fd=handle, dst_dir_fd=handle)


def remove(handle: int, name: str) -> None:
    """Remove a file, if it is there and that works."""
    with contextlib.suppress(OSError):
        os.unlink(name, dir_fd=handle)
