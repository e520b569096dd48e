"""A small app that misbehaves on request, run in a real terminal by the tests beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tui.process import preflight

if __name__ == "__main__" and (problem := preflight.prepare()):
    sys.stderr.write(problem + "\n")
    sys.exit(2)

from textual.widgets import DataTable, Input, Label, Static

from tui.process import shutdown
from tui.terminal.base_app import SafeApp, run_safely

if TYPE_CHECKING:
    from textual.app import ComposeResult

HOSTILE = "A\x1b]52;c;aGFja2Vk\x07B\x1b[2JC\x9b31mD\u202eE\x00F\udcffG\u200bH"


def canary() -> str:
    """The passphrase that must be seen nowhere; made here so that no source line holds it."""
    return "".join(map(chr, (99, 97, 110, 97, 114, 121, 45, 115, 101, 99, 114, 101, 116)))


def fail() -> NoReturn:
    """Fail with the passphrase in a local and in the text."""
    passphrase = canary()
    raise RuntimeError(f"could not use {passphrase}")


class Demo(SafeApp):
    """Keys: c handler, w worker, t thread worker, r render, b task, s stuck, l woken in a write, q quit."""

    AUTO_FOCUS = None  # keys are for the app

    def __init__(self, *modes: str) -> None:
        super().__init__()
        self.modes = modes

    def compose(self) -> ComposeResult:
        """What the modes ask for."""
        yield Static("demo is ready", markup=False)
        if "hostile" in self.modes:
            yield Static(HOSTILE, markup=False, id="hostile")
            yield Label(HOSTILE, markup=False)
            table: DataTable[str] = DataTable()
            table.add_columns(HOSTILE, "second")
            table.add_row(HOSTILE, "row")
            table.border_title = HOSTILE
            yield table
        if "input" in self.modes:
            yield Input(password=True, value=canary())

    def on_key(self, event) -> None:
        """Misbehave."""
        passphrase = canary()  # noqa: F841 - in a local of a frame of the crash
        match event.character:
            case "c":
                fail()
            case "w":
                self.run_worker(self.failing())
            case "t":
                self.run_worker(fail, thread=True)
            case "r":
                vars(self.query_one(Static))["render"] = fail
                self.query_one(Static).refresh()
            case "b":
                self.background = asyncio.create_task(self.failing())
                self.call_after_refresh(self.forget)
            case "s":
                time.sleep(60)
            case "h":
                self.run_worker(lambda: time.sleep(60), thread=True)
            case "x":
                threading.Thread(target=fail).start()
            case "l":
                with vars(self._driver)["_writer_thread"]._queue.mutex:
                    os.kill(os.getpid(), signal.SIGCONT)
                self.notify("woken within a write")
            case "n":
                self.notify("still here")
            case "m":
                self.exit(message=HOSTILE)
            case "q":
                self.exit()

    async def failing(self) -> None:
        """Fail in a task."""
        fail()

    def forget(self) -> None:
        """Let go of the task that failed, so that asyncio finds nobody asked for its result."""
        del self.background


def drain_until_told(terminal: int) -> None:
    """Hold open the tenths of a second in which what was typed is dropped, until a file is there."""
    shutdown.write_terminal("draining")
    end = time.monotonic() + 60
    while not Path(os.environ["DEMO_GOES_ON"]).exists() and time.monotonic() < end:
        time.sleep(0.01)


if __name__ == "__main__":
    if "DEMO_GOES_ON" in os.environ:
        shutdown._drain = drain_until_told
    left = Path(os.environ["DEMO_LEFT"]) if "DEMO_LEFT" in os.environ else None
    if left:
        left.touch()
        shutdown.at_end(left.unlink)
    shutdown.leave(run_safely(Demo(*sys.argv[1:])))
