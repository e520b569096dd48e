"""What is said to an ssh-agent and what it answers, as bytes: nothing here opens a socket.

A message is a u32 length and that many bytes, the first of which is its kind::

    11                                     list
    13 string blob, string data, u32 flags sign
    17 key, string comment                 add
    25 key, string comment, constraints    add with constraints
    18 string blob                         remove one
    19                                     remove all

    12 u32 count, (string blob, string comment) ...    the answer to 11
    14 string signature                                the answer to 13
    6                                                  success
    5                                                  failure

A key is ``string type`` and the fields of the private section of an OpenSSH container; with a certificate,
``string certificate type, string certificate`` and the fields that the certificate does not hold. The
constraints are 1 u32 seconds (lifetime), 2 (ask before each use) and 255 string name, string value: for a
FIDO key ``sk-provider@openssh.com`` with ``internal``, as ssh-add says it. The flags of a signature by an
RSA key name its hash: 2 SHA-256, 4 SHA-512, none SHA-1.

Source: draft-ietf-sshm-ssh-agent; OpenSSH PROTOCOL.agent and ssh-agent.c. What comes from an agent, which
may be another user's behind a forwarded socket, is not trusted: every length is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import wire
from ..errors import AgentError, CorruptKeyError, KeyOpsError, UnsupportedAlgorithmError
from ..formats.contract import STUMBLES
from ..formats.openssh import fields
from ..formats.openssh_public import line_of
from ..keys import certificate as certificates
from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..keys.opaque import OpaquePublicKey
from ..records import dataclass, field

if TYPE_CHECKING:
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.pair import KeyPair

MAX_ANSWER: Final = 256 * 1024
"""Bytes of a message at most, as OpenSSH has it."""
MAX_IDENTITIES: Final = 2048
"""As OpenSSH has it."""

_FAILURE: Final = 5
_SUCCESS: Final = 6
_LIST: Final = 11
_IDENTITIES: Final = 12
_SIGN: Final = 13
_SIGNED: Final = 14
_ADD: Final = 17
_REMOVE: Final = 18
_REMOVE_ALL: Final = 19
_ADD_CONSTRAINED: Final = 25
_HASH_FLAGS: Final = {"rsa-sha2-256": 2, "rsa-sha2-512": 4}
_LIFETIME: Final = b"\x01"
_CONFIRM: Final = b"\x02"
_EXTENSION: Final = b"\xff"
_ANSWER: Final = "answer from the agent"
_WRONG: Final = "It is not an ssh-agent, or a broken one; check SSH_AUTH_SOCK"


@dataclass(frozen=True, slots=True)
class Identity:
    """A key that an agent holds. The comment is raw, as the agent gives it."""

    blob: bytes = field(repr=False)
    """The public key, or the certificate, as it stands."""
    comment: bytes
    public: PublicKey | None = None
    """The plain key; None where the agent gave something that is none."""
    certificate: Certificate | None = None

    @property
    def label(self) -> str:
        """``RSA 4096``, ``Ed25519 certificate``; the name of the type where there is no code for it."""
        if self.public is None:
            return "not a key"
        return label_of(self.public) + (" certificate" if self.certificate else "")

    @property
    def type_word(self) -> str:
        """As ``ssh-add -l`` prints it in brackets: ``ED25519-CERT``."""
        if self.public is None or isinstance(self.public, OpaquePublicKey):
            return "UNKNOWN"
        return fingerprints.type_word(self.public) + ("-CERT" if self.certificate else "")

    @property
    def bits(self) -> int:
        """As ssh-keygen counts them; 0 where that is not known."""
        return self.public.bits if self.public else 0

    @property
    def sha256(self) -> str:
        """``SHA256:...`` of the plain key."""
        plain = self.public.blob if self.public else self.blob
        return fingerprints.sha256_of(plain)

    @property
    def name(self) -> str:
        """The comment, else what it is. Raw."""
        return self.comment.decode("utf-8", "surrogateescape") or self.label

    @property
    def line(self) -> str:
        """The authorized_keys line; of a certificate, the line of the certificate. Raw."""
        if self.public is None:
            return ""
        name = self.certificate.algorithm if self.certificate else self.public.algorithm
        return line_of(name, self.blob, self.comment)


def ask_list() -> bytes:
    """The question for what is loaded."""
    return bytes((_LIST,))


def read_list(answer: bytes) -> tuple[Identity, ...]:
    """What is loaded, in the order of the agent.

    Raises:
        AgentError: it refuses, or the answer makes no sense.
    """
    if answer[:1] == bytes((_FAILURE,)):
        raise AgentError("The agent refuses to list its keys", "Unlock it with ssh-add -X")
    reader = wire.Reader(answer, _ANSWER)
    try:
        if reader.u8("its kind") != _IDENTITIES:
            raise reader.corrupt("it is not the type of answer that was requested")
        count = reader.u32("the number of keys")
        if count > min(MAX_IDENTITIES, reader.left // 8):
            raise reader.corrupt(f"it announces {count:,} keys but has {reader.left:,} bytes for them")
        found = [(reader.string("a key"), reader.string("a comment")) for _ in range(count)]
        reader.end()
    except CorruptKeyError as error:
        raise AgentError(error.title, _WRONG) from None
    return tuple(_identity(blob, comment) for blob, comment in found)


def _identity(blob: bytes, comment: bytes) -> Identity:
    try:
        public, certificate = certificates.read_public(blob, _ANSWER)
    except (KeyOpsError, *STUMBLES):
        return Identity(blob, comment)
    return Identity(blob, comment, public, certificate)


def ask_add(
    pair: KeyPair, certificate: Certificate | None = None, *, lifetime: int = 0, confirm: bool = False
) -> bytes:
    """The request to load a key. It holds the private key: send it and forget it.

    Args:
        pair: both halves, and the comment it gets.
        certificate: load the key with this certificate of it, instead of the plain key.
        lifetime: seconds until the agent forgets it; 0: until it is removed.
        confirm: whether the agent asks its user before each use.

    Raises:
        UnsupportedAlgorithmError: agents have no form for such keys.
    """
    private = pair.private
    family = private.public.family
    if family not in fields.KINDS:
        raise UnsupportedAlgorithmError(
            f"The agent protocol does not support {label_of(private.public)} keys",
            "Use the key from its file, or generate one of another type",
        )
    if certificate is None:
        key = wire.string(private.public.algorithm) + fields.KINDS[family].fields(private)
    else:
        key = wire.string(certificate.algorithm) + wire.string(certificate.blob)
        key += fields.behind_certificate(private)
    constraints = b""
    if lifetime:
        constraints += _LIFETIME + wire.u32(lifetime)
    if confirm:
        constraints += _CONFIRM
    if family == "sk":
        constraints += _EXTENSION + wire.string("sk-provider@openssh.com") + wire.string("internal")
    kind = _ADD_CONSTRAINED if constraints else _ADD
    return bytes((kind,)) + key + wire.string(pair.comment) + constraints


def ask_signature(blob: bytes, data: bytes, algorithm: str) -> bytes:
    """The request to sign, with a key by its public key.

    Args:
        blob: the public key.
        data: what is signed.
        algorithm: for RSA keys, one of ``verification.RSA_HASHES``; other types have one of their own.
    """
    return bytes((_SIGN,)) + wire.string(blob) + wire.string(data) + wire.u32(_HASH_FLAGS.get(algorithm, 0))


def read_signature(answer: bytes) -> bytes | None:
    """The wire form of a signature; None when the agent refuses.

    Raises:
        AgentError: the answer makes no sense.
    """
    if answer[:1] == bytes((_FAILURE,)):
        return None
    reader = wire.Reader(answer, _ANSWER)
    try:
        if reader.u8("its kind") != _SIGNED:
            raise reader.corrupt("it is not the type of answer that was requested")
        signature = reader.string("the signature")
        reader.end()
    except CorruptKeyError as error:
        raise AgentError(error.title, _WRONG) from None
    return signature


def ask_remove(blob: bytes) -> bytes:
    """The request to forget one key, by its public key or certificate."""
    return bytes((_REMOVE,)) + wire.string(blob)


def ask_remove_all() -> bytes:
    """The request to forget all keys."""
    return bytes((_REMOVE_ALL,))


def is_success(answer: bytes) -> bool:
    """Whether the agent did what it was asked.

    Raises:
        AgentError: the answer says neither.
    """
    if answer == bytes((_SUCCESS,)):
        return True
    if answer[:1] == bytes((_FAILURE,)):
        return False
    raise AgentError(f"Damaged {_ANSWER}: it is neither success nor failure", _WRONG)
