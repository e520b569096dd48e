"""Undoing the colours and control codes of a terminal, anywhere in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLOURS: Final = compiled(rb"(?:\x1b|\\e|\\033|\^\[)\[[0-9;?]{0,16}[A-Za-z]")


def _undo_colours(data: bytes) -> Iterator[Reading]:
    count = sum(1 for _ in _COLOURS.finditer(data))
    if count:
        yield Reading(
            _COLOURS.sub(b"", data),
            "Terminal colours and control codes in the text, as left by script, tmux and tools that print "
            "in colour",
            f"remove {count:,} of them",
        )


COLOURS: Final = DamageKind(
    "colours",
    "Terminal colours",
    "ESC [ and a letter",
    "removed",
    EVERYWHERE,
    undo=_undo_colours,
)
