"""A program on the bare terminal: its command is shown before it runs; a key leads back to the screens."""

from __future__ import annotations

import asyncio
import shlex
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..process import programs
from . import raw_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from ..process.programs import Ran

    T = TypeVar("T")


class Suspending(Protocol):
    """An app that can leave its screens for a while."""

    @property
    def ascii_only(self) -> bool:
        """Whether nothing but ASCII goes to the terminal."""

    def on_bare_terminal(self) -> AbstractContextManager[None]:
        """Leave the screens."""


def show(app: Suspending, argv: Sequence[str], *, reads: bool = False) -> int:
    """Run a program on the terminal, where it may ask and tell.

    Args:
        app: whose screens are left meanwhile.
        argv: nothing secret in it.
        reads: as in ``programs.show_async``.

    Returns:
        Its exit status.

    Raises:
        SshConfigError: it is not installed.
    """
    with app.on_bare_terminal():
        _announce(argv, ascii_only=app.ascii_only)
        status = _wait(lambda: asyncio.run(programs.show_async(argv, reads=reads)))
        ending = "done" if not status else f"{argv[0]} ended with status {status}"
        raw_page.print_and_wait(ending, ascii_only=app.ascii_only)
    return status


def explain(
    app: Suspending, argv: Sequence[str], seconds: float, words: Callable[[Ran], Sequence[str]]
) -> Ran:
    """Run a program that may ask on the terminal, and tell there what its output means.

    Args:
        app: whose screens are left meanwhile.
        argv: nothing secret in it.
        seconds: how long it may take.
        words: the lines that tell it, raw.

    Raises:
        SshConfigError: it is not installed, or took longer and was ended.
    """
    with app.on_bare_terminal():
        _announce(argv, ascii_only=app.ascii_only)
        ran = _wait(lambda: programs.run(argv, seconds))
        raw_page.print_and_wait("\n".join(words(ran)), ascii_only=app.ascii_only)
    return ran


def _announce(argv: Sequence[str], *, ascii_only: bool) -> None:
    raw_page.say(f"$ {shlex.join(argv)}", ascii_only=ascii_only)


def _wait(work: Callable[[], T]) -> T:
    """Wait for work that has an event loop of its own; Ctrl+C reaches the program, which then ends."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while True:
            try:
                return future.result()
            except KeyboardInterrupt:
                continue
