"""The second screen of the terminal, entered before Textual is imported, and handed over to its driver.

From then on keys are kept, not echoed, and wait for the driver; a signal that ends the program waits for
``shutdown.Watch``. Where the program fails meanwhile, ``leave`` gives the terminal back as it was.
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
_KEYS: Final = termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN
_WAITING: Final = frozenset({signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT})
_LOCAL: Final = 3
"""Where the local modes stand in what ``tcgetattr`` tells."""

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
        silent = [*modes]
        silent[_LOCAL] &= ~_KEYS
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAITING)
        termios.tcsetattr(0, termios.TCSANOW, silent)
    except (termios.error, OSError):
        return False
    _before = modes
    _write(ENTER + _EMPTY + text)
    return True


def modes_before() -> list[Any] | None:
    """The modes that are to be set again at the end; None where the screen was not entered."""
    return _before


def hand_over() -> list[Any] | None:
    """As ``modes_before``; whoever asks has the terminal from now on."""
    global _before
    before, _before = _before, None
    return before


def leave() -> None:
    """Give the terminal back, where nobody has taken it over."""
    before = hand_over()
    if before is not None:
        _write(_LEAVE)
        with suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, before)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITING)


def _write(text: str) -> None:
    """To standard error, where the screens are drawn."""
    assert sys.__stderr__ is not None  # noqa: S101 - looked at before
    data = text.encode()
    with suppress(OSError):
        while data:
            data = data[os.write(sys.__stderr__.fileno(), data) :]
