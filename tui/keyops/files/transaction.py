"""Writing files that belong together: all of them or none, and never without what stood there before.

The folders are locked against other programs of ours; what stands there is read and, where it is
replaced, kept under a second name; the new content is written to temporary files and synced; then each
gets its name. Whatever fails on the way is undone in reverse. A program that is killed in between leaves
each file as it was or as it is to be, and a temporary file for its owner alone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import threading
from typing import TYPE_CHECKING, Final, Self

from ..errors import StorageError
from . import atomic, folder_locks, folders, modes, renames, unfinished
from . import cleanup as undo
from .reading import read_key_file, refuse_unless_regular
from .refusals import refuse_changed, refuse_existing, translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from .atomic import NewFile, Occupant

_TO_WAIT: Final = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT})
_MOST_THIRDS: Final = 100
"""How often another program may come between an exchange and the look after it."""

_GRACE: Final = 0.5
"""Seconds a save may go on when the program is told to end."""


def save(
    files: Sequence[NewFile],
    *,
    overwrite: bool,
    stamp: str | None,
    expected: Mapping[Path, bytes] | None = None,
    always: bool = False,
) -> tuple[Path, ...]:
    """Write files that belong together: all of them, or none.

    Args:
        files: what to write.
        overwrite: whether to replace what is there.
        stamp: goes into the names of backups of what is replaced; no backups are kept when None.
        expected: what must stand at each path, and nothing where it is silent; whatever there is when None.
        always: whether a backup is kept even of what already held the same: the caller was promised one.

    Returns:
        The backups, in the order of the files; of a file that already held the same there is none.

    Raises:
        TargetExistsError: a target exists and overwriting was not asked for.
        StorageError: nothing was changed, or the message says what was.
    """
    for file in files:
        if not overwrite and os.path.lexists(file.path):
            refuse_existing(file.path)
    # A signal that ends the program waits for the few milliseconds that this takes.
    with Saving(files, overwrite=overwrite, stamp=stamp) as work, undisturbed():
        return work.write(expected, always=always)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Signals that end the program wait."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _TO_WAIT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Work:
    """One file on its way."""

    def __init__(self, file: NewFile, handle: int) -> None:
        """Args: what to write, and its open folder."""
        self.file = file
        self.handle = handle
        self.temporary = atomic.temporary_name(file.path.name)
        self.status: os.stat_result | None = None
        """Of the temporary file, when it is written."""
        self.held: int | None = None
        """Keeps it locked."""
        self.old: Occupant | None = None
        self.kept = ""
        """The second name of what it replaces."""
        self.is_backup = False
        """Whether that stays."""
        self.kept_status: os.stat_result | None = None
        self.tightened = False
        """Whether the mode of what it replaces was changed."""
        self.placed = False
        self.exchanged = False
        """Whether what it replaces has the name of the temporary file now."""

    @property
    def inode(self) -> tuple[int, int] | None:
        return atomic.inode_of(self.status)

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def name(self) -> str:
        return self.file.path.name


def _step(work: _Work) -> unfinished.SaveStep:
    mark = unfinished.mark
    old = work.old.status if work.old is not None else None
    return unfinished.SaveStep(
        work.name, work.temporary, work.kept, mark(work.status), mark(old), mark(work.kept_status)
    )


class Saving:
    """The folders are open and locked between enter and exit; what is temporary is gone at the exit."""

    def __init__(self, files: Sequence[NewFile], *, overwrite: bool, stamp: str | None) -> None:
        self._files = files
        self._overwrite = overwrite
        self._stamp = stamp
        self._always = False  # whether a backup is kept even of what stays the same
        self._made: list[Path] = []
        self._handles: dict[Path, int] = {}
        self._to_sync: list[int] = []
        self._works: list[_Work] = []
        self._token = atomic.new_token()
        self._notes: dict[int, int] = {}
        """By folder: the open note of what is under way there."""
        self._is_done = False
        self._over = threading.Event()
        self._take_back = undo.at_end(self._end_now)

    def __enter__(self) -> Self:
        try:
            folders: dict[Path, Path] = {file.path.parent: file.path for file in self._files}
            for folder in sorted(folders):
                with translated(folders[folder]):
                    self._open(folder)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _open(self, folder: Path) -> None:
        self._made += folders.make_folders(folder)
        handle, full = folders.open_folder(folder)
        self._handles[folder] = handle
        if full:
            self._to_sync.append(handle)
            unfinished.recover(handle, locked=folder_locks.lock(handle, folder))

    def _close(self) -> None:
        for handle in self._handles.values():
            with contextlib.suppress(OSError):
                os.close(handle)
        if not self._is_done:
            folders.remove_folders(self._made)
        self._over.set()
        self._take_back()

    def _end_now(self) -> None:
        """The program ends, told by another thread: let a save come to its end, or take its files away."""
        if self._over.wait(_GRACE):
            return
        for work in list(self._works):
            with contextlib.suppress(OSError):
                work.path.with_name(work.temporary).unlink()

    # All or none

    def write(self, expected: Mapping[Path, bytes] | None, *, always: bool) -> tuple[Path, ...]:
        """Write them; see ``save``."""
        self._always = always
        try:
            for file in self._files:
                with translated(file.path):
                    self._begin(file, expected)
            for work in self._works:
                with translated(work.path):
                    self._keep(work)
            if len(self._works) > 1:
                self._take_note()
            for work in self._works:
                with translated(work.path):
                    self._place(work)
            for handle in self._to_sync:
                with translated(self._files[0].path):
                    folders.sync_folder(handle)
            for folder in self._made:
                with translated(self._files[0].path):
                    folders.sync_name(folder)
        except BaseException as error:
            self._undo(error)
            raise
        finally:
            self._clear()
        self._is_done = True
        return tuple(work.path.with_name(work.kept) for work in self._works if work.is_backup)

    def _take_note(self) -> None:
        """Say in each folder what is to be done there, for whoever finds it half done."""
        for handle in self._handles.values():
            works = [work for work in self._works if work.handle == handle]
            steps = [_step(work) for work in works]
            with translated(works[0].path):
                self._notes[handle] = unfinished.write(handle, unfinished.note_name(self._token), steps)

    def _clear(self) -> None:
        for handle, note in self._notes.items():
            atomic.remove(handle, unfinished.note_name(self._token))
            atomic.let_go(note)
        for work in self._works:
            atomic.remove(work.handle, work.temporary)
            atomic.let_go(work.held)
            if work.kept and not work.is_backup:
                atomic.remove(work.handle, work.kept)

    def _begin(self, file: NewFile, expected: Mapping[Path, bytes] | None) -> None:
        handle = self._handles[file.path.parent]
        work = _Work(file, handle)
        work.old = self._standing(work)
        wanted = expected.get(file.path) if expected is not None else None
        if wanted is not None and (work.old is None or work.old.data != wanted):
            refuse_changed(file.path)
        if file.inode is not None and (work.old is None or work.old.inode != file.inode):
            refuse_changed(file.path)
        if expected is not None and wanted is None and work.old is not None:
            refuse_existing(file.path, "appeared in the meantime")
        self._works.append(work)
        work.status, work.held = atomic.stage(handle, work.temporary, file, work.old)

    def _standing(self, work: _Work) -> Occupant | None:
        status = atomic.look(work.handle, work.name)
        if status is None:
            return None
        if not self._overwrite:
            refuse_existing(work.path, "appeared while it was being written")
        if stat.S_ISLNK(status.st_mode):
            raise StorageError(
                work.path,
                f"{work.name} is a link to {os.readlink(work.name, dir_fd=work.handle)}",
                "Nothing was written; use the file it points to, or remove the link first",
            )
        refuse_unless_regular(work.path, status)
        old = atomic.Occupant(read_key_file(work.path, folder=work.handle), status)
        if not self._is_still(work, old):
            refuse_changed(work.path)
        return old

    def _keep(self, work: _Work) -> None:
        """Give what is replaced a second name: a backup that stays, or one for the time being."""
        old = work.old
        if old is None or (self._stamp is None and len(self._files) == 1):
            return
        if self._stamp is None or (old.data == work.file.data and not self._always):
            work.kept = atomic.temporary_name(work.name)
            work.kept_status = atomic.keep(work.handle, work.name, work.kept, old)
        else:
            number, work.is_backup = 1, True
            while not self._kept_under(work, old, atomic.backup_name(work.name, self._stamp, number)):
                number += 1
        if work.file.private:
            self._tighten(work)

    @staticmethod
    def _kept_under(work: _Work, old: Occupant, name: str) -> bool:
        try:
            work.kept_status = atomic.keep(work.handle, work.name, name, old)
        except FileExistsError:
            return False
        work.kept = name
        return True

    @staticmethod
    def _tighten(work: _Work) -> None:
        status = work.kept_status
        if status is not None and stat.S_IMODE(status.st_mode) & 0o077:
            inode = status.st_dev, status.st_ino
            if not modes.narrow(work.handle, work.kept, inode, atomic.PRIVATE_MODE):
                refuse_changed(work.path)
            work.tightened = True

    def _is_still(self, work: _Work, old: Occupant) -> bool:
        status = atomic.look(work.handle, work.name)
        return status is not None and old.is_still(status)

    def _place(self, work: _Work) -> None:
        if work.old is None:
            atomic.put_new(work.handle, work.temporary, work.name)
            work.placed = True
            return
        if not self._is_still(work, work.old):
            refuse_changed(work.path)
        self._exchange(work)
        if work.is_backup and not work.file.private:
            self._tighten(work)

    @staticmethod
    def _exchange(work: _Work) -> None:
        """Give the new file its name, and look at what came out: another program may have been quicker."""
        try:
            renames.exchange(work.handle, work.temporary, work.name)
        except OSError as error:
            if error.errno == errno.ENOENT:
                refuse_changed(work.path)
            if error.errno not in renames.UNSUPPORTED:
                raise
            atomic.rename(work.handle, work.temporary, work.name)
            work.placed = True
            return
        work.placed = work.exchanged = True
        came = atomic.look(work.handle, work.temporary)
        if work.old is None or came is None or not work.old.is_still(came):
            refuse_changed(work.path)

    # What failed is undone

    def _undo(self, error: BaseException) -> None:
        left = [work for work in reversed(self._works) if not self._put_back(work)]
        if not left:
            return
        words = "; ".join(self._state(work) for work in reversed(left))
        title = error.title if isinstance(error, StorageError) else f"{left[0].name} could not be written"
        raise StorageError(left[0].path, title, f"Not everything could be restored: {words}") from None

    def _put_back(self, work: _Work) -> bool:
        """Have what stood there stand there again; tells whether it does."""
        try:
            status = atomic.look(work.handle, work.name)
            inode = (status.st_dev, status.st_ino) if status else None
            if work.old is None:
                if inode is not None and inode == work.inode:
                    atomic.take_away(work.handle, work.name, inode)
                return True
            if inode == work.inode and work.exchanged:
                inode = self._exchange_back(work)
            elif inode == work.inode and work.kept:
                atomic.rename(work.handle, work.kept, work.name)
                inode, work.kept = atomic.inode_of(work.kept_status), ""
            elif work.placed:
                work.is_backup = True  # somebody else's now: what stood there before stays next to it
                return False
            # What stands there is as it was, or was put there by somebody else.
            if inode in {work.old.inode, atomic.inode_of(work.kept_status)}:
                self._loosen(work, inode)
            if work.kept:
                os.unlink(work.kept, dir_fd=work.handle)
        except OSError:
            work.is_backup = True
            return False
        work.kept, work.is_backup = "", False
        return True

    @staticmethod
    def _exchange_back(work: _Work) -> tuple[int, int] | None:
        """Give what came out its name again, or what a third program put there; tells which file that is."""
        for _ in range(_MOST_THIRDS):
            renames.exchange(work.handle, work.temporary, work.name)
            work.exchanged = not work.exchanged
            if atomic.inode_of(atomic.look(work.handle, work.temporary)) == work.inode:
                break
        return atomic.inode_of(atomic.look(work.handle, work.name))

    @staticmethod
    def _loosen(work: _Work, inode: tuple[int, int] | None) -> None:
        """Give back the mode that was taken; set-id bits are not given back."""
        is_copy = work.old is not None and inode != work.old.inode
        if work.old is not None and inode is not None and (work.tightened or is_copy):
            modes.narrow(work.handle, work.name, inode, stat.S_IMODE(work.old.status.st_mode))

    @staticmethod
    def _state(work: _Work) -> str:
        beside = f"; its old content is in {work.kept}" if work.kept else ""
        try:
            status = atomic.look(work.handle, work.name)
        except OSError:
            return f"{work.name} cannot be checked{beside}"
        if status is None:
            return f"{work.name} is missing{beside}"
        if (status.st_dev, status.st_ino) == work.inode:
            return f"{work.name} is the new one{beside}"
        return f"{work.name} is unchanged{beside}"
