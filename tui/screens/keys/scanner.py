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
from itertools import islice
from typing import TYPE_CHECKING, Final

from ...keyops.errors import KeyOpsError
from ...keyops.inspection import key_files
from ...process import cores, jobs, summaries
from ...process.threads import post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from ...keyops.files.listing import Entry, FileSummary
    from ...keyops.inspection.key_files import KeyFiles

_Answer = tuple[list["Path"], list[bytes]]
"""Files, and what ``summaries.packed`` told of them; nothing where the child came to nothing."""

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
_AT_ONCE: Final = 500
"""Findings that are handed over before there is a breath: the screen takes a millisecond for them."""
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

    def begin(
        self, entries: Sequence[Entry], known: Mapping[Path, FileSummary], rows: Sequence[KeyFiles] = ()
    ) -> None:
        """Forget the folder before, and look at these files.

        Args:
            entries: all names of the folder.
            known: what was found before; it is looked at again.
            rows: the names as they are shown: they are handed over again only where they are others.
        """
        self.stop()
        with self._lock:
            self._urgent, self._waiting, self._given = [], {}, {}
            self._known = dict(known)
            number = self._round
        self.is_busy = True
        loop = asyncio.get_running_loop()
        work = threading.Thread(
            target=self._work, args=(number, loop, entries, rows), name="keywright-summary", daemon=True
        )
        work.start()

    def first(self, paths: Iterable[Path]) -> None:
        """Look at these before the others."""
        with self._lock:
            self._urgent = [*paths][::-1]

    def tell(self, found: Mapping[Path, FileSummary]) -> None:
        """Take into account what was found out in another way."""
        with self._lock:
            self._known.update(found)

    def stop(self) -> None:
        """Forget the folder."""
        with self._lock:
            self._round += 1
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
            return self._waiting.popitem()[0] if self._waiting else None

    def _work(
        self,
        number: int,
        loop: asyncio.AbstractEventLoop,
        entries: Sequence[Entry],
        shown: Sequence[KeyFiles],
    ) -> None:
        answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        self._spread(number, loop, entries, answers)
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
                found |= self._answered(number, answers)
            now = time.monotonic()
            if now - breathed > _TURN:
                time.sleep(_BREATH)
                breathed = now = time.monotonic()
            if not found or now - handed_over <= BATCH_SECONDS:
                continue
            rows = None
            self._remember(number, found)
            if now - grouped > pause:
                rows = shown = self._group(number, entries, shown)
                grouped = time.monotonic()
                pause = (grouped - now) * _SHARE
            self._post(number, loop, found, rows)
            found, handed_over = {}, time.monotonic()
        if number == self._round:
            self._remember(number, found)
            self._post(number, loop, found, self._group(number, entries, shown), last=True)

    # Children

    def _spread(
        self,
        number: int,
        loop: asyncio.AbstractEventLoop,
        entries: Sequence[Entry],
        answers: queue.SimpleQueue[_Answer],
    ) -> None:
        """Take up the files; have children started for them, where they are many and there are cores."""
        files = [entry for entry in entries if not entry.is_folder]
        count = cores.usable()
        waiting = {entry.path: None for entry in reversed(files)}
        is_much = count > 1 and len(files) >= _MANY
        with self._lock:
            if number != self._round:
                return
            self._known = {path: summary for path, summary in self._known.items() if path in waiting}
            self._waiting, self._given = ({}, waiting) if is_much else (waiting, {})
        if is_much:
            size = min(_PART, -(-len(files) // count))
            parts = [files[at : at + size] for at in range(0, len(files), size)]
            post(loop, self._start_children, number, parts, asyncio.Semaphore(count), answers)

    def _start_children(
        self,
        number: int,
        parts: Iterable[Sequence[Entry]],
        free: asyncio.Semaphore,
        answers: queue.SimpleQueue[_Answer],
    ) -> None:
        for part in parts if number == self._round else ():
            child = asyncio.get_running_loop().create_task(self._in_child(part, free, answers))
            self._children.add(child)
            child.add_done_callback(self._children.discard)

    @staticmethod
    async def _in_child(
        part: Sequence[Entry], free: asyncio.Semaphore, answers: queue.SimpleQueue[_Answer]
    ) -> None:
        told: list[bytes] = []
        names = [entry.name for entry in part]
        try:
            async with free:
                told = await jobs.run(summaries.packed, str(part[0].path.parent), names)
        except KeyOpsError:  # it was killed, or could not be started
            return
        finally:
            answers.put(([entry.path for entry in part], told))

    def _answered(self, number: int, answers: queue.SimpleQueue[_Answer]) -> dict[Path, FileSummary]:
        """What a child has found out; what one did not answer is looked at here."""
        try:
            paths, told = answers.get(timeout=_LISTEN)
        except queue.Empty:
            return {}
        found: dict[Path, FileSummary] = {}
        waiting = iter(paths)
        for piece in told:
            records = summaries.unpacked(piece)
            found.update(zip(islice(waiting, len(records)), records, strict=True))
            time.sleep(_BREATH)
        with self._lock:
            if number != self._round:
                return {}
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

    def _group(self, number: int, entries: Sequence[Entry], shown: Sequence[KeyFiles]) -> Sequence[KeyFiles]:
        """The rows: those that are shown where they are no others, for two are compared in a microsecond."""
        with self._lock:
            known = dict(self._known) if number == self._round else {}
        rows = key_files.group(entries, known)
        return shown if rows == shown else rows

    def _post(
        self,
        number: int,
        loop: asyncio.AbstractEventLoop,
        found: Mapping[Path, FileSummary],
        rows: Sequence[KeyFiles] | None,
        *,
        last: bool = False,
    ) -> None:
        """Have it handed over, in pieces between which keys are answered."""
        left = iter(found.items())
        for _ in range(_AT_ONCE, len(found), _AT_ONCE):
            post(loop, self._hand_over, number, dict(islice(left, _AT_ONCE)), None, False)
            time.sleep(_BREATH)
        post(loop, self._hand_over, number, dict(left), rows, last)

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
