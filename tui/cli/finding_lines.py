"""A finding in lines, safe to show: the word for how bad it is, what it is, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..visible import visible
from . import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keyops.findings import Finding
    from ..keyops.trust.problems import Problem


def aligned(one: Finding | Problem) -> Iterator[str]:
    """In two columns, below the facts of a key."""
    yield f"  {one.severity.label:<12} {visible(one.title)}"
    if hint := next_steps.hint(one):
        yield f"  {'':<12} {visible(hint)}"


def plain(one: Finding, margin: int = 0) -> Iterator[str]:
    """As a sentence, behind so many blanks."""
    yield f"{'':<{margin}}{one.severity.label}: {visible(one.title)}"
    if hint := next_steps.hint(one):
        yield f"{'':<{margin}}  {visible(hint)}"
