"""Folders for people who look for keys: the names in one, and where a path leads.

All of it may wait for the file system: call it off the event loop. What the files are is told by
``summaries``, which needs every format; this module is light, so that names are on the screen at once.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

from ..errors import NextStep, StorageError
from ..patterns import compiled
from ..records import dataclass
from . import completion

BACKUP: Final = compiled(r"\.backup-[0-9]{8}-[0-9]{6}(_[0-9]+)?\Z")
"""How the names of backups end."""
ORDERS: Final = ("name", "type", "age", "problems")
"""How keys can be sorted."""

LOCKED: Final = "*"
WRONG: Final = "!"
PAIRED: Final = "="
LOADED: Final = "+"
"""An agent holds it: not known at once, but by comparing ``FileSummary.identity``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder."""

    path: Path
    name: str
    """The name alone, raw: asking a path for it takes six times as long."""
    is_folder: bool = False
    label: str = ""
    """Shown in place of its name: ``..`` for the folder above."""

    @property
    def is_hidden(self) -> bool:
        """Whether its name begins with a dot."""
        return self.name.startswith(".") and not self.label


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a file is, in a word or two and at most two marks."""

    words: str = ""
    """``ed25519``, ``rsa 4096``, ``public``, ``certificate``, ``4 keys``; empty for other files. Raw."""
    marks: str = ""
    """Of LOCKED, WRONG and PAIRED."""
    is_key: bool = False
    identity: bytes = b""
    """SHA-256 of the public key, or of the certificate, by which an agent would know it; empty where it is
    not seen, or there are several."""
    kind: str = ""
    """``private``, ``public`` or ``certificate`` of a file of one key, ``damaged`` of one that was to be it,
    ``several`` of a file of lines or of several keys; empty for other files."""
    key: bytes = b""
    """SHA-256 of the plain public key, of a certificate too: files that have it are files of one key."""
    label: str = ""
    """``RSA 4096``; empty when not known."""
    format: str = ""
    """The id of its format."""
    cipher: str = ""
    """What a private key is encrypted with; empty when it is not."""
    comment: str = ""
    """Raw."""
    modified: float = 0.0
    """Seconds since 1970; 0 when not known."""


NOTHING: Final = FileSummary()
"""Not a key file, or not yet looked at."""


_LEFT: Final = (".keywright", ".save")
"""How the names end of what a killed save leaves."""


def scan(folder: Path) -> tuple[Entry, ...]:
    """All names in a folder: folders first, then files, by name whatever the case.

    What a save of ours left there that was killed is finished first, or taken away.

    Raises:
        StorageError: it is missing, not a folder, or may not be read.
    """
    found = _scan(folder)
    if any(entry.is_hidden and entry.name.endswith(_LEFT) for entry in found):
        from . import storage

        storage.recover(folder)
        found = _scan(folder)
    found.sort(key=lambda entry: (not entry.is_folder, *_order(entry.name)))
    return tuple(found)


def _scan(folder: Path) -> list[Entry]:
    try:
        with os.scandir(folder) as names:
            return [Entry(folder / name.name, name.name, _is_folder(name)) for name in names]
    except OSError as error:
        raise _why_not(folder, error) from None


def _is_folder(name: os.DirEntry[str]) -> bool:
    try:
        return name.is_dir()
    except OSError:
        return False


_PARTS: Final = compiled(r"[0-9]{1,18}|[^0-9]+")


def _order(name: str) -> tuple[list[int | str], str]:
    """By name as people count: ``key2`` before ``key10``. Before each part stands whether it is a word."""
    key: list[int | str] = []
    for part in _PARTS.findall(name.casefold()):
        key += (0, int(part)) if "0" <= part[0] <= "9" else (1, part)
    return key, name


def _why_not(folder: Path, error: OSError) -> StorageError:
    if isinstance(error, FileNotFoundError) and folder == Path.home() / ".ssh":
        return StorageError(folder, "There is no ~/.ssh yet").offering(NextStep.MAKE_KEY)
    title, hint, step = f"No permission to look into {folder}", "", NextStep.GO_ELSEWHERE
    if isinstance(error, FileNotFoundError):
        title = f"{folder} does not exist"
    elif isinstance(error, NotADirectoryError):
        title = f"{folder} is not a folder"
    elif not isinstance(error, PermissionError):
        title = f"{folder} cannot be read: {os.strerror(error.errno or 0)}"
    elif _is_ours(folder):
        hint, step = "It is yours: chmod 700 gives you access", NextStep.LOOK_AGAIN
    else:
        hint = "Ask its owner"
    return StorageError(folder, title, hint).offering(step)


def _is_ours(folder: Path) -> bool:
    try:
        return folder.stat().st_uid == os.getuid()
    except OSError:
        return False


def locate(path: Path) -> tuple[Path, str]:
    """The folder to show for a path, and the name to select in it (empty for a folder).

    Raises:
        StorageError: there is nothing at the path.
    """
    path = Path(os.path.abspath(completion.typed_path(str(path), Path())))  # noqa: PTH100 - as written
    try:
        status = path.lstat()
    except OSError as error:
        raise _why_not(path, error) from None
    if stat.S_ISLNK(status.st_mode):
        with contextlib.suppress(OSError):
            status = path.stat()
    return (path, "") if stat.S_ISDIR(status.st_mode) else (path.parent, path.name)
