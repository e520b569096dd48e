"""Small primes, and their product, by which a modulus is divided at once."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def primes(below: int) -> Iterator[int]:
    """Those below a bound, the least first."""
    sieve = bytearray([1]) * below
    sieve[:2] = b"\0\0"
    for number in range(2, math.isqrt(below - 1) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, below, number)))
    return (number for number in range(below) if sieve[number])


@functools.cache
def product(below: int) -> int:
    """Of the primes below a bound."""
    numbers = list(primes(below))
    while len(numbers) > 1:  # in pairs: much quicker than one after the other
        numbers = [math.prod(numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
    return numbers[0]
