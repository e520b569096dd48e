"""Loading the private key in a file into the agent, with the certificate in it or next to it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from ..errors import AgentError, KeyOpsError, UnsupportedConversionError
from ..files import storage
from ..formats import _blocks
from ..inspection.inspection import read
from ..keys.algorithms import label_of
from ..records import dataclass, replace
from ..wording import listed
from . import protocol as agent_messages
from .client import PATIENCE, ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..formats.contract import KeyEntry
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.pair import KeyPair
    from ..secret import Secret


@dataclass(frozen=True, slots=True)
class AddRequest:
    """How a key is to be loaded."""

    lifetime: int = 0
    """Seconds; 0: until it is removed."""
    confirm: bool = False
    """Whether the agent asks its user before each use."""
    certificate: bool = True
    """Whether the certificate next to the key is loaded too."""


_PLAIN: Final = AddRequest()


@dataclass(frozen=True, slots=True)
class AddedKeys:
    """What came of loading a file."""

    keys: tuple[tuple[str, str], ...]
    """Comment, raw, and type of each key or certificate that the agent took."""
    notes: tuple[str, ...] = ()
    """What did not come with it, and why. Raw."""
    certified: bool = False
    """Whether a certificate is among them."""


def add(
    path: Path,
    passphrase: Secret | None = None,
    request: AddRequest = _PLAIN,
    patience: float = PATIENCE,
) -> AddedKeys:
    """Load the private key in a file of any container, with the certificate in it or next to it.

    Of a file of several blocks the key that ssh takes, as ssh-add does; of a container of several keys, all.

    Args:
        path: the file. What is damaged in it is repaired in memory.
        passphrase: what opens it.
        request: how.
        patience: seconds to wait for each answer.

    Raises:
        PassphraseRequiredError, WrongPassphraseError: it is locked.
        AgentError: there is no agent, or it did not take the key.
        KeyOpsError: as ``KeyEntry.open``; or there is no private key, or no agent takes such keys.
    """
    entries, words = _to_add(path)
    if not entries:
        raise UnsupportedConversionError(
            f"{path.name} holds no private key; an agent needs one", "Choose the private key file"
        )
    taken: list[tuple[str, str]] = []
    notes = [f"{path.name} {words}"] if words else []
    certified = False
    for entry in entries:
        pair = _with_comment(path, entry, passphrase)
        _add(pair, None, request, patience)
        taken.append((_text(pair.comment), label_of(pair.public)))
        for certificate in _certificates(path, pair, notes) if request.certificate else ():
            try:
                _add(pair, certificate, request, patience)
            except AgentError as error:  # the key itself is loaded: that is told too
                notes.append(error.title)
            else:
                taken.append((_text(pair.comment), f"{label_of(pair.public)} certificate"))
                certified = True
    return AddedKeys(tuple(taken), tuple(notes), certified)


def needs_passphrase(path: Path) -> bool:
    """Whether ``add`` takes a passphrase for a file.

    Raises:
        KeyOpsError: it cannot be read.
    """
    return any(entry.encryption is not None for entry in _to_add(path)[0])


def _to_add(path: Path) -> tuple[list[KeyEntry], str]:
    """The private keys that are loaded, and what to say where they are not all keys of the file."""
    every = read(storage.read_key_file(path))
    entries = [entry for entry in every if entry.is_private]
    words = _blocks.about_choice(every)
    if not words or not entries or not entries[0].span:
        return entries, ""
    return [every[_blocks.chosen(every)]], words


def _with_comment(path: Path, entry: KeyEntry, passphrase: Secret | None) -> KeyPair:
    pair = entry.open(passphrase)
    if pair.comment:
        return pair
    return replace(pair, comment=_comment_beside(path, pair.public) or os.fsencode(path.name))


def _comment_beside(path: Path, public: PublicKey) -> bytes:
    with contextlib.suppress(KeyOpsError):
        for entry in read(storage.read_key_file(storage.public_path(path))):
            if entry.public == public and entry.comment:
                return entry.comment
    return b""


def _certificates(path: Path, pair: KeyPair, notes: list[str]) -> Iterator[Certificate]:
    """The one in the file, and the one next to it: ``id_x-cert.pub`` next to ``id_x`` and ``id_x.ppk``."""
    if pair.certificate is not None:
        yield pair.certificate
    stem = path.with_suffix("") if path.suffix.lower() == ".ppk" else path
    beside = stem.with_name(f"{stem.name}-cert.pub")
    if not os.path.lexists(beside):
        return
    try:
        found = [entry.certificate for entry in read(storage.read_key_file(beside)) if entry.certificate]
    except KeyOpsError as error:
        notes.append(f"{beside.name} was left out: {error.title}")
        return
    fitting = [one for one in found if one.public == pair.public]
    if not fitting:
        notes.append(f"{beside.name} was left out: it certifies a different key")
    yield from (one for one in fitting if pair.certificate is None or one.blob != pair.certificate.blob)


def _add(pair: KeyPair, certificate: Certificate | None, request: AddRequest, patience: float) -> None:
    question = agent_messages.ask_add(pair, certificate, lifetime=request.lifetime, confirm=request.confirm)
    if agent_messages.is_success(ask(question, patience)):
        return
    what = f"the certificate of {_text(pair.comment)}" if certificate else _text(pair.comment)
    reasons = ["be locked (ssh-add -X unlocks it)", f"not support {label_of(pair.public)} keys"]
    if request.lifetime or request.confirm:
        reasons.append("not support lifetimes or confirmation")
    raise AgentError(f"The agent did not accept {what}", f"It may {listed(reasons, 'or')}")


def _text(comment: bytes) -> str:
    return comment.decode("utf-8", "surrogateescape")
