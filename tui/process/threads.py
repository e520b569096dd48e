"""Light work off the event loop, in daemon threads: file reads and parsing that may hang on a network folder.

Daemon threads, so that a read that never returns cannot hold up quitting (the threads of
``asyncio.to_thread`` are waited for at exit). Heavy work goes to child processes: see ``tui.process.jobs``.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

P = ParamSpec("P")
T = TypeVar("T")

_AT_ONCE: Final = 4
"""Reads in one folder; where none of them comes back, more would not either."""


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a thread of its own, and wait for its result without blocking.

    Cancelling the wait leaves the thread to end by itself; its result is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def call() -> None:
        result: T | None = None
        failure: BaseException | None = None
        try:
            result = function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            failure = error
        post(loop, settle, result, failure)

    threading.Thread(target=call, name="keywright-read", daemon=True).start()
    return await future


class Readers:
    """Reads files, a few at a time in each folder: one that hangs does not fill the process with threads."""

    def __init__(self) -> None:
        self._free: dict[Path, asyncio.Semaphore] = {}

    async def read(self, function: Callable[[Path], T], path: Path) -> T:
        """Call it with a path as ``in_thread`` does, as soon as its folder has a place free."""
        free = self._free.setdefault(path.parent, asyncio.Semaphore(_AT_ONCE))
        await free.acquire()
        loop = asyncio.get_running_loop()

        def call() -> T:
            try:
                return function(path)
            finally:
                post(loop, free.release)  # here, for the wait may be cancelled and the thread hang on

        return await in_thread(call)


def post(loop: asyncio.AbstractEventLoop, callback: Callable[..., object], *args: object) -> None:
    """Have the event loop call back; nothing happens when it has ended meanwhile."""
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:
        return
