"""Ciphers that are only read, to get a key out of an old file: each is one call into ``cryptography``.

It is imported on first use, as in ``primitives``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import primitives

if TYPE_CHECKING:
    from collections.abc import Callable


def block_cipher(algorithm: str, mode: str) -> Callable[..., bytes]:
    """Any block cipher that ``cryptography`` has, in one of its modes, as a function like ``aes_cbc``.

    Args:
        algorithm: the name of its class; a TripleDES key has 8 bytes (single DES), 16 (two keys) or 24.
        mode: CBC, CFB, CFB8, OFB or CTR; only CBC needs whole blocks.
    """

    def run(key: bytes, iv: bytes, data: bytes, *, encrypt: bool) -> bytes:
        from cryptography.hazmat.decrepit.ciphers import algorithms as old_algorithms
        from cryptography.hazmat.decrepit.ciphers import modes as old_modes
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        made = getattr(old_algorithms if hasattr(old_algorithms, algorithm) else algorithms, algorithm)
        if algorithm == "TripleDES":
            key = {8: key * 3, 16: key + key[:8], 24: key}[len(key)]
        chosen = getattr(old_modes if hasattr(old_modes, mode) else modes, mode)
        return primitives.run_cipher(Cipher(made(key), chosen(iv)), data, encrypt=encrypt)

    return run


def rc4(key: bytes, _iv: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """RC4, which has no IV."""
    from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    from cryptography.hazmat.primitives.ciphers import Cipher

    cipher: Any = Cipher(ARC4(key), mode=None)
    return primitives.run_cipher(cipher, data, encrypt=encrypt)


def chacha20_of_openssl(key: bytes, iv: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """ChaCha20 with the IV of 16 bytes that OpenSSL takes: counter and nonce in one."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

    cipher: Any = Cipher(algorithms.ChaCha20(key, iv), mode=None)
    return primitives.run_cipher(cipher, data, encrypt=encrypt)
