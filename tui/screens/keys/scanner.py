"""Finds out what the files of a folder are, in the background: those that are seen first, then the rest.

The same thread puts together which files belong to one key, so that ten thousand names hold up no key press.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Final

from ...keyops.inspection import key_files
from ...process.threads import post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from ...keyops.files.listing import Entry, FileSummary
    from ...keyops.inspection.key_files import KeyFiles

BATCH_SECONDS: Final = 0.2
"""Findings are handed on this often, so that a big folder does not repaint for each file."""
_SHARE: Final = 20
"""Putting the keys together anew takes at most one part in so many of the time."""

_BREATH: Final = 0.0002
"""Seconds in which a key that was pressed has the interpreter for itself."""

_TURN: Final = 0.002
"""Seconds of work after which there is a breath: after each file, breathing took as long as looking."""


class Summarizer:
    """One daemon thread for one folder at a time.

    Args:
        deliver: called on the event loop with what was found, and with the rows where they may be others now.
    """

    def __init__(
        self, deliver: Callable[[Mapping[Path, FileSummary], Sequence[KeyFiles] | None], None]
    ) -> None:
        self._deliver = deliver
        self._lock = threading.Lock()
        self._urgent: list[Path] = []
        self._waiting: dict[Path, None] = {}
        self._known: dict[Path, FileSummary] = {}
        self._round = 0
        self.is_busy = False
        """Whether there are files that were not looked at yet."""

    def begin(self, entries: Sequence[Entry], known: Mapping[Path, FileSummary]) -> None:
        """Forget the folder before, and look at these files.

        Args:
            entries: all names of the folder.
            known: what was found before; it is looked at again.
        """
        with self._lock:
            self._round += 1
            self._urgent = []
            self._waiting = {entry.path: None for entry in entries if not entry.is_folder}
            self._known = {path: summary for path, summary in known.items() if path in self._waiting}
            number = self._round
        self.is_busy = True
        loop = asyncio.get_running_loop()
        work = threading.Thread(
            target=self._work, args=(number, loop, entries), name="keywright-summary", daemon=True
        )
        work.start()

    def first(self, paths: Iterable[Path]) -> None:
        """Look at these before the others."""
        with self._lock:
            self._urgent = [path for path in paths if path in self._waiting][::-1]

    def tell(self, found: Mapping[Path, FileSummary]) -> None:
        """Take into account what was found out in another way."""
        with self._lock:
            self._known.update(found)

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

    def _work(self, number: int, loop: asyncio.AbstractEventLoop, entries: Sequence[Entry]) -> None:
        from ...keyops.inspection import summary  # here, after the names were painted: it needs every format

        found: dict[Path, FileSummary] = {}
        handed_over = grouped = pause = breathed = 0.0  # the first file at once
        while (path := self._next(number)) is not None:
            found[path] = summary.summarize(path)
            now = time.monotonic()
            if now - breathed > _TURN:
                time.sleep(_BREATH)
                breathed = now = time.monotonic()
            if now - handed_over <= BATCH_SECONDS:
                continue
            rows = None
            self._remember(number, found)
            if now - grouped > pause:
                rows = self._group(number, entries)
                grouped = time.monotonic()
                pause = (grouped - now) * _SHARE
            post(loop, self._hand_over, number, found, rows, False)
            found, handed_over = {}, time.monotonic()
        if number == self._round:
            self._remember(number, found)
            post(loop, self._hand_over, number, found, self._group(number, entries), True)

    def _remember(self, number: int, found: Mapping[Path, FileSummary]) -> None:
        with self._lock:
            if number == self._round:
                self._known.update(found)

    def _group(self, number: int, entries: Sequence[Entry]) -> Sequence[KeyFiles]:
        with self._lock:
            known = dict(self._known) if number == self._round else {}
        return key_files.group(entries, known)

    def _hand_over(
        self,
        number: int,
        found: Mapping[Path, FileSummary],
        rows: Sequence[KeyFiles] | None,
        last: bool,  # noqa: FBT001 - from thread to loop
    ) -> None:
        if number == self._round:
            self.is_busy = not last
            self._deliver(found, rows)
