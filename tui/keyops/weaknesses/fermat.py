"""RSA moduli that fall to Fermat's method: primes close to each other, or to a ratio of small numbers.

Sources: Böck, "Fermat Factorization in the Wild" (CVE-2022-26320); Lehman, "Factoring Large Integers".
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..keys.rsa import RsaPublicKey

_FERMAT_STEPS: Final = 100
"""Primes so close that more steps are needed do not happen by any known mistake."""

_RATIO_STEPS: Final = 4

_RATIOS: Final = 256
"""Up to here the two numbers of a ratio u/v, multiplied, are tried."""

_SIEVE: Final = 64 * 63 * 65 * 11
"""Of the numbers modulo this, one in 120 can be a square."""


def is_square(number: int) -> bool:
    """Whether a number has a whole root."""
    return number >= 0 and math.isqrt(number) ** 2 == number


@functools.cache
def _squares() -> tuple[frozenset[int], ...]:
    """The squares modulo the parts of the sieve."""
    return tuple(frozenset(root * root % part for root in range(part)) for part in (64, 63, 65, 11))


def _may_be_square(rest: int) -> bool:
    """Whether a number of this remainder modulo the sieve can be a square."""
    of_64, of_63, of_65, of_11 = _squares()
    return rest % 64 in of_64 and rest % 63 in of_63 and rest % 65 in of_65 and rest % 11 in of_11


def close_primes(public: RsaPublicKey) -> str | None:
    """Whether Fermat's method finds p and q: a*a - n is a square for an a just above the root of n.

    The remainders tell of most steps that they are none, without any arithmetic on long numbers.
    """
    a = math.isqrt(public.n)
    a += a * a < public.n
    rest = a * a - public.n
    short_a, short_rest = a % _SIEVE, rest % _SIEVE
    for step in range(_FERMAT_STEPS):
        if _may_be_square(short_rest) and is_square(rest + step * (2 * a + step)):
            return "p equals q" if rest == 0 else f"after {step + 1} step{'' if step == 0 else 's'}"
        short_rest = (short_rest + 2 * (short_a + step) + 1) % _SIEVE
    return None


def ratio_of_primes(public: RsaPublicKey) -> str | None:
    """Whether p/q is next to a ratio of small numbers u/v: then Fermat finds u * q and v * p (Lehman).

    With 4 * u * v * n = (v * p + u * q)^2 - (v * p - u * q)^2, the first is the next square.
    """
    for both in range(2, _RATIOS + 1):
        product = 4 * both * public.n
        root = math.isqrt(product - 1) + 1
        rest = root * root - product
        for _ in range(_RATIO_STEPS):
            if rest & 63 in _squares()[0] and is_square(rest):
                common = math.gcd(root + math.isqrt(rest), public.n)
                if 1 < common < public.n:
                    return ""
            rest += 2 * root + 1
            root += 1
    return None
