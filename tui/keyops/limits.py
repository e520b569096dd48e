"""How much a key file may ask of the machine before work starts.

The numbers are far above what any tool writes by default and far below what would hurt: a file that
asks for more is refused with a sentence, not tried. What a file makes the program do unasked, by being
looked at, takes less than 2 s and 200 MB.

The work factors of a locked key are another matter: its owner gives the passphrase and waits, and can
stop. Those limits the owner may lift, for one operation, after being told how long it would take; and so
that on what an audit computes.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from .errors import LimitError, NextStep
from .moments import estimate_words

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

MAX_FILE_BYTES: Final = 1 << 20
"""1 MiB. The largest real key file (RSA-16384, PPK) is under 16 KiB."""

MAX_LIST_BYTES: Final = 16 << 20
"""16 MiB, of a known_hosts file that is searched or changed: 10,000 hashed RSA keys are 5 MB."""

MAX_HOST_LINES: Final = 200_000
"""Lines of such a file: each is held. The shortest real ones fill 16 MiB with 180,000."""

MAX_HOST_NAMES: Final = 500_000
"""Names in all lines of such a file: each is compared. Real lines have one to three."""

MAX_BCRYPT_ROUNDS: Final = 4096
"""ssh-keygen writes 24, asyncssh 128; Go refuses above 2048. 4096 rounds take about half a minute."""

MAX_ARGON2_MEMORY_KIB: Final = 1 << 20
"""1 GiB. PuTTYgen writes 8 MiB."""

MAX_ARGON2_WORK: Final = 1 << 25
"""Memory in KiB times passes: the bytes Argon2 walks through, 32 GiB. PuTTYgen's default is about 170 MiB."""

MAX_ARGON2_LANES: Final = 255

MAX_PBKDF2_ITERATIONS: Final = 20_000_000
"""OWASP asks for 600,000."""

MAX_SCRYPT_MEMORY: Final = 1 << 30
"""128 * N * r bytes: 1 GiB."""

MAX_RSA_BITS: Final = 16_384
"""The largest size ssh-keygen makes and loads."""

MAX_PRODUCT_BITS: Final = 8192
"""Of an RSA modulus of which an audit tells unasked whether it is a product: 1 s, and 7 s at 16384 bits."""

MAX_RECOVERED_BITS: Final = 4096
"""Of an RSA key whose primes are found by its exponents: about a second, and eight times that at 8192."""

MIN_OPENSSH_RSA_BITS: Final = 1024
"""OpenSSH reads no RSA key below, wherever it stands: sshkey.h, ``SSH_RSA_MINIMUM_MODULUS_SIZE``."""

MAX_DSA_BITS: Final = 4096
"""FIPS 186-4 ends at 3072; checking a private key of this size takes 40 ms."""

MAX_KEYS_IN_FILE: Final = 20_000
"""Rows of an authorized_keys or known_hosts file; the shortest keys fill a file of 1 MiB with 13,000."""

MAX_PRIVATE_KEYS_IN_FILE: Final = 8
"""Each is checked when the file is looked at. Real files have one."""

MAX_BLOCKS_IN_FILE: Final = 1000
"""Armoured blocks and PPK files, of which each is a row. A bundle of authorities has some 150."""

MAX_COMMENT_BYTES: Final = 64 * 1024
"""ssh-keygen writes at most 1,024; a longer comment than this is no comment."""

_LIFTED: Final[ContextVar[bool]] = ContextVar("lifted", default=False)

_LONG_LIST: Final[ContextVar[bool]] = ContextVar("long list", default=False)


def check(what: str, asked: int, limit: int, unit: str = "") -> None:
    """Raise LimitError when a file asks for more than the limit.

    Args:
        what: the parameter in the words of its format, such as ``RSA modulus``.
        asked: what the file says.
        limit: the most that is accepted.
        unit: appended to both numbers.
    """
    if asked > limit:
        raise LimitError(
            _sentence(what, asked, limit, unit),
            "No key tool writes such a value: the file is damaged or malicious",
        )


def check_work(what: str, asked: int, limit: int, seconds: Callable[[], float], unit: str = "") -> None:
    """Raise LimitError when unlocking would take more work than the limit, unless it was lifted.

    Args:
        what: the work factor in the words of its format, such as ``bcrypt rounds``.
        asked: what the file says.
        limit: the most that is done without asking.
        seconds: measures how long it would take here; called only when it is refused.
        unit: appended to both numbers.
    """
    if asked > limit and not _LIFTED.get():
        estimate = seconds()
        raise LimitError(
            _sentence(what, asked, limit, unit),
            f"Unlocking would take {estimate_words(estimate)} here. No key tool writes such a value",
            seconds=estimate,
        ).offering(NextStep.ALLOW_SLOW)


def check_memory(what: str, asked_kib: int, limit_kib: int, seconds: Callable[[], float]) -> None:
    """As ``check_work``, for memory: lifted, it may still not be more than three quarters of the machine's.

    Raises:
        LimitError: it is more than either.
    """
    check_work(what, asked_kib, limit_kib, seconds, "KiB")
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
    if asked_kib > max(limit_kib, have * 3 // 4):
        raise LimitError(
            f"The file asks for {asked_kib:,} KiB of {what}; this machine has {have:,} KiB of memory",
            "Open the file on a machine with more memory",
        )


def lifted(operation: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one operation with the limits on unlocking and auditing lifted; those on everything else stay.

    A module-level function, so that it can be sent to a child process with the operation as its argument.
    """
    token = _LIFTED.set(True)
    try:
        return operation(*args, **kwargs)
    finally:
        _LIFTED.reset(token)


def are_lifted() -> bool:
    """Whether an operation runs with ``lifted``."""
    return _LIFTED.get()


def file_bytes() -> int:
    """The most bytes that are read of a file now."""
    return MAX_LIST_BYTES if _LONG_LIST.get() else MAX_FILE_BYTES


def of_long_list(operation: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one operation that reads a list of hosts, which may be longer than a key file."""
    token = _LONG_LIST.set(True)
    try:
        return operation(*args, **kwargs)
    finally:
        _LONG_LIST.reset(token)


def _sentence(what: str, asked: int, limit: int, unit: str) -> str:
    if unit:
        return f"The file asks for {asked:,} {unit} of {what}; the limit is {limit:,} {unit}"
    return f"The file asks for {asked:,} {what}; the limit is {limit:,}"
