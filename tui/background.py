"""Light work off the event loop, in daemon threads: file reads and parsing that may hang on a network folder.

Daemon threads, so that a read that never returns cannot hold up quitting (the threads of
``asyncio.to_thread`` are waited for at exit). Heavy work goes to child processes: see ``tui.jobs``.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


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


def post(loop: asyncio.AbstractEventLoop, callback: Callable[..., object], *args: object) -> None:
    """Have the event loop call back; nothing happens when it has ended meanwhile."""
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:
        return
