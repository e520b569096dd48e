"""Textual's themes can be chosen, and everything on them can be read."""

from __future__ import annotations

import pytest
from rich.color import Color
from textual.theme import BUILTIN_THEMES

from tests.helpers.contrast import contrast
from tui.terminal.textual_themes import colours
from tui.terminal.themes import Own, Painted, line_filter, palette_of
from tui.theme_names import TEXTUAL_THEMES


def test_the_settings_offer_every_theme_that_textual_has() -> None:
    assert set(TEXTUAL_THEMES) == {name for name, theme in BUILTIN_THEMES.items() if not theme.ansi}


@pytest.mark.parametrize("name", TEXTUAL_THEMES)
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    palette = palette_of(name)
    assert palette is not None
    ground = Color.parse(palette.ground)
    for role in ("text", "muted", "red", "green", "yellow", "cyan"):
        assert contrast(Color.parse(getattr(palette, role)), ground) >= 4.5, role


def test_a_theme_keeps_what_is_readable_of_its_own() -> None:
    assert colours("nord")["cyan"] == "#88C0D0"
    assert colours("nobody's") is None
    assert colours("ansi-dark") is None


def test_a_theme_of_textual_needs_more_than_sixteen_colours() -> None:
    assert isinstance(line_filter("nord", "truecolor", {"TERM": "xterm"}), Painted)
    assert isinstance(line_filter("nord", "standard", {"TERM": "linux"}), Own)
