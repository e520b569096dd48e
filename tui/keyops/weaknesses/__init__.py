"""The audit: is this public key weak in a way that can be seen without asking anybody?

``rows`` is the table of all checks. ``findings`` runs the quick ones, a tenth of a millisecond for a
key, whenever a key is looked at; ``audit`` runs all of them. ``shared`` compares many keys with each
other. Nothing is downloaded.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, cast

from .. import limits
from ..findings import Finding, Severity
from ..records import dataclass

if TYPE_CHECKING:
    from ..keys.base import PublicKey
    from ..keys.dsa import DsaPublicKey
    from ..keys.rsa import RsaPublicKey
    from .base import Weakness


MOST_WORK: Final = 750_000
"""Microseconds of unasked checks for one file: 225 RSA keys of 2048 bits with exponents as long."""
_FRACTIONS: Final = 5_000
_POWERS: Final = 400_000
"""Measured on a machine of 2020: what a microsecond does of Wiener's fractions, and of powers."""
NOT_LOOKED_AT: Final = Finding(
    "weakness-unchecked",
    Severity.WARNING,
    "The key was not checked for weaknesses: the file would take too much work",
    "Put the key in a file of its own, and check that",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was made, and what it found."""

    weakness: Weakness
    finding: Finding | None


def rows(family: str = "") -> tuple[Weakness, ...]:
    """The checks for keys of a type, or all of them. Those of RSA are imported only when they are wanted."""
    from . import others

    if family not in {"", "rsa"}:
        return tuple(row for row in others.WEAKNESSES if row.family == family)
    from . import rsa

    return rsa.WEAKNESSES if family else (*rsa.WEAKNESSES, *others.WEAKNESSES)


@functools.lru_cache(maxsize=4096)
def findings(public: PublicKey) -> tuple[Finding, ...]:
    """What the quick checks find in a key; the same key is looked at once."""
    quick = (row for row in rows(public.family) if not row.thorough)
    return tuple(found for row in quick if (found := _look(row, public)) is not None)


class Budget:
    """The work of the unasked checks of all keys of a file, in sum; the same on every machine."""

    def __init__(self, microseconds: int = MOST_WORK) -> None:
        self._left = microseconds
        self._seen: set[PublicKey] = set()

    def findings(self, public: PublicKey) -> tuple[Finding, ...]:
        """As ``findings``; when the work is used up, a finding that says that nothing was looked at."""
        if public not in self._seen:
            self._left -= work(public)
            if self._left < 0:
                return (NOT_LOOKED_AT,)
            self._seen.add(public)
        return findings(public)


def thorough_work(public: PublicKey) -> int:
    """As ``work``, for the checks of ``audit`` too."""
    if public.family != "rsa":
        return work(public)
    n = public.bits
    product = 0 if left_out(public) else product_work(n)
    return work(public) + 1_500 + 3 * n + n**2 // 6_000 + product


def product_work(bits: int) -> int:
    """About how many microseconds it takes to tell that a modulus is no prime number."""
    return bits**3 // 700_000


def work(public: PublicKey) -> int:
    """About how many microseconds the quick checks of a key take, told from the sizes of its numbers."""
    if public.family == "rsa":
        rsa = cast("RsaPublicKey", public)
        n, e = rsa.n.bit_length(), rsa.e.bit_length()
        return 100 + n // 16 + ((n + e) ** 2 // _FRACTIONS if 2 * e >= n else 0)
    if public.family == "dsa":
        dsa = cast("DsaPublicKey", public)
        return 100 + dsa.p.bit_length() ** 2 * dsa.q.bit_length() // _POWERS
    return 10


def left_out(public: PublicKey) -> tuple[Weakness, ...]:
    """The checks that ``audit`` does not make of so large a key; with ``limits.lifted`` it makes all."""
    if limits.are_lifted() or public.family != "rsa":
        return ()
    return tuple(row for row in rows(public.family) if 0 < row.most_bits < public.bits)


def audit(public: PublicKey) -> tuple[Check, ...]:
    """Every check that is about keys of this type, but for those that are ``left_out``."""
    out = left_out(public)
    return tuple(Check(row, _look(row, public)) for row in rows(public.family) if row not in out)


@functools.lru_cache(maxsize=16_384)  # a check that shows and the audit both make is made once
def _look(row: Weakness, public: PublicKey) -> Finding | None:
    return row.look(public)
