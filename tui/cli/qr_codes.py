"""QR codes on standard output."""

from __future__ import annotations

import os
import sys
from typing import Final

from ..keyops.errors import UnsupportedConversionError
from . import painting

_LIGHT: Final = "\x1b[97;40m"
"""White on black, whatever colours the terminal has."""
_PLAIN: Final = "\x1b[0m"


def why_not() -> str | None:
    """Why none can be drawn; None when one can."""
    try:
        "▀▄█".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "a QR code needs block characters, which standard output cannot show here"
    return None


def draw(text: str) -> None:
    """Draw the code of a text.

    Raises:
        UnsupportedConversionError: it is too long for a code, or the terminal is too narrow for it.
    """
    from ..keyops.conversion import qr_code

    code = qr_code.encode(text)
    if sys.stdout.isatty():
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
        if columns and code.columns > columns:
            raise UnsupportedConversionError(
                f"The QR code is {code.columns} columns wide; this terminal has {columns}",
                "Widen it, or use a smaller font",
            )
    light, plain = (_LIGHT, _PLAIN) if painting.is_wanted(sys.stdout) else ("", "")
    sys.stdout.write("".join(f"{light}{line}{plain}\n" for line in code.lines(ink=False)))
