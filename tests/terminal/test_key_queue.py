"""Keys that come faster than they can be handled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input

from tests.helpers.desk import PHRASE, agree, fill, keys_app, ready, same_world, shows
from tests.helpers.snapshot import text, until
from tui.keyops.inspection.inspection import inspect
from tui.keyops.targets import names as targets
from tui.screens.generate import screen as generate
from tui.screens.made.screen import MadeScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.dialogs.passphrase import PassphraseDialog


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


async def asked(pilot: Pilot) -> PassphraseDialog:
    await ready(pilot)
    await pilot.press("u")
    await shows(pilot, "Passphrase of id_rsa")
    return pilot.app.screen


async def test_a_passphrase_that_is_typed_again_at_once_is_tried_next(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await asked(pilot)
        burst(pilot, *"mistyped", "enter")
        await shows(pilot, "Checking")
        burst(pilot, *({" ": "space"}.get(letter, letter) for letter in "correct"))
        pilot.app.post_message(events.Key("space", " "))
        burst(pilot, *"horse", "enter")
        await shows(pilot, "id_rsa is unlocked until")
        assert pilot.app.screen.names.entry.name == "id_rsa"


async def test_letters_behind_a_wrong_passphrase_stay_in_the_dialog(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        dialog = await asked(pilot)
        burst(pilot, *"mistyped", "enter", *"hunter2q")
        await shows(pilot, "does not open")
        assert pilot.app.screen is dialog
        assert dialog.field.has_focus
        assert dialog.field.value == "hunter2q"
        assert "hunter2" not in text(pilot.app)


async def test_letters_behind_the_right_passphrase_run_nothing(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        home = pilot.app.screen
        dialog = await asked(pilot)
        dialog.field.value = PHRASE
        burst(pilot, "enter", *"hunter2q")
        await shows(pilot, "what was typed meanwhile is dropped")
        burst(pilot, *"qqhun")  # whoever types a passphrase does not see that it was right
        await pilot.pause(0.3)
        assert pilot.app.screen is dialog
        await pilot.press("enter")
        await shows(pilot, "id_rsa is unlocked until")
        await pilot.pause(0.3)
        assert pilot.app.screen is home
        assert home.names.entry.name == "id_rsa"


async def test_escape_ends_the_try_and_the_child_that_made_it(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        home = pilot.app.screen
        dialog = await asked(pilot)
        dialog.field.value = PHRASE
        burst(pilot, "enter", *"hun", "escape")
        await until(pilot, lambda: pilot.app.screen is home)
        await pilot.pause(0.3)
        assert not home.report.keys[0].unlocked


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
