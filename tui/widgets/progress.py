"""The progress of a search that is a lottery: how long it runs, and what is to be expected.

The library that searches tells nothing before it has found both primes; what can be told is the odds.

Drawn twice a second, line by line, each only when it changed: under 1 KB/s at 80 columns.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

BAR_CELLS = 30
_INTERVAL = 0.5


def duration(seconds: float) -> str:
    """A time for people, rounded up so that "under" stays true: ``0.5 s``, ``14 s``, ``3 min``, ``2 h``."""
    if seconds < 10:
        return f"{math.ceil(seconds * 10) / 10:.1f} s"
    if seconds < 120:
        return f"{math.ceil(seconds)} s"
    if seconds < 7200:
        return f"{math.ceil(seconds / 60)} min"
    return f"{math.ceil(seconds / 3600)} h"


def bar(share: float, cells: int = BAR_CELLS) -> tuple[str, str]:
    """What is filled and what is not; never full, because the share of a lottery never is."""
    filled = max(0, min(int(share * cells), cells - 1))
    return "█" * filled, "░" * (cells - filled)


def marks(median: float, ninety: float, cells: int = BAR_CELLS) -> str:
    """Below the bar: where half of such searches are over, and where nine in ten are."""
    half, most = f"↑ {duration(median)}", f"↑ {duration(ninety)}"
    return f"{'':<{cells // 2}}{half:<{cells * 9 // 10 - cells // 2}}{most}"


@dataclass(frozen=True, slots=True)
class SearchOutlook:
    """What is known about a search."""

    median: float
    """Half of such searches take less, in seconds."""
    ninety: float
    """Nine in ten take less."""
    share_done: Callable[[float], float]
    """The share of such searches that would be done after so many seconds."""


class Progress(Vertical):
    """What is searched, a bar and the seconds, and what to expect. Shows while ``begin`` to ``end``."""

    def __init__(self) -> None:
        super().__init__()
        self._what = Static(classes="what", markup=False)
        self._line = Static(classes="bar", markup=False)
        self._marks = Static(classes="marks", markup=False)
        self._figures = Static(classes="figures", markup=False)
        self._outlook: SearchOutlook | None = None
        self._started = 0.0
        self._drawn = ""
        self.display = False

    def compose(self) -> ComposeResult:
        """What, the bar, its marks, and words."""
        yield self._what
        yield self._line
        yield self._marks
        yield self._figures

    def on_mount(self) -> None:
        """Tick; a paused timer costs nothing."""
        self._timer = self.set_interval(_INTERVAL, self._draw, pause=True)

    def begin(self, what: str, outlook: SearchOutlook | None) -> None:
        """Start the clock.

        Args:
            what: such as ``RSA 8192, searching for two primes on 2 cores``.
            outlook: None while this machine's speed is not known; then there is no bar.
        """
        self._started, self._drawn = time.monotonic(), ""
        self._what.update(what)
        self.expect(outlook)
        self.display = True
        self._draw()
        self._timer.reset()
        self._timer.resume()

    def expect(self, outlook: SearchOutlook | None) -> None:
        """Take another outlook."""
        self._outlook = outlook
        self._marks.display = outlook is not None
        if outlook is None:
            self._figures.update("How long such searches take here is not known yet")
        else:
            self._marks.update(marks(outlook.median, outlook.ninety))
            median, ninety = duration(outlook.median), duration(outlook.ninety)
            self._figures.update(f"usually about {median}, rarely over {ninety}")

    def end(self) -> float:
        """Stop the clock.

        Returns:
            The seconds since ``begin``.
        """
        self._timer.pause()
        self.display = False
        return time.monotonic() - self._started

    def _draw(self) -> None:
        elapsed = time.monotonic() - self._started
        share = self._outlook.share_done(elapsed) if self._outlook is not None else None
        full, left = ("", "") if share is None else bar(share)
        clock = f"{int(elapsed)} s" if share is None else f"  {int(elapsed)} s"
        if full + left + clock != self._drawn:
            self._drawn = full + left + clock
            self._line.update(Content.assemble((full, "$accent"), (left, "dim"), clock))
