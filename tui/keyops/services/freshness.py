"""Which profiles should be looked up again: services change, and what was read once grows old."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from .rules import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .rules import Profile

MONTHS: Final = 12
"""How long a profile is fresh; half of that where it is not certain."""


def stale(
    profiles: Iterable[Profile], months: int = MONTHS, today: date | None = None
) -> tuple[Profile, ...]:
    """The profiles that were not looked up for a while, the oldest first.

    Args:
        profiles: which to look at.
        months: how long a certain one is fresh; 0 lists all.
        today: for tests.
    """
    found = [
        made
        for made in profiles
        if age(made, today) >= (months if made.confidence is Confidence.CERTAIN else months // 2)
    ]
    return tuple(sorted(found, key=lambda made: (made.checked, made.id)))


def age(made: Profile, today: date | None = None) -> int:
    """Whole months since a profile was checked."""
    today = today or datetime.now(tz=UTC).date()
    months = (today.year - made.checked.year) * 12 + today.month - made.checked.month
    return max(months - (today.day < made.checked.day), 0)


def age_words(made: Profile, today: date | None = None) -> str:
    """``checked 2026-11-29, 3 months ago``."""
    months = age(made, today)
    ago = "this month" if not months else "1 month ago" if months == 1 else f"{months} months ago"
    return f"checked {made.checked.isoformat()}, {ago}"
