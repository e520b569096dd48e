"""A program in a pseudo-terminal, and what its terminal shows.

The terminal is pyte's, with what pyte lacks: the alternate screen, private modes that can be asked about,
and answers to the questions that Textual asks a terminal at start.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyte
import pytest

from tests.helpers.children import PATIENCE, work_of

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]

ALTERNATE = 1049
MOUSE = frozenset({1000, 1002, 1003, 1006, 1015, 1016})
CURSOR, WRAP, FOCUS, PASTE, RESIZE = 25, 7, 1004, 2004, 2048

# Modes are set and reset by "CSI ? n ; n h"; pyte stumbles over the other private sequences here.
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_BEYOND_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?u|\x1bP[^\x1b]*\x1b\\")
# Nor does pyte know dim, which nothing here strikes through: it is kept as that.
_DIM = re.compile(rb"\x1b\[((?:[01];)?)2((?:;[0-9;]*)?)m")
_UNFINISHED = re.compile(rb"\x1b(\[[0-9;?<>=$ ]*|[\]P][^\x07\x1b]*\x1b?)?$")
_ANSWERS = (
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
)


class Session:
    """A program under a terminal of its own; a context manager that ends it, and only it.

    Args:
        argv: the program and its arguments; ``python`` is this interpreter.
        cols: width in cells.
        rows: height in cells.
        env: added to the environment of the tests; a value of None takes a variable away.
        cwd: where it runs; the checkout when None.
        answers: whether the terminal answers questions, as all but the oldest do.

    Attributes:
        raw: every byte the program wrote.
        modes: the private modes that are set now, such as ``ALTERNATE``.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        cols: int = 80,
        rows: int = 24,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        *,
        answers: bool = True,
    ) -> None:
        self.raw = bytearray()
        self.modes = {CURSOR, WRAP}
        self._answers = answers
        self._held = b""
        self._ended = False
        self._stopped = False
        self._screens = {on: pyte.Screen(cols, rows) for on in (False, True)}
        self._streams = {on: pyte.ByteStream(screen) for on, screen in self._screens.items()}
        self._master, slave = os.openpty()
        _set_size(self._master, cols, rows)
        command = [sys.executable if str(part) == "python" else str(part) for part in argv]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                cwd=cwd or ROOT,
                env=_environment(env or {}),
                start_new_session=True,
                preexec_fn=_own_terminal,  # noqa: PLW1509 - the terminal must be the child's controlling one
            )
        finally:
            os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    @property
    def screen(self) -> pyte.Screen:
        """The screen that is shown: ``screen.buffer[row][column]`` has the character and its style."""
        return self._screens[ALTERNATE in self.modes]

    @property
    def line_discipline(self) -> list:
        """The termios attributes of the terminal."""
        return termios.tcgetattr(self._master)

    def text(self) -> str:
        """What is shown, one line per row, without blanks at their ends."""
        return _text(self.screen)

    def normal_text(self) -> str:
        """What the normal screen holds, below the alternate one while that is shown."""
        return _text(self._screens[False])

    def send(self, keys: str | bytes) -> None:
        """Press keys: text and control characters as a terminal sends them."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def wait_for(self, text: str, timeout: float = PATIENCE) -> None:
        """Wait until a text is shown.

        Args:
            text: within one row.
            timeout: seconds; then the test fails and shows the screen.
        """
        self.wait_until(lambda: text in self.text(), f"{text!r} is not shown", timeout)

    def wait_gone(self, text: str, timeout: float = PATIENCE) -> None:
        """Wait until a text is not shown any more."""
        self.wait_until(lambda: text not in self.text(), f"{text!r} is still shown", timeout)

    def wait_raw(self, data: bytes, timeout: float = PATIENCE) -> None:
        """Wait until the program has written these bytes."""
        self.wait_until(lambda: data in self.raw, f"{data!r} was not written", timeout)

    def wait_until(self, done: Callable[[], object], complaint: str, timeout: float = PATIENCE) -> None:
        """Wait until something is so, while the program writes.

        Args:
            done: whether it is.
            complaint: what is said when it never is.
            timeout: seconds; then the test fails and shows the screen.
        """
        end = time.monotonic() + timeout
        while not done():
            if self._ended or time.monotonic() > end:
                tail = bytes(self.raw[-300:])
                pytest.fail(f"{complaint}; the screen:\n{self.text()}\nand the last bytes: {tail!r}")
            self._pump(0.05)

    def run_for(self, seconds: float) -> int:
        """Let time pass; returns how many bytes the program wrote meanwhile."""
        before, end = len(self.raw), time.monotonic() + seconds
        while not self._ended and (left := end - time.monotonic()) > 0:
            self._pump(left)
        return len(self.raw) - before

    def settle(self, quiet: float = 0.15, timeout: float = PATIENCE) -> None:
        """Wait until the program is at rest: for a while it wrote nothing and had nothing to do.

        Args:
            quiet: seconds.
            timeout: seconds; then it is taken as it is.
        """
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            _, ticks = work_of(self.pid)
            if not self.run_for(quiet) and work_of(self.pid) == (False, ticks):
                return

    @property
    def frames(self) -> int:
        """How often something was drawn: each time between two marks, as the terminal said it knows them."""
        return self.raw.count(b"\x1b[?2026h")

    def delay(self, keys: str, shown: bytes, timeout: float = PATIENCE) -> float:
        """Press keys; returns the seconds until the program has written some bytes."""
        at, end = len(self.raw), time.monotonic() + timeout
        self.send(keys)
        start = time.perf_counter()
        while shown not in self.raw[at:]:
            self._read(0.05)
            if self._ended or time.monotonic() > end:
                pytest.fail(f"{shown!r} was not written; the screen:\n{self.text()}")
        took = time.perf_counter() - start
        self._show(bytes(self.raw[at:]))
        return took

    def resize(self, cols: int, rows: int) -> None:
        """Change the size of the terminal; the program is told by SIGWINCH."""
        for screen in self._screens.values():
            screen.resize(rows, cols)
        _set_size(self._master, cols, rows)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program itself."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        self._ended = True
        os.close(self._master)
        self._master = -1

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Wait for the end; returns the exit status, negative for a signal that killed it."""
        end = time.monotonic() + timeout
        while (status := self._process.poll()) is None:
            if time.monotonic() > end:
                pytest.fail(f"the program did not end in {timeout} s; it shows:\n{self.text()}")
            if self._ended:
                time.sleep(0.01)
            else:
                self._pump(0.02)
        while not self._ended and self._pump(0.05):
            pass
        return status

    def close(self) -> None:
        """End the program if it still runs, and give the terminal back."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._master >= 0:
            with contextlib.suppress(OSError):
                os.close(self._master)
            self._master = -1

    def _pump(self, timeout: float) -> bool:
        """Take what the program wrote; False if that was nothing."""
        data = self._read(timeout)
        self._show(data)
        return bool(data)

    def _read(self, timeout: float) -> bytes:
        """What the program wrote, not yet shown."""
        if not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return b""
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says EIO when the last process closed the terminal
            data = b""
        self._ended = not data
        self.raw += data
        return data

    def _show(self, data: bytes) -> None:
        data = self._held + data
        unfinished = _UNFINISHED.search(data)
        self._held = unfinished.group() if unfinished else b""
        data = data[: len(data) - len(self._held)]
        if self._answers:
            for question, answer in _ANSWERS:
                for _ in question.finditer(data):
                    self.send(answer)
        at = 0
        for change in _MODE.finditer(data):
            self._feed(data[at : change.end()])
            at = change.end()
            self._change_modes(
                {int(number) for number in change[1].split(b";") if number}, on=change[2] == b"h"
            )
        self._feed(data[at:])

    def _change_modes(self, numbers: set[int], *, on: bool) -> None:
        if on and ALTERNATE in numbers - self.modes:
            self._screens[True].reset()
        self.modes = self.modes | numbers if on else self.modes - numbers

    def _feed(self, data: bytes) -> None:
        known = _DIM.sub(b"\x1b[\\g<1>9\\2m", _BEYOND_PYTE.sub(b"", data))
        self._streams[ALTERNATE in self.modes].feed(known)


def _text(screen: pyte.Screen) -> str:
    """The cells, joined: unlike the display of pyte also while half of a wide character is drawn over."""
    rows = ("".join(screen.buffer[y][x].data for x in range(screen.columns)) for y in range(screen.lines))
    return "\n".join(row.rstrip() for row in rows)


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **changes}
    return {name: value for name, value in env.items() if value is not None}


def _own_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _set_size(terminal: int, cols: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
