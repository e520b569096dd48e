"""Typed paths: what they mean, and how they may go on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ..records import dataclass

_MOST_KEPT: Final = 200
"""A folder of 100,000 files must not fill the memory."""
_MOST_TOLD: Final = 12


@dataclass(frozen=True, slots=True)
class Completion:
    """How a typed path may go on."""

    text: str
    """What was typed, and as much more as is certain."""
    names: tuple[str, ...] = ()
    """The names it may become, folders with a slash; raw."""
    problem: str = ""
    """Why nothing can be said; empty when something can."""

    @property
    def words(self) -> str:
        """Why nothing can be said, or the names where there are several; raw."""
        if self.problem or len(self.names) <= 1:
            return self.problem
        more = f"   and {len(self.names) - _MOST_TOLD} more" if len(self.names) > _MOST_TOLD else ""
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
            names = sorted(
                entry.name + ("/" if _is_folder(entry) else "")
                for entry in entries
                if entry.name.startswith(begun) and (begun.startswith(".") or not entry.name.startswith("."))
            )
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "not a path"
        return Completion(text, problem=f"{folder}: {reason}")
    if not names:
        return Completion(
            text, problem=f"Nothing in {folder} begins with {begun}" if begun else f"{folder} is empty"
        )
    certain = os.path.commonprefix(names)  # noqa: RUF071 - characters are what is typed
    return Completion(head + slash + certain, tuple(names[:_MOST_KEPT]))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
