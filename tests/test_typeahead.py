"""Keys that come faster than they can be handled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input

from tests.screens.desk import fill, keys_app, ready, same_world
from tests.screens.snapshot import until
from tui.keyops import targets
from tui.keyops.inspection import inspect
from tui.screens import generate
from tui.screens.made import MadeScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    same_world(monkeypatch)
    return fill(fence / ".ssh")


def burst(pilot: Pilot, *keys: str) -> None:
    """Keys in one go, as a terminal sends them after the line stood still."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_the_next_key_waits_for_enter_on_a_machine_that_is_busy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = Input.action_submit

    async def late(self: Input) -> None:
        time.sleep(0.4)  # noqa: ASYNC251 - as a module does that is loaded
        await submit(self)

    monkeypatch.setattr(Input, "action_submit", late)
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        screen = pilot.app.screen
        burst(pilot, "slash", *"rsa", "ctrl+j", "full_stop")  # an Enter typed before the start comes so
        await until(pilot, lambda: screen.show_hidden)
        assert screen.filter == "rsa"


async def test_what_is_typed_after_enter_does_not_get_into_the_key_that_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine = targets.examine

    def slowly(*args: object) -> object:
        time.sleep(0.2)
        return examine(*args)

    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, generate.GenerateScreen))
        form = pilot.app.screen.form
        await until(pilot, lambda: form.file.value)
        form.focus_row("comment")
        await pilot.press("ctrl+u", *"mine")
        monkeypatch.setattr(targets, "examine", slowly)
        burst(pilot, "enter", *"yours")
        await until(pilot, lambda: isinstance(pilot.app.screen, MadeScreen))
    made = max(folder.glob("*.pub"), key=lambda path: path.stat().st_mtime_ns)
    assert inspect(made.read_bytes())[0].comment == b"mine"
