"""Which key of a file with several a verb uses: the one that ssh would, and it is said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..keyops.formats import _blocks
from ..visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..keyops.formats.contract import KeyEntry


def chosen(name: str, entries: Sequence[KeyEntry]) -> int:
    """The index of the key that is meant; told on standard error where it could be another.

    Args:
        name: the file, as it was named.
        entries: of the file.
    """
    words = _blocks.about_choice(entries)
    if words:
        where = "standard input" if name == "-" else Path(name).name
        sys.stderr.write(visible(f"keywright: {where} {words}") + "\n")
    return _blocks.chosen(entries)
