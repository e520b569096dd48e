"""The ciphers of the OpenSSH private key container.

Key and IV come from bcrypt_pbkdf in one piece, key first. The ChaCha20 cipher takes the first 32 of 64
key bytes, sequence number 0 and no length field: block 0 keys Poly1305, the data begin at block 1.
Source: OpenSSH cipher.c and cipher-chachapoly.c.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from ...crypto import primitives
from ...records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Cipher:
    """Sizes in bytes, and the two directions: (key, iv, data) to data; the tag is behind the ciphertext."""

    key: int
    iv: int
    block: int
    tag: int
    encrypt: Callable[[bytes, bytes, bytes], bytes]
    decrypt: Callable[[bytes, bytes, bytes], bytes | None]
    """None when the tag does not fit."""


def _untagged(run: Callable[..., bytes], key: int, block: int = 16) -> Cipher:
    return Cipher(key, block, block, 0, partial(run, encrypt=True), partial(run, encrypt=False))


def _gcm(key: int) -> Cipher:
    return Cipher(key, 12, 16, 16, primitives.aes_gcm_encrypt, primitives.aes_gcm_decrypt)


def _chacha_tag(key: bytes, sealed: bytes) -> bytes:
    return primitives.poly1305(primitives.chacha20(key, 0, bytes(8), bytes(32)), sealed)


def _chacha_encrypt(key: bytes, _iv: bytes, data: bytes) -> bytes:
    sealed = primitives.chacha20(key[:32], 1, bytes(8), data)
    return sealed + _chacha_tag(key[:32], sealed)


def _chacha_decrypt(key: bytes, _iv: bytes, data: bytes) -> bytes | None:
    import hmac

    sealed, tag = data[:-16], data[-16:]
    if not hmac.compare_digest(_chacha_tag(key[:32], sealed), tag):
        return None
    return primitives.chacha20(key[:32], 1, bytes(8), sealed)


CIPHERS: Final = {
    "aes256-ctr": _untagged(primitives.aes_ctr, 32),
    "aes192-ctr": _untagged(primitives.aes_ctr, 24),
    "aes128-ctr": _untagged(primitives.aes_ctr, 16),
    "aes256-cbc": _untagged(primitives.aes_cbc, 32),
    "aes192-cbc": _untagged(primitives.aes_cbc, 24),
    "aes128-cbc": _untagged(primitives.aes_cbc, 16),
    "aes256-gcm@openssh.com": _gcm(32),
    "aes128-gcm@openssh.com": _gcm(16),
    "chacha20-poly1305@openssh.com": Cipher(64, 0, 8, 16, _chacha_encrypt, _chacha_decrypt),
    "3des-cbc": _untagged(primitives.des3_cbc, 24, 8),
}
"""Everything that locks; ``none`` does not."""
