"""A picture of what a terminal shows, drawn from pyte's screen: its real colours, 16, 256 or all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw, ImageFont

from tests.helpers.expect import expect

if TYPE_CHECKING:
    import pyte

FOREGROUND, BACKGROUND = "#d0d0d0", "#000000"
_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_SIZE = 16
_COLOURS = 64

# pyte calls colours by name; its "bright magenta" has a typing error in it.
_NAMED = {
    "black": "#000000",
    "red": "#cd0000",
    "green": "#00cd00",
    "brown": "#cdcd00",
    "blue": "#0000ee",
    "magenta": "#cd00cd",
    "cyan": "#00cdcd",
    "white": "#e5e5e5",
    "brightblack": "#7f7f7f",
    "brightred": "#ff0000",
    "brightgreen": "#00ff00",
    "brightbrown": "#ffff00",
    "brightblue": "#5c5cff",
    "brightmagenta": "#ff00ff",
    "bfightmagenta": "#ff00ff",
    "brightcyan": "#00ffff",
    "brightwhite": "#ffffff",
}


def draw(screen: pyte.Screen, path: Path) -> None:
    """Write a PNG of a screen, with as few colours and bytes as show no difference.

    Args:
        screen: of a ``Session``.
        path: of the picture; replaced if there is one.
    """
    paint(screen).quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def paint(screen: pyte.Screen) -> Image.Image:
    """A screen as an image in all its colours."""
    fonts = {bold: font(bold=bold) for bold in (False, True)}
    width = round(fonts[False].getlength("M"))
    height = sum(fonts[False].getmetrics())
    image = Image.new("RGB", (screen.columns * width, screen.lines * height), BACKGROUND)
    pen = ImageDraw.Draw(image)
    for row in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            ink, paper = _colour(cell.fg, FOREGROUND), _colour(cell.bg, BACKGROUND)
            if cell.reverse:
                ink, paper = paper, ink
            if cell.strikethrough:  # what ``Session`` makes of dim
                ink = _between(ink, paper)
            x, y = column * width, row * height
            if paper != BACKGROUND:
                pen.rectangle((x, y, x + width - 1, y + height - 1), fill=paper)
            if cell.data.strip():
                pen.text((x, y), cell.data, fill=ink, font=fonts[cell.bold])
            if cell.underscore:
                pen.line((x, y + height - 2, x + width - 1, y + height - 2), fill=ink)
    return image


def font(*, bold: bool) -> ImageFont.FreeTypeFont:
    """The font of a terminal."""
    path = _FONTS / f"DejaVuSansMono{'-Bold' if bold else ''}.ttf"
    if path.exists():
        return ImageFont.truetype(str(path), _SIZE)
    return expect(ImageFont.FreeTypeFont, ImageFont.load_default(_SIZE))


def _colour(name: str, default: str) -> str:
    if re.fullmatch("[0-9a-fA-F]{6}", name):
        return f"#{name}"
    return _NAMED.get(name, default)


def _between(ink: str, paper: str) -> str:
    pairs = zip(ImageColor.getrgb(ink), ImageColor.getrgb(paper), strict=True)
    return "#" + "".join(f"{(one + other) // 2:02x}" for one, other in pairs)
