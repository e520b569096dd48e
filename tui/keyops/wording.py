"""Words in a list, as people say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def listed(words: Sequence[str], last: str = "and") -> str:
    """``a, b and c``; ``none`` of no words."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "none"
