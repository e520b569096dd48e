"""What a benchmark tells: one line for each figure, with what it is measured against and its aim."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Figure(NamedTuple):
    """One thing that was measured.

    With something beside it the aim is the most that their ratio may be, else the most that it may be itself.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None
    beside: float | None = None
    whom: str = ""
    """What stands beside."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """To what stands beside."""
        return self.value / self.beside if self.beside else None

    @property
    def line(self) -> str:
        """For people; the aim in brackets."""
        text = f"  {self.name:<44} {number(self.value):>8} {self.unit:<4}"
        if self.beside is not None:
            text += f" {self.whom} {number(self.beside)}"
        judged = self.value if self.ratio is None else self.ratio
        if self.ratio is not None:
            text += f", ratio {self.ratio:.2f}"
        if self.aim is not None:
            text += f" [{number(self.aim)}{'' if judged <= self.aim else ': MISSED'}]"
        return text + (f" ({self.note})" if self.note else "")


def number(value: float) -> str:
    """Three digits that count, or whole."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}" if value > 0 else "0"


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """What 99 % do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(0.99 * len(ordered)) - 1)]
