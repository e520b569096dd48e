"""How the program ends: what must be undone, the terminal set right, and signals that end it.

A terminal program that is told to go (SIGTERM), or whose terminal has gone (SIGHUP), must still leave
no temporary file, no child and no strange terminal mode behind, even when its event loop is stuck.
Handlers of ``signal`` and of asyncio wait for the main thread; a thread in ``sigwait`` does not.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from ..keyops.files.cleanup import at_end, clean_up
from . import early_screen, fresh_memory

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "DEADLINE",
    "LAST_ROW",
    "LEFT_ON",
    "SIGNALS",
    "Watch",
    "at_end",
    "clean_up",
    "give_back",
    "has_shell",
    "leave",
    "write_terminal",
]

SIGNALS: Final = frozenset({signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT})

DEADLINE: Final = 2.0
"""Seconds the screens have to close by themselves."""

_GRACE: Final = 3.0
"""Seconds for the duties after that: a busy disk may take a while to remove a file."""

_QUIET: Final = 0.15
"""Seconds without a key after which nobody is typing on: a hand that types has shorter pauses."""

_LONGEST: Final = 2.0
"""Seconds for which the terminal is kept at most from who types on and on."""

LEFT_ON: Final = "\x1b[?1016l\x1b[?2048l\x1b[?1004l\x1b[?2004l"
"""Mouse pixels, resize reports, focus reports, bracketed paste: on after some of Textual's own exits."""

LAST_ROW: Final = "\x1b[0m\x1b[999;1H\x1b[2K"
"""To an empty last row: where there is no second screen to leave (GNU screen as it comes, consoles), what
follows would be written over the picture. A second screen is left just after, and nothing of it is seen."""

_EVERYTHING: Final = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l" + LEFT_ON + "\x1b[?7h" + LAST_ROW + "\x1b[?1049l\x1b[?25h"
)


def write_terminal(text: str) -> None:
    """Write control sequences to the terminal on standard error, or nothing if it is none."""
    stream = sys.__stderr__
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        if stream.isatty():
            stream.flush()
            os.write(stream.fileno(), text.encode())


def give_back(terminal: int, modes: list[Any]) -> None:
    """Hand the terminal to the shell: what was typed or pasted at the moment of leaving does not go with it.

    Args:
        terminal: its file descriptor, still without echo.
        modes: its attributes, as they were.
    """
    with contextlib.suppress(termios.error, OSError, ValueError):
        if os.tcgetpgrp(terminal) != os.getpgrp():
            return  # in the background it is another's already
        _drain(terminal)
        termios.tcsetattr(terminal, termios.TCSAFLUSH, modes)


def _drain(terminal: int) -> None:
    """Read until nothing comes for a moment: a key, or the rest of a paste."""
    last = time.monotonic() + _LONGEST
    while (left := last - time.monotonic()) > 0:
        if not select.select([terminal], [], [], min(left, _QUIET))[0] or not os.read(terminal, 65536):
            return


def has_shell() -> bool:
    """Whether a shell waits that brings a stopped program back: it puts each job into a group of its own.

    Without, as in ``ssh -t HOST keywright``, the program leads the session, and nothing could wake it again.
    """
    return os.getpgrp() != os.getsid(0)


def leave(status: int) -> NoReturn:
    """End the process at once, after all that is to be done at the end: no thread is waited for."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    fresh_memory.let_go(status)
    os._exit(status)


class Watch:
    """Ends the program in good order on a signal, and in any case soon after it was asked to end.

    As a context manager around the run of the app; at its end all duties are done, and no signal cuts them
    short. HUP, TERM and QUIT are blocked in this thread and those it starts, but while ``children`` starts
    a program, which would inherit that: what comes then is passed on. **A child started otherwise must
    unblock them first thing.**

    Args:
        ask: called in another thread with the exit status; asks the app to close, and returns.
        last: called when all duties are done, and before a signal may end the process.
        deadline: seconds until the program ends whether the app has closed or not.
    """

    def __init__(
        self,
        ask: Callable[[int], object],
        last: Callable[[], object] = lambda: None,
        deadline: float = DEADLINE,
    ) -> None:
        self._ask = ask
        self._last = last
        self._deadline = deadline
        self._closed = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="keywright-signals", daemon=True)
        self._mask: set[signal.Signals | int] = set()
        self._modes: list[Any] | None = None
        self._passed_on: list[signal.Signals] = []
        """Those that had no handler before."""

    def __enter__(self) -> Self:
        self._modes = early_screen.modes_before()
        with contextlib.suppress(termios.error, OSError, ValueError, AttributeError):
            self._modes = self._modes or termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
        self._mask = set(signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS))
        self._thread.start()
        self._passed_on = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
        for number in self._passed_on:
            signal.signal(number, self._pass_on)
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        # The terminal is the user's own again, and their Ctrl+C must not keep us from tidying up.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            clean_up()
            write_terminal(LEFT_ON)
            self._last()
        finally:
            signal.signal(signal.SIGINT, before)
        self._over.set()
        # Wake the thread out of sigwait; it sees that all is over.
        signal.pthread_kill(self._thread.ident or 0, signal.SIGTERM)
        self._thread.join()
        while signal.sigpending() & SIGNALS:  # came at the very end, in which all that it asks for was done
            signal.sigwait(SIGNALS)
        for number in self._passed_on:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)

    def arm(self, status: int) -> None:
        """Start the deadline: the app was asked to close, and must not hang in it."""
        threading.Thread(target=self._enforce, args=(status,), name="keywright-deadline", daemon=True).start()

    def _pass_on(self, number: int, _frame: object) -> None:
        """Give the thread that waits for it what came here while a child was started."""
        signal.pthread_kill(self._thread.ident or 0, number)

    def _wait(self) -> None:
        number = signal.sigwait(SIGNALS)
        if self._over.is_set():
            return
        status = 128 + number
        self.arm(status)
        with contextlib.suppress(RuntimeError):  # the event loop closed in this moment
            self._ask(status)
        while not self._over.is_set():
            signal.sigwait(SIGNALS)

    def _enforce(self, status: int) -> None:
        if self._closed.wait(self._deadline) and self._over.wait(_GRACE):
            return
        # Even this may block, on a terminal that takes nothing: then leave without it.
        last = threading.Thread(target=self._last_duties, name="keywright-last", daemon=True)
        last.start()
        last.join(_GRACE)
        fresh_memory.let_go(status)
        os._exit(status)

    def _last_duties(self) -> None:
        clean_up()
        if self._modes is not None:
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(0, termios.TCSAFLUSH, self._modes)
        write_terminal(_EVERYTHING)
