"""Typed paths: what they mean, and how they may go on."""

from __future__ import annotations

import heapq
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_KEPT: Final = 200
"""A folder of 100,000 files must not fill the memory."""
_MOST_TOLD: Final = 12


@dataclass(frozen=True, slots=True)
class Completion:
    """How a typed path may go on."""

    text: str
    """What was typed, and as much more as is certain."""
    names: tuple[str, ...] = ()
    """The names it may become, folders with a slash; raw. Of very many the first ones."""
    count: int = 0
    """How many there are."""
    problem: str = ""
    """Why nothing can be said; empty when something can."""

    @property
    def words(self) -> str:
        """Why nothing can be said, or the names where there are several; raw."""
        if self.problem or self.count <= 1:
            return self.problem
        more = f"   and {self.count - _MOST_TOLD:,} more" if self.count > _MOST_TOLD else ""
        return "   ".join(self.names[:_MOST_TOLD]) + more


def typed_path(text: str, start: Path) -> Path:
    """The absolute path that a user means: ``~`` is the home folder, a bare name lies in ``start``."""
    return start / Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises for an unknown user


def complete(text: str, start: Path) -> Completion:
    """Complete a typed path, as a shell does. Reads a folder, which may take long: call it in a thread.

    Names that begin with a dot are offered when a dot was typed.
    """
    head, slash, begun = text.rpartition("/")
    folder = typed_path(head + slash, start) if slash else start
    if text.startswith("~") and not slash:
        return Completion(text + "/")
    try:
        with os.scandir(folder) as entries:
            seen = _Seen()
            names = heapq.nsmallest(_MOST_KEPT, seen.all_of(_beginning_with(begun, entries)))
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "not a path"
        return Completion(text, problem=f"{folder}: {reason}")
    if not names:
        return Completion(
            text, problem=f"Nothing in {folder} begins with {begun}" if begun else f"{folder} is empty"
        )
    return Completion(head + slash + seen.certain, tuple(names), seen.count)


class _Seen:
    """What is to be known of names that are not all kept."""

    def __init__(self) -> None:
        self.count = 0
        self.certain = ""
        """What all of them begin with."""

    def all_of(self, names: Iterable[str]) -> Iterator[str]:
        """The names, each looked at when it is asked for."""
        for name in names:
            known = (self.certain, name) if self.count else (name,)
            self.certain = os.path.commonprefix(known)  # noqa: RUF071 - characters are what is typed
            self.count += 1
            yield name


def _beginning_with(begun: str, entries: Iterable[os.DirEntry[str]]) -> Iterator[str]:
    for entry in entries:
        if entry.name.startswith(begun) and (begun.startswith(".") or not entry.name.startswith(".")):
            yield entry.name + ("/" if _is_folder(entry) else "")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
