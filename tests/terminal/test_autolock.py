"""What was unlocked is locked again when nobody is there."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from tests.helpers.desk import go_to, keys_app, ready, screen_of, shows
from tests.helpers.snapshot import arrived, text, until
from tests.soak import canary
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.numbers import NumbersDialog
from tui.dialogs.passphrase import LongUnlock
from tui.keyops.secret import Secret
from tui.settings import Settings
from tui.terminal import autolock
from tui.widgets.passphrase_input import PassphraseInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.timer import Timer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that is put forward by hand."""
    made = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(autolock, "now", lambda: made.now)
    return made


@pytest.fixture
def ssh(fence: Path) -> Path:
    canary.plant(fence / ".ssh")
    return fence / ".ssh"


async def unlocked(pilot: Pilot) -> None:
    await ready(pilot)
    await go_to(pilot, "id_locked")
    await pilot.press("u")
    await until(pilot, lambda: pilot.app.screen.query(PassphraseInput))
    pilot.app.screen.query_one(PassphraseInput).value = canary.PHRASE
    await pilot.press("enter")
    await shows(pilot, "id_locked is unlocked until you press L")


def is_unlocked(pilot: Pilot) -> bool:
    report = screen_of(pilot).report
    return report is not None and report.keys[0].unlocked


async def test_after_ten_minutes_without_a_key_everything_is_locked_again(
    ssh: Path, clock: SimpleNamespace
) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(pilot)
        assert app.autolock.is_waiting
        clock.now += Settings().lock_minutes * 60 - 1
        app.autolock.look()
        assert is_unlocked(pilot)
        clock.now += 2
        app.autolock.look()
        await shows(pilot, "Locked again after 10 minutes without a key press")
        await ready(pilot)
        assert not is_unlocked(pilot)
        assert not app.autolock.unlocked.paths
        assert not app.autolock.is_waiting
        await pilot.press("f3")
        await until(pilot, lambda: app.screen.query(PassphraseInput))
        field = app.screen.query(PassphraseInput).first()
        field.value = "half typed"
        clock.now += Settings().lock_minutes * 60 + 1
        app.autolock.look()
        assert field.value == ""
        await shows(pilot, "Locked again")


async def test_a_key_after_the_machine_slept_finds_everything_locked(
    ssh: Path, clock: SimpleNamespace
) -> None:
    """Timers stood still meanwhile: the first key, of whoever it is, must not come before the lock."""
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(pilot)
        clock.now += 8 * 3600
        await pilot.press("ctrl+r")
        await shows(pilot, "Locked again after 10 minutes without a key press")
        await ready(pilot)
        assert not is_unlocked(pilot)
        assert app.autolock.is_waiting


async def test_the_clock_is_looked_at_each_minute_and_goes_on_while_the_machine_sleeps(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert -1 < time.clock_gettime(time.CLOCK_BOOTTIME) - autolock.now() < 1
    waits: list[float] = []
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        real = app.set_timer

        def noted(delay: float, call: Callable[[], None]) -> Timer:
            waits.append(delay)
            return real(delay, call)

        monkeypatch.setattr(app, "set_timer", noted)
        await pilot.press("j")
        app.autolock.look()
    assert waits
    assert max(waits) <= 60


async def test_a_key_that_is_left_stays_unlocked_until_l_is_pressed(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(pilot)
        await go_to(pilot, "id_open")
        await go_to(pilot, "id_locked")
        await until(pilot, lambda: is_unlocked(pilot))
        screen = screen_of(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("f2")
        await until(pilot, lambda: app.screen is screen and is_unlocked(pilot))
        await pilot.press("L")
        await shows(pilot, "Keys need their passphrase again")
        await ready(pilot)
        assert not is_unlocked(pilot)
        assert not app.autolock.unlocked.paths
        await pilot.press("v")
        await until(pilot, lambda: app.screen.query(PassphraseInput))


async def test_a_key_unlocked_for_one_thing_is_unlocked_for_the_next(ssh: Path) -> None:
    """No question: whatever opened it first is used, and the list says so."""
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_locked")
        await pilot.press("v")
        await until(pilot, lambda: app.screen.query(PassphraseInput))
        app.screen.query_one(PassphraseInput).value = canary.PHRASE
        await pilot.press("enter")
        await shows(pilot, "Verified id_locked")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        assert " open " in text(app)
        await pilot.press("v")
        await shows(pilot, "Verified id_locked")


async def test_a_file_that_opens_with_something_else_now_is_asked_about(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(pilot)
        app.autolock.unlocked.keep(ssh / "id_locked", Secret("of the file before"))
        await pilot.press("v")
        await until(pilot, lambda: app.screen.query(PassphraseInput))
        assert not app.autolock.unlocked.paths


async def test_what_is_unlocked_is_forgotten_before_the_program_sleeps(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[frozenset[Path]] = []
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(pilot)
        assert app.autolock.unlocked.paths == {ssh / "id_locked"}
        monkeypatch.setattr(App, "action_suspend_process", lambda _: held.append(app.autolock.unlocked.paths))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held)
    assert held == [frozenset()]


async def test_what_was_typed_is_dropped_before_the_program_sleeps(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_locked")
        await pilot.press("u")
        await until(pilot, lambda: app.screen.query(PassphraseInput))
        field = app.screen.query_one(PassphraseInput)
        field.value = "half typed"
        monkeypatch.setattr(App, "action_suspend_process", lambda _: held.append(field.value))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held)
    assert held == [""]


async def test_private_numbers_on_the_screen_are_put_away(ssh: Path, clock: SimpleNamespace) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_open")
        await pilot.press("N")
        await until(pilot, lambda: isinstance(app.screen, NumbersDialog))
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        assert (await arrived(pilot, NumbersDialog)).private
        clock.now += Settings().lock_minutes * 60 + 1
        app.autolock.look()
        await shows(pilot, "Locked again")
        assert not isinstance(app.screen, NumbersDialog)


async def test_a_question_that_holds_a_passphrase_up_is_answered_with_no(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        answered: list[bool | None] = []
        await app.push_screen(LongUnlock("Unlock it anyway?", "It takes long."), answered.append)
        assert app.autolock.lock()
        await until(pilot, lambda: answered)
    assert answered == [False]


async def test_nothing_is_timed_before_the_first_key_or_when_it_is_never_to_lock(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.KeywrightApp.lock_minutes", 0)
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.autolock.is_waiting
        await pilot.press("j")
        assert not app.autolock.is_waiting
