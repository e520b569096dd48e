# ruff: noqa: RUF001 - what is told apart here is what looks alike
"""ASCII only: for terminals that show nothing else, and for those who want it so.

``AsciiLines`` is the last filter before the terminal, so that no screen needs to know: lines and marks
become the ASCII signs that people draw them with, letters lose their accents, and what has no likeness
becomes a question mark for each of its columns. Every line keeps its width.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_SIGNS: Final = {
    **dict.fromkeys("─━╌╍┄┅┈┉╴╶╸╺╼╾‐‑‒–—―−", "-"),
    **dict.fromkeys("│┃╎╏┆┇┊┋╵╷╹╻╽╿¦", "|"),
    **dict.fromkeys("═", "="),
    **dict.fromkeys("║", "|"),
    **dict.fromkeys("▔▁▂", "_"),
    **dict.fromkeys("▏▎▍▌▐▕", "|"),
    **dict.fromkeys("░", "."),
    **dict.fromkeys("▒", ":"),
    **dict.fromkeys("•●◉∙⬤★✱", "*"),
    **dict.fromkeys("○◯◦", "o"),
    **dict.fromkeys("·", "."),
    **dict.fromkeys("✓✔", "+"),
    **dict.fromkeys("✗✘×", "x"),
    "≠": "!",
    "◆": "a",
    **dict.fromkeys("←‹«◀◂", "<"),
    **dict.fromkeys("→›»▶▸", ">"),
    **dict.fromkeys("↑▲▴", "^"),
    **dict.fromkeys("↓▼▾", "v"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("…", "~"),
    **dict(zip("ßøØłŁđĐıæÆœŒþÞð", "soOlLdDiaAoOtTd", strict=True)),
}
_BEYOND: Final = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """A text in ASCII, of the same width in columns."""
    return text if text.isascii() else _BEYOND.sub(lambda found: _likeness(found[0]), text)


@functools.lru_cache(4096)
def _likeness(char: str) -> str:
    width = cell_len(char)
    if not width:
        return ""
    sign = _SIGNS.get(char) or _by_block(char)
    if not sign:
        plain = "".join(part for part in unicodedata.normalize("NFKD", char) if part.isascii())
        sign = plain if plain.isprintable() else ""
    return sign if len(sign) == width else "?" * width


def _by_block(char: str) -> str:
    """Corners and crossings of lines, and blocks of ink."""
    if "\u2500" <= char <= "\u257f":
        return "+"
    return "#" if "\u2580" <= char <= "\u25ff" else ""


class AsciiLines(LineFilter):
    """No byte above 0x7e, and every line as wide as it was."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments in ASCII."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(fold(segment.text), segment.style)
            for segment in segments
        ]
