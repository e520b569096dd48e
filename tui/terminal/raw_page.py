"""The key with nothing around it, on the bare terminal, so that the terminal's own selection takes it whole.

A text that runs over the last column by itself is one line to the terminal, however many rows it covers:
a selection gives it back without line breaks. That is why nothing is wrapped or positioned here. Call
these while the screens are suspended.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import tty
from typing import TYPE_CHECKING

from ..visible import visible
from .ascii_filter import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALONE = "\x1b[?1049h\x1b[2J\x1b[H"
_BACK = "\x1b[?1049l"


def show_alone(text: str, *, ascii_only: bool = False) -> None:
    """Show nothing but the text on an empty screen until any key is pressed."""
    _show_until_key(_ALONE + _safe(text, ascii_only=ascii_only), _BACK)


def print_and_wait(text: str, *, ascii_only: bool = False) -> None:
    """Print the text on the normal terminal, where it stays in the scrollback, and wait for a key."""
    shown = _safe(text, ascii_only=ascii_only)
    afterwards = "\r\n" * (_rows() if has_one_screen(os.environ) else 1)
    _show_until_key(f"\r\n{shown}\r\n\r\nPress a key to go back to keywright ", afterwards)


def say(text: str, *, ascii_only: bool = False) -> None:
    """Print lines on the normal terminal, and wait for nothing."""
    _write(f"\r\n{_safe(text, ascii_only=ascii_only)}\r\n")


def has_one_screen(environ: Mapping[str, str]) -> bool:
    """Whether the screens are drawn where the shell writes, and what is printed must scroll out of their way.

    Args:
        environ: GNU screen has no second screen unless it is told to (altscreen), and consoles have none.
    """
    if environ.get("STY") and not environ.get("TMUX"):
        return True
    return environ.get("TERM", "").startswith(("linux", "vt", "cons"))


def _rows() -> int:
    """The height of the terminal."""
    try:
        return os.get_terminal_size(sys.__stderr__.fileno()).lines  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        return 24


def _safe(text: str, *, ascii_only: bool) -> str:
    """Each line made visible: a comment cannot command the terminal."""
    shown = "\r\n".join(visible(line) for line in text.split("\n"))
    return fold(shown) if ascii_only else shown


def _write(text: str) -> None:
    if sys.__stderr__ is not None:
        os.write(sys.__stderr__.fileno(), text.encode("utf-8", "replace"))


def _show_until_key(text: str, afterwards: str) -> None:
    """Write a text, wait for one key press, and take all the bytes it sends.

    The terminal is raw meanwhile, so that Ctrl+C is a key like any other.
    """
    if sys.__stdin__ is None:
        return
    handle = sys.__stdin__.fileno()
    before = termios.tcgetattr(handle)
    with contextlib.suppress(KeyboardInterrupt):
        tty.setraw(handle)
        _write(text)
        os.read(handle, 1)
        while select.select([handle], [], [], 0.05)[0] and os.read(handle, 64):
            pass
    _write(afterwards)
    termios.tcsetattr(handle, termios.TCSADRAIN, before)
