"""Goes on in a child process, whose memory nobody can have opened: it is closed before it is born.

``undumpable`` refuses whoever comes later. A program of the same user that opened ``/proc/PID/mem`` in the
first milliseconds keeps it, and could read what is typed an hour later. But what it opened is the memory of
that process (proc_pid_mem(5)); a child has its own, and is closed from its birth, for it inherits the flag.

The process that was started stays, for a shell knows that one: it hands on the signals that it alone gets,
stops and goes on with the child, and ends as the child does. It never reads the terminal. Nobody can hand on
SIGSTOP: where that one alone is stopped, the child stops as soon as a key is pressed, for the terminal is
another's by then.

A child with a thread in a file system that does not answer cannot be killed, and is not over when it has
ended: it tells its status before (``let_go``), and the process that was started does not wait for the rest.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from typing import Final, NoReturn

from . import hardening

_KEYS: Final = frozenset({signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP})
"""Sent by the terminal to the child too."""
_HEARD: Final = _KEYS | {
    *(signal.SIGHUP, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM),
    *(signal.SIGCHLD, signal.SIGCONT),
}
_STOPS: Final = frozenset({signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU})
_BY_KERNEL: Final = 0x80
"""SI_KERNEL: from a key on the terminal, not from ``kill`` (sigaction(2))."""
_A_MOMENT: Final = 0.05
"""Seconds in which a whole process group is woken."""
_ECHO: Final = 1.0
"""Seconds in which the loader of a single file hands on the signal of a key, which the child has by then."""
_LAST: Final = 1.0
"""Seconds that a child is waited for that has told its status."""
_to_first: tuple[int, int] | None = None
"""In the child: who was started, and the pipe that leads there."""


def go_on() -> None:
    """Refuse to be looked into, and return in a child. Where that cannot be, go on in this process.

    Linux only. Costs 7 ms of processor time with ``inspect FILE.pub`` (62 become 69), 16 ms with the screens
    from start to end (359 become 376): pages are copied when the child first writes to them.
    """
    hardening.settle()
    if sys.platform != "linux":
        return
    global _to_first  # noqa: PLW0603 - a process has one
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    first = os.getpid()
    child = told = telling = -1
    with suppress(OSError):  # no room for another process
        told, telling = os.pipe()
        child = os.fork()
    if child > 0:
        os.set_blocking(told, False)
        _stand_for(child, told)
    if child == 0:
        hardening.die_with_parent(signal.SIGKILL)
        if os.getppid() != first:  # it was killed before it could be tied to it
            os._exit(1)
        os.close(told)
        _to_first = first, telling
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def let_go(status: int) -> None:
    """Tell the process that was started with what status we end now; it does not wait for our threads."""
    if _to_first is None:
        return
    first, telling = _to_first
    with suppress(OSError):
        os.write(telling, bytes([status & 0xFF]))
        if os.getppid() == first:
            os.kill(first, signal.SIGCHLD)


def _stand_for(child: int, told: int) -> NoReturn:
    loader = _loader()
    typed: dict[int, float] = {}
    while True:
        heard = signal.sigwaitinfo(_HEARD)
        if heard.si_signo == signal.SIGCHLD:
            _follow(child)
            with suppress(BlockingIOError):
                status = os.read(told, 1)
                signal.sigtimedwait({signal.SIGCHLD}, _LAST)
                _follow(child)
                os._exit(status[0])
        elif heard.si_signo == signal.SIGCONT:
            _wake(child)
        elif heard.si_signo in _KEYS and heard.si_code == _BY_KERNEL:
            typed[heard.si_signo] = time.monotonic()
        elif heard.si_pid != loader or time.monotonic() - typed.get(heard.si_signo, -_ECHO) >= _ECHO:
            os.kill(child, heard.si_signo)  # it is there until we have waited for it


def _follow(child: int) -> None:
    """Do what the child did: stop, or end."""
    found, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
    while found:
        if os.WIFEXITED(status):
            os._exit(os.WEXITSTATUS(status))
        if os.WIFSIGNALED(status):
            _take(os.WTERMSIG(status))
            os._exit(128 + os.WTERMSIG(status))
        _take(os.WSTOPSIG(status))
        found, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)


def _take(number: int) -> None:
    """Stop or die of a signal."""
    if number in _STOPS and (loader := _loader()):
        os.kill(loader, number)
    with suppress(OSError):  # SIGKILL and SIGSTOP need it not
        signal.signal(number, signal.SIG_DFL)
    # Sent while it is blocked, it is one with what the terminal may have sent: else we would stop twice.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _loader() -> int:
    """Whom a shell knows in our place: the loader of a single file waits for us, and stops with nobody."""
    parent = os.getppid()
    if getattr(sys, "frozen", False):
        with suppress(OSError):
            return parent if os.path.samefile(f"/proc/{parent}/exe", sys.executable) else 0  # noqa: PTH121
    return 0


def _wake(child: int) -> None:
    """See to it that the child goes on as well: a shell wakes both, ``kill -CONT`` this one alone."""
    if _is_stopped(child):
        time.sleep(_A_MOMENT)
        if _is_stopped(child):
            os.kill(child, signal.SIGCONT)


def _is_stopped(child: int) -> bool:
    try:
        with open(f"/proc/{child}/stat", "rb") as told:  # noqa: PTH123 - pathlib takes longer than all of this
            return told.read().rpartition(b")")[2].split()[0] == b"T"
    except OSError:
        return False
