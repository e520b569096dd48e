"""The settings page, and what a newcomer is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from textual.widgets import Input

from tests.helpers import snapshot
from tests.helpers.desk import agree, ready, shows
from tests.helpers.expect import expect
from tests.helpers.snapshot import lines, text, until
from tui import settings
from tui.app import KeywrightApp
from tui.settings import LoadedSettings, Settings
from tui.terminal.clipboard import CopyWay
from tui.terminal.themes import PALETTES
from tui.widgets.welcome import FIVE_KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)


async def opened(pilot: Pilot) -> None:
    """The settings, over the Keys screen."""
    await ready(pilot)
    await pilot.press("comma")
    await shows(pilot, "Lock after")
    await pilot.pause()


def grounds(app: KeywrightApp) -> set[int | None]:
    """The colours behind everything that is shown."""
    strips = app.screen._compositor.render_strips()
    return {segment.style.bgcolor.number for strip in strips for segment in strip if segment.style.bgcolor}


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (60, 20)])
async def test_the_page_looks_as_approved(folder: Path, cols: int, rows: int) -> None:
    app = KeywrightApp(folder)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot)
        snapshot.check(app, f"settings-{cols}x{rows}")


async def test_a_choice_counts_at_once_and_f10_keeps_it(folder: Path) -> None:
    app = KeywrightApp(folder)
    async with app.run_test(size=SIZE) as pilot:
        app.console = Console(color_system="256", force_terminal=True)
        await opened(pilot)
        assert not grounds(app) & {PALETTES["dark"].ground}
        await pilot.press("right")
        await until(pilot, lambda: grounds(app) == {PALETTES["dark"].ground})
        assert not settings.file_path().exists()
        await pilot.press("tab", "tab", "right", "right", "tab", "tab", "right")
        await until(pilot, lambda: app.ascii_only)
        assert all(line.isascii() for line in lines(app))
        assert app.clipboard_way is CopyWay.OSC52
        await pilot.press("f10")
        await shows(pilot, "Saved in ~/.config/keywright/settings.toml")
        assert app.settings == Settings(theme="dark", clipboard="osc52", ascii=True)
        assert settings.load().settings == app.settings


async def test_escape_takes_it_back(folder: Path) -> None:
    app = KeywrightApp(folder, chosen=LoadedSettings(Settings(theme="mono")))
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("left", *["tab"] * 4, "right")
        await until(pilot, lambda: app.ascii_only)
        assert app.settings.theme == "light"
        await pilot.press("escape")
        await agree(pilot)
        await shows(pilot, "The settings are unchanged")
        assert app.settings == Settings(theme="mono")
        assert "│" in text(app)
        assert not settings.file_path().exists()


async def test_what_cannot_be_is_told_in_its_row_and_is_not_saved(folder: Path) -> None:
    app = KeywrightApp(folder, chosen=LoadedSettings().override({"theme": "mono"}))
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        assert "set by --theme for this run, F10 keeps it; colours" in text(app)
        await pilot.press(*["tab"] * 6, "end", "5", "x")
        await shows(pilot, "! lock-minutes must be 0 to 1440, not 105x")
        await pilot.press("up", "f10")
        await pilot.pause()
        assert expect(Input, app.focused).value == "105x"
        await pilot.press("backspace", "backspace", "backspace", "backspace", "0", "f10")
        await shows(pilot, "Saved in")
        assert settings.load().settings == Settings(theme="mono", lock_minutes=0)
        assert app.lock_minutes == 0


async def test_a_wrong_file_is_told_of_on_the_first_screen_and_the_rest_counts(folder: Path) -> None:
    path = settings.file_path()
    path.parent.mkdir(parents=True)
    path.write_text('theme = "purple"\nkey-type = "rsa"\nfuture = 1\n')
    app = KeywrightApp(folder, chosen=settings.load())
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await shows(pilot, "1 more: keywright settings")
        await pilot.press("f3")
        await shows(pilot, "[RSA]")
        assert "id_rsa_2" in text(app)


# A newcomer


@pytest.mark.parametrize("files", [None, [], ["config", "known_hosts", "authorized_keys"]])
async def test_without_a_key_the_five_keys_that_matter_are_told(fence: Path, files: list[str] | None) -> None:
    ssh = fence / ".ssh"
    if files is not None:
        ssh.mkdir()
        for name in files:
            (ssh / name).touch()
    app = KeywrightApp(ssh)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await shows(pilot, "Five keys to get started")
        shown = text(app)
        for key, words in FIVE_KEYS:
            assert f"  {key}          {words[:13]}" in shown
        assert ("There is no ~/.ssh yet" in shown) == (files is None)
        if files is None:
            await pilot.press("n")
            await shows(pilot, "~/.ssh/id_ed25519 ")


async def test_who_has_a_key_or_a_setting_is_not_taught(folder: Path, fence: Path) -> None:
    for start, chosen in ((folder, LoadedSettings()), (fence / "nothing", LoadedSettings(exists=True))):
        app = KeywrightApp(start, chosen=chosen)
        async with app.run_test(size=SIZE) as pilot:
            await ready(pilot)
            await pilot.press("g")
            await ready(pilot)
            assert "Five keys" not in text(app)
