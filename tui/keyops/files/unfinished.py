"""What a save leaves behind that was killed: finished where it can be, else taken away.

Before files that belong together get their names, one after the other, a note in their folder says what each
was and is to be. It goes when all is done. A note whose program is gone tells that some of
the files may still be as they were: those without their names get them, for all of them are written. Notes
are called ``.keywright.XXXXXXXXXXXX.save``, temporary files ``.NAME.XXXXXXXXXXXX.keywright``.

A note is one line of fields for each file, with a zero byte behind each: the name, the temporary file, the
second name of what it replaces (or nothing), and for each of these three ``INODE-SIZE-TIME`` (or nothing).
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import dataclass
from . import atomic, folder_locks, folders, renames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NOTE: Final = compiled(r"\.keywright\.[0-9a-f]{12}\.save")
_TEMPORARY: Final = compiled(r"\..+\.[0-9a-f]{12}\.keywright", re.DOTALL)
_MOST: Final = 1 << 16
"""Bytes of a note."""
_FIELDS: Final = 6


@dataclass(frozen=True, slots=True)
class SaveStep:
    """One file of a save."""

    name: str
    temporary: str
    kept: str
    """Second name of what it replaces, or empty."""
    new: str
    old: str
    """Empty where nothing stood."""
    kept_is: str

    @property
    def told(self) -> tuple[str, ...]:
        """Its fields, as they stand in a note."""
        return self.name, self.temporary, self.kept, self.new, self.old, self.kept_is


def mark(status: os.stat_result | None) -> str:
    """By what a file is known again; empty for none."""
    return f"{status.st_ino}-{status.st_size}-{status.st_mtime_ns}" if status else ""


def note_name(token: str) -> str:
    """The name of a note."""
    return f".keywright.{token}.save"


def write(handle: int, name: str, steps: Sequence[SaveStep]) -> int:
    """Write a note, and tell its descriptor: while that is open, the save goes on.

    Raises:
        OSError: the system said no.
    """
    out = os.open(name, atomic.NEW, atomic.PRIVATE_MODE, dir_fd=handle)
    try:
        folder_locks.claim(out)
        atomic.write_all(out, b"".join(os.fsencode(field) + b"\0" for step in steps for field in step.told))
        os.fsync(out)
        folders.sync_folder(handle)
    except BaseException:
        atomic.remove(handle, name)
        atomic.let_go(out)
        raise
    return out


def recover(handle: int, *, locked: bool) -> None:
    """Finish, in an open folder, what a killed program left half done, and take away what it left.

    Only what is the user's own, and in no use: the program that writes a file keeps it locked. What cannot be
    done is left as it is.

    Args:
        handle: of the folder.
        locked: whether its lock is ours. Else only what is an hour old is taken away.
    """
    with contextlib.suppress(OSError):
        names = os.listdir(handle)
        for name in filter(_NOTE.fullmatch, names):
            with contextlib.suppress(OSError):
                _finish(handle, name)
        for name in filter(_TEMPORARY.fullmatch, names):
            with contextlib.suppress(OSError):
                _take_away(handle, name, locked=locked)


def is_left(name: str) -> bool:
    """Whether a file of this name may have been left by a killed program of ours."""
    return bool(_NOTE.fullmatch(name) or _TEMPORARY.fullmatch(name))


@contextlib.contextmanager
def _ours(handle: int, name: str) -> Iterator[tuple[int, os.stat_result] | None]:
    """A regular file that this user made, opened and locked by us; None when it is none, or is in use."""
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
    try:
        status = os.fstat(opened)
        ours = _is_ours(handle, status)
        yield (opened, status) if ours and folder_locks.claim(opened) else None
    finally:
        with contextlib.suppress(OSError):
            os.close(opened)


def _is_ours(handle: int, status: os.stat_result) -> bool:
    """Whether a program of this user made it; root's gives what it writes to whoever had it before."""
    owners = {os.geteuid()} | ({os.fstat(handle).st_uid} if os.geteuid() == 0 else set())
    return stat.S_ISREG(status.st_mode) and status.st_uid in owners


def _take_away(handle: int, name: str, *, locked: bool) -> None:
    status = atomic.look(handle, name)
    if status is None or not _is_ours(handle, status):
        return
    if status.st_ctime < time.time() - atomic.STALE:
        atomic.remove(handle, name)
    elif locked:
        with _ours(handle, name) as found:
            if found is not None:
                atomic.remove(handle, name)


def _finish(handle: int, name: str) -> None:
    with _ours(handle, name) as found:
        if found is None:
            return
        opened, status = found
        if status.st_uid == os.geteuid() and status.st_nlink == 1:
            _settle(handle, _read(opened))
        atomic.remove(handle, name)


def _read(opened: int) -> list[SaveStep]:
    """The steps of a note; none when it was cut: then no file had got its name."""
    fields = [os.fsdecode(field) for field in os.read(opened, _MOST).split(b"\0")]
    if fields.pop() or len(fields) % _FIELDS:
        return []
    steps = [SaveStep(*fields[at : at + _FIELDS]) for at in range(0, len(fields), _FIELDS)]
    names = [name for step in steps for name in step.told[:3]]
    return [] if any("/" in name or name in {".", ".."} for name in names) else steps


def _settle(handle: int, steps: Sequence[SaveStep]) -> None:
    """Give all files their new content, or where that cannot be, all their old."""
    stands = {step: mark(atomic.look(handle, step.name)) for step in steps}
    placed = [step for step in steps if stands[step] == step.new]
    reserved = [step for step in steps if _is_reserved(handle, step)]
    waiting = [step for step in steps if stands[step] == step.old] + reserved
    if not waiting or not (placed or reserved):
        return
    if all(mark(atomic.look(handle, step.temporary)) == step.new for step in waiting):
        for step in waiting:
            _place(handle, step)
    elif all(not step.old or mark(atomic.look(handle, step.kept)) == step.kept_is for step in placed):
        for step in placed + reserved:
            if step.old:
                _exchange(handle, step.kept, step.name, step.new)
            else:
                atomic.remove(handle, step.name)
    folders.sync_folder(handle)


def _is_reserved(handle: int, step: SaveStep) -> bool:
    """Whether there is only the empty file by which a new name is taken where there are no hard links."""
    status = atomic.look(handle, step.name)
    return not step.old and status is not None and not status.st_size and _is_ours(handle, status)


def _place(handle: int, step: SaveStep) -> None:
    if step.old:
        _exchange(handle, step.temporary, step.name, step.old)
    elif _is_reserved(handle, step):
        atomic.rename(handle, step.temporary, step.name)
    elif atomic.put_new(handle, step.temporary, step.name):
        atomic.remove(handle, step.temporary)


def _exchange(handle: int, source: str, name: str, old: str) -> None:
    """Give a name to another file, if it has the expected one; what had it gets the other name."""
    try:
        renames.exchange(handle, source, name)
    except OSError as error:
        if error.errno not in renames.UNSUPPORTED:
            raise
        atomic.rename(handle, source, name)
        return
    if mark(atomic.look(handle, source)) != old:
        renames.exchange(handle, source, name)
