"""The Generate screen, opened and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.snapshot import until
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates, generation
from tui.process import jobs
from tui.screens.generate.screen import GenerateScreen
from tui.screens.result.screen import ResultScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def ssh(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ~/.ssh on a machine whose name and speed are known."""
    monkeypatch.setattr(generation, "default_comment", lambda: b"kai@build01")
    monkeypatch.setattr(jobs, "racers", lambda: 2)
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    return folder


def screen_of(pilot: Pilot) -> GenerateScreen:
    found = next(
        screen for screen in pilot.app._screen_stacks["generate"] if isinstance(screen, GenerateScreen)
    )
    assert isinstance(found, GenerateScreen)
    return found


def field(pilot: Pilot, name: str):
    return screen_of(pilot).form.row(name).field


def note(pilot: Pilot, name: str) -> str:
    return screen_of(pilot).form.row(name).note_text


async def opened(pilot: Pilot) -> GenerateScreen:
    await pilot.press("f3")
    await until(pilot, lambda: isinstance(pilot.app.screen, GenerateScreen) and note(pilot, "file"))
    return screen_of(pilot)


async def made(pilot: Pilot) -> ResultScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, ResultScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ResultScreen)
    return screen


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
