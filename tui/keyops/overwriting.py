"""What would be overwritten: the key that stands there, and the one that takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.keyops import presence, storage
from tui.keyops.errors import KeyOpsError
from tui.keyops.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clash:
    """A file in the way of a new one."""

    path: Path
    old: str
    """The key that is there, in words: ``ED25519 SHA256:...``; or what else it is. Raw."""
    new: str
    """The key that takes its place. Raw."""

    @property
    def is_same_key(self) -> bool:
        """Whether both are the same key, as far as can be seen."""
        return self.old == self.new and ":" in self.old


def clashes(files: Sequence[storage.NewFile]) -> tuple[Clash, ...]:
    """Which files are in the way, and what they are. Opens no lock, and never raises for what they hold."""
    return tuple(
        Clash(file.path, words_of_file(file.path), words_of(file.data))
        for file in files
        if presence.is_taken(file.path)
    )


def words_of_file(path: Path) -> str:
    """What is at a path, in words."""
    try:
        if presence.is_link(path):
            return f"a link to {path.readlink()}"
        return words_of(storage.read_key_file(path))
    except KeyOpsError as error:
        return error.title
    except OSError:
        return "a link that cannot be read"


def words_of(data: bytes) -> str:
    """The key in a file, in words: type, size and fingerprint."""
    try:
        keys = inspect(data)
    except KeyOpsError:
        return "no key"
    if len(keys) != 1:
        return f"{len(keys)} keys" if keys else "no key"
    key = keys[0]
    fingerprint = key.sha256 or key.md5
    if fingerprint:
        return f"{key.label} {fingerprint}"
    return "a locked key, whose fingerprint cannot be seen" if key.is_locked else "no key that can be read"
