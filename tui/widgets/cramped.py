"""What a screen says when the terminal is too small for it: the size it needs, and the one it has."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

ENOUGH: Final = Size(60, 16)
"""The least columns and rows that every screen can be used in."""


def is_cramped(size: Size) -> bool:
    """Whether a terminal of this size is too small."""
    return size.width < ENOUGH.width or size.height < ENOUGH.height


class Cramped(Widget):
    """Lies over all else of a screen while the terminal is too small."""

    def render(self) -> Content:
        """As much as there is room for, the most important line first."""
        has = self.app.size
        return Content(
            f"keywright needs {ENOUGH.width}x{ENOUGH.height}\n"
            f"This terminal has {has.width}x{has.height}\n"
            "Make it larger; Ctrl+Q quits"
        )
