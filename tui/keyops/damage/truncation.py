"""Files that were cut: how many bytes are missing, from the lengths that the rest declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import replace
from . import identity, ppk, rest_of_key
from .base import EVERYWHERE, Container, DamageKind, Seen, by_count, bytes_, lines
from .lines import key_lines
from .text import body_of, decoded

if TYPE_CHECKING:
    from .text import Text

_GONE: Final = "the missing part is nowhere else in the file. Get the key again, or restore it from a backup"
_COMPUTED: Final = (
    "compute the missing part, which the numbers that are left determine, and write the key again; "
    "its comment may be lost"
)
_BLOCK: Final = 8
"""The least block of the ciphers in use."""
_IN_BLOCKS: Final = compiled(rb"DEK-Info:[ \t]*+[A-Za-z0-9-]+-CBC[ \t]*+,", re.IGNORECASE)
"""A cipher in CBC mode: those in other modes lock any number of bytes."""


def _find(text: Text) -> Seen | None:
    if text.is_ppk:
        return _find_ppk(text)
    for block in text.blocks:
        inside = text.inside(block)
        body = body_of(inside)
        if body is None or block.label == "EC PARAMETERS":
            continue
        seen = _locked(body, inside) if b"DEK-Info" in inside else _sized(body, _label(body, block.label))
        if seen is not None:
            alone = len(text.blocks) == 1 and b"DEK-Info" not in inside
            return (
                replace(seen, change=_COMPUTED, why_not="") if alone and rest_of_key.is_known(body) else seen
            )
    if text.container is Container.PUBLIC:
        for line in key_lines(text.data):
            return _sized(decoded(line.body) or b"", "public key")
    return None


def _repair(text: Text) -> bytes:
    body = body_of(text.inside(text.blocks[0])) or b""
    return rest_of_key.completed(body) or text.data


def _label(body: bytes, label: str) -> str:
    """What a body is, as people write it: ``OpenSSH private key``."""
    found = identity.label_of(body) or label
    if {found, label} == {"DSA PRIVATE KEY", "RSA PRIVATE KEY"}:  # cut, one may look like the other
        found = label
    words = found.split()
    small = {
        "PRIVATE": "private",
        "PUBLIC": "public",
        "KEY": "key",
        "OPENSSH": "OpenSSH",
        "ENCRYPTED": "locked",
    }
    return " ".join(small.get(word, word) for word in words)


def _sized(body: bytes, what: str) -> Seen | None:
    declared = identity.declared_size(body)
    if declared is None or declared <= len(body):
        return None
    missing = declared - len(body)
    if missing > 1 << 20:
        return Seen(
            f"The lengths in the {what} make no sense: it was changed, or cut in the middle", why_not=_GONE
        )
    return Seen(
        f"Truncated: {missing:,} of the {bytes_(declared)} of its {what} "
        f"{by_count(missing, 'is', 'are')} missing",
        why_not=_GONE,
    )


def _locked(body: bytes, inside: bytes) -> Seen | None:
    """A locked PEM body declares no length; but it is whole blocks, where its cipher is one of blocks."""
    extra = len(body) % _BLOCK
    if body and (not extra or not _IN_BLOCKS.search(inside)):
        return None
    return Seen(
        f"Truncated: its {bytes_(len(body))} of encrypted key are not whole blocks, so at least "
        f"{bytes_(_BLOCK - extra)} {by_count(_BLOCK - extra, 'is', 'are')} missing",
        why_not=_GONE,
    )


def _find_ppk(text: Text) -> Seen | None:
    found = {body.name: body for body in ppk.bodies(text.data)}
    for name in ("Public-Lines", "Private-Lines"):
        body = found.get(name)
        if body is None:
            return Seen(f"Truncated: everything from the {name} line on is missing", why_not=_GONE)
        have = sum(1 for row in body.rows if row.strip())
        if have < body.count and not body.is_whole:
            missing = body.count - have
            what = "public" if name.startswith("Public") else "private"
            return Seen(
                f"Truncated: {missing:,} of the {lines(body.count)} of its {what} key "
                f"{by_count(missing, 'is', 'are')} missing",
                why_not=_GONE,
            )
    if b"Private-MAC:" not in text.data and b"Private-Hash:" not in text.data:
        return Seen("Truncated: the last line, Private-MAC, is missing", why_not=_GONE)
    return None


TRUNCATED: Final = DamageKind(
    "truncated",
    "Truncated",
    "fewer bytes than its lengths declare",
    "computed if the rest of the private key determines it; otherwise it says how many bytes are missing",
    EVERYWHERE | {Container.PUBLIC: "S"},
    _find,
    _repair,
)
