"""Key lines of the usual form, read without a record for each: 1 microsecond a line, where one takes 24.

::

    TYPE BASE64[ COMMENT]      one blank between them; no options; the comment is printable UTF-8

What is read here is read as by ``formats.openssh_public``, to the byte; any other line is left to that. It is
a second reader of the commonest line, and this is what it buys: ``inspect`` of 10,000 lines took 8.8 times
what ``ssh-keygen -lf`` takes, and takes 1.8; ``list`` takes 1.3.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from typing import Final

from .. import limits
from ..encoding import wire
from ..records import dataclass

LONGEST_COMMENT: Final = 1024


@dataclass(frozen=True, slots=True)
class PlainKind:
    """A key type of which every line looks the same."""

    word: str
    """As ssh-keygen has it in brackets."""
    bits: int
    """0 for RSA, where each key says its own."""
    head: bytes
    """What the wire form begins with."""
    size: int
    """Of the whole wire form; 0 for RSA."""
    is_quiet: bool
    """Whether there is nothing to tell of such a key, but for a point of small order."""


def _ecdsa(bits: int, *, is_quiet: bool) -> PlainKind:
    point = 1 + 2 * ((bits + 7) // 8)
    head = wire.string(f"ecdsa-sha2-nistp{bits}") + wire.string(f"nistp{bits}") + wire.u32(point) + b"\4"
    return PlainKind("ECDSA", bits, head, len(head) + point - 1, is_quiet)


KINDS: Final = {
    b"ssh-ed25519": PlainKind("ED25519", 256, wire.string("ssh-ed25519") + wire.u32(32), 51, is_quiet=True),
    b"ssh-rsa": PlainKind("RSA", 0, wire.string("ssh-rsa"), 0, is_quiet=False),
    b"ecdsa-sha2-nistp256": _ecdsa(256, is_quiet=True),
    b"ecdsa-sha2-nistp384": _ecdsa(384, is_quiet=True),
    b"ecdsa-sha2-nistp521": _ecdsa(521, is_quiet=False),
}
"""By the type word."""

Plain = tuple[PlainKind, int, bytes, str]
"""The type, the bits, the wire form, the comment."""


def read(line: bytes) -> Plain | None:
    """The key of a line of the usual form; None for any other line. Never raises."""
    words = line.split(b" ", 2)
    kind = KINDS.get(words[0])
    if kind is None or len(words) < 2:
        return None
    body = words[1]
    try:
        blob = a2b_base64(body)
        comment = words[2].strip(b" \t\r").decode() if len(words) > 2 else ""
    except ValueError:
        return None
    if not blob.startswith(kind.head) or b2a_base64(blob, newline=False) != body:
        return None
    if not comment.isprintable() or len(comment) > LONGEST_COMMENT:
        return None
    if kind.size:
        return (kind, kind.bits, blob, comment) if len(blob) == kind.size else None
    bits = _rsa_bits(blob, len(kind.head))
    return (kind, bits, blob, comment) if bits else None


def _rsa_bits(blob: bytes, at: int) -> int:
    """The bits of the modulus; 0 where a number is not written as it should be, or larger than any."""
    bits = 0
    for least in (1, 3):  # of e, and of n
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        number = blob[at + 4 : end]
        if not number or len(number) != end - at - 4 or number[0] > 0x7F or number[:2] < b"\0\x80":
            return 0
        value = int.from_bytes(number, "big")
        bits = value.bit_length()
        if value < least or bits > limits.MAX_RSA_BITS:
            return 0
        at = end
    return bits if at == len(blob) else 0
