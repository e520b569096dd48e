"""Signing files and verifying signatures: what ``ssh-keygen -Y`` does, with any key file this program reads.

The format is in ``formats.sshsig``, who may sign in ``signers``. Source: OpenSSH PROTOCOL.sshsig, sshsig.c.
"""

from __future__ import annotations

import enum
import hashlib
import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from .. import limits
from ..errors import (
    KeyOpsError,
    NextStep,
    NotAKeyFileError,
    StorageError,
    UnknownFormatError,
    UnsupportedAlgorithmError,
)
from ..files import paths as presence
from ..files import reading, storage
from ..formats import _blocks, sshsig
from ..inspection.inspection import read
from ..keys import signing
from ..keys.verification import SignatureState, signature_state, verify
from ..records import dataclass
from . import allowed_signers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..formats.contract import KeyEntry
    from ..formats.sshsig import FileSignature
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.pair import KeyPair
    from ..trust.revocation import RevocationList
    from .allowed_signers import SignersAnswer

SUFFIX: Final = ".sig"
_CHUNK: Final = 1 << 20
NAMESPACE: Final = "file"
"""What most signatures of files are for, git has ``git``."""

_RSA: Final = ("rsa-sha2-512", "rsa-sha2-256")
"""The signatures of RSA keys that OpenSSH takes here; those with SHA-1 it refuses."""


def digests(source: Path | BinaryIO, names: Iterable[str] = sshsig.HASHES[:1]) -> dict[str, bytes]:
    """The hashes of a file of any size, read once.

    Args:
        source: a path, or a file that is open.
        names: of ``sshsig.HASHES``.

    Raises:
        UnsupportedAlgorithmError: another hash.
        StorageError: the file cannot be read.
    """
    for name in names:
        if name not in sshsig.HASHES:
            raise UnsupportedAlgorithmError(
                f"Signatures with the hash {name} are not supported", "OpenSSH uses sha512 or sha256"
            )
    hashes = {name: hashlib.new(name) for name in names}
    try:
        with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
            while chunk := file.read(_CHUNK):
                for one in hashes.values():
                    one.update(chunk)
    except OSError as error:
        if isinstance(source, Path) and isinstance(error, FileNotFoundError):
            raise reading.why_unreadable(source, error) from None
        path, name = (source, source.name) if isinstance(source, Path) else (Path("-"), "Standard input")
        words = os.strerror(error.errno or 0)
        raise StorageError(path, f"{name} cannot be read: {words}", "Check its name and mode") from None
    return {name: one.digest() for name, one in hashes.items()}


def sign(
    pair: KeyPair,
    hashed: bytes,
    *,
    namespace: str = NAMESPACE,
    hash_name: str = "sha512",
    certificate: Certificate | None = None,
) -> bytes:
    """Sign a file. Slow for RSA: call it in a child process.

    Args:
        pair: the unlocked key.
        hashed: from ``digests``.
        namespace: what the signature is for; whoever verifies must name the same.
        hash_name: the one the file was hashed with.
        certificate: of the key, to sign under: then the names in it are who signed.

    Returns:
        The armoured signature.

    Raises:
        KeyOpsError: keys of this type make no signatures here; the namespace is empty; the certificate is of
            another key.
    """
    private = pair.private
    return sign_by(
        pair.public,
        lambda data: signing.sign(private, data),
        hashed,
        namespace=namespace,
        hash_name=hash_name,
        certificate=certificate,
    )


def sign_by(
    public: PublicKey,
    maker: Callable[[bytes], bytes],
    hashed: bytes,
    *,
    namespace: str = NAMESPACE,
    hash_name: str = "sha512",
    certificate: Certificate | None = None,
) -> bytes:
    """As ``sign``, by whoever holds the private key.

    Args:
        public: the public key.
        maker: makes the wire form of a signature of what it is given.
        hashed: from ``digests``.
        namespace: as ``sign``.
        hash_name: as ``sign``.
        certificate: as ``sign``.

    Raises:
        KeyOpsError: the namespace is empty; the certificate is of another key; what ``maker`` raises.
    """
    if certificate is not None and certificate.public != public:
        raise KeyOpsError(
            "The certificate is not for the key that signs",
            "Sign with the key it was made for, or with the plain key",
        )
    if not namespace:
        raise KeyOpsError("The namespace is empty", "Say what the signature is for, such as file or git")
    raw = namespace.encode("utf-8", "surrogateescape")
    made = maker(sshsig.what_is_signed(raw, hash_name, hashed))
    return sshsig.pack((certificate or public).blob, raw, hash_name, made)


def certificate_in(data: bytes) -> Certificate | None:
    """What to sign under, when a file is a certificate and holds no private key.

    Raises:
        KeyOpsError: it cannot be read.
    """
    entries = read(data)
    if any(entry.is_private for entry in entries):
        return None
    return next((entry.certificate for entry in entries if entry.certificate is not None), None)


def private_beside(certificate: Path) -> Path:
    """The private key of a certificate, where ssh-keygen looks: ``id`` for ``id-cert.pub``; or ``id.ppk``.

    Raises:
        StorageError: there is none.
    """
    name = certificate.name.removesuffix(".pub").removesuffix("-cert")
    for found in (certificate.with_name(name), certificate.with_name(f"{name}.ppk")):
        if found != certificate and presence.is_file(found):
            return found
    raise StorageError(
        certificate,
        f"{certificate.name} is a certificate, but the private key {name} is not in the same folder",
        "Put it there, or load it into the ssh-agent, which can sign too",
    ).offering(NextStep.USE_AGENT)


