"""Keys that come faster than they can be handled."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.widgets import Input

from tests.helpers.children import PATIENCE
from tests.helpers.desk import PHRASE, agree, fill, keys_app, ready, same_world, screen_of, shows
from tests.helpers.expect import expect, screen
from tests.helpers.snapshot import arrived, text, until
from tui.app import KeywrightApp
from tui.dialogs.passphrase import PassphraseDialog
from tui.keyops.inspection.inspection import inspect
from tui.keyops.targets import names as targets
from tui.screens.ask_passphrase import is_locked
from tui.screens.generate import screen as generate
from tui.screens.keys import verify
from tui.screens.result.screen import ResultScreen

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
        screen = screen_of(pilot)
        burst(pilot, "slash", *"rsa", "ctrl+j", "full_stop")  # an Enter typed before the start comes so
        await until(pilot, lambda: screen.here.shows_hidden)
        assert screen.here.filter == "rsa"


async def asked(pilot: Pilot) -> PassphraseDialog:
    await ready(pilot)
    await pilot.press("u")
    await shows(pilot, "Passphrase of id_rsa")
    return screen(pilot, PassphraseDialog)


async def test_a_passphrase_that_is_typed_again_at_once_is_tried_next(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await asked(pilot)
        burst(pilot, *"mistyped", "enter")
        await shows(pilot, "Checking")
        burst(pilot, *({" ": "space"}.get(letter, letter) for letter in "correct"))
        pilot.app.post_message(events.Key("space", " "))
        burst(pilot, *"horse", "enter")
        await shows(pilot, "id_rsa is unlocked until you press L")
        assert screen_of(pilot).names.entry.name == "id_rsa"


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
        home = screen_of(pilot)
        dialog = await asked(pilot)
        dialog.field.value = PHRASE
        burst(pilot, "enter", *"hunter2q")
        await shows(pilot, "what you typed meanwhile was dropped")
        burst(pilot, *"qqhun")  # whoever types a passphrase does not see that it was right
        await pilot.pause(0.3)
        assert pilot.app.screen is dialog
        await pilot.press("enter")
        await shows(pilot, "id_rsa is unlocked until you press L")
        await pilot.pause(0.3)
        assert screen_of(pilot) is home
        assert home.names.entry.name == "id_rsa"


async def test_escape_ends_the_try_and_the_child_that_made_it(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        home = screen_of(pilot)
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

    def slowly(*args: Any) -> object:
        time.sleep(0.2)
        return examine(*args)

    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        form = (await arrived(pilot, generate.GenerateScreen)).form
        await until(pilot, lambda: form.file.value)
        form.focus_row("comment")
        await pilot.press("ctrl+u", *"mine")
        monkeypatch.setattr(targets, "examine", slowly)
        burst(pilot, "f10", *"ours")
        await agree(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, ResultScreen))
    made = max(folder.glob("*.pub"), key=lambda path: path.stat().st_mtime_ns)
    assert inspect(made.read_bytes())[0].comment == b"mine"


def slowly(monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """Let verifying wait for a gate before it knows whether the key is locked."""
    look = is_locked

    def waits(path: Path) -> bool:
        assert gate.wait(PATIENCE)
        return look(path)

    monkeypatch.setattr(verify, "is_locked", waits)


async def test_keys_wait_for_the_question_that_the_key_before_leads_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    slowly(monkeypatch, gate)
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        home = screen_of(pilot)
        burst(pilot, "v", *"q2n", "j")
        await until(pilot, lambda: len(expect(KeywrightApp, pilot.app).keys) == 4)
        assert pilot.app.screen is home
        assert home.names.entry.name == "id_rsa"
        gate.set()
        await shows(pilot, "Passphrase of id_rsa")
        dialog = screen(pilot, PassphraseDialog)
        await until(pilot, lambda: dialog.field.value == "q2nj")


async def test_keys_are_for_the_screen_again_where_no_question_comes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    slowly(monkeypatch, gate)
    async with keys_app(folder / "id_ed25519").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        names = screen_of(pilot).names
        burst(pilot, "v", "j")
        await until(pilot, lambda: len(expect(KeywrightApp, pilot.app).keys) == 1)
        gate.set()
        await until(pilot, lambda: names.entry.name != "id_ed25519")


async def test_escape_waits_for_nothing_and_takes_back_what_was_typed_before_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    slowly(monkeypatch, gate)
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        home = screen_of(pilot)
        names = home.names
        burst(pilot, "v", *"hun", "escape")
        await shows(pilot, "Cancelled; nothing was changed")
        burst(pilot, "j")
        await until(pilot, lambda: names.entry.name != "id_rsa")
        gate.set()
        await pilot.pause(0.3)
        assert pilot.app.screen is home
