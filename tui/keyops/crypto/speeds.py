"""How fast this machine derives keys from passphrases: measured once, when a file asks for more than sane.

``primitives`` asks here for the time to tell the user; the work measured is its own, so it is imported late.
"""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _speed(work: Callable[[], object], amount: int) -> float:
    """Seconds for one unit of work on this machine: the best of three, as others may be using it too."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) / amount


@functools.cache
def bcrypt() -> float:
    """Seconds for a round of bcrypt_pbkdf and each 32 bytes wanted."""
    from . import primitives

    return _speed(lambda: primitives.bcrypt_kdf(b"p", b"salt", 4, 32), 4)


@functools.cache
def argon2() -> float:
    """Seconds for a pass over 1 KiB."""
    from . import primitives

    return _speed(
        lambda: primitives.argon2(
            "argon2id", b"", bytes(8), memory_kib=4096, passes=1, parallelism=1, size=32
        ),
        4096,
    )


@functools.cache
def pbkdf2() -> float:
    """Seconds for an iteration; SHA-1 and SHA-512 are not far from SHA-256."""
    from . import primitives

    return _speed(lambda: primitives.pbkdf2("sha256", b"p", bytes(8), 10_000, 32), 10_000)


@functools.cache
def scrypt() -> float:
    """Seconds for 1 KiB."""
    from . import primitives

    return _speed(lambda: primitives.scrypt(b"p", bytes(8), n=2048, r=8, p=1, size=32), 2048)
