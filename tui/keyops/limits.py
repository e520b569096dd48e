"""How much a key file may ask of the machine before work starts.

The numbers are far above what any tool writes by default and far below what would hurt: a file that
asks for more is refused with a sentence, not tried.
"""

from __future__ import annotations

from typing import Final

from tui.keyops.errors import LimitError

MAX_FILE_BYTES: Final = 1 << 20
"""1 MiB. The largest real key file (RSA-16384, PPK) is under 16 KiB."""

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

MAX_KEYS_IN_FILE: Final = 100_000
"""Rows of an authorized_keys or known_hosts file."""


def check(what: str, asked: int, limit: int, unit: str = "") -> None:
    """Raise LimitError when a file asks for more than the limit.

    Args:
        what: the parameter in the words of its format, such as ``bcrypt rounds``.
        asked: what the file says.
        limit: the most that is accepted.
        unit: appended to both numbers.
    """
    if asked > limit:
        suffix = f" {unit}" if unit else ""
        raise LimitError(
            f"The file asks for {asked:,}{suffix} of {what}; the limit is {limit:,}{suffix}",
            "No key tool writes such a value: the file is damaged or made to hurt",
        )
