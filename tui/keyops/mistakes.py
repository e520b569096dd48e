"""Mistakes of the programs that write key files: the key is whole, and its envelope is not as it should be.

A reader that finds one goes on, when the numbers of the key prove themselves, and notes the id here. Whoever
opens a key collects the ids; ``inspection.opening`` has the words for each, and who stumbles over it.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOUND: Final[ContextVar[list[str] | None]] = ContextVar("mistakes", default=None)


def note(name: str) -> None:
    """Remember the id of a mistake that was read over; lost where nobody collects them."""
    found = _FOUND.get()
    if found is not None and name not in found:
        found.append(name)


def are_collected() -> bool:
    """Whether somebody opens a key just now, and wants to know of them: then they are read over."""
    return _FOUND.get() is not None


@contextlib.contextmanager
def collected() -> Iterator[list[str]]:
    """The ids that are noted inside, in the order in which they were found."""
    found: list[str] = []
    token = _FOUND.set(found)
    try:
        yield found
    finally:
        _FOUND.reset(token)
