"""Keys that are weak on purpose, made anew from seeds when they are asked for: one for each check."""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.keyops.keys.dsa import DsaPublicKey
from tui.keyops.keys.ecdsa import CURVES, EcdsaPublicKey
from tui.keyops.keys.eddsa import Ed25519PublicKey
from tui.keyops.keys.rsa import RsaPublicKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.keyops.keys.base import PublicKey

E = 65537


def is_prime(number: int) -> bool:
    return all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7))


def next_prime(number: int) -> int:
    number |= 1
    while math.gcd(number, 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23) > 1 or not is_prime(number):
        number += 2
    return number


@functools.cache
def prime(bits: int, seed: int) -> int:
    drawn = random.Random(seed).getrandbits(bits)
    return next_prime(drawn | 3 << (bits - 2))


def roca_prime(bits: int, seed: int) -> int:
    """A prime as Infineon's library made them: k * M + (65537^a mod M)."""
    product = math.prod(number for number in range(2, 168) if all(number % d for d in range(2, number)))
    source = random.Random(seed)
    while True:
        k = source.getrandbits(bits - product.bit_length()) | 1 << (bits - product.bit_length() - 1)
        found = k * product + pow(65537, source.getrandbits(60), product)
        if is_prime(found):
            return found


def healthy(seed: int = 1, bits: int = 2048) -> RsaPublicKey:
    return RsaPublicKey(n=prime(bits // 2, seed) * prime(bits // 2, seed + 100), e=E)


def small_d() -> RsaPublicKey:
    p, q = prime(512, 1), prime(512, 2)
    d = next_prime(1 << 200)
    return RsaPublicKey(n=p * q, e=pow(d, -1, (p - 1) * (q - 1)))


def _patterned() -> RsaPublicKey:
    return RsaPublicKey(n=int.from_bytes(b"\xc3" + b"\x55\xd1\x0f\x96" * 63 + b"\x01\x02\x03", "big"), e=E)


def _next_prime(start: int) -> int:
    start |= 1
    while any(pow(base, start - 1, start) != 1 for base in (2, 3, 5)):
        start += 2
    return start


def in_ratio() -> RsaPublicKey:
    """A key whose one prime lies next to three halves of the other."""
    chance = random.Random(3)
    q = _next_prime(chance.getrandbits(1024) | 1 << 1023)
    return RsaPublicKey(n=q * _next_prime(3 * q // 2 + chance.getrandbits(300)), e=65537)


def sleeved_prime(bits: int, limb: int, sleeve: int, seed: int) -> int:
    """A prime with random bits at the low end of each limb only; the lowest limb is what makes it prime."""
    chance = random.Random(seed)
    limbs = bits // limb
    found = sum(chance.getrandbits(sleeve) << limb * at for at in range(limbs)) | 1 << (bits - limb)
    return next_prime(found | 1)


def short_sleeve(limb: int = 32, sleeve: int = 8, bits: int = 1024, seed: int = 1) -> RsaPublicKey:
    """An RSA key of two such primes."""
    first, second = (sleeved_prime(bits, limb, sleeve, seed + more) for more in (0, 50))
    return RsaPublicKey(n=first * second, e=E)


def sparse_dsa(seed: int = 1) -> DsaPublicKey:
    """A DSA key whose p has the zeros of CompleteFTP's; its other numbers are none."""
    chance = random.Random(seed)
    p = 1 << 1023 | sum(chance.getrandbits(8) << 32 * at for at in range(6, 31)) | chance.getrandbits(160)
    return DsaPublicKey(p=p | 1, q=2**159 + 15, g=2, y=4)


_MADE: dict[str, Callable[[], PublicKey]] = {
    "rsa-too-small": lambda: RsaPublicKey(n=prime(256, 3) * prime(256, 4), e=E),
    "rsa-small": lambda: RsaPublicKey(n=prime(512, 1) * prime(512, 2), e=E),
    "rsa-exponent-wrong": lambda: RsaPublicKey(n=healthy(7).n, e=1),
    "rsa-small-factor": lambda: RsaPublicKey(n=healthy(7).n // 4093 // 2 * 2 * 4093 + 4093, e=E),
    "rsa-close-primes": lambda: RsaPublicKey(n=prime(512, 1) * next_prime(prime(512, 1) + 2**200), e=E),
    "rsa-roca": lambda: RsaPublicKey(n=roca_prime(512, 5) * roca_prime(512, 6), e=E),
    "rsa-short-sleeve": short_sleeve,
    "rsa-small-private-exponent": small_d,
    "rsa-prime-ratio": in_ratio,
    "rsa-pattern": _patterned,
    "rsa-biased": lambda: RsaPublicKey(n=healthy(7).n & healthy(7).n >> 1 | 1 << 2047 | 1, e=E),
    "rsa-exponent-small": lambda: RsaPublicKey(n=healthy(7).n, e=3),
    "rsa-exponent-large": lambda: RsaPublicKey(n=healthy(7).n, e=2**32 + 1),
    "rsa-factor": lambda: RsaPublicKey(n=999983 * prime(2028, 8), e=E),
    "rsa-modulus-wrong": lambda: RsaPublicKey(n=prime(2048, 9), e=E),
    "ecdsa-p521-putty": lambda: EcdsaPublicKey(CURVES["nistp521"], b"\x04" + bytes(132)),
    "ed25519-small-order": lambda: Ed25519PublicKey(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    ),
    "dsa-sparse": sparse_dsa,
    "dsa": lambda: DsaPublicKey(p=2**1023 + 1155, q=2**159 + 15, g=2, y=4),
    "dsa-numbers": lambda: DsaPublicKey(p=2**1023 + 1155, q=2**159 + 15, g=2, y=4),
}


@functools.cache
def _made(name: str) -> PublicKey:
    return _MADE[name]()


class _Weak(Mapping[str, "PublicKey"]):
    """Finding their primes takes seconds: each key is made for the test that needs it."""

    def __getitem__(self, name: str) -> PublicKey:
        return _made(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MADE)

    def __len__(self) -> int:
        return len(_MADE)


WEAK = _Weak()
"""A key for each check, by its id."""
