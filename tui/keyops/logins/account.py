"""The key that is to log in to an account: from a file of any kind, or from a pasted line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..agent import client as agent
from ..errors import UnknownFormatError
from ..files import storage
from ..files.completion import typed_path
from ..inspection import inspection
from ..inspection.files import inspect_file

if TYPE_CHECKING:
    from pathlib import Path

    from ..keys.base import PublicKey


def of_file(path: Path) -> tuple[PublicKey, bytes]:
    """The public key of a file and its comment; what is locked away is that of the ``.pub`` next to it.

    Raises:
        KeyOpsError: it cannot be read; it holds several keys, a certificate, or shows no public key.
    """
    public, comment = _only(storage.read_key_file(path), path.name)
    public = agent.public_half(path) if public is None else public
    return public, _comment_beside(path, public) if comment is None else comment


def _comment_beside(path: Path, public: PublicKey) -> bytes:
    pair = inspect_file(path).pair
    return (pair.comment or b"") if pair is not None and pair.public == public else b""


def of_text(data: bytes) -> tuple[PublicKey, bytes]:
    """The public key of a pasted text, and its comment.

    Raises:
        KeyOpsError: as ``of_file``.
    """
    public, comment = _only(data, "the pasted text")
    if public is None:
        raise UnknownFormatError("The pasted text does not show its public key", "Enter the public key")
    return public, comment or b""


def of_typed(text: str, folder: Path) -> tuple[PublicKey, bytes]:
    """What was typed into a field: a line with a key, or the name of a file.

    Raises:
        KeyOpsError: as ``of_file``.
    """
    if " AAAA" in text:
        return of_text(text.encode("utf-8", "surrogateescape"))
    return of_file(typed_path(text, folder))


def _only(data: bytes, name: str) -> tuple[PublicKey | None, bytes | None]:
    entries = inspection.read(data)
    private = any(entry.is_private for entry in entries)
    if len(entries) > 1 and not private:
        raise UnknownFormatError(f"{name} holds {len(entries)} keys", "Choose a file with one key")
    if entries[0].certificate is not None and not private:
        raise UnknownFormatError(
            f"{name} is a certificate, and sshd accepts no certificates in authorized_keys",
            "Add its key, or its CA's key with cert-authority",
        )
    return entries[0].public, entries[0].comment
