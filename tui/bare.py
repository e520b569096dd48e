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

from tui.visible import visible

_ALONE = "\x1b[?1049h\x1b[2J\x1b[H"
_BACK = "\x1b[?1049l"


def show_alone(text: str) -> None:
    """Show nothing but the text on an empty screen until any key is pressed."""
    _write(_ALONE + _safe(text))
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _wait_for_key()
    finally:
        _write(_BACK)


def print_and_wait(text: str) -> None:
    """Print the text on the normal terminal, where it stays in the scrollback, and wait for a key."""
    _write(f"\n{_safe(text)}\n\nPress a key to go back to keywright ")
    with contextlib.suppress(KeyboardInterrupt):
        _wait_for_key()
    _write("\n")


def _safe(text: str) -> str:
    """Each line made visible: a comment cannot command the terminal."""
    return "\r\n".join(visible(line) for line in text.split("\n"))


def _write(text: str) -> None:
    if sys.__stderr__ is not None:
        os.write(sys.__stderr__.fileno(), text.encode("utf-8", "replace"))


def _wait_for_key() -> None:
    """Wait for one key press; all the bytes it sends are taken."""
    if sys.__stdin__ is None:
        return
    handle = sys.__stdin__.fileno()
    before = termios.tcgetattr(handle)
    tty.setcbreak(handle)
    try:
        os.read(handle, 1)
        while select.select([handle], [], [], 0.05)[0] and os.read(handle, 64):
            pass
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
