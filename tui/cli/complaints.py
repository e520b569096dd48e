"""Why a verb did not do what it was asked: on standard error, and with ``--json`` on standard output too.

So a program that asked for JSON always gets an array: what was found or done, or one object with ``error``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from . import EXIT_USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..keyops.errors import KeyOpsError

_INTERRUPTED: Final = 130
_IDS: Final = {EXIT_USAGE: "usage", _INTERRUPTED: "interrupted"}
"""Of errors that are not those of the library, by exit code; others are ``refused``."""


class _State:
    """What was said so far in this run."""

    def __init__(self) -> None:
        self.answered = False
        self.last: dict[str, str] = {}


_state = _State()


def complain(text: str, hint: str = "", code: int = EXIT_USAGE) -> int:
    """Say why something is not done.

    Args:
        text: one sentence, raw.
        hint: the next step.
        code: the exit code.

    Returns:
        The exit code, to be returned by the verb.
    """
    from ..visible import visible

    sys.stderr.write(visible(f"keywright: {text}") + "\n")
    if hint:
        sys.stderr.write(visible(f"  {hint}") + "\n")
    remember(text, hint)
    return code


def remember(text: str, hint: str = "") -> None:
    """Keep what was said on standard error."""
    _state.last = {"title": text, "hint": hint}


def remember_error(error: KeyOpsError, name: str, hint: str) -> None:
    """Keep an error that was said on standard error.

    Args:
        error: what happened.
        name: the file it is about, where its sentence does not name it.
        hint: the next step, as it was said.
    """
    title = f"{name}: {error.title}" if name else error.title
    _state.last = {"id": error.id, "title": title, "hint": hint}


def begin(words: Sequence[str]) -> bool:
    """Forget what an earlier run said; whether this one is to answer in JSON."""
    _state.answered, _state.last = False, {}
    return "--json" in (words[: words.index("--")] if "--" in words else words)


def answered() -> None:
    """The array was written."""
    _state.answered = True


def answer(code: int) -> None:
    """Write the array of a run that failed before it wrote one."""
    if code == 0 or _state.answered:
        return
    from . import json_objects

    last = _state.last or {"title": "Interrupted with Ctrl+C" if code == _INTERRUPTED else ""}
    said = {"id": _IDS.get(code, "refused"), "hint": "", **last}
    error = {name: json_objects.text(said[name]) for name in ("id", "title", "hint")}
    json_objects.write([{"error": error}])
