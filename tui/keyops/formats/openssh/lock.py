"""What an OpenSSH private key can be encrypted with: bcrypt, and a cipher of the container's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import limits
from ...errors import LimitError, UnsupportedConversionError
from ..contract import Encryption, Strength
from ..locks import LockOptions
from .ciphers import CIPHERS

if TYPE_CHECKING:
    from ..contract import Protection

CIPHER: Final = "aes256-ctr"
KDF: Final = "bcrypt"
ROUNDS: Final = 24
"""What ssh-keygen takes since 9.4."""
DEFAULT: Final = Encryption(CIPHER, KDF, {"rounds": ROUNDS}, Strength.STRONG)


def settle(wanted: Protection) -> Encryption:
    """As ``LockOptions.settle``."""
    cipher, rounds = wanted.cipher or CIPHER, ROUNDS if wanted.rounds is None else wanted.rounds
    if cipher not in CIPHERS or wanted.kdf not in {None, KDF}:
        raise UnsupportedConversionError(
            f"OpenSSH format does not support encryption with {cipher} and {wanted.kdf or KDF}",
            f"Choose {KDF} and one of {', '.join(CIPHERS)}",
        )
    if any(request is not None for request in (wanted.memory_kib, wanted.passes, wanted.parallelism)):
        raise UnsupportedConversionError(
            "bcrypt accepts only rounds, not memory, passes or parallelism", "Set rounds instead"
        )
    if not 1 <= rounds <= limits.MAX_BCRYPT_ROUNDS:
        raise LimitError(
            f"bcrypt accepts 1 to {limits.MAX_BCRYPT_ROUNDS:,} rounds, not {rounds:,}",
            "ssh-keygen uses 24; twice the rounds take twice as long to guess",
        )
    return Encryption(cipher, KDF, {"rounds": rounds})


OPTIONS: Final = LockOptions(
    settle, tuple(CIPHERS), stronger=Encryption(CIPHER, KDF, {"rounds": 100}, Strength.STRONG)
)