def signer(key: bytes) -> KeyEntry:
    """The private key of a key file, which is to sign; of several, the one that ssh takes.

    Raises:
        KeyOpsError: there is none, or keys of its type make no signatures here.
    """
    entries = read(key)
    entry = entries[_blocks.chosen(entries)]
    if not entry.is_private:
        raise KeyOpsError("There is no private key in the file", "Sign with the private key, not its .pub")
    if entry.public is not None and (reason := signing.why_not(entry.public)):
        raise UnsupportedAlgorithmError(f"This key cannot sign: {reason}", "Sign with an Ed25519 or RSA key")
    return entry


class Trust(enum.StrEnum):
    """What became of verifying a signature."""

    GOOD = "good"
    """The signature is right, and made by somebody who may."""
    UNNAMED = "unnamed"
    """The signature is sound; whose it is was not asked, as no list of signers was given."""
    BAD = "bad"
    """The file is another one, or was changed; or the signature counts for nothing."""


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What became of one signature."""

    signature: FileSignature
    trust: Trust
    words: str
    """Why, as a sentence without a full stop. Raw."""
    answer: SignersAnswer | None = None
    """Of the list of signers."""


def judge(
    signature: FileSignature,
    hashed: bytes,
    *,
    namespace: str = NAMESPACE,
    allowed: bytes | None = None,
    identity: str = "",
    moment: int = 0,
    lists: Sequence[RevocationList] = (),
) -> SignatureVerdict:
    """Verify a signature.

    Args:
        signature: from ``sshsig.read_signatures``.
        hashed: of ``digests`` that was signed, with the hash that the signature names.
        namespace: what it must be for.
        allowed: an allowed_signers file; None to ask none.
        identity: who must have signed; empty for anybody in that file.
        moment: seconds since 1970 when the key must count.
        lists: of revoked keys.

    Raises:
        CorruptKeyError: the file of allowed signers has no good line.
    """
    reason = next(_reasons(signature, hashed, namespace, lists), None)
    if reason is not None:
        return SignatureVerdict(signature, Trust.BAD, reason)
    if allowed is None:
        return SignatureVerdict(
            signature, Trust.UNNAMED, "The signature is good; nobody's identity was checked"
        )
    answer = allowed_signers.ask(allowed, signature, moment)
    who = ", ".join(dict.fromkeys(name for signer in answer.signers for name in signer.principals))
    if not answer.signers:
        why = answer.reasons[0] if answer.reasons else "its key is not in the list of allowed signers"
        return SignatureVerdict(
            signature, Trust.BAD, f"The signature matches, but does not count: {why}", answer
        )
    if identity and not answer.names(identity):
        return SignatureVerdict(
            signature, Trust.BAD, f"The signature matches, but {who} signed, not {identity}", answer
        )
    return SignatureVerdict(signature, Trust.GOOD, f"Signed by {identity or who}", answer)


def _reasons(
    signature: FileSignature, hashed: bytes, namespace: str, lists: Sequence[RevocationList]
) -> Iterator[str]:
    """Why a signature is worth nothing, whoever made it; none when it is right."""
    if signature.namespace != namespace.encode("utf-8", "surrogateescape"):
        made = signature.namespace.decode("utf-8", "surrogateescape")
        yield f"The signature is for the namespace {made}, not {namespace}"
    certificate = signature.certificate
    for key in (signature.public, *((certificate.authority,) if certificate else ())):
        if key.family == "rsa" and key.bits < limits.MIN_OPENSSH_RSA_BITS:
            floor = limits.MIN_OPENSSH_RSA_BITS
            yield f"ssh-keygen needs an RSA key of {floor} bits or more; this one has {key.bits}"
    if signature.public.family == "rsa" and signature.algorithm not in _RSA:
        yield f"The signature type is {signature.algorithm}, which OpenSSH refuses here"
    state = verify(signature.public, signature.signature, signature.signed(hashed))
    if state is SignatureState.UNKNOWN:
        yield f"Signatures of type {signature.algorithm} are not supported"
    elif state is SignatureState.INVALID:
        yield "The signature does not match: the file was changed, or is a different file"
    if certificate is not None and signature_state(certificate) is not SignatureState.VALID:
        yield "The certificate it was made with is not signed by the CA it names"
    for one in lists:
        why = one.why(signature.public, certificate)
        if why is not None:
            yield f"The key is revoked by {one.name}: {why}"


def signature_path(file: Path) -> Path:
    """Where the signature of a file goes: ``notes.txt.sig`` next to ``notes.txt``.

    Raises:
        NotAKeyFileError: it is a folder that has no name, ``.`` or ``/``.
    """
    if not file.name:
        raise NotAKeyFileError(file, f"{file} is a folder; only files can be signed", "Name a file in it")
    return file.with_name(file.name + SUFFIX)


def signed_path(signature: Path) -> Path | None:
    """The file that a signature next to it is of, by its name; None when there is none."""
    if signature.suffix != SUFFIX:
        return None
    file = signature.with_suffix("")
    return file if presence.is_file(file) else None


def read_file(path: Path) -> FileSignature:
    """The signature in a file: the first one, as ``ssh-keygen -Y verify`` takes it.

    Raises:
        KeyOpsError: it cannot be read, or holds none that ssh-keygen would read.
    """
    data = storage.read_key_file(path)
    if sshsig.LABEL.encode() not in data:
        raise UnknownFormatError(
            "This is not an SSH signature", "Name the file that signing made, usually FILE.sig"
        )
    return sshsig.read_exactly(data)
