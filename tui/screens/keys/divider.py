"""How list and details share the width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...bindings import act

if TYPE_CHECKING:
    from .rows import RowsScreen

_LEAST: Final = 26
"""Columns that each side keeps."""
_STEP: Final = 4
"""So many in a hundred at each press."""
_SHARES: Final = ((110, 50), (0, 55))
"""Columns in a hundred for the list where nothing was chosen, from which width on."""
_MOST: Final = 62
"""Columns in a hundred at most for a list whose names need them, where nothing was chosen."""
_FRAME: Final = 2

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
            wanted = width if narrow else width * self._percent(width) // 100
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
        share = (self._screen.kept.list_width or self._usual(width)) + by
        least = min(-(-_LEAST * 100 // width), 50)
        return max(least, min(share, 100 - least))

    def _usual(self, width: int) -> int:
        """Where nothing was chosen: more than half where the names need it."""
        share = next(share for least, share in _SHARES if width >= least)
        needed = -(-(self._screen.wanted_room() + _FRAME) * 100 // width) if width else 0
        return max(share, min(needed, _MOST))
