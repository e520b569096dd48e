"""Undoing codes other than base64 in which bytes are sent as text: base32, base85, uuencode.

Sources: RFC 4648 section 6, Adobe's Ascii85 and the alphabet of Git and Python's ``base64.b85encode``,
uuencode(5).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading
from .text import BOM, PPK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LARGEST: Final = 64 * 1024
_BASE32: Final = compiled(rb"[A-Za-z2-7\s]{80,}+=*+\s*+")
_BASE85: Final = compiled(rb"(?:<~)?[!-~\s]{80,}+")
_UUENCODED: Final = compiled(
    rb"begin(?:-base64)? [0-7]{3} [^\n]{1,200}\n(?P<body>.+?)\n(?:`|[ ]|====)?\n?(?:end|====)\s*+", re.DOTALL
)
_SHOWN: Final = compiled(rb"-----BEGIN |---- BEGIN |\A(?:" + BOM + rb")?(?:ssh|ecdsa|sk)-[a-z0-9@.-]++ AAAA")


def _undo_codes(data: bytes) -> Iterator[Reading]:
    if len(data) > _LARGEST:
        return
    text = data.strip()
    for name, found in (
        ("base32", _with(_base32, text)),
        ("base85", _with(base64.b85decode, b"".join(text.split())) if _BASE85.fullmatch(text) else b""),
        ("Ascii85", _with(base64.a85decode, _bare85(text)) if _BASE85.fullmatch(text) else b""),
        ("uuencode", _with(_uuencoded, text)),
    ):
        if _SHOWN.search(found) or found.startswith(PPK):
            yield Reading(
                found,
                f"The whole file is {name}, as some mail and transfer programs send bytes",
                f"decode the {name}",
            )


def _with(decode: Callable[[bytes], bytes], text: bytes) -> bytes:
    try:
        return decode(text)
    except (ValueError, binascii.Error):
        return b""


def _base32(text: bytes) -> bytes:
    if not _BASE32.fullmatch(text):
        return b""
    packed = b"".join(text.split()).rstrip(b"=").upper()
    return base64.b32decode(packed + b"=" * (-len(packed) % 8))


def _bare85(text: bytes) -> bytes:
    return text.removeprefix(b"<~").removesuffix(b"~>")


def _uuencoded(text: bytes) -> bytes:
    match = _UUENCODED.fullmatch(text)
    if match is None:
        return b""
    if text.startswith(b"begin-base64"):
        return base64.b64decode(b"".join(match["body"].split()), validate=True)
    return b"".join(binascii.a2b_uu(row) for row in match["body"].split(b"\n") if row.strip())


TRANSFER_CODES: Final = DamageKind(
    "transfer-code",
    "Base32, base85 or uuencode of the whole file",
    "nothing but the characters of such a code, and a key file when decoded",
    "decoded",
    EVERYWHERE,
    undo=_undo_codes,
)
