"""With the mouse: tabs, keys of the footer, rows, the wheel, and the buttons of dialogs and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import MouseScrollDown, MouseScrollUp

from tests.helpers.desk import keys_app, ready, screen_of, shows
from tests.helpers.snapshot import arrived, lines, until
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.convert.screen import ConvertScreen
from tui.screens.generate.screen import GenerateScreen
from tui.screens.help import HelpScreen
from tui.screens.keys.screen import KeysScreen
from tui.screens.services.works_with import WorksWithScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)


async def click(pilot: Pilot, words: str, *, last: bool = False) -> None:
    """Click on words where they stand on the screen: the first, or the last of them."""
    await shows(pilot, words)
    rows = [(line.find(words), row) for row, line in enumerate(lines(pilot.app)) if words in line]
    column, row = rows[-1 if last else 0]
    await pilot.click(offset=(column + 1, row))


async def test_the_tabs_go_to_their_screens(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await click(pilot, "2 Generate")
        await arrived(pilot, GenerateScreen)
        await click(pilot, "3 Convert")
        await arrived(pilot, ConvertScreen)
        await click(pilot, "1 Keys")
        await arrived(pilot, KeysScreen)
        await click(pilot, "4 Services")
        await arrived(pilot, WorksWithScreen)


async def test_the_keys_of_the_footer_are_pressed(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await click(pilot, "c convert", last=True)
        await arrived(pilot, ConvertScreen)
        await click(pilot, "? help", last=True)
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


async def test_a_row_is_chosen_and_the_wheel_goes_through_them(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await click(pilot, "id_ed25519")
        await until(pilot, lambda: screen_of(pilot).names.entry.name == "id_ed25519")
        names = screen_of(pilot).names
        at = names.cursor
        names.post_message(MouseScrollDown(names, 1, 1, 0, 1, 0, False, False, False))
        await until(pilot, lambda: names.cursor > at)
        names.post_message(MouseScrollUp(names, 1, 1, 0, 1, 0, False, False, False))
        await until(pilot, lambda: names.cursor == at)


async def test_the_buttons_of_dialogs_and_forms_are_pressed(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await click(pilot, "n No")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
        assert (folder / "id_rsa").exists()
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await click(pilot, "y Yes")
        await shows(pilot, "z brings it back")
        assert not (folder / "id_rsa").exists()
        await click(pilot, "2 Generate")
        await arrived(pilot, GenerateScreen)
        await shows(pilot, "no passphrase.")
        await click(pilot, "[ Generate ]")
        await shows(pilot, "Generate without a passphrase?")
