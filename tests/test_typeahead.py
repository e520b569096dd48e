"""Keys that come faster than they can be handled."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.widgets import Input

from tests.screens.desk import PHRASE, agree, fill, keys_app, ready, same_world, shows
from tests.screens.snapshot import until
from tui import jobs
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


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set from the start; while a test has cleared it, no job ends."""
    free, run = asyncio.Event(), jobs.run
    free.set()

    async def held(*args: Any, **kwargs: Any) -> Any:
        await free.wait()
        return await run(*args, **kwargs)

    monkeypatch.setattr(jobs, "run", held)
    return free


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


async def test_a_passphrase_that_is_typed_again_at_once_is_no_row_of_commands(
    folder: Path, answer: asyncio.Event
) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        home = pilot.app.screen
        await pilot.press("u")
        await shows(pilot, "Passphrase of id_rsa")
        words = [{" ": "space"}.get(letter, letter) for letter in PHRASE]
        answer.clear()
        burst(pilot, *"mistyped", "enter")
        await until(pilot, lambda: home.is_busy)
        for key in words:
            pilot.app.post_message(events.Key(key, " " if key == "space" else key))
        burst(pilot, "enter")
        answer.set()
        await shows(pilot, "id_rsa is unlocked")
        assert pilot.app.screen is home
        assert home.names.entry.name == "id_rsa"


async def test_letters_behind_the_right_passphrase_act_when_the_key_is_open(
    folder: Path, answer: asyncio.Event
) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        home = pilot.app.screen
        await pilot.press("u")
        await shows(pilot, "Passphrase of id_rsa")
        pilot.app.screen.query_one(Input).value = PHRASE
        answer.clear()
        burst(pilot, "enter")
        await until(pilot, lambda: home.is_busy)
        burst(pilot, "d")
        await pilot.pause()
        assert pilot.app.screen is home
        answer.set()
        await shows(pilot, "public_modulus")
        assert home.report.keys[0].unlocked


async def test_while_a_passphrase_is_tried_one_can_move_and_escape_forgets_letters(
    folder: Path, answer: asyncio.Event
) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        home = pilot.app.screen
        await pilot.press("u")
        await shows(pilot, "Passphrase of id_rsa")
        pilot.app.screen.query_one(Input).value = PHRASE
        answer.clear()
        burst(pilot, "enter")
        await until(pilot, lambda: home.is_busy)
        before = home.names.cursor
        burst(pilot, "j")
        await until(pilot, lambda: home.names.cursor == before + 1)
        assert home.is_busy
        burst(pilot, "d", "j", "escape")
        await shows(pilot, "Cancelled")
        await pilot.press("k")
        assert home.names.cursor == before
        assert pilot.app.screen is home


async def test_what_is_typed_after_f10_does_not_get_into_the_key_that_is_made(
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
        burst(pilot, "f10", *"ours")
        await agree(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, MadeScreen))
    made = max(folder.glob("*.pub"), key=lambda path: path.stat().st_mtime_ns)
    assert inspect(made.read_bytes())[0].comment == b"mine"
