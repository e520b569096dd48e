"""How the help of a verb is laid out, found out without the three compressors that ``shutil`` loads.

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
    """The formatter of argparse, as wide as the terminal; text of several lines keeps its lines."""

    def __init__(self, prog: str, **options: object) -> None:
        del options  # of later Pythons: their widths and colours
        super().__init__(prog, width=_columns() - _MARGIN)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return "".join(indent + line for line in text.splitlines(keepends=True))
        return super()._fill_text(text, width, indent)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        """``-o, --output OUT``, where Python before 3.13 has ``-o OUT, --output OUT``."""
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, self._get_default_metavar_for_optional(action))
        return f"{', '.join(action.option_strings)} {value}"


def _columns() -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(1).columns or _USUAL
    except OSError:
        return _USUAL
