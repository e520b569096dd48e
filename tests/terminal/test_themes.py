"""The palettes can be read, and each colour on the screens is one of theirs."""

from __future__ import annotations

import itertools

import pytest
from rich.color import Color, ColorType
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color as Ground

from tests.helpers.contrast import contrast
from tui.terminal import themes
from tui.terminal.themes import PALETTES, Colourless, Own, Painted, line_filter

GROUND = Ground.parse("black")


@pytest.mark.parametrize("name", PALETTES)
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    palette = PALETTES[name]
    ground = Color.from_ansi(int(palette.ground))
    for role in ("text", "muted", "red", "green", "yellow", "cyan"):
        assert contrast(Color.from_ansi(getattr(palette, role)), ground) >= 4.5, role


@pytest.mark.parametrize("name", PALETTES)
def test_whatever_style_is_drawn_is_readable_and_in_the_256_colours(name: str) -> None:
    paint = Painted(PALETTES[name])
    on_ground = itertools.product(
        [None, "default", *(f"color({n})" for n in range(1, 16))], [None, "default"]
    )
    for (colour, ground), dim in itertools.product([*on_ground, ("black", "cyan")], (False, True)):
        style = Style(color=colour, bgcolor=ground, dim=dim)
        (segment,) = paint.apply([Segment("x", style)], GROUND)
        drawn = segment.style
        assert not drawn.dim
        assert contrast(drawn.color, drawn.bgcolor) >= 4.5, style
        assert {drawn.color.type, drawn.bgcolor.type} == {ColorType.EIGHT_BIT}


def test_segments_without_a_style_are_painted_and_controls_are_not() -> None:
    paint = Painted(PALETTES["dark"])
    control = Segment("\x07", None, [(ControlType.BELL,)])
    plain, same = paint.apply([Segment("x"), control], GROUND)
    assert plain.style.bgcolor.number == PALETTES["dark"].ground
    assert same is control


def test_neighbours_that_look_the_same_become_one() -> None:
    line = [Segment("a", Style(color="cyan")), Segment("  "), Segment("b", Style(color="cyan")), Segment("c")]
    shown = Painted(PALETTES["light"]).apply([*line, Segment(" ", Style(reverse=True))], GROUND)
    assert [segment.text for segment in shown] == ["a  b", "c", " "]


def test_a_theme_fits_the_terminal() -> None:
    xterm = {"TERM": "xterm-256color"}
    assert isinstance(line_filter("terminal", "truecolor", xterm), Own)
    assert isinstance(line_filter("dark", "256", xterm), Painted)
    assert isinstance(line_filter("dark", "standard", {"TERM": "linux"}), Own)
    assert isinstance(line_filter("light", "truecolor", {**xterm, "NO_COLOR": "1"}), Colourless)
    assert isinstance(line_filter("mono", "truecolor", xterm), Colourless)
    assert isinstance(line_filter("dark", "standard", {"TERM": "vt100"}), Colourless)


def test_without_colours_what_stood_on_one_is_reversed() -> None:
    styles = ("red", "black on cyan", "default on default", "bold reverse")
    shown = Colourless().apply([Segment("x", Style.parse(style)) for style in styles], GROUND)
    assert [bool(segment.style.reverse) for segment in shown] == [False, True, False, True]
    assert all(segment.style.color is segment.style.bgcolor is None for segment in shown)


def test_sheets_and_widgets_speak_of_the_terminals_own_colours_only() -> None:
    import re

    from tests.helpers.project import ROOT

    named = re.compile(r"#[0-9a-fA-F]{6}\b|rgb\(")
    files = [*(ROOT / "styles").glob("*.tcss"), *(ROOT / "tui").glob("*/*.py")]
    found = {path.name for path in files if "keyops" not in path.parts and named.search(path.read_text())}
    assert found == {"qr_code.py"}, "cameras read black on white, whatever the theme"
    assert themes.TEXTUAL_THEME.ansi
