"""A moment and a length of time, as people write them."""

from __future__ import annotations

import time
from typing import Final

_LENGTHS: Final = {
    "year": 31_557_600,
    "month": 2_629_800,
    "week": 604_800,
    "day": 86_400,
    "hour": 3_600,
    "minute": 60,
    "second": 1,
}


def moment_words(seconds: int) -> str:
    """A moment in UTC: ``2026-11-22 22:06 UTC``; what no calendar has, as a number."""
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"


def age_words(seconds: float) -> str:
    """How long ago, roughly: ``3 weeks``."""
    if seconds < -60:
        return "from the future"
    return _largest(seconds, "year month week day hour") or "just now"


def duration(seconds: float) -> str:
    """A length of time in its largest unit, rounded down: ``9 years``, ``3 days``; ``1 minute`` at least."""
    return _largest(seconds, "year month day hour minute") or "1 minute"


def length_words(seconds: int) -> str:
    """A length of time as people count it: ``40 minutes``, ``8 hours``, ``364 days``, ``4 years``."""
    return _largest(seconds, "year day hour minute", least=3) or _counted(seconds, "second")


def estimate_words(seconds: float) -> str:
    """A time to wait as people say it: ``about 40 s``, ``about 3 days``."""
    for unit in ("year", "month", "day", "hour", "minute"):
        if seconds >= 1.5 * _LENGTHS[unit]:
            return f"about {round(seconds / _LENGTHS[unit]):,} {unit}s"
    return f"about {max(1, round(seconds))} s"


def exact_words(seconds: int) -> str:
    """A length of time to the second: ``1 hour``, ``1 hour 30 minutes``, ``45 seconds``."""
    parts = []
    for unit in ("week", "day", "hour", "minute", "second"):
        count, seconds = divmod(seconds, _LENGTHS[unit])
        parts += [_counted(count, unit)] if count else []
    return " ".join(parts)


def _largest(seconds: float, units: str, least: int = 1) -> str:
    """The number of the first unit of which there are so many; empty where there is none."""
    for unit in units.split():
        count = int(seconds // _LENGTHS[unit])
        if count >= least:
            return _counted(count, unit)
    return ""


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
