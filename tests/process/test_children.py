"""A child is buried also when the loop itself ends and cancels every task, the one that buries it too."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from tui.process import children

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
