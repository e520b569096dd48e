"""Panels: round borders whose title says what is in them; the sheet ``widgets`` draws them.

Textual draws a whole widget anew when its title changes, which is all of a key's details at each step through
a folder; here only the line of the border is.
"""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from ..visible import visible
from .wrapping import cut_name

_FRAME: Final = 6
"""Columns of the border line that no title can have: both corners, and what stands around a title."""


class Titled(Widget):
    """A widget in a border with a title."""

    DEFAULT_CLASSES = "panel"
    _entitled: tuple[str, str] = ("", "")

    def entitle(self, title: str, note: str = "") -> None:
        """Write a title into the border, and draw that line alone.

        Args:
            title: raw; cut in its middle where it has no room.
            note: what stands dim behind it, where there is room for all of it.
        """
        self._entitled = title, note
        self._fit_title()

    def on_resize(self) -> None:
        """There is another room for the title."""
        self._fit_title()

    def _fit_title(self) -> None:
        title, note = self._entitled
        words = self._title_words(visible(title), visible(note)) if title else None
        if words == self._border_title:
            return
        self._border_title = words  # the setter of ``border_title`` draws the whole widget
        if self.outer_size.width:
            across, down = self.content_offset
            self.refresh(Region(-across, -down, self.outer_size.width, 1))

    def _title_words(self, title: str, note: str) -> Content:
        room = self.outer_size.width - _FRAME
        name = cut_name(title, room) if room > 0 else title  # it has no size yet
        edge = "" if self.styles.border_left[0] else " "
        if not note or cell_len(name) + cell_len(note) + 2 > room:
            return Content.assemble(edge, (name, "bold"), edge)
        return Content.assemble(edge, (name, "bold"), "  ", (note, "dim"), edge)


class Panel(Vertical, Titled):
    """A border around something."""

    def __init__(self, title: str = "", *, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        self.entitle(title)


class ScrolledPanel(VerticalScroll, Titled, can_focus=False):
    """A border around something that may be longer."""

    def __init__(self, title: str = "", *, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        self.entitle(title)
