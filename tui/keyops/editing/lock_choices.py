"""What there is to choose from when a key is locked: ciphers, KDFs, strengths, and a time on this machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from .. import limits
from ..crypto import primitives
from ..formats import FORMATS
from ..formats.openssh.ciphers import CIPHERS
from ..formats.ppk import strength as _ppk_strength
from ..records import replace
from .relocking import LockRequest, same_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..formats.contract import Format, Protection

_CIPHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "openssh": tuple(CIPHERS),
    "pem": ("AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"),
    "pkcs8": ("AES-256-CBC", "AES-192-CBC", "AES-128-CBC", "DES-EDE3-CBC"),
    "pkcs8-der": ("AES-256-CBC", "AES-192-CBC", "AES-128-CBC", "DES-EDE3-CBC"),
}
_KDFS: Final[Mapping[str, tuple[str, ...]]] = {
    "pkcs8": ("pbkdf2-hmac-sha256", "scrypt", "pbkdf2-hmac-sha512", "pbkdf2-hmac-sha1"),
    "pkcs8-der": ("pbkdf2-hmac-sha256", "scrypt", "pbkdf2-hmac-sha512", "pbkdf2-hmac-sha1"),
    "ppk3": ("argon2id", "argon2i", "argon2d"),
}
_STRONGER: Final[Mapping[str, LockRequest]] = {
    "openssh": LockRequest(cipher="aes256-ctr", kdf="bcrypt", rounds=100),
    "pkcs8": LockRequest(cipher="AES-256-CBC", kdf="pbkdf2-hmac-sha256", rounds=2_000_000),
    "pkcs8-der": LockRequest(cipher="AES-256-CBC", kdf="pbkdf2-hmac-sha256", rounds=2_000_000),
    "ppk3": LockRequest(kdf="argon2id", memory_kib=65_536, passes=13, parallelism=1),
}


def ciphers_for(format_id: str) -> tuple[str, ...]:
    """The ciphers to choose from; empty where there is one only."""
    return _CIPHERS.get(format_id, ())


def kdfs_for(format_id: str) -> tuple[str, ...]:
    """The KDFs to choose from; empty where there is one only."""
    return _KDFS.get(format_id, ())


def stronger(format_id: str) -> LockRequest | None:
    """A lock several times as dear to guess at as the default; None where the container has one lock only."""
    return _STRONGER.get(format_id)


def default_of(format_id: str) -> LockRequest | None:
    """The writer's default, spelled out; None where the container has one lock only."""
    row = FORMATS[format_id]
    if row.protection is None or format_id not in {*_CIPHERS, *_KDFS}:
        return None
    same = same_lock(row.protection)
    return LockRequest(same.cipher, same.kdf, same.rounds, same.memory_kib, same.passes, same.parallelism)


def tuned(target: Format, protection: Protection, milliseconds: int) -> Protection:
    """The lock with as many rounds or passes as take a time on this machine, one at least.

    Measures for about as long as a few rounds or one pass take.
    """
    kdf = protection.kdf or (target.protection.kdf if target.protection else "")
    seconds = milliseconds / 1000
    if kdf.startswith("argon2"):
        memory = protection.memory_kib or _ppk_strength.DEFAULT_MEMORY_KIB
        lanes = protection.parallelism or _ppk_strength.DEFAULT_PARALLELISM

        def one_pass() -> object:
            return primitives.argon2(
                kdf, b"", bytes(16), memory_kib=memory, passes=1, parallelism=lanes, size=80
            )

        most = max(1, limits.MAX_ARGON2_WORK // memory)
        return replace(protection, passes=_count(seconds, one_pass, 1, most))
    if kdf == "bcrypt":

        def rounds() -> object:
            return primitives.bcrypt_kdf(b"p", bytes(16), 4, 48)

        return replace(protection, rounds=_count(seconds, rounds, 4, limits.MAX_BCRYPT_ROUNDS))
    prf = kdf.rpartition("-")[2] or "sha256"

    def iterations() -> object:
        return primitives.pbkdf2(prf, b"p", bytes(16), 10_000, 32)

    count = _count(seconds, iterations, 10_000, limits.MAX_PBKDF2_ITERATIONS)
    return replace(protection, rounds=max(count, 1_000))


def _count(seconds: float, work: Callable[[], object], units: int, most: int) -> int:
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return max(1, min(most, round(seconds * units / best)))
