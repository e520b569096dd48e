"""The public keys whose base64 stands whole in a text, whatever stands around it: no repair may lose one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import identity, live_lines
from .text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

_BODY: Final = compiled(rb"AAAA[A-Za-z0-9+/]{20,}+={0,2}+")


def whole_keys(data: bytes) -> frozenset[bytes]:
    """The base64 of each, without what stands glued behind it."""
    return frozenset(_bodies(data))


def _bodies(data: bytes) -> Iterator[bytes]:
    for match in _BODY.finditer(data):
        inside = decoded(match[0]) or b""
        declared, word = identity.declared_size(inside), identity.type_of_blob(inside)
        body = match[0] if declared is None else match[0][: -(-declared // 3) * 4]
        if word and live_lines.is_key(word, body):
            yield body
