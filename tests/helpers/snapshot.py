"""What a screen shows, as plain text lines, compared with what it showed when it was last approved.

``UPDATE_SNAPSHOTS=1`` writes the files anew; read them before committing.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.children import PATIENCE
from tests.helpers.expect import Kind, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.pilot import Pilot

FOLDER = Path(__file__).resolve().parents[1] / "snapshots"


def lines(app: App) -> list[str]:
    """The rows of the screen, without the blanks at their ends."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def text(app: App) -> str:
    """The screen as one text."""
    return "\n".join(lines(app)) + "\n"


def check(app: App, name: str) -> None:
    """Compare the screen with ``tests/snapshots/NAME.txt``."""
    path = FOLDER / f"{name}.txt"
    shown = text(app)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(shown)
    assert path.exists(), f"{path} is not there: make it with UPDATE_SNAPSHOTS=1 and read it\n{shown}"
    assert shown == path.read_text(), f"the screen is not as in {path.name}; it shows\n{shown}"


async def until(pilot: Pilot, condition: Callable[[], object]) -> None:
    """Let the app work until something is so, with ``PATIENCE``."""
    end, step = time.monotonic() + PATIENCE, 0.005
    while time.monotonic() < end:
        await pilot.pause(step)
        if condition():
            await pilot.pause()
            await pilot.pause()  # what follows from what followed
            return
        step = min(2 * step, 0.04)  # to look costs more than to wait
    raise AssertionError(f"it did not come to be; the screen shows\n{text(pilot.app)}")


async def arrived(pilot: Pilot, kind: type[Kind]) -> Kind:
    """Wait for a screen of a kind."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    return expect(kind, pilot.app.screen)
