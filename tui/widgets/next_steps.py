"""The next step after an error, with the key to press for what the screens offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import NextStep

if TYPE_CHECKING:
    from ..keyops.errors import KeyOpsError, Told

_KEYS: Final = {
    NextStep.ALLOW_SLOW: "If you know who wrote it, unlock it on the Keys screen with u",
    NextStep.GO_ELSEWHERE: "Press O to go elsewhere",
    NextStep.LOOK_AGAIN: "Press r to look again",
    NextStep.MAKE_KEY: "Press n to make a key: the folder is created with it, readable only by you",
    NextStep.GENERATE: "Press 2 for the form",
    **dict.fromkeys(
        (NextStep.REPAIR, NextStep.SET_MODE, NextStep.WRITE_PUBLIC), "Press m on the Keys screen"
    ),
    NextStep.CONVERT: "Press c on the Keys screen",
    NextStep.FORGET_HOST: "Press D on the Known hosts screen",
}


NOTES: Final = {"Signature": " (s verifies it)"}
"""What stands behind a note of a file, by its label."""


def hint(told: Told) -> str:
    """What to do next, in a line; may be empty."""
    return ". ".join(filter(None, (told.hint, _KEYS.get(told.step) if told.step else "")))


def sentence(error: KeyOpsError) -> str:
    """What happened, and what to do next."""
    return ". ".join(filter(None, (error.title, hint(error))))
