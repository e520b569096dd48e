"""Reads the folder that is shown first while the screens are still being imported.

The names are then on the terminal with the first frame, and not one frame and a thread later. A folder
that does not answer holds nothing up: the thread is left to itself, and the screen asks again in its way.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..keyops.errors import StorageError
from ..keyops.files import listing as browsing
from ..keyops.inspection import key_files

if TYPE_CHECKING:
    from pathlib import Path

    from ..keyops.files.listing import Entry
    from ..keyops.inspection.key_files import KeyFiles

    Found = tuple[Path, tuple[Entry, ...], tuple[KeyFiles, ...], str]


class FirstLook:
    """A daemon thread that looks at one path, once.

    Args:
        path: a folder, or a file whose folder is shown.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: Found | None = None
        self._looked = threading.Event()
        threading.Thread(target=self._look, name="keywright-first-look", daemon=True).start()

    def _look(self) -> None:
        try:
            folder, name = browsing.locate(self._path)
            entries = browsing.scan(folder)
            self._found = folder, entries, key_files.group(entries, {}), name
        except StorageError:
            pass  # the screen asks again, and tells why
        self._looked.set()

    def wait(self, seconds: float) -> Found | None:
        """As ``take``, which is still to come; None when it is not known after so many seconds."""
        self._looked.wait(seconds)
        return self._found

    def take(self) -> Found | None:
        """The folder, its names, those put together, and the one to choose; None when not known yet."""
        found, self._found = self._found, None
        return found
