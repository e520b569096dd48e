"""Our own signs are one cell wide, and that is known without the table of all of Unicode.

Rich knows the letters of Western alphabets by themselves. For any other sign it loads the width of each there
is: 1.3 MiB, for the ``…`` of the first name that is cut. Names in other letters load it all the same.
"""

from __future__ import annotations

from typing import Final

from rich import cells

SIGNS: Final = "…↑↓≠"
"""What is drawn on most screens, and is none of those letters."""

cells._is_single_cell_widths = frozenset({*cells._SINGLE_CELLS, *SIGNS}).issuperset  # noqa: SLF001 - see above
