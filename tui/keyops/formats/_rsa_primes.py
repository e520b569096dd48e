"""The primes of an RSA key of which only n, e and d are known, as a JWK may have it.

Primes of about one size are found at once: g * (ed - 1) is k * (p-1) * (q-1), where g is 1 or the common
divisor of p-1 and q-1. As that product is close to n, k/g is one of the first fractions that come ever closer
to (ed - 1) / n, its convergents; and the product tells the sum of the primes, and so both. Source: Wiener,
Cryptanalysis of Short RSA Secret Exponents (1990), where d is what is looked for.

For others: ed - 1 is a multiple of the order of every number mod n. Written as t times a power of two, the
powers a^t, a^2t, a^4t ... of a number a end in 1; the last one before that, where it is not -1, shares a
prime with n. That is so for at least half of all a, unless n is a power of one prime, which is ruled out
first. So no choice of numbers makes it run long. Source: RFC 8017 has d alone sufficient; Handbook of Applied
Cryptography, 8.2.2 (i). ``cryptography`` has the same, without a bound on hostile numbers.
"""

from __future__ import annotations

import math
import os
from typing import Final

_TRIES: Final = 40
_MOST_DIVISOR: Final = 1 << 64
"""More than p-1 and q-1 have in common by chance."""


def primes_at_once(n: int, e: int, d: int) -> tuple[int, int] | None:
    """The primes p and q of about one size, the larger first; None, after 50 us, when there are none such.

    Args:
        n: the modulus.
        e: the public exponent.
        d: the private exponent.
    """
    product = e * d - 1
    if n < 15 or product < 1:
        return None
    above, below = product, n
    k, g, k_before, g_before = 1, 0, 0, 1
    while below and g < _MOST_DIVISOR:
        whole, left = divmod(above, below)
        above, below = below, left
        k, g, k_before, g_before = whole * k + k_before, whole * g + g_before, k, g
        if k and g * product % k == 0:
            total = n + 1 - g * product // k
            root = math.isqrt(max(total**2 - 4 * n, 0))
            p, q = (total + root) // 2, (total - root) // 2
            if p > q > 1 and p * q == n and product % math.lcm(p - 1, q - 1) == 0:
                return p, q
    return None


def primes_of(n: int, e: int, d: int) -> tuple[int, int] | None:
    """The primes p and q, the larger first; None when the numbers do not belong together.

    Args:
        n: the modulus; where the primes differ in size, one power of a number mod n takes 0.3 s at 4096 bits,
            and three are usual.
        e: the public exponent.
        d: the private exponent.
    """
    if found := primes_at_once(n, e, d):
        return found
    if n < 15 or n % 2 == 0 or e < 3 or d < 3 or math.gcd(pow(2, n, n) - 2, n) != 1:
        return None
    t = e * d - 1
    twos = (t & -t).bit_length() - 1
    if not 1 <= twos < 2 * n.bit_length():
        return None
    t >>= twos
    for _ in range(_TRIES):
        base = int.from_bytes(os.urandom(n.bit_length() // 8 + 1)) % (n - 3) + 2
        factor = _shared(n, pow(base, t, n), twos)
        if factor == 0:
            return None
        if factor > 1:
            return max(factor, n // factor), min(factor, n // factor)
    return None


def _shared(n: int, power: int, twos: int) -> int:
    """A factor of n; 1 when this power shows none; 0 when it does not end in 1."""
    if power in {1, n - 1}:
        return 1
    for _ in range(twos):
        before, power = power, power * power % n
        if power == 1:
            return math.gcd(before - 1, n)
        if power == n - 1:
            return 1
    return 0
