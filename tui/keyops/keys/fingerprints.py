"""Short names of a public key: SHA256, MD5 and randomart, as ssh-keygen prints them.

All are over the wire form of the plain key. SHA256 is base64 without padding, MD5 colon-separated
hex. Source of the drawing: OpenSSH sshkey.c, ``fingerprint_randomart``.
"""

from __future__ import annotations

import binascii
import functools
from typing import TYPE_CHECKING, Final

from ..crypto import digests

if TYPE_CHECKING:
    from .base import PublicKey

_WIDTH: Final = 17
_HEIGHT: Final = 9
_MARKS: Final = " .o+=*BOX@%&#/^SE"


def sha256(public: PublicKey) -> str:
    """``SHA256:`` and 43 characters of base64."""
    return sha256_of(public.blob)


def sha256_of(blob: bytes) -> str:
    """``SHA256:`` and 43 characters of base64, of the wire form of a key."""
    return "SHA256:" + binascii.b2a_base64(digests.sha256(blob), newline=False).decode().rstrip("=")


def md5(public: PublicKey) -> str:
    """``MD5:`` and 16 pairs of hex digits."""
    return md5_of(public.blob)


def md5_of(blob: bytes) -> str:
    """``MD5:`` and 16 pairs of hex digits, of the wire form of a key, or of a certificate."""
    return "MD5:" + digests.md5(blob).hex(":")


def usual(public: PublicKey) -> str:
    """SHA256; in SSH version 1, which has no other, MD5."""
    return md5(public) if public.family == "rsa1" else sha256(public)


def bubblebabble(public: PublicKey) -> str:
    """The words of ``ssh-keygen -B``: pronounceable, over SHA-1. Source: OpenSSH sshkey.c."""
    vowels, consonants = "aeiouy", "bcdfghklmnprstvzx"
    import hashlib

    digest = hashlib.sha1(public.blob, usedforsecurity=False).digest()
    words, seed = "x", 1
    for first, second in zip(digest[::2], digest[1::2], strict=True):
        words += vowels[((first >> 6) + seed) % 6] + consonants[first >> 2 & 15]
        words += vowels[((first & 3) + seed // 6) % 6]
        words += consonants[second >> 4] + "-" + consonants[second & 15]
        seed = (5 * seed + 7 * first + second) % 36
    return words + vowels[seed % 6] + "x" + vowels[seed // 6] + "x"


def type_word(public: PublicKey) -> str:
    """The type as ssh-keygen prints it in brackets: ``RSA``, ``ED25519``, ``ECDSA-SK``."""
    if public.family == "sk":
        return ("ED25519" if "ed25519" in public.algorithm else "ECDSA") + "-SK"
    return public.family.upper()


@functools.cache
def _moves() -> tuple[tuple[int, ...], ...]:
    """Where each of the four moves leads from each place, by rows: walls hold it back."""
    return tuple(
        tuple(
            min(max(y + (1 if move & 2 else -1), 0), _HEIGHT - 1) * _WIDTH
            + min(max(x + (1 if move & 1 else -1), 0), _WIDTH - 1)
            for y in range(_HEIGHT)
            for x in range(_WIDTH)
        )
        for move in range(4)
    )


def randomart(public: PublicKey, *, certified: bool = False, hash_name: str = "sha256") -> str:
    """The drawing of ``ssh-keygen -lv``: 11 lines of 19 characters, from a fingerprint.

    Args:
        public: the key.
        certified: whether it is that of a certificate: only the words in the frame are others.
        hash_name: ``sha256`` or ``md5``, as after ``ssh-keygen -E``.
    """
    digest = {"sha256": digests.sha256, "md5": digests.md5}[hash_name](public.blob)
    moves, field = _moves(), [0] * (_WIDTH * _HEIGHT)
    middle = at = _WIDTH * (_HEIGHT // 2) + _WIDTH // 2
    for byte in digest:
        for move in (byte & 3, byte >> 2 & 3, byte >> 4 & 3, byte >> 6):
            at = moves[move][at]
            field[at] += 1
    marks = [_MARKS[min(count, len(_MARKS) - 3)] for count in field]
    marks[middle] = _MARKS[-2]
    marks[at] = _MARKS[-1]
    drawn = "".join(marks)
    word = f"{type_word(public)}-CERT" if certified else type_word(public)
    title = f"[{word} {public.bits}]"
    if len(title) > _WIDTH:
        title = f"[{word}]"
    return "\n".join(
        (
            _edge(title[: _WIDTH - 1]),
            *(f"|{drawn[row : row + _WIDTH]}|" for row in range(0, len(drawn), _WIDTH)),
            _edge(f"[{hash_name.upper()}]"),
        )
    )


def _edge(title: str) -> str:
    left = (_WIDTH - len(title)) // 2
    return "+" + "-" * left + title + "-" * (_WIDTH - len(title) - left) + "+"
