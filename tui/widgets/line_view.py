"""A widget of any number of lines that draws only those that are seen and only those that change.

Textual's ScrollView lays the whole screen out anew when the number of lines changes, and its scroll bar
costs bytes in every line. This one has neither: an arrow in the first and the last line that is seen
tells that there are more.
"""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from .wrapping import MORE_ABOVE, MORE_BELOW

PLAIN: Final = Style()
"""Every segment has a style: Textual's filters do not all bear with None."""
_MORE: Final = Style(color="cyan", bold=True)


class LineView(Widget):
    """Subclasses give ``line_count`` and ``draw_line``, and move ``top`` with ``see``."""

    top: reactive[int] = reactive(0, repaint=False)
    """The first line that is seen, from 0."""

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return 0

    def draw_line(self, at: int, width: int) -> list[Segment]:  # noqa: ARG002 - subclasses draw
        """One line, of at most this many columns."""
        return []

    @property
    def page(self) -> int:
        """How many lines are seen at most."""
        return max(self.size.height, 1)

    def window(self) -> range:
        """The lines that are seen."""
        return range(self.top, min(self.top + self.page, self.line_count))

    def validate_top(self, top: int) -> int:
        """No emptiness below the last line."""
        return max(0, min(top, self.line_count - self.page))

    def watch_top(self, old: int, new: int) -> None:
        """Everything is somewhere else now."""
        if old != new:
            self.refresh()

    def see(self, first: int, last: int, *, margin: int = 0) -> None:
        """Scroll, if needed, so that these lines are seen.

        Args:
            first: line that must be seen, even when not all of them can be.
            last: line that should be seen.
            margin: how many lines more to scroll, so that the next steps need not.
        """
        top = self.top
        if last >= top + self.page:
            top = last - self.page + 1 + margin
        if first < top:
            top = first - (margin if first < self.top else 0)
        self.top = top

    def draw_again(self, at: int) -> None:
        """A line has changed."""
        if at in range(self.top, self.top + self.page):
            self.refresh(Region(0, at - self.top, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """What Textual asks for: the line at a row of the widget."""
        width = self.size.width
        at = y + self.top
        strip = Strip(self.draw_line(at, width) if at < self.line_count else [])
        more = MORE_ABOVE if y == 0 and self.top else ""
        more = MORE_BELOW if y == self.page - 1 and at + 1 < self.line_count else more
        if more and width > 1:
            return Strip([*strip.adjust_cell_length(width - 1, PLAIN), Segment(more, _MORE)], width)
        return strip.adjust_cell_length(width, PLAIN).simplify()
