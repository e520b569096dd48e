"""Reads QR codes from pictures, by code that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zxingcpp
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(picture: Image.Image) -> str | None:
    """The text of the code in a picture; None when a reader finds none."""
    found = zxingcpp.read_barcodes(picture.convert("L"))
    return found[0].text if len(found) == 1 else None


def picture_of(lines: Sequence[str], *, ink: bool) -> Image.Image:
    """What lines of half blocks look like: black on white, or white on black."""
    letter, ground = (0, 255) if ink else (255, 0)
    image = Image.new("L", (len(lines[0]), 2 * len(lines)), ground)
    for row, line in enumerate(lines):
        for column, block in enumerate(line):
            if block in "█▀":
                image.putpixel((column, 2 * row), letter)
            if block in "█▄":
                image.putpixel((column, 2 * row + 1), letter)
    return image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
