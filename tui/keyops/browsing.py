"""Folders for people who look for keys: the names in one, and paths that people type.

All of it may wait for the file system: call it off the event loop. What the files are is told by
``glances``, which needs every format; this module is light, so that names are on the screen at once.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tui.keyops.errors import StorageError

LOCKED: Final = "*"
WRONG: Final = "!"
PAIRED: Final = "="


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder."""

    path: Path
    is_folder: bool = False
    label: str = ""
    """Shown in place of its name: ``..`` for the folder above."""

    @property
    def name(self) -> str:
        """The name alone, raw."""
        return self.label or self.path.name

    @property
    def is_hidden(self) -> bool:
        """Whether its name begins with a dot."""
        return self.path.name.startswith(".") and not self.label


@dataclass(frozen=True, slots=True)
class Glance:
    """What a file is, in a word or two and at most two marks."""

    words: str = ""
    """``ed25519``, ``rsa 4096``, ``public``, ``certificate``, ``4 keys``; empty for other files. Raw."""
    marks: str = ""
    """Of LOCKED, WRONG and PAIRED."""
    is_key: bool = False


NOTHING: Final = Glance()
"""Not a key file, or not yet looked at."""


def scan(folder: Path) -> tuple[Entry, ...]:
    """All names in a folder: folders first, then files, by name whatever the case.

    Raises:
        StorageError: it is missing, not a folder, or may not be read.
    """
    try:
        with os.scandir(folder) as names:
            found = [Entry(Path(name.path), _is_folder(name)) for name in names]
    except OSError as error:
        raise _why_not(folder, error) from None
    return tuple(sorted(found, key=lambda entry: (not entry.is_folder, *_order(entry.name))))


def _is_folder(name: os.DirEntry[str]) -> bool:
    try:
        return name.is_dir()
    except OSError:
        return False


def _order(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """By name as people count: ``key2`` before ``key10``."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+|[0-9]+", name.casefold())
    key = [
        (0, int(part), "") if part.isascii() and part.isdigit() and len(part) <= 18 else (1, 0, part)
        for part in parts
    ]
    return key, name


def _why_not(folder: Path, error: OSError) -> StorageError:
    if isinstance(error, FileNotFoundError):
        return StorageError(
            folder, f"There is nothing at {folder}", "Press o to go elsewhere, or F3 to make a key"
        )
    if isinstance(error, NotADirectoryError):
        return StorageError(folder, f"{folder} is not a folder", "Press o to go elsewhere")
    if isinstance(error, PermissionError):
        return StorageError(
            folder, f"You may not look into {folder}", "Ask its owner, or press o to go elsewhere"
        )
    return StorageError(
        folder, f"{folder} cannot be read: {os.strerror(error.errno or 0)}", "Press o to go elsewhere"
    )


def locate(path: Path) -> tuple[Path, str]:
    """The folder to show for a path, and the name to select in it (empty for a folder).

    Raises:
        StorageError: there is nothing at the path.
    """
    path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - links stay as the user wrote them
    try:
        status = path.lstat()
    except OSError as error:
        raise _why_not(path, error) from None
    if stat.S_ISLNK(status.st_mode):
        with contextlib.suppress(OSError):
            status = path.stat()
    return (path, "") if stat.S_ISDIR(status.st_mode) else (path.parent, path.name)


def typed_path(typed: str, folder_now: Path) -> Path:
    """The path that a person means: ``~`` is home, and a relative path starts at ``folder_now``."""
    try:
        return folder_now / Path(typed.strip()).expanduser()
    except RuntimeError:  # ~nobody
        return folder_now / typed.strip()


def complete(typed: str, folder_now: Path) -> str:
    """A typed path, completed as far as it is the only way on; unchanged where there is none.

    A relative path starts at ``folder_now``. A leading ``~`` is understood and kept. A folder gets a
    slash behind it.
    """
    folder, slash, start = typed.rpartition("/")
    try:
        found = scan(typed_path(folder + slash or ".", folder_now))
    except StorageError:
        return typed
    fitting = [entry for entry in found if entry.name.startswith(start)]
    fitting = [entry for entry in fitting if start.startswith(".") or not entry.is_hidden]
    if not fitting:
        return typed
    done = folder + slash + _shared([entry.name for entry in fitting])
    return done + "/" if len(fitting) == 1 and fitting[0].is_folder else done


def _shared(names: list[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    length = 0
    while length < len(first) and first[length] == last[length]:
        length += 1
    return first[:length]
