"""The help in groups, with the legend; and the list of actions, which takes arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, expect
from tests.helpers.desk import go_to, keys_app, ready, shows
from tests.helpers.snapshot import arrived, text, until
from tui.screens.convert.screen import ConvertScreen
from tui.screens.generate.screen import GenerateScreen
from tui.screens.help import HelpLine, HelpScreen
from tui.screens.help_groups import GROUPS, LEGEND, MORE
from tui.screens.services.works_with import WorksWithScreen
from tui.screens.why import WhyScreen
from tui.widgets.choice import Choice
from tui.widgets.verdict_list import VerdictList

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.app import KeywrightApp


@pytest.fixture
def folder(fence: Path) -> Path:
    return desk.fill(fence / ".ssh")


def plain(app: KeywrightApp) -> str:
    """What is shown, without borders and ends of lines."""
    return " ".join(text(app).replace("│", " ").split())


async def do(pilot: Pilot, typed: str) -> None:
    """Type it into the list of actions, and press Enter when one is found."""
    await ready(pilot)
    await go_to(pilot, "id_rsa")
    await pilot.press("colon")
    await until(pilot, lambda: pilot.app.screen.query("#help"))
    palette = expect.screen(pilot, HelpScreen)
    await pilot.press(*("space" if letter == " " else letter for letter in typed))
    await until(pilot, lambda: palette._typed == typed and palette.matching())
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not palette)


async def test_the_help_stands_in_groups_with_the_legend_below(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 60)) as pilot:
        await ready(pilot)
        await pilot.press("question_mark")
        await shows(pilot, "What can be done here")
        await shows(pilot, "Look")
        told = text(app)
        places = [told.index(f"  {heading} ") for heading, _ in GROUPS]
        assert places == sorted(places)
        for heading, _ in GROUPS:  # each begins a line, however many rows the group above has
            assert next(line for line in told.splitlines() if f" {heading} " in line).split("│")[
                1
            ].split() == [heading]
        expect.screen(pilot, HelpScreen).action_step(100)  # to the end
        await shows(pilot, MORE[-1][1])
        for _, words in (*LEGEND, *MORE):
            assert words in plain(app)


async def test_what_cannot_be_done_says_why_when_it_is_chosen(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await go_to(pilot, "config")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press(*"convert")
        await until(pilot, lambda: "Not now: config is not a key file that" in plain(app))


async def test_every_word_finds_and_nothing_is_found_twice(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"nord", "space", *"theme")
        await until(pilot, lambda: "Theme nord" in text(app))
        lines = [line for line in app.screen.query(HelpLine).results(HelpLine) if line.display]
        assert [line.row.action.label for line in lines] == ["theme nord"]


async def test_what_begins_as_typed_comes_before_what_only_holds_it(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"convert", "space", *"to", "space", "p")
        await until(pilot, lambda: "to PKCS#8" in text(app))
        lines = [line for line in app.screen.query(HelpLine).results(HelpLine) if line.display]
        assert lines[0].row.action.label == "convert to pem"


async def test_convert_to_a_format(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await do(pilot, "convert to ppk2")
        await until(pilot, lambda: app.current_mode == "convert")
        screen = expect.screen(pilot, ConvertScreen)
        await until(pilot, lambda: screen.form.field("to", Choice).chosen == "ppk2")
        assert screen.where.endswith("id_rsa")
        assert not screen.is_unsaved


async def test_check_for_a_service(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await do(pilot, "check for github")
        await until(pilot, lambda: app.screen.query(VerdictList))
        screen = expect.screen(pilot, WorksWithScreen)
        await until(pilot, lambda: screen.list.verdict)
        verdict = screen.list.verdict
        assert verdict is not None
        assert verdict.profile.id == "github"


async def test_generate_a_type_and_a_size(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await do(pilot, "generate rsa 4096")
        await until(pilot, lambda: app.current_mode == "generate")
        screen = expect.screen(pilot, GenerateScreen)
        await until(pilot, lambda: (screen.form.family, screen.form.sizes.bits) == ("rsa", 4096))


async def test_a_host_keeps_its_capitals(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await do(pilot, "Why MyServer")
        screen = await arrived(pilot, WhyScreen)
        assert screen.host == "MyServer"


async def test_a_theme_and_an_order(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await do(pilot, "theme nord")
        await until(pilot, lambda: app.settings.theme == "nord")
        await do(pilot, "sort by date")
        await until(pilot, lambda: app.settings.sort == "age")
        await shows(pilot, "newest first")


async def test_a_theme_is_seen_while_it_is_marked_and_gone_when_the_list_is_left(folder: Path) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = app.settings.theme
        await pilot.press("colon")
        await until(pilot, lambda: app.screen.query("#help"))
        await pilot.press(*"theme", "space", *"nord")
        await until(pilot, lambda: app.settings.theme == "nord")
        await pilot.press(*["backspace"] * 4, *"gruvbox")
        await until(pilot, lambda: app.settings.theme == "gruvbox")
        await pilot.press("escape")
        await until(pilot, lambda: app.settings.theme == before)
    kept = keys_app(folder)
    async with kept.run_test(size=(80, 24)) as pilot:
        await do(pilot, "theme nord")
        await until(pilot, lambda: kept.settings.theme == "nord")
