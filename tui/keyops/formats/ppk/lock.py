"""How a PPK file is locked and sealed: keys from a passphrase, AES-256-CBC, and the MAC.

Version 3: Argon2 makes 80 bytes, cipher key 32 || IV 16 || MAC key 32; HMAC-SHA-256. Not locked: an
empty MAC key. Versions 1 and 2: the cipher key is the first 32 bytes of SHA-1(00000000 || passphrase) ||
SHA-1(00000001 || passphrase), the IV is zero, the MAC key SHA-1("putty-private-key-file-mac-key" ||
passphrase), HMAC-SHA-1. There is no salt and no work factor.

The MAC of versions 2 and 3 is over string algorithm, string cipher, string comment, string public
blob and string private blob, the last decrypted and with its padding. The one of version 1 is over
the private blob alone; when not locked it is a bare SHA-1. Source: PuTTY manual 0.78, appendix C.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from ...crypto import primitives
from ...encoding import wire
from ...records import dataclass, field

if TYPE_CHECKING:
    from .text import Argon2, PpkText

_MAC_PREFIX: Final = b"putty-private-key-file-mac-key"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a passphrase becomes."""

    cipher: bytes = field(repr=False)
    iv: bytes = field(repr=False)
    mac: bytes = field(repr=False)


def keys_of(passphrase: bytes, argon2: Argon2 | None) -> Keys:
    """The keys of a locked file.

    Args:
        passphrase: in the bytes the maker of the file saw.
        argon2: the parameters of version 3; None for versions 1 and 2.

    Raises:
        LimitError: the parameters ask for too much, or contradict each other.
    """
    if argon2 is None:
        key = b"".join(_sha1(wire.u32(number) + passphrase) for number in (0, 1))
        return Keys(key[:32], bytes(16), _sha1(_MAC_PREFIX + passphrase))
    made = primitives.argon2(
        argon2.kind,
        passphrase,
        argon2.salt,
        memory_kib=argon2.memory_kib,
        passes=argon2.passes,
        parallelism=argon2.parallelism,
        size=80,
    )
    return Keys(made[:32], made[32:48], made[48:])


def mac_key_unlocked(version: int) -> bytes:
    """The MAC key of a file that is not locked: it then only guards against accidents."""
    return b"" if version == 3 else _sha1(_MAC_PREFIX)


def mac(text: PpkText, private: bytes, key: bytes) -> bytes:
    """The seal of a file.

    Args:
        text: the file.
        private: its private key, decrypted, with its padding.
        key: the MAC key.
    """
    if text.hashed:
        return _sha1(private)
    if text.version == 1:
        return hmac.digest(key, private, "sha1")
    parts = (text.algorithm, text.cipher, text.comment, text.public_blob, private)
    content = b"".join(wire.string(part) for part in parts)
    return hmac.digest(key, content, "sha256" if text.version == 3 else "sha1")


def is_sealed(text: PpkText, private: bytes, key: bytes) -> bool:
    """Whether the MAC in the file is that of its content."""
    return hmac.compare_digest(mac(text, private, key), text.mac)


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
