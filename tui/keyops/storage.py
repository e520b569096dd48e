"""The only code that reads key files and the only code that writes any file.

Reading takes regular files only, of a sane size. Writing is atomic: a temporary file in the same
folder, made exclusively and without following links, 0600 from its first byte when it is private,
flushed and synced, then put in place by a link that cannot overwrite, or by a rename when overwriting
was asked for; then the folder is synced. After a failure at any moment the old file is whole or the
new one is.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.keyops import limits
from tui.keyops.errors import LimitError, NotAKeyFileError, StorageError, TargetExistsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PRIVATE_MODE: Final = 0o600
PUBLIC_MODE: Final = 0o644
FOLDER_MODE: Final = 0o700

_NO_LINKS: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}

_KINDS: Final = (
    (stat.S_ISDIR, "a folder", "Open the folder and choose a file in it"),
    (stat.S_ISFIFO, "a named pipe", "Choose a regular file"),
    (stat.S_ISSOCK, "a socket", "Choose a regular file"),
    (stat.S_ISCHR, "a device", "Choose a regular file"),
    (stat.S_ISBLK, "a device", "Choose a regular file"),
)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be written."""

    path: Path
    data: bytes = field(repr=False)
    private: bool
    """Private files are 0600, others 0644 as far as the umask allows."""


