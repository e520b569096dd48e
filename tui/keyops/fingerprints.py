"""Short names of a public key: SHA256, MD5 and randomart, as ssh-keygen prints them.

All are over the wire form of the plain key. SHA256 is base64 without padding, MD5 colon-separated
hex. Source of the drawing: OpenSSH sshkey.c, ``fingerprint_randomart``.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tui.keyops.keytypes.base import PublicKey

_WIDTH: Final = 17
_HEIGHT: Final = 9
_MARKS: Final = " .o+=*BOX@%&#/^SE"


def sha256(public: PublicKey) -> str:
    """``SHA256:`` and 43 characters of base64."""
    digest = hashlib.sha256(public.blob).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def md5(public: PublicKey) -> str:
    """``MD5:`` and 16 pairs of hex digits."""
    return "MD5:" + hashlib.md5(public.blob, usedforsecurity=False).digest().hex(":")


def type_word(public: PublicKey) -> str:
    """The type as ssh-keygen prints it in brackets: ``RSA``, ``ED25519``, ``ECDSA-SK``."""
    if public.family == "sk":
        return ("ED25519" if "ed25519" in public.algorithm else "ECDSA") + "-SK"
    return public.family.upper()


def randomart(public: PublicKey) -> str:
    """The drawing of ``ssh-keygen -lv``: 11 lines of 19 characters, from the SHA256 fingerprint."""
    digest = hashlib.sha256(public.blob).digest()
    field = [[0] * _WIDTH for _ in range(_HEIGHT)]
    x, y = _WIDTH // 2, _HEIGHT // 2
    for byte in digest:
        for step in range(4):
            move = byte >> (2 * step)
            x = min(max(x + (1 if move & 1 else -1), 0), _WIDTH - 1)
            y = min(max(y + (1 if move & 2 else -1), 0), _HEIGHT - 1)
            if field[y][x] < len(_MARKS) - 3:
                field[y][x] += 1
    field[_HEIGHT // 2][_WIDTH // 2] = len(_MARKS) - 2
    field[y][x] = len(_MARKS) - 1
    title = f"[{type_word(public)} {public.bits}]"
    if len(title) > _WIDTH:
        title = f"[{type_word(public)}]"
    return "\n".join(
        (
            _edge(title[: _WIDTH - 1]),
            *("|" + "".join(_MARKS[count] for count in row) + "|" for row in field),
            _edge("[SHA256]"),
        )
    )


def _edge(title: str) -> str:
    left = (_WIDTH - len(title)) // 2
    return "+" + "-" * left + title + "-" * (_WIDTH - len(title) - left) + "+"
