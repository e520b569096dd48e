"""A share of many cases, or all of them.

``make test`` is to take minutes: where a thousand cases prove one rule it tries a share, the same each time.
With ``KEYWRIGHT_WHOLE`` in the environment, as in CI, it tries them all.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

WHOLE: Final = "KEYWRIGHT_WHOLE" in os.environ


def one_in(share: int, cases: Iterable[T]) -> list[T]:
    """Every so many-th of the cases, from the first on; all of them when everything is to be tried."""
    return list(cases)[:: 1 if WHOLE else share]


def amount(few: int, many: int) -> int:
    """How many cases are drawn."""
    return many if WHOLE else few
