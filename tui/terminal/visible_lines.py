"""The last thing that sees a line before it is written: no text commands the terminal, or hides in it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

from ..visible import holds_blank

if TYPE_CHECKING:
    from textual.color import Color


class VisibleLines(LineFilter):
    """Takes out what commands the terminal or hides text, where ``visible`` was forgotten.

    Controls, bidi marks and other invisible characters vanish, undecodable bytes become U+FFFD, and
    links (OSC 8) are dropped. A line keeps its width.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments, of the same widths, with harmless text."""
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if control:  # made by Rich and Textual, never from text
        return segment
    if style is not None and style.link:
        style = style.update_link(None)
        segment = Segment(text, style)
    if text.isprintable() and not holds_blank(text):
        return segment
    kept = "".join(map(_harmless_char, text))
    if kept == text:
        return segment
    return Segment(set_cell_size(kept, cell_len(text)), style)


def _harmless_char(char: str) -> str:
    if char.isprintable():
        return "" if holds_blank(char) and not cell_len(char) else char
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    # Odd spaces and private or unassigned code points show as blanks or boxes: let them. What is
    # left has no glyph: controls (Cc), format characters (Cf), line and paragraph separators.
    return char if unicodedata.category(char) in {"Zs", "Co", "Cn"} else ""
