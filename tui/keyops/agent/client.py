"""The only code that talks to an ssh-agent: over the Unix socket that SSH_AUTH_SOCK names, and no other.

A forwarded agent is one like any other. Every call makes one connection, asks one question and ends it,
within a time it is given: an agent may hang, or wait for its user. It may block meanwhile: call it in a
thread, or with a key that must be opened first in a child process. Private halves go over the socket and
nowhere else.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import socket
import stat
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import AgentError, KeyOpsError, UnsupportedConversionError
from ..files import storage
from ..formats import _blocks
from ..inspection.inspection import read
from ..keys.algorithms import label_of
from . import protocol as agent_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..certificates import issuing as certifying
    from ..formats.contract import KeyEntry
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.pair import KeyPair
    from ..secret import Secret
    from .protocol import Identity

VARIABLE: Final = "SSH_AUTH_SOCK"
START: Final = 'eval "$(ssh-agent)"'
PATIENCE: Final = 30.0
"""Seconds for an answer that was asked for: some agents ask their user first."""
ASKING: Final = 120.0
"""Seconds for a signature: its user may have to confirm it, or to touch a token."""
QUICK: Final = 1.0
"""Seconds for an answer nobody asked for: the marks in the list."""

_START_ONE: Final = f"Start one with {START} in the shell, and keywright from there"


@dataclass(frozen=True, slots=True)
class AddRequest:
    """How a key is to be loaded."""

    lifetime: int = 0
    """Seconds; 0: until it is removed."""
    confirm: bool = False
    """Whether the agent asks its user before each use."""
    certificate: bool = True
    """Whether the certificate beside the key is loaded too."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading a file."""

    keys: tuple[tuple[str, str], ...]
    """Comment, raw, and type of each key or certificate that the agent took."""
    notes: tuple[str, ...] = ()
    """What did not come with it, and why. Raw."""


def address() -> str:
    """Where the agent listens; empty when there is none."""
    return os.environ.get(VARIABLE, "")


def identities(patience: float = PATIENCE, where: str = "") -> tuple[Identity, ...]:
    """What is loaded, in the order of the agent.

    Args:
        patience: seconds.
        where: the socket; that of SSH_AUTH_SOCK when empty.

    Raises:
        AgentError: there is no agent, or it hangs, refuses or answers nonsense.
    """
    return agent_messages.read_list(_ask(agent_messages.ask_list(), patience, where))


def loaded(patience: float = QUICK) -> frozenset[bytes]:
    """The marks of the keys that are loaded, as ``mark_of`` makes them. Never raises: then it is empty."""
    if not address():
        return frozenset()
    try:
        return marks_of(identities(patience))
    except AgentError:
        return frozenset()


def marks_of(found: Iterable[Identity]) -> frozenset[bytes]:
    """The marks of keys and certificates, and of the keys inside the certificates."""
    return frozenset(
        mark_of(blob)
        for one in found
        for blob in {one.blob, one.public.blob if one.public is not None else one.blob}
    )


def mark_of(blob: bytes) -> bytes:
    """A short form of a public key or certificate, to compare by."""
    return hashlib.sha256(blob).digest()


def remove(blob: bytes, patience: float = PATIENCE) -> None:
    """Have a key or certificate forgotten.

    Raises:
        AgentError: as ``identities``, or it holds no such key.
    """
    if not agent_messages.is_success(_ask(agent_messages.ask_remove(blob), patience)):
        raise AgentError(
            "The agent did not remove the key",
            "It may not hold it any more, or be locked: ssh-add -X unlocks it",
        )


def remove_all(patience: float = PATIENCE) -> None:
    """Have all keys forgotten.

    Raises:
        AgentError: as ``identities``.
    """
    if not agent_messages.is_success(_ask(agent_messages.ask_remove_all(), patience)):
        raise AgentError("The agent did not remove its keys", "It may be locked: ssh-add -X unlocks it")


def sign(
    public: PublicKey,
    data: bytes,
    algorithm: str = "rsa-sha2-512",
    patience: float = ASKING,
    certificate: Certificate | None = None,
) -> bytes:
    """Have the agent sign, with a key that it holds; its user may be asked first.

    Args:
        public: the plain key.
        data: what is signed.
        algorithm: for RSA keys, one of ``certificate_checks.RSA_HASHES``.
        patience: seconds.
        certificate: of the key; an agent may hold that alone.

    Returns:
        The wire form of the signature, which has been verified.

    Raises:
        AgentError: as ``identities``, or it holds no such key, or its user said no.
    """
    from ..keys.verification import SignatureState, verify

    blob = public.blob
    if certificate is not None and certificate.blob in {one.blob for one in identities()}:
        blob = certificate.blob
    made = agent_messages.read_signature(_ask(agent_messages.ask_signature(blob, data, algorithm), patience))
    if made is None:
        raise AgentError(
            f"The agent did not sign with this {label_of(public)} key",
            "It may not hold it (keywright agent list), be locked (ssh-add -X), or its user said no",
        )
    if verify(public, made, data) is not SignatureState.VALID:
        raise AgentError("The signature of the agent is wrong", f"Try another agent: start one with {START}")
    return made


def same_key(found: Iterable[Identity], public: PublicKey) -> tuple[Identity, ...]:
    """Those that are this key: itself, and its certificates."""
    return tuple(one for one in found if one.public == public)


def public_halves(path: Path) -> tuple[PublicKey, ...]:
    """The public halves of the keys in a file, or of the ``.pub`` beside it where they are locked away.

    Raises:
        KeyOpsError: they cannot be read.
    """
    found = tuple(entry.public for entry in read(storage.read_key_file(path)) if entry.public is not None)
    if found:
        return found
    beside = storage.public_path(path)
    if beside != path and os.path.lexists(beside):
        return tuple(entry.public for entry in read(storage.read_key_file(beside)) if entry.public)
    return ()


