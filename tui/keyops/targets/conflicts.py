"""What would be overwritten: the key that stands there, and the one that takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import KeyOpsError
from ..files import paths as presence
from ..files import storage
from ..inspection.description import validity
from ..inspection.inspection import inspect
from ..records import dataclass, field

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
    held: bytes | None = field(default=None, repr=False)
    """What the file holds; None for a link, and where it cannot be read."""


def clashes(files: Sequence[storage.NewFile]) -> tuple[Clash, ...]:
    """Which files are in the way, and what they are. Opens no lock, and never raises for what they hold."""
    return tuple(_clash(file) for file in files if presence.is_taken(file.path))


def expected(found: Sequence[Clash]) -> dict[Path, bytes]:
    """What was seen, and may be overwritten: for ``storage.save``. All else that stands there is kept."""
    return {clash.path: clash.held for clash in found if clash.held is not None}


def _clash(file: storage.NewFile) -> Clash:
    path, new, held = file.path, words_of(file.data), None
    try:
        if presence.is_link(path):
            old = f"a link to {path.readlink()}"
        else:
            held = storage.read_key_file(path)
            old = words_of(held)
    except KeyOpsError as error:
        old = error.title
    except OSError:
        old = "an unreadable link"
    return Clash(path, old, new, held)


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
    if fingerprint and key.certificate is not None:
        named = key.certificate.key_id.decode("utf-8", "surrogateescape")
        return f"certificate {named}, {validity(key.certificate)}, {key.label} {fingerprint}"
    if fingerprint:
        return f"{key.label} {fingerprint}"
    return "an encrypted key whose fingerprint cannot be seen" if key.is_locked else "no readable key"
