"""Weak RSA keys, told from the modulus n and the exponent e alone.

Sources: Nemec et al., "The Return of Coppersmith's Attack" (ROCA, CVE-2017-15361); Böck, "Fermat
Factorization in the Wild" (CVE-2022-26320); Wiener, "Cryptanalysis of Short RSA Secret Exponents";
Heninger et al., "Mining Your Ps and Qs". No arithmetic here is secret: only public numbers are touched.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

from ..findings import Severity
from ..limits import MAX_PRODUCT_BITS, MIN_OPENSSH_RSA_BITS
from . import short_sleeve
from .base import NEW_KEY, Weakness
from .fermat import close_primes, is_square, ratio_of_primes
from .primes import primes, product

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keys.rsa import RsaPublicKey

FLOOR_BITS: Final = 2048
"""NIST SP 800-57, part 3: the least for new keys."""

_SMALL: Final = 1 << 12
"""Prime factors below are looked for whenever a key is looked at."""

_LARGE: Final = 1 << 20
"""Prime factors below are looked for in a thorough audit."""

_ROCA_LAST: Final = 167
_ROCA_GENERATOR: Final = 65537

_SAME_BYTES: Final = 12
"""So many equal bytes in a row happen by chance in one of 10^23 moduli."""

_PERIODS: Final = (1, 2, 4, 8, 16, 32)
"""Bytes after which a pattern may repeat."""

_COMMON: Final = 1 << 12
"""Common divisors of p - 1 and q - 1 up to here: of larger ones a key has many bits less than it says."""


def too_small(public: RsaPublicKey) -> str | None:
    """Below what OpenSSH uses at all."""
    return f"{public.bits}" if public.bits < MIN_OPENSSH_RSA_BITS else None


def small(public: RsaPublicKey) -> str | None:
    """Below what is asked of new keys."""
    return f"{public.bits}" if MIN_OPENSSH_RSA_BITS <= public.bits < FLOOR_BITS else None


def _factor_below(n: int, limit: int) -> str | None:
    common = math.gcd(n, product(limit))
    if common == 1:
        return None
    return str(next(prime for prime in primes(limit) if common % prime == 0))


def small_factor(public: RsaPublicKey) -> str | None:
    """The smallest prime factor below 4096."""
    return _factor_below(public.n, _SMALL)


def larger_factor(public: RsaPublicKey) -> str | None:
    """The smallest prime factor from 4096 to about a million."""
    return None if small_factor(public) else _factor_below(public.n, _LARGE)


@functools.cache
def _roca_group() -> tuple[int, int]:
    """The product of the primes up to 167, and the order of 65537 in it."""
    modulus = product(_ROCA_LAST + 1)
    order = 1
    for prime in primes(_ROCA_LAST + 1):
        power, value = 1, _ROCA_GENERATOR % prime
        while value != 1 % prime:
            value = value * _ROCA_GENERATOR % prime
            power += 1
        order = math.lcm(order, power)
    return modulus, order


@functools.cache
def _roca_parts() -> tuple[tuple[int, frozenset[int]], ...]:
    """The powers of 65537 by prime power of its order: 450, with which no ordinary key is compared."""
    modulus, order = _roca_group()
    parts = []
    for factor in _prime_powers(order):
        step = pow(_ROCA_GENERATOR, order // factor, modulus)
        parts.append((order // factor, frozenset(pow(step, power, modulus) for power in range(factor))))
    return tuple(parts)


def _prime_powers(number: int) -> Iterator[int]:
    for prime in primes(_ROCA_LAST + 1):
        power = 1
        while number % prime == 0:
            number //= prime
            power *= prime
        if power > 1:
            yield power


def roca(public: RsaPublicKey) -> str | None:
    """Whether n is a power of 65537 modulo the product of the primes up to 167.

    The primes of Infineon's library all are, and so are their products; of other keys one in 2^154 is.
    Pohlig and Hellman: it is one when it is in the part of each prime power of the order.
    """
    modulus, order = _roca_group()
    rest = public.n % modulus
    if math.gcd(rest, modulus) != 1 or pow(rest, order, modulus) != 1:
        return None
    return "" if all(pow(rest, exponent, modulus) in powers for exponent, powers in _roca_parts()) else None


def repeated(public: RsaPublicKey) -> str | None:
    """Many equal bytes in a row, or a third of the modulus like what stands a few bytes before."""
    size = (public.n.bit_length() + 7) // 8
    for period in _PERIODS:
        differences = (public.n ^ (public.n >> 8 * period)).to_bytes(size, "big")[period:]
        if period == 1 and bytes(_SAME_BYTES - 1) in differences:
            return "one byte many times in a row"
        if differences.count(0) * 3 > size > 32:
            return f"the same {period} byte{'' if period == 1 else 's'} again and again"
    return None


def unbalanced(public: RsaPublicKey) -> str | None:
    """The share of one bits, when it is further from half than eight times the standard deviation."""
    bits = public.n.bit_length()
    ones = public.n.bit_count()
    if short_sleeve.rsa(public) is not None:
        return None  # which says more of it
    if bits < 256 or abs(ones - bits / 2) <= 8 * math.sqrt(bits) / 2:
        return None
    return f"{ones * 100 // bits} of 100"


def odd_modulus(public: RsaPublicKey) -> str | None:
    """Whether the modulus itself is a prime number, or even; then it is no RSA key."""
    if public.n % 2 == 0:
        return "is even"
    return "is a prime number" if pow(2, public.n - 1, public.n) == 1 else None


def wrong_exponent(public: RsaPublicKey) -> str | None:
    """An exponent with which nothing is encrypted, or nothing can be decrypted."""
    e = public.e
    if e % 2 and e != 1:
        return None
    bits = e.bit_length()
    return f"{e}" if bits <= 64 else f"an even number of {bits:,} bits"


def small_exponent(public: RsaPublicKey) -> str | None:
    """An exponent below 65537."""
    return f"{public.e}" if 1 < public.e < 65537 and public.e % 2 else None


def large_exponent(public: RsaPublicKey) -> str | None:
    """An exponent of more than 32 bits: Windows and Go refuse it."""
    bits = public.e.bit_length()
    return f"{bits}" if bits > 32 else None


def small_private_exponent(public: RsaPublicKey) -> str | None:
    """Whether Wiener's attack finds d: then e is as large as n, and e/n betrays k/d.

    Also where d is small modulo the least common multiple L of p - 1 and q - 1 only: e * d = 1 + k * L, and
    (p - 1)(q - 1) = g * L for a small g, so that the fraction near e/n is k/(d * g).
    """
    n, e = public.n, public.e
    if e.bit_length() * 2 < n.bit_length():
        return None
    for k, below in _convergents(e, n):
        if below.bit_length() * 4 > n.bit_length() + 4 + 4 * _COMMON.bit_length():
            return None
        # phi = e * below / k - g / k: as g is small, rounding tells it.
        if k and any(_splits(n, phi) for phi in _near(e * below, k)):
            return ""
    return None


def _near(top: int, bottom: int) -> Iterator[int]:
    """The (e * d * g - g) / k that are whole, for small g."""
    quotient, rest = divmod(top, bottom)
    if bottom > _COMMON:
        if rest <= _COMMON:
            yield quotient
        return
    yield from range(quotient - 16 // bottom - 1, quotient + 1)  # such a d is tiny itself


def _convergents(top: int, bottom: int) -> Iterator[tuple[int, int]]:
    """The best fractions near top/bottom, of ever larger numbers."""
    (above, below), (before_above, before_below) = (1, 0), (0, 1)
    while bottom:
        quotient = top // bottom
        top, bottom = bottom, top - quotient * bottom
        above, before_above = quotient * above + before_above, above
        below, before_below = quotient * below + before_below, below
        yield above, below


def _splits(n: int, phi: int) -> bool:
    """Whether phi is (p - 1)(q - 1) for an n = p * q."""
    half, odd = divmod(n - phi + 1, 2)
    return not odd and half > 0 and is_square(half * half - n)


WEAKNESSES: Final = (
    Weakness(
        "rsa-too-small",
        "Size that OpenSSH refuses",
        "rsa",
        Severity.ERROR,
        "RSA of {} bits can be broken, and OpenSSH refuses it",
        "829 bits were publicly factored in 2020",
        NEW_KEY,
        too_small,
    ),
    Weakness(
        "rsa-small",
        "Size",
        "rsa",
        Severity.WARNING,
        "RSA of {} bits is too small by today's standards; most services refuse it",
        "NIST has required 2048 bits or more since 2013",
        "Make a new key: Ed25519, or RSA of 3072 bits or more",
        small,
    ),
    Weakness(
        "rsa-exponent-wrong",
        "Exponent",
        "rsa",
        Severity.ERROR,
        "The public exponent is {}: this is not a working RSA key",
        "With such an exponent a signature proves nothing",
        NEW_KEY,
        wrong_exponent,
    ),
    Weakness(
        "rsa-small-factor",
        "Small factors",
        "rsa",
        Severity.ERROR,
        "The modulus can be divided by {}: the private key can be computed from it",
        "The file was damaged, or the program that made the key is broken",
        NEW_KEY,
        small_factor,
    ),
    Weakness(
        "rsa-close-primes",
        "Close primes (Fermat)",
        "rsa",
        Severity.ERROR,
        "The two primes are so close together that anyone can find them ({})",
        "Printers and HSMs from several vendors generated such keys (CVE-2022-26320)",
        NEW_KEY,
        close_primes,
    ),
    Weakness(
        "rsa-roca",
        "ROCA",
        "rsa",
        Severity.ERROR,
        "The key has the structure of ROCA keys: the private key can be computed from the public key{}",
        "Infineon's library in smartcards, tokens and TPMs made such keys until 2017 (CVE-2017-15361)",
        NEW_KEY,
        roca,
    ),
    Weakness(
        "rsa-short-sleeve",
        "Short sleeves (CompleteFTP)",
        "rsa",
        Severity.ERROR,
        "The bits of the modulus have gaps of zeros{}: the private key can be computed from it",
        "CompleteFTP 10.0 to 12.0 made such keys, from December 2016 to March 2019, and so did one "
        "other vendor",
        NEW_KEY,
        short_sleeve.rsa,
    ),
    Weakness(
        "rsa-small-private-exponent",
        "Small private exponent (Wiener)",
        "rsa",
        Severity.ERROR,
        "The private exponent is so small that it can be computed from the public key{}",
        "Somebody chose it for speed",
        NEW_KEY,
        small_private_exponent,
    ),
    Weakness(
        "rsa-pattern",
        "Pattern in the modulus",
        "rsa",
        Severity.WARNING,
        "The modulus has a pattern: {}",
        "Random numbers have none: the generator was broken, or the number was chosen",
        "Make a new key unless you know the reason",
        repeated,
    ),
    Weakness(
        "rsa-biased",
        "Proportion of 1 bits",
        "rsa",
        Severity.WARNING,
        "{} bits of the modulus are ones, where about half should be",
        "The random numbers it was made from were not random",
        "Make a new key unless you know the reason",
        unbalanced,
    ),
    Weakness(
        "rsa-exponent-small",
        "Small exponent",
        "rsa",
        Severity.INFO,
        "The public exponent is {}, smaller than the usual 65537",
        "Old programs chose it for speed; FIPS 186 and some services refuse it",
        "Make a new key if a service you use refuses this one",
        small_exponent,
    ),
    Weakness(
        "rsa-exponent-large",
        "Large exponent",
        "rsa",
        Severity.INFO,
        "The public exponent has {} bits: Go and Windows accept at most 32",
        "Programs built on them refuse the key",
        "Make a new key if a service you use refuses this one",
        large_exponent,
    ),
    Weakness(
        "rsa-factor",
        "Factors up to a million",
        "rsa",
        Severity.ERROR,
        "The modulus can be divided by {}: the private key can be computed from it",
        "The file was damaged, or the program that made the key is broken",
        NEW_KEY,
        larger_factor,
        thorough=True,
    ),
    Weakness(
        "rsa-prime-ratio",
        "Primes near a small ratio (Lehman)",
        "rsa",
        Severity.ERROR,
        "The two primes have a ratio of small numbers: anyone can find them{}",
        "One was derived from the other",
        NEW_KEY,
        ratio_of_primes,
        thorough=True,
    ),
    Weakness(
        "rsa-modulus-wrong",
        "Modulus even or prime",
        "rsa",
        Severity.ERROR,
        "The modulus {}: this is not an RSA key",
        "It must be the product of two primes; signatures by this key can be forged",
        NEW_KEY,
        odd_modulus,
        thorough=True,
        most_bits=MAX_PRODUCT_BITS,
    ),
)
"""In the order in which they are told."""
