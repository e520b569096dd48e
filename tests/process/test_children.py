"""A child is buried also when the loop itself ends and cancels every task, the one that buries it too."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tui.process import children, shutdown

if TYPE_CHECKING:
    from asyncio.subprocess import Process

SLEEPER = (sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)")


@pytest.mark.parametrize("turns", range(8))
def test_a_loop_that_ends_in_the_midst_of_it_leaves_no_child(turns: int) -> None:
    started: list[Process] = []

    async def work(up: asyncio.Event) -> None:
        process = await children.start(SLEEPER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        async with children.running(process):
            assert process.stdout is not None
            await process.stdout.readline()
            started.append(process)
            up.set()
            await asyncio.sleep(600)

    async def main() -> None:
        up = asyncio.Event()
        task = asyncio.create_task(work(up))
        await up.wait()
        task.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)

    asyncio.run(main())
    assert started[0].returncode is not None


def test_a_program_can_be_ended_by_every_signal() -> None:
    """Also one that lives on, as the master of a shared connection of ssh does."""

    async def blocked() -> int:
        process = await children.start(
            ("cat", "/proc/self/status"), stdin=None, stdout=asyncio.subprocess.PIPE
        )
        async with children.running(process):
            assert process.stdout is not None
            out = await process.stdout.read()
        return int(out.partition(b"SigBlk:")[2].split()[0], 16)

    with shutdown.Watch(lambda _: None):
        assert asyncio.run(blocked()) == 0
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) >= shutdown.SIGNALS


def test_a_signal_that_comes_while_one_is_started_ends_the_program_in_good_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    heard = threading.Event()

    def ask(status: int) -> None:
        asked.append(status)
        heard.set()

    async def start(*_: str, **_how: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.to_thread(heard.wait, 20)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    with shutdown.Watch(ask, deadline=60):
        asyncio.run(children.start(("true",), stdin=None, stdout=None))
    assert asked == [128 + signal.SIGTERM]
