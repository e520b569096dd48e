"""What there is to choose from when a private key of one format is encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import PassphraseRequiredError, UnsupportedConversionError, WrongPassphraseError
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from .contract import Encryption, Protection


@dataclass(frozen=True, slots=True)
class LockOptions:
    """What a format can be encrypted with, besides its default (``Format.protection``)."""

    settle: Callable[[Protection], Encryption]
    """What the writer makes of a request; the passphrase is not used.

    Raises UnsupportedConversionError or UnsupportedAlgorithmError where the format has no room for it,
    LimitError or WeakKeyError for a number that cannot work or that a reader would refuse.
    """
    ciphers: tuple[str, ...] = ()
    """To choose from, the usual ones first; empty where there is one only."""
    kdfs: tuple[str, ...] = ()
    stronger: Encryption | None = None
    """Several times as costly to guess at as the default; None where nothing is."""
    salted: bool = True
    """Whether the same passphrase encrypts two files differently."""


def require_passphrase(protection: Protection) -> None:
    """Refuse an empty passphrase, with PassphraseRequiredError."""
    if not protection.passphrase:
        raise PassphraseRequiredError(
            "An empty passphrase protects nothing", "Enter one, or choose no passphrase"
        )


def only(label: str, lock: Encryption) -> LockOptions:
    """The options of a format that is always encrypted in the same way.

    Args:
        label: what people call the format.
        lock: the way.
    """

    def settle(wanted: Protection) -> Encryption:
        work = (wanted.rounds, wanted.memory_kib, wanted.passes, wanted.parallelism)
        other = wanted.cipher not in {None, lock.cipher} or wanted.kdf not in {None, lock.kdf}
        if other or any(request is not None for request in work):
            raise UnsupportedConversionError(
                f"{label} files can only be encrypted with {lock.words}",
                "Convert the key to OpenSSH format or PPK for stronger encryption",
            )
        return lock

    return LockOptions(settle, salted=False)


def wrong_passphrase() -> WrongPassphraseError:
    """Of a format that cannot tell a wrong passphrase from damage."""
    return WrongPassphraseError(
        hint="Try again; check the keyboard layout and Caps Lock. "
        "If the passphrase is right, the file is damaged: a wrong passphrase and damage look the same"
    )
