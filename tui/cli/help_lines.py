"""How wide the help of a verb is, found out without the three compressors that ``shutil`` loads.

argparse asks for the width whenever an argument is added, not only when help is shown.
"""

from __future__ import annotations

import argparse
import os
from typing import Final

_USUAL: Final = 80
_MARGIN: Final = 2
"""As argparse leaves it."""


class HelpLines(argparse.HelpFormatter):
    """The formatter of argparse, as wide as the terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - _MARGIN)


def _columns() -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(1).columns or _USUAL
    except OSError:
        return _USUAL
