"""Questions to the person at the terminal, which are answered with yes or no."""

from __future__ import annotations

import sys

from ..visible import visible


def agreed(question: str) -> bool:
    """Ask; only ``y`` and ``yes`` agree.

    Args:
        question: raw.
    """
    sys.stderr.write(f"{visible(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
