"""Reads the folder that is shown first while the screens are still being imported.

The names are then on the terminal with the first frame, and not one frame and a thread later. A folder
that does not answer holds nothing up: the thread is left to itself, and the screen asks again in its way.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..keyops.errors import StorageError
from ..keyops.files import listing as browsing

if TYPE_CHECKING:
    from pathlib import Path

    from ..keyops.files.listing import Entry


class FirstLook:
    """A daemon thread that looks at one path, once.

    Args:
        path: a folder, or a file whose folder is shown.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: tuple[Path, tuple[Entry, ...], str] | None = None
        threading.Thread(target=self._look, name="keywright-first-look", daemon=True).start()

    def _look(self) -> None:
        try:
            folder, name = browsing.locate(self._path)
            self._found = folder, browsing.scan(folder), name
        except StorageError:
            return  # the screen asks again, and tells why

    def take(self) -> tuple[Path, tuple[Entry, ...], str] | None:
        """The folder, its names, and the one to choose; None when it is not known yet, or was taken."""
        found, self._found = self._found, None
        return found
