"""The second screen of the terminal, entered before Textual is imported, and handed over to its driver.

From then on keys are kept, not echoed, and wait for the driver, Ctrl+Z too. Ctrl+C and a signal end the
program, for an import may hang; ``leave`` then gives the terminal back as it was.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from contextlib import suppress
from typing import Any, Final

ENTER: Final = "\x1b[?1049h"
"""As Textual writes it: some terminals clear the screen a second time for it, so it is written once."""
_EMPTY: Final = "\x1b[?25l\x1b[H\x1b[2J"
"""Without the cursor, and cleared where there is no second screen and the shell's is still seen."""
_LEAVE: Final = "\x1b[0m\x1b[?1049l\x1b[?25h"
_ENDING: Final = (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT)
_LOCAL, _CHARACTERS = 3, 6
"""Where the local modes and the special characters stand in what ``tcgetattr`` tells."""

_before: list[Any] | None = None
"""The modes of the terminal before; None while the screen was not entered, and when it was handed over."""


def enter(text: str) -> bool:
    """Show a text on the second screen; False, and nothing is done, where the terminal cannot be set.

    Args:
        text: with its control sequences.
    """
    global _before  # noqa: PLW0603 - a process has one terminal
    try:
        modes = termios.tcgetattr(0)
        silent = termios.tcgetattr(0)
        silent[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        silent[_CHARACTERS][termios.VSUSP] = b"\0"
        termios.tcsetattr(0, termios.TCSANOW, silent)
    except (termios.error, OSError):
        return False
    _before = modes
    for number in _ENDING:
        signal.signal(number, _end)
    _write(ENTER + _EMPTY + text)
    return True


def modes_before() -> list[Any] | None:
    """The modes that are to be set again at the end; None where the screen was not entered."""
    return _before


def hand_over() -> list[Any] | None:
    """As ``modes_before``; whoever asks has the terminal from now on."""
    global _before
    before, _before = _before, None
    if before is not None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
    return before


def leave() -> None:
    """Give the terminal back, where nobody has taken it over."""
    before = hand_over()
    if before is not None:
        _write(_LEAVE)
        with suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, before)


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _write(text: str) -> None:
    """To standard error, where the screens are drawn."""
    assert sys.__stderr__ is not None  # noqa: S101 - looked at before
    data = text.encode()
    with suppress(OSError):
        while data:
            data = data[os.write(sys.__stderr__.fileno(), data) :]
