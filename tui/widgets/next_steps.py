"""The next step after an error, with the key to press for what the screens offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import NextStep

if TYPE_CHECKING:
    from ..keyops.errors import KeyOpsError

_KEYS: Final = {
    NextStep.ALLOW_SLOW: "If you know who wrote it, unlock it on the Keys screen with u",
    NextStep.GO_ELSEWHERE: "Press O to go elsewhere",
    NextStep.LOOK_AGAIN: "Press r to look again",
    NextStep.MAKE_KEY: "Press n to make a key: the folder is created with it, readable only by you",
}


def hint(error: KeyOpsError) -> str:
    """What to do next, in a line; may be empty."""
    return ". ".join(filter(None, (error.hint, _KEYS.get(error.step) if error.step else "")))


def sentence(error: KeyOpsError) -> str:
    """What happened, and what to do next."""
    return ". ".join(filter(None, (error.title, hint(error))))
