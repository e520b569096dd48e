"""The next step after an error, with the option for what the command line offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import NextStep

if TYPE_CHECKING:
    from ..keyops.errors import KeyOpsError

_OPTIONS: Final = {
    NextStep.ALLOW_SLOW: "If you trust the file, use --allow-slow",
    NextStep.NAME_USER: "Name it with --user",
    NextStep.CHOOSE_KEY: "Choose with --key",
    NextStep.USE_AGENT: "Sign with the agent: --agent",
}


def hint(error: KeyOpsError) -> str:
    """What to do next, in a line; may be empty."""
    return ". ".join(filter(None, (error.hint, _OPTIONS.get(error.step) if error.step else "")))
