"""A folder looked at whole: its keys with their files, and what was found out about each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files import listing
from ..records import dataclass
from . import key_files, summary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..files.listing import FileSummary
    from .key_files import KeyFiles


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """What is in a folder."""

    rows: tuple[KeyFiles, ...]
    """Keys, then other files, then the backups, by name."""
    summaries: Mapping[Path, FileSummary]
    """What each file is."""

    @property
    def keys(self) -> tuple[KeyFiles, ...]:
        """The keys alone."""
        return tuple(row for row in self.rows if row.section is key_files.Section.KEYS)

    def files_of(self, path: Path) -> tuple[Path, ...]:
        """A file, and where it is the first of a key all files of that key."""
        row = next((row for row in self.keys if row.entry.path == path), None)
        return (path,) if row is None else tuple(entry.path for entry in row.files)

    @property
    def backups(self) -> tuple[Path, ...]:
        """All backups that keywright has made in the folder."""
        rows = (row for row in self.rows if row.section is key_files.Section.BACKUPS)
        return tuple(entry.path for row in rows for entry in row.files)


def look(folder: Path) -> KeyFolder:
    """Look at every file of a folder. Nothing is asked, unlocked or derived.

    Raises:
        StorageError: it is missing, not a folder, or may not be read.
    """
    entries = listing.scan(folder)
    summaries = {entry.path: summary.summarize(entry.path) for entry in entries if not entry.is_folder}
    return KeyFolder(key_files.group(entries, summaries), summaries)
