"""Running ssh and git, and reading what they say: without a shell, with an end to the wait.

What they are given is shown before where it reaches a server, and nothing secret is ever in it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from typing import TYPE_CHECKING, Any, Final

from ..keyops.errors import SshConfigError
from ..keyops.records import dataclass, field
from . import children

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Sequence

PATIENCE: Final = 15.0
"""Seconds for an answer that needs no server."""
_MOST: Final = 4 << 20
"""Bytes that may be said on one output: what is more has gone wrong, or means harm."""
_PART: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a program."""

    status: int
    """Its exit status; negative: the signal that ended it."""
    out: bytes = field(repr=False)
    errors: bytes = field(repr=False)
    """What it said on standard error."""


def there(name: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(name) is not None


def run(argv: Sequence[str], seconds: float = PATIENCE) -> Ran:
    """Run a program, where no event loop runs; as ``run_async``."""
    return asyncio.run(run_async(argv, seconds))


async def show_async(argv: Sequence[str], *, reads: bool = False, quiet: bool = False) -> int:
    """Run a program to its end on the terminal, where it may ask.

    Args:
        argv: the program and its arguments; nothing secret in them.
        reads: whether it gets our standard input; ssh asks on the terminal itself without it.
        quiet: whether its standard output is thrown away.

    Returns:
        Its exit status; negative: the signal that ended it.

    Raises:
        SshConfigError: it is not installed.
    """
    process = await _started(
        argv,
        stdin=None if reads else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL if quiet else None,
        stderr=None,
    )
    async with children.running(process, 1.0):
        return await process.wait()


async def run_async(argv: Sequence[str], seconds: float = PATIENCE) -> Ran:
    """Run a program to its end. It hears nothing, and speaks English.

    Args:
        argv: the program and its arguments; nothing secret in them.
        seconds: how long it may take.

    Raises:
        SshConfigError: it is not installed; it took longer, or said more than ``_MOST``, and was ended.
    """
    name, yourself = argv[0], f"Run it yourself: {' '.join(argv)}"
    process = await _started(
        argv,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        environ={**os.environ, "LC_ALL": "C"},
    )
    async with children.running(process, 1.0):
        try:
            async with asyncio.timeout(seconds):
                out, errors = await asyncio.gather(
                    _heard(process, process.stdout), _heard(process, process.stderr)
                )
                await process.wait()
        except TimeoutError:
            raise SshConfigError(
                f"{name} did not answer within {seconds:g} s, and was stopped", yourself
            ) from None
    if max(len(out), len(errors)) > _MOST:
        raise SshConfigError(f"{name} wrote more than {_MOST >> 20} MiB, and was stopped", yourself)
    return Ran(process.returncode or 0, out, errors)


async def _heard(process: Process, output: asyncio.StreamReader | None) -> bytes:
    """All that it says on one output; it is killed as soon as that is too much."""
    assert output is not None  # noqa: S101 - for the type checker: it is a pipe
    heard = bytearray()
    while part := await output.read(_PART):
        heard += part
        if len(heard) > _MOST:
            if process.returncode is None:
                os.kill(process.pid, signal.SIGKILL)
            break
    return bytes(heard)


async def _started(argv: Sequence[str], **how: Any) -> Process:  # noqa: ANN401 - as ``children.start`` has them
    name = argv[0]
    try:
        return await children.start(argv, **how)
    except FileNotFoundError:
        raise SshConfigError(f"{name} is not installed here", f"Install {name}, and try again") from None
    except OSError as error:
        raise SshConfigError(f"{name} could not be started: {os.strerror(error.errno or 0)}") from None
