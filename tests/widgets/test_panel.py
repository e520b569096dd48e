"""Panels: what is in them stands in their border, and a change of it draws that line alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Static

from tests.helpers.snapshot import lines
from tui.terminal.base_app import SafeApp
from tui.terminal.stylesheets import sheet
from tui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.app import ComposeResult


class PanelApp(SafeApp):
    """One panel."""

    CSS_PATH = [sheet("app"), sheet("widgets")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """Put it on the screen."""
        with Panel("id_rsa", id="panel"):
            yield Static("words")


async def test_title_and_note_stand_in_the_border() -> None:
    async with PanelApp().run_test(size=(40, 6)) as pilot:
        panel = pilot.app.query_one(Panel)
        assert lines(pilot.app)[0].startswith("╭─ id_rsa ─")
        panel.entitle("id_rsa", "private key")
        await pilot.pause()
        assert lines(pilot.app)[0].startswith("╭─ id_rsa  private key ─")


async def test_a_name_without_room_is_cut_in_its_middle_and_the_note_is_left_out() -> None:
    async with PanelApp().run_test(size=(30, 6)) as pilot:
        pilot.app.query_one(Panel).entitle("a_very_long_name_of_a_key_file.pem", "private key")
        await pilot.pause()
        title = lines(pilot.app)[0]
        assert "a_very" in title
        assert "…" in title
        assert "file.pem" in title
        assert "private" not in title
        await pilot.resize_terminal(70, 6)
        await pilot.pause()
        assert "a_very_long_name_of_a_key_file.pem  private key" in lines(pilot.app)[0]


async def test_another_title_draws_one_line() -> None:
    async with PanelApp().run_test(size=(40, 6)) as pilot:
        panel = pilot.app.query_one(Panel)
        panel._exchange_repaint_regions()
        panel.entitle("id_ed25519")
        assert {region.height for region in panel._repaint_regions} == {1}


async def test_what_is_hostile_in_a_title_is_shown_escaped() -> None:
    async with PanelApp().run_test(size=(60, 6)) as pilot:
        pilot.app.query_one(Panel).entitle("a\x1b[2Jb[/]")
        await pilot.pause()
        assert "a\\x1b[2Jb[/]" in lines(pilot.app)[0]


def test_the_titles_are_where_textual_looks_for_them() -> None:
    assert Widget()._border_title is None
