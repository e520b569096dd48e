"""Finds out what the files of a folder are, in the background: those that are seen first, then the rest."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Final

from ...process.threads import post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from ...keyops.files.listing import Glance

BATCH_SECONDS: Final = 0.2
"""Findings are handed over this often, so that a big folder does not repaint for each file."""

_BREATH: Final = 0.0002
"""Seconds between two files in which a key that was pressed has the interpreter for itself."""


class Glancer:
    """One daemon thread for one folder at a time.

    Args:
        deliver: called on the event loop with what was found.
    """

    def __init__(self, deliver: Callable[[Mapping[Path, Glance]], None]) -> None:
        self._deliver = deliver
        self._lock = threading.Lock()
        self._urgent: list[Path] = []
        self._waiting: dict[Path, None] = {}
        self._round = 0

    def begin(self, paths: Iterable[Path]) -> None:
        """Forget the folder before, and look at these files."""
        with self._lock:
            self._round += 1
            self._urgent = []
            self._waiting = dict.fromkeys(paths)
            number = self._round
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._work, args=(number, loop), name="keywright-glance", daemon=True).start()

    def first(self, paths: Iterable[Path]) -> None:
        """Look at these before the others."""
        with self._lock:
            self._urgent = [path for path in paths if path in self._waiting][::-1]

    def stop(self) -> None:
        """Forget the folder."""
        with self._lock:
            self._round += 1

    def _next(self, number: int) -> Path | None:
        with self._lock:
            if number != self._round:
                return None
            while self._urgent:
                path = self._urgent.pop()
                if path in self._waiting:
                    del self._waiting[path]
                    return path
            for path in self._waiting:
                del self._waiting[path]
                return path
        return None

    def _work(self, number: int, loop: asyncio.AbstractEventLoop) -> None:
        from ...keyops.inspection import summary  # here, after the names were painted: it needs every format

        found: dict[Path, Glance] = {}
        handed_over = 0.0  # the first file at once
        while (path := self._next(number)) is not None:
            found[path] = summary.glance(path)
            time.sleep(_BREATH)
            if time.monotonic() - handed_over > BATCH_SECONDS:
                post(loop, self._hand_over, number, found)
                found, handed_over = {}, time.monotonic()
        if found:
            post(loop, self._hand_over, number, found)

    def _hand_over(self, number: int, found: Mapping[Path, Glance]) -> None:
        if number == self._round:
            self._deliver(found)
