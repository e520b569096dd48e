"""Programs that a test starts: none is waited for without an end, and none outlives its test."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 60.0
"""Seconds until a test gives up what it waits for: an end to waiting, never a measure of speed."""

LIFE = 4 * PATIENCE
"""Seconds that a started program lives at most, unless it serves many tests."""

LONG_LIFE = 3600.0
"""Seconds that one lives at most that serves many tests."""

_STATE, _SESSION, _USER_TICKS, _SYSTEM_TICKS = 0, 3, 11, 12
"""Places in ``/proc/PID/stat`` behind the name, which may hold blanks."""


class Child(subprocess.Popen):
    """A started program, which is killed at the end of its ``with``, and after its life at the latest.

    So every wait for it ends: for its exit, for a line, for the end of its output. A program that had to be
    killed tells a test by its status, -9, or by a line that is not there.

    Args:
        args: those of ``subprocess.Popen``.
        life: seconds.
        kwargs: those of ``subprocess.Popen``.
    """

    def __init__(self, *args: Any, life: float = LIFE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._watchdog = threading.Timer(life, self.kill)
        self._watchdog.daemon = True
        self._watchdog.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self.poll() is None:
                self.kill()
        finally:
            self._watchdog.cancel()
            super().__exit__(kind, error, trace)

    def end(self) -> None:
        """Ask it to end, and see to it."""
        self.terminate()
        try:
            self.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
        self._watchdog.cancel()
        self.wait()


def work_of(session: int) -> tuple[bool, int]:
    """Whether any thread of a session's programs works or wants to, and the time they have worked, in ticks.

    A program that the machine gives no time is one that wants to: so a pause in its output can be told from
    rest also on a busy machine. Without ``/proc`` nothing works.
    """
    works, ticks = False, 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(stat)
        if fields and int(fields[_SESSION]) == session:
            ticks += int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])
            threads = map(_stat, stat.parent.glob("task/*/stat"))
            works = works or any(thread and thread[_STATE] in {"R", "D"} for thread in threads)
    return works, ticks


def _stat(path: Path) -> list[str]:
    """The fields behind the name; none of what is gone meanwhile."""
    with contextlib.suppress(OSError):
        return path.read_text().rpartition(")")[2].split()
    return []
