"""Blocks of a public key among key lines: programs that read lines read none of them.

PuTTYgen's "Save public key" and ``ssh-keygen -e`` write such a block (RFC 4716), OpenSSL one in PEM;
appended to authorized_keys it is passed over line by line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError
from ..formats import openssh_public
from ..formats.contract import STUMBLES
from . import live_lines, proof
from .base import KEY_LINES, DamageKind, Seen, by_count, refusals, spliced

if TYPE_CHECKING:
    from .text import ArmourBlock, Text

_LABELS: Final = frozenset({"SSH2 PUBLIC KEY", "PUBLIC KEY", "RSA PUBLIC KEY"})


def _lines(text: Text) -> list[tuple[ArmourBlock, bytes]]:
    """Each block with the line that says the same; none where another block, or no key line, is there."""
    found = []
    outside, at = [], 0
    for block in text.blocks:
        if block.begin is None or block.end is None or block.label not in _LABELS:
            return []
        line = _line(text.data[block.begin.start : block.end.end] + b"\n")
        if not line:
            return []
        found.append((block, line))
        outside.append(text.data[at : block.begin.start])
        at = block.end.end
    if not found:
        return []
    return found if live_lines.read(b"".join((*outside, text.data[at:]))) else []


def _line(piece: bytes) -> bytes:
    try:
        (entry,) = proof.read_piece(piece)
    except (KeyOpsError, *STUMBLES):
        return b""
    if entry.public is None or entry.error is not None:
        return b""
    words = openssh_public.authorized_line(entry.public, entry.comment or b"")
    return words.encode("utf-8", "surrogateescape")


def _find(text: Text) -> Seen | None:
    count = len(_lines(text))
    if not count:
        return None
    what = "A public key is" if count == 1 else f"{count:,} public keys are"
    return Seen(
        f"{what} among the key lines as {'a block' if count == 1 else 'blocks'} with BEGIN and END, "
        f"as PuTTYgen saves {by_count(count, 'it', 'them')}",
        "turn it into one line" if count == 1 else "turn each into one line",
    )


def _repair(text: Text) -> bytes:
    edits = []
    for block, line in _lines(text):
        assert block.begin is not None  # noqa: S101 - for the type checker: see _lines
        assert block.end is not None  # noqa: S101 - as above
        edits.append((block.begin.start, block.end.end, line))
    return spliced(text.data, edits)


BLOCKS_AMONG_LINES: Final = DamageKind(
    "block-among-lines",
    "A public key block among key lines",
    "BEGIN SSH2 PUBLIC KEY or BEGIN PUBLIC KEY in authorized_keys",
    "one line for each",
    refusals(public="S", public_lines="S"),
    _find,
    _repair,
    only=KEY_LINES,
)
