"""Runs key operations in child processes: cancellable at once, off the event loop, dead when we are.

Loading an RSA private key holds the interpreter for up to 25 s, and a search for primes cannot be
stopped, so neither threads nor the event loop will do; ``multiprocessing`` cannot start under a running
Textual app. This is the only module that runs key operations in children. What they are asked, and
what they answer, goes through pipes: nothing of it is in an argument list or in the environment.

An operation is any module-level function whose arguments and result can be pickled; ``Secret`` may be
among them. A ``KeyOpsError`` raised in the child is raised here; any other exception arrives as an
``InternalError`` that names its type and never its text.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from asyncio.subprocess import PIPE
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from ..keyops.errors import InternalError
from . import child_main, children, cores, worker

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

_COMMAND: Final = child_main.command("worker")


async def run(operation: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run an operation in a child process and wait for its result.

    Cancelling the waiting task kills the child at once; it is gone when the cancellation arrives.

    Raises:
        KeyOpsError: the operation raised it.
        InternalError: it raised something else, or its process was killed or could not start.
    """
    result: T = await _ask(worker.pack((os.getpid(), operation, args, kwargs)))
    return result


async def race(operation: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run an operation of pure luck in ``racers()`` children; the first result wins.

    The others are killed, and are gone, before it returns; so are all of them on cancellation.

    Raises:
        KeyOpsError: as ``run``; the first error ends the race too.
    """
    request = worker.pack((os.getpid(), operation, args, kwargs))
    entrants = [asyncio.create_task(_ask(request)) for _ in range(racers())]
    try:
        done, _ = await asyncio.wait(entrants, return_when=asyncio.FIRST_COMPLETED)
        result: T = done.pop().result()
        return result
    finally:
        for entrant in entrants:
            entrant.cancel()
        await children.until_done(asyncio.gather(*entrants, return_exceptions=True))


def racers() -> int:
    """How many searches race: one for each core that this process may use."""
    return cores.usable()


async def _ask(request: bytes) -> Any:  # noqa: ANN401 - what the operation returns
    try:
        started = await children.start(_COMMAND, stdin=PIPE, stdout=PIPE)
    except OSError as error:
        raise InternalError(
            f"Could not start a worker process: {os.strerror(error.errno or 0)}",
            "Nothing was written; close something and try again",
        ) from None
    async with children.running(started) as process:
        frame = await _exchange(process, request)
    answer = worker.unpack(frame)
    if answer is None:
        raise InternalError(
            "The process that did the work was killed before it was done",
            "Nothing was written. The machine may be short of memory: close something and try again",
        )
    succeeded, result = answer
    if not succeeded:
        raise result
    return result


async def _exchange(process: Process, request: bytes) -> bytes:
    """Send the request, keep the life-line open, and read the answer; what there is of it if it died."""
    assert process.stdin is not None  # noqa: S101 - for the type checker: both are pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(request)
    with contextlib.suppress(ConnectionError):
        await process.stdin.drain()
    return await process.stdout.read()
