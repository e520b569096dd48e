"""The lines of a key in another order: the last one first, or two that changed places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURNED: Final = compiled(
    rb"\A\s*+-----END (?P<label>[A-Z0-9 ]{1,40})-----\r?\n(?:[A-Za-z0-9+/=]{1,80}\r?\n){1,400}+"
    rb"-----BEGIN (?P=label)-----\s*+\Z"
)
_BLOCK: Final = compiled(
    rb"(?P<begin>-----BEGIN (?P<label>[A-Z0-9 ]{1,40})-----\n)(?P<body>(?:[A-Za-z0-9+/=]{1,80}\n){3,90}+)"
    rb"(?=-----END (?P=label)-----)"
)


def _undo_reversed(data: bytes) -> Iterator[Reading]:
    if data.lstrip().startswith(b"-----END ") and _TURNED.match(data):
        rows = data.strip().splitlines()
        yield Reading(
            b"\n".join(rows[::-1]) + b"\n",
            "The lines are in reverse order, as tac and lists with the newest entry first show them",
            "reverse them",
        )


def _undo_swapped(data: bytes) -> Iterator[Reading]:
    """Two neighbours that changed places: of full width, as all lines but the last one are."""
    block = _BLOCK.search(data)
    if block is None or data.count(b"-----BEGIN ") != 1:
        return
    rows = block["body"].splitlines()
    for at in range(len(rows) - 2):
        one, two = rows[at], rows[at + 1]
        if one == two or len(one) != len(two):
            continue
        new = [*rows[:at], two, one, *rows[at + 2 :]]
        yield Reading(
            data[: block.start("body")] + b"\n".join(new) + b"\n" + data[block.end("body") :],
            f"Lines {at + 1} and {at + 2} of its body are swapped",
            "put them back in order",
        )


REVERSED: Final = DamageKind(
    "reversed-lines",
    "Lines in reverse order",
    "END on the first line and BEGIN on the last one",
    "reversed",
    EVERYWHERE,
    undo=_undo_reversed,
)
SWAPPED: Final = DamageKind(
    "swapped-lines",
    "Two lines of the body swapped",
    "two adjacent lines of base64 in the wrong order",
    "swapped back",
    EVERYWHERE,
    undo=_undo_swapped,
)
