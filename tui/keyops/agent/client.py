"""The only code that talks to an ssh-agent: over the Unix socket that SSH_AUTH_SOCK names, and no other.

A forwarded agent is one like any other. Every call makes one connection, asks one question and ends it,
within a time it is given: an agent may hang, or wait for its user. It may block meanwhile: call it in a
thread, or with a key that must be opened first in a child process. Private keys go over the socket and
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
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import AgentError
from ..files import storage
from ..formats import _blocks
from ..inspection.inspection import read
from ..keys.algorithms import label_of
from . import protocol as agent_messages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..certificates import issuing as certifying
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .protocol import Identity

VARIABLE: Final = "SSH_AUTH_SOCK"
START: Final = 'eval "$(ssh-agent)"'
PATIENCE: Final = 30.0
"""Seconds for an answer that was asked for: some agents ask their user first."""
ASKING: Final = 120.0
"""Seconds for a signature: its user may have to confirm it, or to touch a token."""
QUICK: Final = 1.0
"""Seconds for an answer nobody asked for: the marks in the list."""

_START_ONE: Final = f"Start one with {START} in the shell, then start keywright from there"


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
    return agent_messages.read_list(ask(agent_messages.ask_list(), patience, where))


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
    if not agent_messages.is_success(ask(agent_messages.ask_remove(blob), patience)):
        raise AgentError(
            "The agent did not remove the key",
            "It may no longer hold the key, or be locked: ssh-add -X unlocks it",
        )


def remove_all(patience: float = PATIENCE) -> None:
    """Have all keys forgotten.

    Raises:
        AgentError: as ``identities``.
    """
    if not agent_messages.is_success(ask(agent_messages.ask_remove_all(), patience)):
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
        algorithm: for RSA keys, one of ``verification.RSA_HASHES``.
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
    made = agent_messages.read_signature(ask(agent_messages.ask_signature(blob, data, algorithm), patience))
    if made is None:
        raise AgentError(
            f"The agent did not sign with this {label_of(public)} key",
            "It may lack the key or be locked (ssh-add -X), or its user declined",
        )
    if verify(public, made, data) is not SignatureState.VALID:
        raise AgentError("The agent's signature is wrong", f"Try another agent: start one with {START}")
    return made


def same_key(found: Iterable[Identity], public: PublicKey) -> tuple[Identity, ...]:
    """Those that are this key: itself, and its certificates."""
    return tuple(one for one in found if one.public == public)


def public_halves(path: Path) -> tuple[PublicKey, ...]:
    """The public keys of the keys in a file, or of the ``.pub`` next to it where they are locked away.

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
    """The public key of the key in a file; of several, of the one that ssh takes.

    Raises:
        KeyOpsError: there is none that could be read.
    """
    entries = read(storage.read_key_file(path))
    public = entries[_blocks.chosen(entries)].public
    found = public_halves(path) if public is None else (public,)
    if not found:
        raise AgentError(f"{path.name} shows no public key for the agent to look up", "Use its .pub file")
    return found[0]


# The socket


def ask(message: bytes, patience: float, where: str = "") -> bytes:
    """Send one message and return the answer, both without their lengths."""
    where = where or address()
    if not where:
        raise AgentError(f"No ssh-agent is running: {VARIABLE} is not set", _START_ONE)
    if len(message) > agent_messages.MAX_ANSWER:
        raise AgentError("This key is larger than any agent accepts", "Use it from its file")
    end = time.monotonic() + patience
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
            talk.settimeout(patience)
            talk.connect(where)
            talk.sendall(len(message).to_bytes(4, "big") + message)
            size = int.from_bytes(_take(talk, 4, end), "big")
            if not 1 <= size <= agent_messages.MAX_ANSWER:
                raise AgentError(
                    f"Damaged answer from the agent: it claims to be {size:,} bytes long",
                    f"It is not an ssh-agent, or a broken one; check {VARIABLE}",
                )
            return _take(talk, size, end)
    except (TimeoutError, BlockingIOError):  # the latter: so many ask it that one more cannot even queue
        raise AgentError(
            f"The agent did not answer within {patience:g} s",
            f"It may be waiting for you to unlock it, or be stuck; try again, or start another with {START}",
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
                "The agent closed the connection without an answer",
                f"Try again, or start another with {START}",
            )
        parts += part
    return bytes(parts)


def _unreachable(where: str, error: OSError) -> AgentError:
    path = Path(where)
    with contextlib.suppress(OSError):
        if not stat.S_ISSOCK(path.stat().st_mode):
            return AgentError(f"{VARIABLE} points to {where}, which is not a socket", _START_ONE)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return AgentError(f"{VARIABLE} points to {where}, which does not exist", _START_ONE)
    if isinstance(error, ConnectionRefusedError):
        return AgentError(f"The agent at {where} is gone", _START_ONE)
    if isinstance(error, PermissionError):
        return AgentError(
            f"No permission to use the agent at {where}", f"It belongs to another user. {_START_ONE}"
        )
    words = os.strerror(error.errno) if error.errno else str(error)
    return AgentError(f"Cannot reach the agent at {where}: {words}", _START_ONE)
