"""Finds out what the files of a folder are, in the background: those that are seen first, then the rest.

The same thread puts together which files belong to one key, so that ten thousand names hold up no key press.
Most files of a big folder are looked at in child processes, which use every core; those that are seen
meanwhile are not waited for.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from ...keyops.errors import KeyOpsError
from ...keyops.files.listing import FileSummary
from ...keyops.inspection import key_files
from ...process import cores
from ...process.threads import post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.key_files import KeyFiles

_Answer = tuple[list["Path"], list[tuple[Any, ...]]]
"""Files, and what ``summary.rows_of`` told of them; nothing where the child came to nothing."""

BATCH_SECONDS: Final = 0.2
"""Findings are handed on this often, so that a big folder does not repaint for each file."""
_SHARE: Final = 20
"""Putting the keys together anew takes at most one part in so many of the time."""
_GROUPING: Final = 0.000_01
"""Seconds that it takes for each name, until it was measured."""

_BREATH: Final = 0.0002
"""Seconds in which a key that was pressed has the interpreter for itself."""

_TURN: Final = 0.002
"""Seconds of work after which there is a breath: after each file, breathing took as long as looking."""

_MANY: Final = 600
"""Files from which on children are started: each takes a tenth of a second before it looks at the first."""
_PART: Final = 5_000
"""Files for one child at the most, so that a big folder is not told of at its end alone."""
_RECORDS: Final = 500
"""Records that are made of what a child told before there is a breath: a millisecond."""
_LISTEN: Final = 0.05
"""Seconds in which the children are listened to before we look whether anything else is wanted."""


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
        self._given: dict[Path, None] = {}
        """What the children look at."""
        self._children: set[asyncio.Task[None]] = set()
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
            self._given = {}
            self._known = {path: summary for path, summary in known.items() if path in self._waiting}
            number = self._round
        self._end_children()
        self.is_busy = True
        loop = asyncio.get_running_loop()
        answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        self._give_away(answers)
        work = threading.Thread(
            target=self._work, args=(number, loop, entries, answers), name="keywright-summary", daemon=True
        )
        work.start()

    def first(self, paths: Iterable[Path]) -> None:
        """Look at these before the others."""
        with self._lock:
            self._urgent = [path for path in paths if path in self._waiting or path in self._given][::-1]

    def tell(self, found: Mapping[Path, FileSummary]) -> None:
        """Take into account what was found out in another way."""
        with self._lock:
            self._known.update(found)

    def stop(self) -> None:
        """Forget the folder."""
        with self._lock:
            self._round += 1
        self._end_children()

    def _end_children(self) -> None:
        for child in self._children:
            child.cancel()

    def _next(self, number: int) -> Path | None:
        """The next one to look at here; None when there is none at the moment."""
        with self._lock:
            if number != self._round:
                return None
            while self._urgent:
                path = self._urgent.pop()
                if path in self._waiting or path in self._given:
                    self._waiting.pop(path, None)
                    self._given.pop(path, None)
                    return path
            for path in self._waiting:
                del self._waiting[path]
                return path
        return None

    def _work(
        self,
        number: int,
        loop: asyncio.AbstractEventLoop,
        entries: Sequence[Entry],
        answers: queue.SimpleQueue[_Answer],
    ) -> None:
        from ...keyops.inspection import summary  # here, after the names were painted: it needs every format

        found: dict[Path, FileSummary] = {}
        handed_over = breathed = 0.0  # the first file at once
        grouped, pause = time.monotonic(), len(entries) * _GROUPING * _SHARE
        while number == self._round:
            path = self._next(number)
            if path is not None:
                found[path] = summary.summarize(path)
            elif not self._given:
                break
            else:
                found |= self._answered(answers)
            now = time.monotonic()
            if now - breathed > _TURN:
                time.sleep(_BREATH)
                breathed = now = time.monotonic()
            if not found or now - handed_over <= BATCH_SECONDS:
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

    # Children

    def _give_away(self, answers: queue.SimpleQueue[_Answer]) -> None:
        """Start children for what waits, where it is much and there are cores for them."""
        count = cores.usable()
        with self._lock:
            paths = list(self._waiting)
            if count < 2 or len(paths) < _MANY:
                return
            self._given, self._waiting = self._waiting, {}
        size = min(_PART, -(-len(paths) // count))
        free = asyncio.Semaphore(count)
        for at in range(0, len(paths), size):
            child = asyncio.get_running_loop().create_task(
                self._in_child(paths[at : at + size], free, answers)
            )
            self._children.add(child)
            child.add_done_callback(self._children.discard)

    async def _in_child(
        self, paths: list[Path], free: asyncio.Semaphore, answers: queue.SimpleQueue[_Answer]
    ) -> None:
        from ...keyops.inspection import summary
        from ...process import jobs

        rows: list[tuple[Any, ...]] = []
        try:
            async with free:
                rows = await jobs.run(summary.rows_of, str(paths[0].parent), [path.name for path in paths])
        except KeyOpsError:  # it was killed, or could not be started
            return
        finally:
            answers.put((paths, rows))

    def _answered(self, answers: queue.SimpleQueue[_Answer]) -> dict[Path, FileSummary]:
        """What a child has found out; what one did not answer is looked at here."""
        try:
            paths, rows = answers.get(timeout=_LISTEN)
        except queue.Empty:
            return {}
        found: dict[Path, FileSummary] = {}
        for path, row in zip(paths, rows, strict=False):
            found[path] = FileSummary(*row)
            if len(found) % _RECORDS == 0:
                time.sleep(_BREATH)
        with self._lock:
            kept = {path: one for path, one in found.items() if path in self._given}
            for path in paths:
                if path in self._given:
                    del self._given[path]
                    if path not in found:
                        self._waiting[path] = None
        return kept

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
