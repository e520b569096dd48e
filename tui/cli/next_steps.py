"""The next step after an error, with the option for what the command line offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import Step

if TYPE_CHECKING:
    from ..keyops.errors import KeyOpsError

_OPTIONS: Final = {
    Step.ALLOW_SLOW: "If you trust the file, use --allow-slow",
    Step.NAME_USER: "Name it with --user",
    Step.CHOOSE_KEY: "Choose with --key",
    Step.USE_AGENT: "Sign with the agent: --agent",
}


def hint(error: KeyOpsError) -> str:
    """What to do next, in a line; may be empty."""
    return ". ".join(filter(None, (error.hint, _OPTIONS.get(error.step) if error.step else "")))
