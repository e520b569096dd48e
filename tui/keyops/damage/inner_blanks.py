"""Blanks and tabs between the characters of a line of base64, as spaced columns and some printers leave them.

OpenSSH and OpenSSL read over them, PuTTYgen does not. Measured with OpenSSH 9.2, PuTTYgen 0.78, OpenSSL 3.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import Container, DamageKind, Seen, lines, refusals, spliced

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from .text import Text

_PARTED: Final = compiled(rb"(?m)^[A-Za-z0-9+/]++(?:[ \t]++[A-Za-z0-9+/]++)++={0,2}+$")
_BLANKS: Final = compiled(rb"[ \t]++")
_OF: Final = frozenset({Container.OPENSSH, Container.PEM, Container.PEM_LOCKED, Container.PKCS8})


def _rows(text: Text) -> Iterator[re.Match[bytes]]:
    for block in text.blocks if text.container in _OF else ():
        if block.begin is None or block.end is None:
            continue
        rows = [b"".join(row.split()) for row in text.inside(block).split(b"\n")]
        width = max(map(len, rows))
        last = next((row for row in reversed(rows) if row), b"")
        for match in _PARTED.finditer(text.data, block.start, block.stop):
            if len(packed := _BLANKS.sub(b"", match[0])) == width or packed == last:
                yield match


def _find(text: Text) -> Seen | None:
    count = sum(1 for _ in _rows(text))
    if not count:
        return None
    return Seen(
        f"Spaces within {lines(count)} of base64",
        f"remove the spaces from {lines(count)}",
    )


def _without(text: Text) -> bytes:
    return spliced(text.data, ((*row.span(), _BLANKS.sub(b"", row[0])) for row in _rows(text)))


BLANKS_INSIDE: Final = DamageKind(
    "blanks-inside",
    "Spaces within lines of base64",
    "spaces or tabs between the characters of a line",
    "removed",
    refusals(openssh="P", pem="P", pem_locked="SPO"),
    _find,
    _without,
    only=_OF,
)
