"""The user name and the colon that Google Compute Engine has before a key line in its metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading, lines
from .text import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

_USER: Final = compiled(rb"(?m)^[ \t]*+[A-Za-z_][A-Za-z0-9_.-]{0,31}:(?=" + TYPE + rb"[ \t]++AAAA)")


def _undo(data: bytes) -> Iterator[Reading]:
    new, count = _USER.subn(b"", data)
    if count:
        yield Reading(
            new,
            "A user name and a colon are before the key, as in the metadata of Google Compute Engine",
            f"remove them from {lines(count)}",
        )


USER_BEFORE: Final = DamageKind(
    "user-before",
    "A user name and a colon before a public key",
    "`anna:ssh-rsa AAAA...`",
    "removed",
    EVERYWHERE,
    undo=_undo,
)
