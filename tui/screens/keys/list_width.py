"""How much of the width the list of keys has beside the details. No Textual here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...widgets import key_lines
from ...widgets.key_row import MARGIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...keyops.inspection.key_files import KeyFiles

FRAME: Final = 2
"""Columns of the lines around the list."""
_LEAST: Final = 26
"""Columns that each side keeps."""
_SHARES: Final = ((110, 50), (0, 55))
"""Columns in a hundred for the list where nothing was chosen, from which width on."""
_MOST: Final = 62
"""Columns in a hundred at most for a list whose names need them, where nothing was chosen."""


def percent(width: int, chosen: int, rows: Sequence[KeyFiles], by: int = 0) -> int:
    """The share of the list in a hundred.

    Args:
        width: of the screen.
        chosen: what the user chose; 0 where nothing was: then it is more than half where the names need it.
        rows: of the list.
        by: what is added to it.
    """
    share = (chosen or _usual(width, rows)) + by
    least = min(-(-_LEAST * 100 // width), 50)
    return max(least, min(share, 100 - least))


def _usual(width: int, rows: Sequence[KeyFiles]) -> int:
    share = next(share for least, share in _SHARES if width >= least)
    wanted = key_lines.wanted_room(rows) + MARGIN if rows else 0
    return max(share, min(-(-(wanted + FRAME) * 100 // width), _MOST)) if width else share


def columns(width: int, share: int) -> int:
    """The columns of the list with the lines around it.

    Args:
        width: of the screen.
        share: of ``percent``.
    """
    return width * share // 100
