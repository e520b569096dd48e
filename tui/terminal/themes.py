"""How keywright looks: every colour on the screens comes from one palette.

Sheets and widgets speak of the terminal's own sixteen colours. The theme ``terminal`` lets them be: at
home on dark and light grounds, and the fewest bytes. ``dark`` and ``light`` put colours of their own in
their place in one line filter, the last thing that sees a line; ``mono`` takes all colours away.

The colours are those of xterm's 256, the same on every terminal that has them and shorter to say than
true colours. Each text colour stands out from its ground by at least 4.5 to 1, as WCAG 2 asks.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.color import Color

TEXTUAL_THEME: Final = Theme(
    name="keywright",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_cyan",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_cyan",
        "screen-selection-foreground": "ansi_black",
        "scrollbar": "ansi_cyan",
        "scrollbar-hover": "ansi_cyan",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
    },
)
"""What Textual is told: nothing but the terminal's own colours."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme: ``#RRGGBB``, or numbers of xterm's table.

    The numbers are from 16 on: those below are the terminal's own.
    """

    ground: int | str
    """Behind everything, and of letters on a coloured ground."""
    text: int | str
    muted: int | str
    """Dim text and lines between panes."""
    red: int | str
    green: int | str
    yellow: int | str
    cyan: int | str


PALETTES: Final = {
    "dark": Palette(ground=233, text=252, muted=246, red=210, green=114, yellow=179, cyan=80),
    "light": Palette(ground=231, text=234, muted=240, red=124, green=22, yellow=94, cyan=24),
}
"""By the name of the theme."""


def palette_of(theme: str) -> Palette | None:
    """The colours of a theme of our own or Textual's; None for one that has none."""
    if theme in PALETTES or theme in {"terminal", "mono"}:
        return PALETTES.get(theme)
    from .textual_themes import colours

    found = colours(theme)
    return Palette(**found) if found is not None else None


_DEEP: Final = frozenset({"256", "truecolor"})


def line_filter(theme: str, color_system: str | None, environ: Mapping[str, str]) -> LineFilter:
    """What stands between a theme and the terminal's own colours.

    A terminal of sixteen colours keeps its own: ours would come out as other ones there. The VT
    terminals of old have none, and ``NO_COLOR`` asks for none.

    Args:
        theme: a name of the settings.
        color_system: what Rich found out: ``standard``, ``256``, ``truecolor``.
        environ: where NO_COLOR and TERM are.
    """
    if "NO_COLOR" in environ or theme == "mono" or environ.get("TERM", "").startswith("vt"):
        return Colourless()
    palette = palette_of(theme)
    return Painted(palette) if palette is not None and has_room_for(theme, color_system) else Own()


def has_room_for(theme: str, color_system: str | None) -> bool:
    """Whether a terminal can show the colours of a theme."""
    return palette_of(theme) is None or color_system in _DEEP


def _rich(colour: int | str) -> RichColor:
    return RichColor.from_ansi(colour) if isinstance(colour, int) else RichColor.parse(colour)


class Painted(LineFilter):
    """Puts a palette in the place of the terminal's own colours."""

    def __init__(self, palette: Palette) -> None:
        """Args: the colours."""
        super().__init__()
        self._ground, self._text, self._muted = map(_rich, (palette.ground, palette.text, palette.muted))
        red, green, yellow, cyan = map(_rich, (palette.red, palette.green, palette.yellow, palette.cyan))
        # In the order of the terminal's: black, red, green, yellow, blue, magenta, cyan, white.
        self._colours = (self._ground, red, green, yellow, cyan, cyan, cyan, self._text)
        self._known: dict[Style, Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same text in other colours; neighbours that look the same become one, and cost less."""
        return _joined(segments, self._painted)

    def _painted(self, style: Style) -> Style:
        known = self._known.get(style)
        if known is None:
            ground = self._colour(style.bgcolor, self._ground)
            usual = self._muted if style.dim and style.bgcolor in _NO_GROUND else self._text
            known = style + Style.from_color(self._colour(style.color, usual), ground)
            if style.dim:
                known += _NOT_DIM
            self._known[style] = known
        return known

    def _colour(self, color: RichColor | None, usual: RichColor) -> RichColor:
        if color is None or color.is_default:
            return usual
        if color.type is not ColorType.STANDARD or color.number is None:
            return color
        return self._muted if color.number == 8 else self._colours[color.number % 8]


def _joined(segments: list[Segment], look: Callable[[Style], Style]) -> list[Segment]:
    """The same text with other styles; neighbours that look the same become one, and cost less."""
    joined: list[Segment] = []
    for segment in segments:
        if segment.control:
            joined.append(segment)
            continue
        text, style = segment.text, look(segment.style or _PLAIN)
        before = joined[-1] if joined else None
        if before and before.style and (before.style == style or _is_blank(text, style, before.style)):
            joined[-1] = Segment(before.text + text, before.style)
        else:
            joined.append(Segment(text, style))
    return joined


class Own(LineFilter):
    """Leaves the terminal its own colours, in the fewest bytes: nobody needs to be told of its own ground."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same text, looking the same."""
        return _joined(segments, _bare)


@functools.lru_cache(1024)
def _bare(style: Style) -> Style:
    colour, ground = style.color, style.bgcolor
    if not (colour and colour.is_default) and not (ground and ground.is_default):
        return style
    kept = Style.from_color(
        None if colour is None or colour.is_default else colour,
        None if ground is None or ground.is_default else ground,
    )
    return style.without_color + kept


class Colourless(LineFilter):
    """Takes all colours away. What stood on a coloured ground (a selection, a scroll bar) is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same text without colours."""
        return [
            segment if segment.control else Segment(segment.text, _colourless(segment.style or _PLAIN))
            for segment in segments
        ]


@functools.lru_cache(1024)
def _colourless(style: Style) -> Style:
    on_colour = style.bgcolor is not None and not style.bgcolor.is_default
    return style.without_color + _REVERSED if on_colour else style.without_color


def _is_blank(text: str, style: Style, before: Style) -> bool:
    """Whether a text shows nothing but a ground that is the same before it."""
    if text.strip(" ") or style.bgcolor != before.bgcolor:
        return False
    return not any((style.reverse, style.underline, before.reverse, before.underline))


_PLAIN: Final = Style()
_REVERSED: Final = Style(reverse=True)
_NOT_DIM: Final = Style(dim=False)
_NO_GROUND: Final = (None, RichColor.default())