def certify(
    authority: PublicKey, jobs: Iterable[tuple[PublicKey, certifying.CertificateRequest]]
) -> tuple[Certificate, ...]:
    """Have the agent sign certificates, with an authority that it holds; as ``certifying.sign``.

    Raises:
        KeyOpsError: as ``sign``; what is asked for cannot be.
    """
    from ..certificates.issuing import certify_by

    return tuple(
        certify_by(authority, functools.partial(sign, authority, algorithm=one.algorithm), subject, one)
        for subject, one in jobs
    )


def public_half(path: Path) -> PublicKey:
    """The public half of the key in a file; of several, of the one that ssh takes.

    Raises:
        KeyOpsError: there is none that could be read.
    """
    entries = read(storage.read_key_file(path))
    public = entries[_blocks.chosen(entries)].public
    found = public_halves(path) if public is None else (public,)
    if not found:
        raise AgentError(
            f"{path.name} shows no public key by which the agent could know it", "Name its .pub file"
        )
    return found[0]


# Loading a file


def add(
    path: Path,
    passphrase: Secret | None = None,
    request: AddRequest = AddRequest(),
    patience: float = PATIENCE,
) -> Loaded:
    """Load the private key in a file of any container, with the certificate in it or beside it.

    Of a file of several blocks the key that ssh takes, as ssh-add does; of a container of several keys, all.

    Args:
        path: the file. What is damaged in it is repaired in memory.
        passphrase: what opens it.
        request: how.
        patience: seconds to wait for each answer.

    Raises:
        PassphraseRequiredError, WrongPassphraseError: it is locked.
        AgentError: there is no agent, or it did not take the key.
        KeyOpsError: as ``KeyEntry.open``; or there is no private half, or no agent takes such keys.
    """
    entries, words = _to_add(path)
    if not entries:
        raise UnsupportedConversionError(
            f"{path.name} holds no private key, and an agent takes nothing else", "Choose the private file"
        )
    taken: list[tuple[str, str]] = []
    notes = [f"{path.name} {words}"] if words else []
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
    return Loaded(tuple(taken), tuple(notes))


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
    """The one in the file, and the one beside it: ``id_x-cert.pub`` beside ``id_x`` and ``id_x.ppk``."""
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
        notes.append(f"{beside.name} was left out: it certifies another key")
    yield from (one for one in fitting if pair.certificate is None or one.blob != pair.certificate.blob)


def _add(pair: KeyPair, certificate: Certificate | None, request: AddRequest, patience: float) -> None:
    question = agent_messages.ask_add(pair, certificate, lifetime=request.lifetime, confirm=request.confirm)
    if agent_messages.is_success(_ask(question, patience)):
        return
    what = f"the certificate of {_text(pair.comment)}" if certificate else _text(pair.comment)
    reasons = ["be locked (ssh-add -X unlocks it)", f"not know {label_of(pair.public)} keys"]
    if request.lifetime or request.confirm:
        reasons.append("not do lifetimes or questions before use")
    raise AgentError(f"The agent did not take {what}", f"It may {', '.join(reasons[:-1])} or {reasons[-1]}")


def _text(comment: bytes) -> str:
    return comment.decode("utf-8", "surrogateescape")


# The socket


def _ask(message: bytes, patience: float, where: str = "") -> bytes:
    """Send one message and return the answer, both without their lengths."""
    where = where or address()
    if not where:
        raise AgentError(f"There is no ssh-agent here: {VARIABLE} is not set", _START_ONE)
    if len(message) > agent_messages.MAX_ANSWER:
        raise AgentError("This key is larger than any agent takes", "Use it from its file")
    end = time.monotonic() + patience
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
            talk.settimeout(patience)
            talk.connect(where)
            talk.sendall(len(message).to_bytes(4, "big") + message)
            size = int.from_bytes(_take(talk, 4, end), "big")
            if not 1 <= size <= agent_messages.MAX_ANSWER:
                raise AgentError(
                    f"Damaged answer of the agent: it says that it is {size:,} bytes long",
                    f"It is no ssh-agent, or a broken one; check {VARIABLE}",
                )
            return _take(talk, size, end)
    except (TimeoutError, BlockingIOError):  # the latter: so many ask it that one more cannot even queue
        raise AgentError(
            f"The agent did not answer within {patience:g} s",
            f"It may wait for you to unlock it, or hang; try again, or start another with {START}",
        ) from None
    except OSError as error:
        raise _unreachable(where, error) from None


def _take(talk: socket.socket, count: int, end: float) -> bytes:
    """Exactly so many bytes, before a moment of the monotonic clock."""
    parts = bytearray()
    while len(parts) < count:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        talk.settimeout(left)
        part = talk.recv(min(count - len(parts), 65536))
        if not part:
            raise AgentError(
                "The agent hung up without an answer", f"Try again, or start another with {START}"
            )
        parts += part
    return bytes(parts)


def _unreachable(where: str, error: OSError) -> AgentError:
    path = Path(where)
    with contextlib.suppress(OSError):
        if not stat.S_ISSOCK(path.stat().st_mode):
            return AgentError(f"{VARIABLE} names {where}, which is no socket", _START_ONE)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return AgentError(f"{VARIABLE} names {where}, and there is nothing", _START_ONE)
    if isinstance(error, ConnectionRefusedError):
        return AgentError(f"The agent at {where} has ended", _START_ONE)
    if isinstance(error, PermissionError):
        return AgentError(f"You may not talk to the agent at {where}", f"It is another user's. {_START_ONE}")
    words = os.strerror(error.errno) if error.errno else str(error)
    return AgentError(f"The agent at {where} cannot be reached: {words}", _START_ONE)
