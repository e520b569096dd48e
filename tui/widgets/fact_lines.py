"""Labelled paragraphs, wrapped to the room there is, that scroll by lines and cost only what is seen."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style

from ..bindings import act
from ..visible import visible
from .line_view import PLAIN, LineView
from .panel import Titled
from .wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

_LABEL: Final = 12
_DIM: Final = Style(dim=True)
_MARK: Final = Segment(">", Style(bold=True))
_STYLES: Final = {
    "bold": Style(bold=True),
    "good": Style(color="green"),
    "weaker": Style(color="yellow"),
    "bad": Style(color="red", bold=True),
}

Fact = tuple[str, str, str]
"""Label, words and style: ``bold``, ``good``, ``weaker``, ``bad`` or empty. Raw: made safe when drawn."""


class FactLines(LineView, Titled, can_focus=True):
    """Shows facts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("j,down", "scroll_by(1)", "down", "Down a line", id="facts.down", show=False),
        act("k,up", "scroll_by(-1)", "up", "Up a line", id="facts.up", show=False),
    ]

    def __init__(self, name: str) -> None:
        """Args: its id."""
        super().__init__(id=name)
        self.facts: tuple[Fact, ...] = ()
        self._lines: list[list[Segment]] = []

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these, from the first; only the lines that differ are drawn."""
        before, moved = self._lines, self.top > 0
        self.facts = tuple(facts)
        self.set_reactive(LineView.top, 0)
        self._wrap()
        if moved:
            self.refresh()
            return
        pairs = itertools.zip_longest(before, self._lines)
        changed = {at for at, (old, new) in enumerate(pairs) if old != new}
        if len(before) != len(self._lines):
            changed.add(self.page - 1)  # where an arrow tells that there are more
        for at in changed:
            self.draw_again(at)

    def on_resize(self) -> None:
        """Wrap to the new width. What was drawn when the size changed is of the old one."""
        before = self._lines
        self._wrap()
        self.top = self.validate_top(self.top)
        if before != self._lines:
            self.refresh()

    @property
    def line_count(self) -> int:
        """How many lines all of it takes."""
        return len(self._lines)

    def action_scroll_by(self, by: int) -> None:
        """Show other lines."""
        self.top += by

    def draw_line(self, at: int, width: int) -> list[Segment]:  # noqa: ARG002 - wrapped before
        """One line; the first that is seen has a mark while the keys come here and could go elsewhere."""
        first, *rest = self._lines[at]
        if at == self.top and self.has_focus and len(self.screen.focus_chain) > 1:
            return [_MARK, Segment(first.text[1:], first.style), *rest]
        return [first, *rest]

    def on_focus(self) -> None:
        """Show the mark."""
        self.draw_again(self.top)

    def on_blur(self) -> None:
        """Hide it."""
        self.draw_again(self.top)

    def _wrap(self) -> None:
        room = max(self.size.width - _LABEL - 2, 8)
        self._lines = [
            [
                Segment(f" {label if first else '':<{_LABEL}}", _DIM),
                Segment(part, _STYLES.get(style, PLAIN)),
            ]
            for label, words, style in self.facts
            for first, part in _numbered(wrap(visible(words), room))
        ]


def _numbered(parts: list[str]) -> list[tuple[bool, str]]:
    return [(not at, part) for at, part in enumerate(parts)]
