"""How a private file is to be locked: the same options for each verb that writes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.errors import UnsupportedConversionError
from .argument_parser import number

if TYPE_CHECKING:
    import argparse

    from ..keyops.editing.relocking import LockRequest
    from ..keyops.formats.contract import Protection
    from ..keyops.secret import Secret

_NUMBERS = (
    ("rounds", "N", "bcrypt rounds or PBKDF2 iterations"),
    ("memory", "KIB", "for Argon2 or scrypt; at least 8 per lane"),
    ("passes", "N", "for Argon2"),
    ("parallelism", "N", "lanes for Argon2, p for scrypt"),
    ("milliseconds", "MS", "use as many rounds or passes as take this long on this machine"),
)


def add(parser: argparse.ArgumentParser, rest: str) -> argparse._ArgumentGroup:
    """Add the options, in a group of their own.

    Args:
        parser: of the verb.
        rest: what holds for those that are not given.
    """
    group = parser.add_argument_group(f"encryption ({rest})")
    group.add_argument(
        "--stronger",
        action="store_true",
        help="make the passphrase several times as costly to guess as by default",
    )
    group.add_argument("--cipher", metavar="NAME", help="such as aes256-ctr or AES-256-CBC")
    group.add_argument("--kdf", metavar="NAME", help="such as bcrypt, scrypt, pbkdf2-hmac-sha256 or argon2id")
    for name, metavar, words in _NUMBERS:
        group.add_argument(f"--{name}", type=number, metavar=metavar, help=words)
    return group


def refuse(arguments: argparse.Namespace) -> None:
    """Refuse all of them, where a service decides.

    Raises:
        UnsupportedConversionError: one was given.
    """
    if arguments.stronger or not _given(arguments).is_empty:
        raise UnsupportedConversionError(
            "--for sets the encryption that the service accepts", "Leave out the encryption options"
        )


def request(arguments: argparse.Namespace, container: str) -> LockRequest:
    """What the options ask for; empty when none was given.

    Args:
        arguments: of a verb with these options.
        container: the id of the format that is written.

    Raises:
        UnsupportedConversionError: ``--stronger`` beside the others, or there is nothing stronger.
    """
    given = _given(arguments)
    if not arguments.stronger:
        return given
    if not given.is_empty:
        raise UnsupportedConversionError(
            "--stronger sets cipher, KDF and numbers itself",
            "Use --stronger alone, or the other options without it",
        )
    from ..keyops.editing import lock_choices
    from ..keyops.formats import FORMATS

    found = lock_choices.stronger(FORMATS[container])
    if found is None:
        raise UnsupportedConversionError(
            "This format has only one kind of encryption; there is no stronger one",
            "Convert the key to OpenSSH format, PKCS#8 or PPK version 3",
        )
    return found


def new_request(arguments: argparse.Namespace, container: str) -> LockRequest:
    """What the options ask for a file that is written from scratch, judged before any work is done.

    Raises:
        UnsupportedConversionError: as ``request``, or the container has no room for it.
        LimitError, WeakKeyError: a number that cannot work, or that a reader would refuse.
    """
    found = request(arguments, container)
    if not found.is_empty:
        from ..keyops.editing import relocking
        from ..keyops.formats import FORMATS

        relocking.relock(FORMATS[container], None, found)
    return found


def protection(wanted: LockRequest, container: str, passphrase: Secret | None) -> Protection | None:
    """The lock of a file that is written from scratch; None without a passphrase.

    Args:
        wanted: of ``new_request``.
        container: the id of the format that is written.
        passphrase: it is locked with.

    Raises:
        UnsupportedConversionError: there is a request, and no passphrase.
    """
    from ..keyops.formats.contract import Protection

    if wanted.is_empty:
        return Protection(passphrase) if passphrase else None
    if not passphrase:
        raise UnsupportedConversionError(
            "Without a passphrase there is nothing to encrypt", "Set one with --new-passphrase-file"
        )
    from ..keyops.editing import lock_choices, relocking
    from ..keyops.formats import FORMATS

    target = FORMATS[container]
    found = relocking.relock(target, None, wanted).with_passphrase(passphrase)
    if wanted.milliseconds is not None:
        found = lock_choices.tuned(target, found, wanted.milliseconds)
    return found


def _given(arguments: argparse.Namespace) -> LockRequest:
    from ..keyops.editing.relocking import LockRequest

    return LockRequest(
        arguments.cipher,
        arguments.kdf,
        arguments.rounds,
        arguments.memory,
        arguments.passes,
        arguments.parallelism,
        arguments.milliseconds,
    )
