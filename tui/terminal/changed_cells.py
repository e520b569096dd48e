"""Only what looks different is sent: of each update of the screen the columns that change.

Whenever a widget grows, shrinks, comes or goes, Textual writes all that moved, which is most of the screen:
4 KB at 80x24, and twice when two things change. What each cell of the terminal shows is remembered here.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from typing import TYPE_CHECKING, Final, cast

from rich.cells import cell_len
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.style import Style
    from textual.screen import Screen

Cell = tuple[str, "Style | None"]
"""A letter and how it looks; no letter in the second column of a wide one."""
_GAP: Final = 10
"""Columns of the same between two that change, which cost less than going over them."""
_FRAMES: Final = 16
"""So many frames are looked back for the one that showed a question first."""


class Cells:
    """What the terminal shows."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Cell]] = {}
        self._size = (0, 0)
        self.sent: deque[float] = deque(maxlen=_FRAMES)
        """When the last frames were about to be sent."""

    def forget(self) -> None:
        """Nothing is known: something else wrote to the terminal."""
        self._rows.clear()

    def fit(self, width: int, height: int) -> None:
        """A terminal of another size shows nobody knows what."""
        if (width, height) != self._size:
            self.forget()
            self._size = width, height

    def write(self, update: CompositorUpdate, console: Console) -> str:
        """What to send so that the terminal shows an update."""
        parts = []
        for y, x, strip in _pieces(update):
            row = self._rows.setdefault(y, {})
            cells = list(_cells(strip))
            for first, last in _changed(row, x, cells):
                shown = strip if last - first == len(cells) else strip.crop(first, last)
                parts.append(Control.move_to(x + first, y).segment.text + shown.render(console))
            row.update(enumerate(cells, x))
        return "".join(parts)


def _pieces(update: CompositorUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Row, column and what is written there."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            yield y, update.region.x, Strip(itertools.chain.from_iterable(line))
    elif isinstance(update, ChopsUpdate):
        for y, first, last in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is None or x >= last or end <= first:
                    continue
                inside = x >= first and end <= last
                yield y, max(x, first), strip if inside else strip.crop(max(first - x, 0), last - x)


def _cells(strip: Strip) -> Iterator[Cell]:
    for text, style, control in strip:
        if control:
            continue
        if text.isascii():
            yield from ((char, style) for char in text)
            continue
        letter = ""
        for char in text:  # what has no width of its own belongs to the letter before
            width = cell_len(char)
            if not width and letter:
                letter += char
                continue
            yield from _letter(letter, style)
            letter = char
        yield from _letter(letter, style)


def _letter(letter: str, style: Style | None) -> Iterator[Cell]:
    if letter:
        yield letter, style
        yield from [("", style)] * (cell_len(letter) - 1)


def _changed(row: dict[int, Cell], x: int, cells: list[Cell]) -> Iterator[tuple[int, int]]:
    """Ranges of columns, from and to, that look different; a wide letter is in one or not."""
    different = [at for at, cell in enumerate(cells) if row.get(x + at) != cell]
    while different:
        first = last = different[0]
        count = 0
        for at in different:
            if at - last > _GAP:
                break
            last, count = at, count + 1
        different = different[count:]
        while first and not cells[first][0]:
            first -= 1
        last += 1
        while last < len(cells) and not cells[last][0]:
            last += 1
        yield first, last


class _Changes(CompositorUpdate):
    """An update that writes no more than it must."""

    def __init__(self, update: CompositorUpdate, cells: Cells) -> None:
        self._update = update
        self._cells = cells

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """All of it, for who draws a picture of the screen."""
        yield from console.render(cast("RenderableType", self._update))

    def render_segments(self, console: Console) -> str:
        """What looks different."""
        return self._cells.write(self._update, console)


class ThriftyApp(App[None]):
    """Remembers what the terminal shows."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = Cells()

    @property
    def has_drawn(self) -> bool:
        """Whether a first frame was sent."""
        return bool(self._cells.sent)

    def sent_since(self, moment: float) -> float:
        """When the first frame after a moment was about to be sent; now when none was. ``time.monotonic``."""
        return next((sent for sent in self._cells.sent if sent >= moment), time.monotonic())

    def forget_cells(self) -> None:
        """Send everything the next time: the terminal may show something else."""
        self._cells.forget()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)):
            self._cells.fit(*self.size)
            renderable = _Changes(renderable, self._cells)
        elif renderable is not None:
            self.forget_cells()
        self._cells.sent.append(time.monotonic())
        super()._display(screen, renderable)
