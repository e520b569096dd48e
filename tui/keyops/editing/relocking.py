"""How a private key file is to be locked again: as before, but for what is asked to be different.

A lock that the format's writer no longer makes (single DES, PBES1, PKCS#12, fewer than 1,000 iterations)
becomes the writer's default, and the words say so. Numbers are judged before any work is done, by the
same code that writes them, so that what is agreed to here can be written and read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError, LimitError, UnsupportedConversionError
from ..formats.contract import Protection
from ..records import dataclass, replace
from ..secret import Secret

if TYPE_CHECKING:
    from ..formats.contract import Encryption, Format
    from ..formats.locks import LockOptions

_STAND_IN: Final = Secret("estimated without the real one")
_SCRYPT_R: Final = 8
"""The only block size that is written."""


@dataclass(frozen=True, slots=True)
class LockRequest:
    """What is to be different about a lock; None keeps what is there."""

    cipher: str | None = None
    kdf: str | None = None
    rounds: int | None = None
    """bcrypt rounds or PBKDF2 iterations."""
    memory_kib: int | None = None
    passes: int | None = None
    parallelism: int | None = None
    milliseconds: int | None = None
    """How long one guess is to take on this machine, instead of rounds or passes."""

    @property
    def is_empty(self) -> bool:
        """Whether all is kept."""
        return self == LockRequest()


@dataclass(frozen=True, slots=True)
class Relock:
    """A lock to be made, but for the passphrase."""

    protection: Protection
    """With a stand-in for the passphrase."""
    words: str
    """For people."""
    upgraded: str = ""
    """Why the old lock cannot be kept; empty when it is, or when there was none."""

    def with_passphrase(self, passphrase: Secret) -> Protection:
        """The lock, complete."""
        return replace(self.protection, passphrase=passphrase)


def relock(target: Format, before: Encryption | None, request: LockRequest) -> Relock:
    """How a file is to be locked.

    Args:
        target: its format afterwards.
        before: its lock before, when it is of the same container and is to be kept; else None.
        request: what is to be different.

    Raises:
        UnsupportedConversionError, UnsupportedAlgorithmError: the container has no room for a request.
        LimitError, WeakKeyError: a number that cannot work, or that a reader would refuse.
    """
    if target.locks is None:
        raise UnsupportedConversionError(f"{target.label} cannot be protected by a passphrase")
    kept, upgraded = Protection(_STAND_IN), ""
    if before is not None:
        kept, upgraded = _keep(target.locks, before)
    if request.kdf is not None and request.kdf != kept.kdf:
        kept = Protection(_STAND_IN, kept.cipher)
    protection = _merge(kept, request)
    if request.milliseconds is not None:
        protection = _judge_time(target, protection, request)
    made = target.locks.settle(protection)
    words = made.words
    if request.milliseconds is not None:
        words = _tuned_words(made, request.milliseconds)
    if request.cipher is not None or (request.kdf is not None and before is not None):
        upgraded = ""
    return Relock(protection, words, upgraded)


def _tuned_words(made: Encryption, milliseconds: int) -> str:
    """The lock in words, with a time where a number is not known yet."""
    found = next(name for name in ("rounds", "iterations", "passes") if name in made.parameters)
    rest = {name: value for name, value in made.parameters.items() if name != found}
    words = replace(made, parameters=rest).words
    return f"{words}, about {milliseconds:,} ms of {found} here"


def _merge(kept: Protection, request: LockRequest) -> Protection:
    return Protection(
        kept.passphrase,
        request.cipher or kept.cipher,
        request.kdf or kept.kdf,
        kept.rounds if request.rounds is None else request.rounds,
        kept.memory_kib if request.memory_kib is None else request.memory_kib,
        kept.passes if request.passes is None else request.passes,
        kept.parallelism if request.parallelism is None else request.parallelism,
    )


def _keep(locks: LockOptions, before: Encryption) -> tuple[Protection, str]:
    """The lock there was; the default, with the reason, where it is not written."""
    try:
        same = same_lock(before)
        made = locks.settle(same)
    except KeyOpsError as error:
        reason = error.title
    else:
        if made.cipher.upper() == before.cipher.upper() and made.kdf == before.kdf:
            return same, ""
        reason = f"{before.cipher} with {before.kdf} cannot be written"
    return Protection(_STAND_IN), f"{before.words} cannot be kept: {reason}"


def same_lock(before: Encryption) -> Protection:
    """A lock like one there is, with a stand-in for the passphrase.

    Raises:
        UnsupportedConversionError: it has a number that is not written.
    """
    numbers = {name: value for name, value in before.parameters.items() if isinstance(value, int)}
    if before.kdf == "scrypt":
        if numbers.get("r") != _SCRYPT_R:
            raise UnsupportedConversionError(f"scrypt can only be written with r={_SCRYPT_R}")
        return Protection(
            _STAND_IN, before.cipher, "scrypt", memory_kib=numbers.get("n"), parallelism=numbers.get("p")
        )
    return Protection(
        _STAND_IN,
        before.cipher,
        before.kdf,
        rounds=numbers.get("rounds", numbers.get("iterations")),
        memory_kib=numbers.get("memory_kib"),
        passes=numbers.get("passes"),
        parallelism=numbers.get("parallelism"),
    )


# Work that lasts as long as asked for

_SHORTEST: Final = 1
_LONGEST: Final = 60_000


def _judge_time(target: Format, protection: Protection, request: LockRequest) -> Protection:
    """Refuse a time that the container has no number for; ``lock_choices.tuned`` finds the number."""
    if not _SHORTEST <= (request.milliseconds or 0) <= _LONGEST:
        raise LimitError(f"A guess may take {_SHORTEST} to {_LONGEST:,} ms, not {request.milliseconds:,}")
    if request.rounds is not None or request.passes is not None:
        raise UnsupportedConversionError(
            "Milliseconds cannot be combined with a number of rounds or passes", "Use only one of them"
        )
    kdf = protection.kdf or (target.protection.kdf if target.protection else "")
    if kdf.startswith(("argon2", "bcrypt", "pbkdf2")):
        return protection
    raise UnsupportedConversionError(
        f"{target.label} encrypted with {kdf} has no number to tune to a time",
        "Leave out the unlock time",
    )
