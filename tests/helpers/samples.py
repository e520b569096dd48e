"""A share of many cases, or all of them.

``make test`` is to take minutes: where many cases prove one rule it tries a share, the same each time.
With ``KEYWRIGHT_WHOLE`` in the environment, as in CI, it tries them all.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

T = TypeVar("T")

WHOLE: Final = "KEYWRIGHT_WHOLE" in os.environ
MANY: Final = 8
"""A test with more cases than these proves one rule with many."""
_SHORT: Final = 16
"""So many values of one of several arguments are each tried: key types, formats, locks."""


class Case(Protocol):
    """What a parametrized test is called with."""

    @property
    def indices(self) -> Mapping[str, int]:
        """Of each argument, which of its values it is."""


C = TypeVar("C", bound=Case)


def share(name: str, cases: Sequence[C]) -> list[C]:
    """Some of the cases of a test that has many, in their order; all of others.

    Four and one in sixteen of all, drawn; and where several arguments are crossed, such as key types and
    formats, each value of each.

    Args:
        name: of the test: each draws other ones, the same each time.
        cases: all.
    """
    if WHOLE or len(cases) <= MANY:
        return list(cases)
    order = random.Random(name).sample(range(len(cases)), len(cases))
    first = 4 + len(cases) // 16
    values = {value for case in cases for value in case.indices.items()}
    length = Counter(argument for argument, _ in values)
    missing = {value for value in values if length[value[0]] <= min(_SHORT, len(cases) - 1)}
    chosen = set()
    for number, at in enumerate(order):
        new = missing.intersection(cases[at].indices.items())
        if number < first or new:
            chosen.add(at)
            missing -= new
    return [cases[at] for at in sorted(chosen)]


def one_in(share: int, cases: Iterable[T]) -> list[T]:
    """Every so many-th of the cases, from the first on; all of them when everything is to be tried."""
    return list(cases)[:: 1 if WHOLE else share]


def amount(few: int, many: int) -> int:
    """How many cases are drawn."""
    return many if WHOLE else few
