"""How strongly a PPK file is locked: what its headers say, what may be asked for, and the defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import limits
from ...crypto import primitives
from ...errors import LimitError, UnsupportedConversionError
from ..contract import Encryption, Strength
from ..locks import LockOptions
from .text import CIPHER, Argon2, label

if TYPE_CHECKING:
    from ..contract import Protection
    from .text import PpkText

DEFAULT_KDF: Final = "argon2id"
DEFAULT_MEMORY_KIB: Final = 8192
DEFAULT_PASSES: Final = 34
"""PuTTYgen 0.78 takes the first Fibonacci number of passes that lasts 100 ms: 13 on a slow or busy
machine, 21 or 34 on others. 34 passes take 0.12 s where it chooses 34 itself."""
DEFAULT_PARALLELISM: Final = 1
_SALT_BYTES: Final = 16

_FAIR_WORK: Final = 1 << 10
_STRONG_WORK: Final = 1 << 16
"""KiB of memory times passes: 1 MiB, and 64 MiB, which is a little under PuTTYgen's least."""

VERSION_2: Final = Encryption(CIPHER, "sha1", {}, Strength.WEAK)
"""One pass of a fast hash, no salt; version 1 is the same."""


def in_clear(text: PpkText) -> Encryption | None:
    """How a file is locked, from its headers; None when it is not."""
    if not text.locked:
        return None
    argon2 = text.argon2
    if argon2 is None:
        return VERSION_2
    return _encryption(argon2.kind, argon2.memory_kib, argon2.passes, argon2.parallelism)


def _encryption(kind: str, memory_kib: int, passes: int, parallelism: int) -> Encryption:
    work = memory_kib * passes
    strength = Strength.WEAK
    if work >= _FAIR_WORK:
        strength = Strength.STRONG if work >= _STRONG_WORK else Strength.FAIR
    parameters = {"memory_kib": memory_kib, "passes": passes, "parallelism": parallelism}
    return Encryption(CIPHER, kind, parameters, strength)


VERSION_3: Final = _encryption(DEFAULT_KDF, DEFAULT_MEMORY_KIB, DEFAULT_PASSES, DEFAULT_PARALLELISM)
"""The default."""


def parameters(version: int, wanted: Protection) -> Argon2 | None:
    """What to lock with: the requests, then the defaults; None for version 2, which has no parameters.

    Raises:
        UnsupportedConversionError: a request that the version has no room for.
        LimitError: values that Argon2 cannot run with, or that a reader would refuse.
    """
    name = label(version)
    if wanted.cipher not in {None, CIPHER}:
        raise UnsupportedConversionError(f"{name} is always encrypted with {CIPHER}, not {wanted.cipher}")
    if wanted.rounds is not None:
        raise UnsupportedConversionError(
            f"{name} does not use rounds", "PPK version 3 accepts memory, passes and parallelism instead"
        )
    if version == 2:
        work = (wanted.memory_kib, wanted.passes, wanted.parallelism)
        if wanted.kdf not in {None, "sha1"} or any(request is not None for request in work):
            raise UnsupportedConversionError(
                f"{name} uses SHA-1 and has no work factor", "Choose PPK version 3"
            )
        return None
    kind = DEFAULT_KDF if wanted.kdf is None else wanted.kdf
    if kind not in primitives.ARGON2_KINDS:
        raise UnsupportedConversionError(
            f"{name} derives its keys with Argon2, not with {kind}",
            f"Choose one of {', '.join(primitives.ARGON2_KINDS)}",
        )
    argon2 = Argon2(
        kind=kind,
        memory_kib=DEFAULT_MEMORY_KIB if wanted.memory_kib is None else wanted.memory_kib,
        passes=DEFAULT_PASSES if wanted.passes is None else wanted.passes,
        parallelism=DEFAULT_PARALLELISM if wanted.parallelism is None else wanted.parallelism,
        salt=primitives.random_bytes(_SALT_BYTES),
    )
    _refuse_unusable(argon2)
    return argon2


def _refuse_unusable(argon2: Argon2) -> None:
    memory, passes, lanes = argon2.memory_kib, argon2.passes, argon2.parallelism
    if passes < 1 or lanes < 1 or memory < 8 * lanes:
        raise LimitError(
            f"Argon2 cannot run with {memory:,} KiB, passes {passes:,} and parallelism {lanes:,}",
            "It needs at least one pass, one lane, and 8 KiB of memory per lane",
        )
    for words, asked, most in (
        ("KiB of memory", memory, limits.MAX_ARGON2_MEMORY_KIB),
        ("lanes", lanes, limits.MAX_ARGON2_LANES),
        ("KiB of work (memory times passes)", memory * passes, limits.MAX_ARGON2_WORK),
    ):
        if asked > most:
            raise LimitError(
                f"Argon2 is limited to {most:,}; {asked:,} {words} is too much",
                "Such a file would be refused when read again",
            )


def _settle_3(wanted: Protection) -> Encryption:
    argon2 = parameters(3, wanted)
    if argon2 is None:  # for the type checker: version 3 has them
        return VERSION_3
    return _encryption(argon2.kind, argon2.memory_kib, argon2.passes, argon2.parallelism)


def _settle_2(wanted: Protection) -> Encryption:
    parameters(2, wanted)
    return VERSION_2


OPTIONS_3: Final = LockOptions(
    _settle_3,
    kdfs=primitives.ARGON2_KINDS,
    stronger=_encryption(DEFAULT_KDF, 65_536, 13, DEFAULT_PARALLELISM),
)
OPTIONS_2: Final = LockOptions(_settle_2, salted=False)
