"""How list and details share the width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...bindings import act
from . import list_width

if TYPE_CHECKING:
    from .rows import RowsScreen

_STEP: Final = 4
"""So many in a hundred at each press."""

BINDINGS: Final = (
    act("less_than_sign", "divide(-1)", "narrower", "A narrower list", id="keys.narrower", show=False),
    act("greater_than_sign", "divide(1)", "wider", "A wider list", id="keys.wider", show=False),
)


class Divider:
    """Between ``#names``, the list with what is above and below it, and the details."""

    def __init__(self, screen: RowsScreen) -> None:
        self._screen = screen

    def share(self) -> None:
        """Share the width: call it when that is another, or the names are, or the settings."""
        width = self._screen.size.width
        for names in self._screen.query("#names"):
            narrow = self._screen.has_class("-narrow")
            wanted = width if narrow else list_width.columns(width, self._percent(width))
            if names.styles.width is None or names.styles.width.value != wanted:
                names.styles.width = wanted

    def move(self, by: int) -> None:
        """Give the list more or less, for the next time too.

        Args:
            by: presses; below 0 for less.
        """
        self._screen.keep({"list-width": self._percent(self._screen.size.width, by * _STEP)})
        self.share()

    def _percent(self, width: int, by: int = 0) -> int:
        return list_width.percent(width, self._screen.kept.list_width, self._screen.here.rows, by)
