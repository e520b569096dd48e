"""What there is to choose from when a key is locked: ciphers, KDFs, strengths, and a time on this machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .. import limits
from ..crypto import primitives
from ..formats.ppk import strength as _ppk_strength
from ..records import replace
from .relocking import LockRequest, same_lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..formats.contract import Encryption, Format, Protection


def ciphers_for(target: Format) -> tuple[str, ...]:
    """The ciphers to choose from; empty where there is one only."""
    return target.locks.ciphers if target.locks else ()


def kdfs_for(target: Format) -> tuple[str, ...]:
    """The KDFs to choose from; empty where there is one only."""
    return target.locks.kdfs if target.locks else ()


def stronger(target: Format) -> LockRequest | None:
    """A lock several times as costly to guess as the default; None where the format has one lock only."""
    return _spelled_out(target.locks.stronger) if target.locks and target.locks.stronger else None


def default_of(target: Format) -> LockRequest | None:
    """The writer's default, spelled out; None where the format has only one kind of encryption."""
    chosen_from = ciphers_for(target) or kdfs_for(target)
    return _spelled_out(target.protection) if target.protection and chosen_from else None


def _spelled_out(lock: Encryption) -> LockRequest:
    same = same_lock(lock)
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
