"""A recording of a terminal session: in asciinema's cast format, version 2, and as a moving picture.

Its clock is the story's own: how long the machine took for an answer is not in it, so that a recording
made twice is the same.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tests.pty import picture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pty.session import Session

COLOURS = 48
"""Of the moving picture: a terminal has sixteen, and their shades at the edges of letters."""

_TO_CLIPBOARD = re.compile(r"\x1b\]52;[^\x07\x1b]*(?:\x07|\x1b\\)")
"""Whoever plays the recording keeps the clipboard that they have."""


class Recording:
    """What a session shows, taken step by step.

    Args:
        session: that is recorded.
        title: of the recording.
    """

    def __init__(self, session: Session, title: str) -> None:
        self._session = session
        self._title = title
        self._at = 0
        self._events: list[tuple[float, str, str]] = []
        self._frames: list[tuple[float, Image.Image]] = []
        self.seconds = 0.0

    def take(self, seconds: float, pressed: str = "") -> None:
        """Take what was written since the last time, and rest on it.

        Args:
            seconds: of rest.
            pressed: which key led here, and what it does; shown below the picture, and a marker of the cast.
        """
        text = bytes(self._session.raw[self._at :]).decode()
        self._at = len(self._session.raw)
        if pressed:
            self._events.append((round(self.seconds, 3), "m", pressed))
        self._events.append((round(self.seconds, 3), "o", _TO_CLIPBOARD.sub("", text)))
        self._frames.append((seconds, _with_caption(picture.paint(self._session.screen), pressed)))
        self.seconds += seconds

    def write_cast(self, path: Path) -> None:
        """Write it for asciinema, agg and others; the last event keeps the end on the screen."""
        screen = self._session.screen
        head = {"version": 2, "width": screen.columns, "height": screen.lines, "title": self._title}
        events = [*self._events, (round(self.seconds, 3), "o", "")]
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (head, *events)))

    def write_picture(self, path: Path) -> None:
        """Write it as an animated GIF; every frame has the same colours, so that only changes are stored."""
        rests = [frame for seconds, frame in self._frames if seconds >= 1]
        every = Image.new("RGB", (rests[0].width, rests[0].height * len(rests)))
        for place, frame in enumerate(rests):
            every.paste(frame, (0, place * frame.height))
        palette = every.quantize(COLOURS, dither=Image.Dither.NONE)
        frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for _, frame in self._frames]
        durations = [round(seconds * 1000) for seconds, _ in self._frames]
        frames[0].save(
            path, save_all=True, append_images=frames[1:], duration=durations, loop=0, optimize=True
        )


def _with_caption(screen: Image.Image, pressed: str) -> Image.Image:
    """The screen, and a line below it that says which key was pressed."""
    font = picture.font(bold=True)
    line = sum(font.getmetrics())
    image = Image.new("RGB", (screen.width, screen.height + 2 * line), "#262626")
    image.paste(screen)
    key, _, words = pressed.partition(" ")
    if key:
        pen = ImageDraw.Draw(image)
        x, y = 10, screen.height + line // 2
        pen.rounded_rectangle((x, y - 3, x + 20 + pen.textlength(key, font), y + line + 3), 5, "#e5e5e5")
        pen.text((x + 10, y), key, "#000000", font)
        pen.text((x + 32 + pen.textlength(key, font), y), words, "#e5e5e5", picture.font(bold=False))
    return image
