"""A moment, as people write it, and how long ago it is."""

from __future__ import annotations

import time
from typing import Final

_SPANS: Final = (("year", 31557600), ("month", 2629800), ("week", 604800), ("day", 86400), ("hour", 3600))


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
    for word, length in _SPANS:
        count = int(seconds // length)
        if count:
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "just now"
