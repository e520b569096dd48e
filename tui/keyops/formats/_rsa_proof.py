"""An RSA key whose numbers do not all belong together: those that prove themselves give the others.

The numbers of a private key say the same several times: n = pq, ed = 1 modulo p-1 and q-1, and three more
that only make it faster. A program that fills one of them wrongly, or leaves it 0, and a changed byte, are
set right only from numbers that fit each other; what is computed is noted as a mistake. Nothing is searched
for: the primes are two of the numbers, a quotient of them, or follow from n, e and d (see ``_rsa_primes``).
"""

from __future__ import annotations

import math
from typing import Final

from .. import mistakes
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..limits import MAX_RECOVERED_BITS
from ._rsa_primes import primes_of

_USUAL: Final = frozenset({3, 5, 17, 257, 65537})
"""Exponents that are so seldom hit by accident that one of them needs no other proof."""


def proven(key: RsaPrivateKey, dmp1: int | None = None, dmq1: int | None = None) -> RsaPrivateKey:
    """The key with all its numbers right.

    Args:
        key: as it stands in the file.
        dmp1: d mod p-1, where the format has it.
        dmq1: d mod q-1.

    Raises:
        KeyMismatchError: they do not prove themselves; names the number.
    """
    key = with_inverse(_with_exponent(_with_primes(key), dmp1, dmq1))
    key.check()
    wrong = (dmp1 is not None and dmp1 != key.dmp1) or (dmq1 is not None and dmq1 != key.dmq1)
    if wrong:
        mistakes.note("rsa-crt-missing" if not dmp1 and not dmq1 else "rsa-crt")
    return key


def with_inverse(key: RsaPrivateKey) -> RsaPrivateKey:
    """The key with 1/q mod p computed where its primes make its modulus and this one number is wrong."""
    p, q = key.p, key.q
    if p < 2 or q < 2 or p * q != key.public.n or key.iqmp * q % p == 1 or math.gcd(p, q) != 1:
        return key
    mistakes.note("rsa-swapped-inverse" if key.iqmp * p % q == 1 else "rsa-inverse")
    return RsaPrivateKey(key.public, key.d, p, q, pow(q, -1, p))


def _with_primes(key: RsaPrivateKey) -> RsaPrivateKey:
    n, p, q = key.public.n, key.p, key.q
    found: tuple[int, int] | None = None
    if p > 1 and q > 1 and p * q == n:
        return key
    if 1 < p < n and n % p == 0 and _fits(key.public.e, key.d, p, n // p):
        found = p, n // p
    elif 1 < q < n and n % q == 0 and _fits(key.public.e, key.d, n // q, q):
        found = n // q, q
    elif p > 1 and q > 1 and (p * q).bit_length() == n.bit_length() and _fits(key.public.e, key.d, p, q):
        mistakes.note("rsa-modulus")
        return RsaPrivateKey(RsaPublicKey(p * q, key.public.e), key.d, p, q, key.iqmp)
    elif 2 < key.d < n and n.bit_length() <= MAX_RECOVERED_BITS and key.public.e.bit_length() <= 64:
        found = primes_of(n, key.public.e, key.d)
    if found is None:
        key.check()
        return key
    mistakes.note("rsa-primes")
    return RsaPrivateKey(key.public, key.d, *found, key.iqmp)


def _with_exponent(key: RsaPrivateKey, dmp1: int | None, dmq1: int | None) -> RsaPrivateKey:
    e, p, q = key.public.e, key.p, key.q
    if _fits(e, key.d, p, q):
        return key
    order = math.lcm(p - 1, q - 1)
    meant = _inverse(key.d, order)
    if meant in _USUAL:  # no wrong d gives such a number
        mistakes.note("rsa-public-exponent")
        return RsaPrivateKey(RsaPublicKey(key.public.n, meant), key.d, p, q, key.iqmp)
    d = _inverse(e, order)
    if d and (key.d == 0 or e in _USUAL or (dmp1 == d % (p - 1) and dmq1 == d % (q - 1))):
        mistakes.note("rsa-exponent")
        return RsaPrivateKey(key.public, d, p, q, key.iqmp)
    key.check()
    return key


def _fits(e: int, d: int, p: int, q: int) -> bool:
    return d > 1 and e > 1 and e * d % (p - 1) == 1 and e * d % (q - 1) == 1


def _inverse(number: int, order: int) -> int:
    """1/number; 0 where there is none."""
    return pow(number, -1, order) if number > 1 and order > 1 and math.gcd(number, order) == 1 else 0
