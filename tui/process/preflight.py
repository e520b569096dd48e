"""What is looked at before a screen is opened, and before Textual is imported.

Textual reads its environment variables when it is imported, so those are put in order here. Without a
terminal on both standard input (keys) and standard error (where it draws) it would paint into a file,
or wait for keys for ever at full speed.
"""

from __future__ import annotations

import codecs
import gc
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import TextIO

_HEADLESS: Final = (
    "Without a screen, use: keywright inspect, generate, convert or public (see keywright --help)"
)

# The look and the speed may be chosen; everything else of Textual's records, presses or shows things.
_KEPT: Final = frozenset({"TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS"})

# Exported, these freeze the size: Textual then does not notice that the window changed.
_STALE: Final = frozenset({"COLUMNS", "LINES"})


_FRAMES: Final = "500"
"""At most so many in a second."""


def prepare() -> str:
    """Look at this process's terminal, and prepare for Textual when a screen can be opened.

    Then the environment is in order, and the garbage collector rests until the first screen is up.

    Returns:
        An empty string to go on, or one plain sentence for standard error.
    """
    problem = why_not(os.environ, sys.stdin, sys.stderr)
    if not problem:
        set_in_order(os.environ)
        gc.disable()
    return problem


def why_not(environ: Mapping[str, str], stdin: TextIO | None, stderr: TextIO | None) -> str:
    """Why no screen can be opened, and what to do instead; empty when one can.

    Args:
        environ: where TERM is looked up.
        stdin: standard input, None when it is closed.
        stderr: standard error, None when it is closed.
    """
    problem = _problem(environ, stdin, stderr)
    return f"keywright: {problem}. {_HEADLESS}" if problem else ""


def takes_ascii_only(stderr: TextIO | None) -> bool:
    """Whether the terminal is set to another encoding than UTF-8: then only ASCII is sure to be shown.

    Args:
        stderr: where the screens are drawn.
    """
    try:
        return codecs.lookup(getattr(stderr, "encoding", None) or "ascii").name != "utf-8"
    except LookupError:
        return True


def set_in_order(environ: MutableMapping[str, str]) -> None:
    """Remove what could make Textual log keys, press keys or save pictures.

    The kitty keyboard protocol is turned off too: a dropped connection would leave it on in the
    user's own shell, where every key then arrives as an escape sequence.

    Frames may follow each other closer than Textual's 60 in a second: a key that is pressed just after
    one was painted would wait 17 ms for what it changes. Nothing is painted where nothing changes.

    Args:
        environ: changed in place, before Textual is imported.
    """
    for name in [name for name in environ if name.split("_")[0] == "TEXTUAL" or name in _STALE]:
        if name not in _KEPT:
            del environ[name]
    environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    environ.setdefault("TEXTUAL_FPS", _FRAMES)


def _problem(environ: Mapping[str, str], stdin: TextIO | None, stderr: TextIO | None) -> str:
    if stdin is None or not stdin.isatty():
        return "the screens need a terminal, and standard input is not one"
    if stderr is None or not stderr.isatty():
        return "the screens need a terminal, and standard error, where they are drawn, is not one"
    term = environ.get("TERM", "")
    if term in {"", "dumb"}:
        return f"the screens need a terminal that can move its cursor, and TERM is {term or 'not set'}"
    return ""
