"""Short-sleeve keys: random numbers that do not cover the limbs of a big number, so that zeros stand between.

Written in base 2^32 (or 2^128) such a number is a polynomial with small coefficients, and so is the product
of two: factoring the polynomial gives the primes. CompleteFTP of EnterpriseDT made such RSA keys from 10.0.0
to 12.0.0 (December 2016 to March 2019) and DSA keys to 23.0.4 (December 2023); who made those with limbs of
128 bits is not known. Source: K. Ryan, "Factoring short-sleeve RSA keys with polynomials" (Trail of Bits, 12
June 2026), with H. Böck; the tests compare every answer with his ``badkeys`` (rsapoly, dsasparse).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from ..records import dataclass
from .primes import product

if TYPE_CHECKING:
    from ..keys.dsa import DsaPublicKey
    from ..keys.rsa import RsaPublicKey

COMPLETEFTP: Final = "CompleteFTP"
_LEAST_BITS: Final = 500
_FEW: Final = 40
"""Per cent of one bits: by chance a modulus of 2048 bits has 40 or less in one of 10^18."""
_SMALL: Final = 1 << 16
"""A modulus that a prime below it divides is told of by another check."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Bits that are zero in each limb but the lowest."""

    maker: str
    limb: int
    """Bits."""
    gap: int
    """A mask."""


_PATTERNS: Final = (
    _Pattern("an unknown vendor", 128, 0xFFFF_FFFF_FFFF_0000),
    _Pattern(COMPLETEFTP, 32, 0x3FF0_0000),
)
_DSA_BITS: Final = 1024
_DSA_GAP: Final = 0x00FF_FFF0


def rsa(public: RsaPublicKey) -> str | None:
    """Whether the modulus has such gaps; the word tells of which maker they are, where that is seen."""
    n = public.n
    size = n.bit_length()
    lower = n % (1 << size // 2)
    if size < _LEAST_BITS or _ones(n) >= _FEW or _ones(lower) >= _FEW or math.gcd(n, product(_SMALL)) > 1:
        return None
    for row in _PATTERNS:
        if _has_gaps(n >> row.limb, row.limb, row.gap):
            return f" as those of {row.maker}"
    return ""


def _ones(number: int) -> int:
    """Per cent of the bits."""
    return number.bit_count() * 100 // max(number.bit_length(), 1)


def _has_gaps(number: int, limb: int, gap: int) -> bool:
    """Whether the bits of the gap are zero in every limb, and no limb is zero altogether."""
    seen = empty = 0
    while number:
        part = number & ((1 << limb) - 1)
        seen |= part
        empty += not part
        number >>= limb
    return not seen & gap and not empty


def dsa(public: DsaPublicKey) -> str | None:
    """Whether the prime p of a DSA key has such gaps: then the private number has them too."""
    p = public.p
    if p.bit_length() != _DSA_BITS or p >> 1000 != 1 << 23:
        return None
    rest = p >> 168 ^ 1 << 855
    while rest:
        if rest & _DSA_GAP:
            return None
        rest >>= 32
    return ""
