"""What lies behind a dialog: the same letters, all of them dim, so that the eye goes to the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style
from textual.renderables.background_screen import BackgroundScreen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from textual.color import Color

_DIM: Final = Style(dim=True)


class Dimmed(BackgroundScreen):
    """The screen below, in one style: nothing there has a colour, a cursor or a link just now."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:  # noqa: ARG003
        """The same text, dim."""
        for segment in segments:
            yield segment if segment.control else Segment(segment.text, _DIM)


def dimmed(behind: RenderableType) -> RenderableType:
    """What a modal screen renders, with the screen below it dim."""
    return Dimmed(behind.screen, behind.color) if isinstance(behind, BackgroundScreen) else behind
