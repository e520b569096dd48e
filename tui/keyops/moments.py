"""A moment, as people write it."""

from __future__ import annotations

import time


def moment_words(seconds: int) -> str:
    """A moment in UTC: ``2026-11-22 22:06 UTC``; what no calendar has, as a number."""
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"
