"""Textual's own themes as palettes: nord, gruvbox, catppuccin and the others, each made readable.

Their colours are made for surfaces, ours are all for text: one that stands out too little from the ground is
brought nearer to black or white until it does, by at least 4.5 to 1, as WCAG 2 asks.
"""

from __future__ import annotations

import functools
from typing import Final

from textual.color import BLACK, WHITE, Color
from textual.theme import BUILTIN_THEMES

CONTRAST: Final = 4.6
"""Asked for here; a little is lost when the parts of a colour become whole numbers."""
_MUTED: Final = 0.6
"""How much of the text is in dim text; the rest is ground."""
_STEP: Final = 0.05
_ROLES: Final = {"red": "error", "green": "success", "yellow": "warning", "cyan": "primary"}


@functools.cache
def colours(name: str) -> dict[str, str] | None:
    """Ground, text, muted, red, green, yellow and cyan of a theme, as ``#RRGGBB``.

    Args:
        name: as Textual has it; None is answered for one that it has not.
    """
    theme = BUILTIN_THEMES.get(name)
    if theme is None or theme.ansi:
        return None
    system = theme.to_color_system().generate()
    ground = Color.parse(system["background"])
    text = _readable(Color.parse(system["foreground"]), ground)
    shown = {
        "text": text,
        "muted": _readable(ground.blend(text, _MUTED), ground),
        **{part: _readable(Color.parse(system[role]), ground) for part, role in _ROLES.items()},
    }
    return {"ground": ground.hex6, **{part: colour.hex6 for part, colour in shown.items()}}


def _readable(colour: Color, ground: Color) -> Color:
    end = WHITE if _light(ground) < 0.18 else BLACK
    share = 0.0
    shown = colour
    while _contrast(shown, ground) < CONTRAST and share < 1:
        share += _STEP
        shown = colour.blend(end, share)
    return shown


def _light(colour: Color) -> float:
    """Relative luminance, as WCAG 2.1 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
