"""RSA keys that have a prime in common: with two of them in hand anybody has both private keys.

Devices that make their key at the first start, before they have any entropy, make such keys. Source:
Heninger et al., "Mining Your Ps and Qs" (2012).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def common_factors(moduli: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Which moduli share a factor with which others.

    Args:
        moduli: each one once; equal ones would share everything.

    Returns:
        For each modulus the places of those that share a factor with it, in order; mostly none.
    """
    partners: list[set[int]] = [set() for _ in moduli]
    for place, modulus in enumerate(moduli):
        # One long division for each pair, and one search for a common factor for each modulus.
        product = 1
        for other in moduli[:place]:
            product = product * other % modulus
        if place and math.gcd(product, modulus) > 1:
            for before, other in enumerate(moduli[:place]):
                if math.gcd(other, modulus) > 1:
                    partners[place].add(before)
                    partners[before].add(place)
    return tuple(tuple(sorted(found)) for found in partners)
