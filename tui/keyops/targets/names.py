"""Whether a new key may be written somewhere, asked before any work is done for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..files import paths as presence
from ..files import storage
from ..formats import DEFAULT_PUBLIC, FORMATS
from ..keys.algorithms import ALGORITHMS, WIRE_FAMILIES
from ..records import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.contract import Format


@dataclass(frozen=True, slots=True)
class Target:
    """A private file to be written, and its public key next to it."""

    path: Path
    problem: str = ""
    """Why it cannot be written there; empty when it can. Raw: it holds names."""
    offer: Path | None = None
    """A free name instead, when a file is in the way."""
    makes_folder: bool = False
    """Whether its folder is not there yet and will be made."""

    @property
    def public(self) -> Path:
        """Where the public key goes."""
        return storage.public_path(self.path)


def default_name(family: str, container: Format) -> str:
    """The name ssh-keygen gives a new key of this type; only PPK files end in another way."""
    suffix = container.suffix if container.suffix == ".ppk" else ""
    return ALGORITHMS[family].default_name + suffix


def default_container(family: str) -> str:
    """The container of a new key of this type: OpenSSH's, else the first that holds it and its comment."""
    rows = (row for row in FORMATS.values() if row.write_private and row.carries_comment)
    return next(row.id for row in rows if row.why_not(family) is None)


def public_line(family: str) -> str:
    """The container of the ``.pub`` next to a key: one line, in SSH version 1 of another form."""
    return "ssh1-public" if family in ALGORITHMS and family not in WIRE_FAMILIES else DEFAULT_PUBLIC


def examine(path: Path) -> Target:
    """Look whether both halves can be written, without touching anything. May take long on a network.

    Args:
        path: of the private file, absolute.
    """
    try:
        hidden = presence.why_hidden(path) or presence.why_hidden(storage.public_path(path))
        return Target(path, f"cannot be written: {hidden}") if hidden else _examine(path)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it is not a path"
        return Target(path, f"cannot be written: {reason}")


def _examine(path: Path) -> Target:
    folder = path.parent
    if presence.is_folder(path):
        return Target(path, f"{path.name or path} is a folder: add a file name")
    if path.suffix == ".pub":
        return Target(path, "a name ending in .pub is for the public key")
    for taken in (path, storage.public_path(path)):
        if os.path.lexists(taken):
            return Target(path, f"{taken.name} already exists", offer=storage.free_name(path))
    first = next(parent for parent in (folder, *folder.parents) if os.path.lexists(parent))
    if not presence.is_folder(first):
        return Target(path, f"{first.name} is not a folder")
    if not os.access(first, os.W_OK | os.X_OK):
        return Target(path, f"you do not have permission to write in {first}")
    return Target(path, makes_folder=first != folder)
