"""Starting and ending a child process whole, however often whoever waits for it is cancelled meanwhile.

asyncio waits for a process whose start was cancelled, but forgets it at a second cancellation; and one that
is cancelled while it waits for a killed child leaves it unburied. Cancellations come in twos: Escape, and
then the end of the program. This is the only module that starts children, for ``jobs``, ``programs``
and ``clipboard``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from functools import partial
from typing import TYPE_CHECKING, Any

from ..keyops.files import cleanup as undo

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Mapping, Sequence


@contextlib.asynccontextmanager
async def running(process: Process, patience: float | None = None) -> AsyncIterator[Process]:
    """See to it that a child is gone at the end, or earlier if the program ends before.

    Args:
        process: from ``start``, at once.
        patience: seconds to wait at the end for what a child of the child may still hold open.
    """
    take_back = undo.at_end(partial(os.kill, process.pid, signal.SIGKILL))
    try:
        yield process
    finally:
        try:
            await _end(process, patience)
        finally:
            take_back()


async def start(
    argv: Sequence[str],
    *,
    stdin: int | None,
    stdout: int | None,
    stderr: int | None = asyncio.subprocess.DEVNULL,
    environ: Mapping[str, str] | None = None,
) -> Process:
    """Start a child whole, cancelled or not.

    Args:
        argv: nothing secret in it.
        stdin: as for ``subprocess``; None is ours.
        stdout: as for ``subprocess``.
        stderr: as for ``subprocess``; what it says there is lost when it is not given.
        environ: its environment; that of this process when None.

    Raises:
        OSError: it could not be started.
    """
    environ = None if environ is None else dict(environ)
    starting = asyncio.ensure_future(_start(argv, stdin=stdin, stdout=stdout, stderr=stderr, env=environ))
    try:
        await until_done(starting)
        return starting.result()
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            await _end(starting.result())
        raise


async def _start(argv: Sequence[str], **how: Any) -> Process:  # noqa: ANN401 - as asyncio has them
    """Start a child that can be ended by every signal: what we have blocked it would inherit.

    Only what has a handler is let through meanwhile, see ``shutdown.Watch``: nothing ends us half.
    """
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    heard = {number for number in blocked if callable(signal.getsignal(number))}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, heard)
    try:
        return await asyncio.create_subprocess_exec(*argv, **how)
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, heard)


async def _end(process: Process, patience: float | None = None) -> None:
    """Kill the child unless it has ended, and wait until nothing of it is left, cancelled or not."""
    if process.returncode is None:
        # Not process.kill(): that may reap the child itself, and asyncio then complains on stderr.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    cancelled = False
    while True:
        clearing = asyncio.ensure_future(_clear(process, patience))
        try:
            await until_done(clearing)
        except asyncio.CancelledError:
            cancelled = True
        if not clearing.cancelled():  # a loop that ends cancels every task, this one too
            break
    if cancelled:
        raise asyncio.CancelledError


async def _clear(process: Process, patience: float | None) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(patience):
            if process.stdout is not None:
                await process.stdout.read()
            await process.wait()
    except TimeoutError:  # somebody else holds the other end of the pipe
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - nothing public lets go of it
        await process.wait()


async def until_done(work: asyncio.Future[Any]) -> None:
    """Wait for work that must be done whole; a cancellation meanwhile is kept until then."""
    cancelled = False
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