def read_key_file(path: Path) -> bytes:
    """Read a whole key file, without waiting for anything.

    Raises:
        StorageError: it is missing, a dangling link, unreadable, or vanished.
        NotAKeyFileError: it is not a regular file.
        LimitError: it is larger than ``limits.MAX_FILE_BYTES``.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise _why_unreadable(path, error) from None
    try:
        with os.fdopen(handle, "rb") as file:
            _refuse_unless_regular(path, os.fstat(file.fileno()))
            data = file.read(limits.MAX_FILE_BYTES + 1)
    except OSError as error:
        raise _why_unreadable(path, error) from None
    if len(data) > limits.MAX_FILE_BYTES:
        raise LimitError(
            f"{path.name} is larger than {limits.MAX_FILE_BYTES // 1024} KiB: no key file is",
            "Choose the key file itself",
        )
    return data


def _refuse_unless_regular(path: Path, status: os.stat_result) -> None:
    for is_kind, words, hint in _KINDS:
        if is_kind(status.st_mode):
            raise NotAKeyFileError(path, f"{path.name or path} is {words}, not a key file", hint)


def _why_unreadable(path: Path, error: OSError) -> StorageError:
    with contextlib.suppress(OSError):
        _refuse_unless_regular(path, path.stat())
    name = path.name or str(path)
    if path.is_symlink() and not path.exists():
        return StorageError(path, f"{name} is a link to a file that is not there", "Mend or remove the link")
    if isinstance(error, FileNotFoundError):
        return StorageError(path, f"{name} is not there", "Check the name and the folder")
    if isinstance(error, PermissionError):
        return StorageError(path, f"You may not read {name}", "Change its mode or ask its owner")
    if isinstance(error, NotADirectoryError):
        return StorageError(path, f"A part of the path of {name} is not a folder", "Check the path")
    return StorageError(path, f"{name} cannot be read: {os.strerror(error.errno or 0)}")


def free_name(path: Path, *, pair: bool = True) -> Path:
    """The path itself, or with the lowest number behind it that makes it free.

    ``id_rsa`` becomes ``id_rsa_2``, ``build.pem`` becomes ``build_2.pem``.

    Args:
        path: the name wanted.
        pair: whether its ``.pub`` must be free too.
    """
    number = 1
    candidate = path
    while _exists(candidate) or (pair and _exists(public_path(candidate))):
        number += 1
        candidate = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return candidate


def public_path(private: Path) -> Path:
    """Where the public half goes: ``id_rsa.pub`` beside ``id_rsa``, ``build.pem.pub`` beside ``build.pem``.

    That is where ssh and ssh-keygen look. They read no PPK: ``build.pub`` lies beside ``build.ppk``.
    """
    if private.suffix.lower() == ".ppk":
        return private.with_suffix(".pub")
    return private.with_name(private.name + ".pub")


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except OSError:
        return False


def save(files: Sequence[NewFile], *, overwrite: bool = False) -> None:
    """Write files that belong together: all of them, or none.

    Missing folders are made, 0700. With ``overwrite`` existing files are replaced; without, one
    existing target refuses the whole.

    Raises:
        TargetExistsError: a target exists and overwriting was not asked for.
        StorageError: the file system said no; nothing was changed, or the message says what was.
    """
    for file in files:
        if not overwrite and _exists(file.path):
            raise TargetExistsError(
                file.path,
                f"{file.path.name} is there already",
                "Choose another name, or overwrite it on purpose",
            )
    with contextlib.ExitStack() as cleanup:
        staged = []
        for file in files:
            with _translated(file.path):
                _make_folder(file.path.parent)
                staged.append((_stage(file, cleanup), file))
        placed: list[Path] = []
        try:
            for temporary, file in staged:
                with _translated(file.path):
                    _place(temporary, file.path, overwrite=overwrite)
                    placed.append(file.path)
        except BaseException:
            if not overwrite:
                for path in placed:
                    with contextlib.suppress(OSError):
                        path.unlink()
            raise
        for folder in {file.path.parent for file in files}:
            _sync_folder(folder)


def replace_with_backup(
    path: Path, data: bytes, *, private: bool, stamp: str, expected: bytes | None = None
) -> Path:
    """Replace a file, and keep what it held in a backup beside it, 0600. Both are written atomically.

    A link is followed: the file it points to is replaced.

    Args:
        path: an existing regular file.
        data: its new content.
        private: whether it holds a private key: then it is 0600 afterwards.
        stamp: goes into the name of the backup, such as ``20261122-193000``.
        expected: what the file must hold; whatever it holds when None.

    Returns:
        The backup: ``id_rsa.backup-20261122-193000``, or with a number behind it where that is taken.

    Raises:
        StorageError: it changed meanwhile, or the file system said no; the file is as it was.
    """
    target = path.resolve()
    before = read_key_file(target)
    if expected is not None and before != expected:
        raise StorageError(
            path, f"{path.name} was changed meanwhile", "Nothing was written; look at it again"
        )
    backup = free_name(target.with_name(f"{target.name}.backup-{stamp}"), pair=False)
    save([NewFile(backup, before, private=True)])
    save([NewFile(target, data, private=private)], overwrite=True)
    return backup


def make_private(path: Path) -> None:
    """Set the mode of a file to 0600.

    Raises:
        StorageError: the file system said no.
    """
    with _translated(path):
        path.chmod(PRIVATE_MODE)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def _stage(file: NewFile, cleanup: contextlib.ExitStack) -> Path:
    temporary = file.path.with_name(f".{file.path.name[:200]}.{secrets.token_hex(6)}.tmp")
    mode = PRIVATE_MODE if file.private else PUBLIC_MODE
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    cleanup.callback(_remove, temporary)
    with os.fdopen(handle, "wb") as out:
        out.write(file.data)
        out.flush()
        os.fsync(out.fileno())
    return temporary


def _place(temporary: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        temporary.replace(target)
        return
    try:
        os.link(temporary, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A file system without hard links (FAT, some network mounts): reserve the name, then rename over
        # our own empty file. Nobody else's file can be in between.
        os.close(
            os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_MODE)
        )
        temporary.replace(target)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        if not Path(error.filename2 or error.filename or path).is_dir():
            raise TargetExistsError(
                path,
                f"{path.name} appeared while it was being written",
                "Nothing was overwritten; choose another name",
            ) from None
        raise StorageError(path, f"{path.name} is a folder", "Choose a file name") from None
    except PermissionError:
        raise StorageError(
            path, f"You may not write {path.name} in {path.parent}", "Choose another folder"
        ) from None
    except IsADirectoryError:
        raise StorageError(path, f"{path.name} is a folder", "Choose a file name") from None
    except OSError as error:
        raise StorageError(
            path, f"{path.name} could not be written: {os.strerror(error.errno or 0)}", "Nothing was changed"
        ) from None
