"""Every screen at every size: nothing spills, and where there is too little room it says so and waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers.desk import keys_app, ready
from tests.helpers.expect import expect
from tests.helpers.made import message as made_message
from tests.helpers.samples import one_in
from tests.helpers.snapshot import lines, text, until
from tui.keyops.secret import Secret
from tui.messages import SettingsChosen
from tui.screens.registry import PAGES, SCREENS
from tui.settings import LoadedSettings, Settings
from tui.terminal.clipboard import CopyWay
from tui.widgets.cramped import ENOUGH

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.screen import Screen

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJbAKnw4T8kfMfjhpsQ2NEBUMIgEjHpOJHWXp9hxTLo"


def make_page(name: str, folder: Path) -> Screen:
    """A page of the table; those that are about more than a file by hand."""
    kind = PAGES[name].make
    if name == "deploy":
        return kind(folder / "id_rsa", "github", CopyWay.OSC52)
    if name == "public_key":
        return kind(made_message(folder).key)
    if name == "result":
        return kind(made_message(folder))
    if name == "pasted":
        return kind(Secret(LINE), folder)
    return kind(folder / "id_rsa")


async def open_it(pilot: Pilot, name: str, folder: Path) -> None:
    """Go to a screen or a page, from the Keys screen."""
    key = {row.name: row.key for row in SCREENS}.get(name)
    if key:
        await pilot.press(key.partition(",")[0])
        await until(pilot, lambda: pilot.app.current_mode == name)
    else:
        await pilot.app.push_screen(make_page(name, folder))
    await pilot.pause()


async def resized(pilot: Pilot, cols: int, rows: int, holds: str = "") -> list[str]:
    """What is shown at another size, as soon as it holds this."""
    await pilot.resize_terminal(cols, rows)
    await until(pilot, lambda: len(lines(pilot.app)) == rows and holds in text(pilot.app))
    await pilot.pause()
    return lines(pilot.app)


@pytest.mark.parametrize("name", one_in(2, [*(row.name for row in SCREENS), *PAGES]))
async def test_each_screen_fits_at_each_size_and_says_when_it_cannot(folder: Path, name: str) -> None:
    app = keys_app(folder / "id_rsa")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await open_it(pilot, name, folder)
        screen = app.screen
        app.post_message(SettingsChosen(LoadedSettings(Settings(ascii=True))))
        await until(pilot, lambda: app.ascii_only)
        for cols, rows in ((60, 20), (60, 16), (200, 50)):
            shown = await resized(pilot, cols, rows, " help")
            assert all(len(line) <= cols for line in shown), (cols, rows)
            assert shown[-1].endswith(" help"), (cols, rows, shown[-1])
            assert "keywright needs" not in "\n".join(shown)
            assert all(line.isascii() for line in shown)
        small = "\n".join(await resized(pilot, 40, 12, "This terminal has 40x12"))
        assert f"keywright needs {ENOUGH.width}x{ENOUGH.height}" in small
        assert "This terminal has 40x12" in small
        assert "help" not in small
        assert (await resized(pilot, 80, 24, " help"))[-1].endswith(" help")
        assert app.screen is screen
        await resized(pilot, 40, 12, "This terminal has 40x12")
        await pilot.press("q")
        await pilot.pause()
        assert not app._exit
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app._exit


async def test_while_there_is_too_little_room_no_key_acts_unseen(folder: Path) -> None:
    app = keys_app(folder / "id_rsa")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(app.focused, Input))
        for cols, rows in ((59, 40), (1, 1), (100, 15), (40, 12)):
            await resized(pilot, cols, rows)
        await pilot.press("x", "enter", "n", "escape")
        await resized(pilot, 80, 24)
        assert app.current_mode == "keys"
        assert expect(Input, app.focused).value == ""
        await pilot.press("r")
        assert expect(Input, app.focused).value == "r"


async def test_a_dialog_and_a_page_that_come_up_while_it_is_small_are_covered_too(folder: Path) -> None:
    app = keys_app(folder / "id_rsa")
    async with app.run_test(size=(40, 12)) as pilot:
        await until(pilot, lambda: "needs 60x16" in text(app))
        await app.push_screen(make_page("result", folder))
        await until(pilot, lambda: "needs 60x16" in text(app))
        assert "id_rsa_jira.pem was made" in "\n".join(await resized(pilot, 80, 24))
        await pilot.press("f1")
        await until(pilot, lambda: "What can be done here" in text(app))
        await resized(pilot, 40, 12)
        assert "needs 60x16" in text(app)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app._exit
