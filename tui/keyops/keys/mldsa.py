"""ML-DSA-44 with Ed25519, the post-quantum composite type of OpenSSH 10.4: both must be broken to break it.

Public wire form: string pk, 1344 bytes: the ML-DSA-44 public key (1312), then that of Ed25519 (32). The
private key is two seeds, 64 bytes: ML-DSA (32), then Ed25519 (32). A signature is that of ML-DSA (2420)
and that of Ed25519 (64), each of the same bytes::

    "CompositeAlgorithmSignatures2025"  "COMPSIG-MLDSA44-Ed25519-SHA512"  00  SHA-512(message)

with the second text as the context of ML-DSA. Experimental: ssh-keygen makes such keys, and no default
list of OpenSSH has the type. Source: OpenSSH ssh-mldsa-eddsa.c;
draft-miller-sshm-mldsa44-ed25519-composite-sigs; FIPS 204.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, Self

from ..encoding import wire
from ..errors import CorruptKeyError, KeyMismatchError, UnsupportedAlgorithmError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..encoding.wire import Reader

NAME: Final = "ssh-mldsa44-ed25519@openssh.com"
CONTAINER: Final = "ML-DSA 44 + Ed25519 key"
SEED_SIZE: Final = 64

_MLDSA_PUBLIC: Final = 1312
_PUBLIC_SIZE: Final = _MLDSA_PUBLIC + 32
_MLDSA_SIGNATURE: Final = 2420
_SIGNATURE_SIZE: Final = _MLDSA_SIGNATURE + 64
_PREFIX: Final = b"CompositeAlgorithmSignatures2025"
_LABEL: Final = b"COMPSIG-MLDSA44-Ed25519-SHA512"


def _message(data: bytes) -> bytes:
    """What both halves sign."""
    return _PREFIX + _LABEL + b"\0" + hashlib.sha512(data).digest()


@dataclass(frozen=True, slots=True)
class Verifier:
    """Both public key objects of ``cryptography``, used like one of them."""

    mldsa: Any
    ed25519: Any

    def verify(self, signature: bytes, data: bytes) -> None:
        """Verify a composite signature.

        Raises:
            cryptography.exceptions.InvalidSignature: either half does not verify, or the length is wrong.
        """
        from cryptography.exceptions import InvalidSignature

        if len(signature) != _SIGNATURE_SIZE:
            raise InvalidSignature
        message = _message(data)
        self.mldsa.verify(signature[:_MLDSA_SIGNATURE], message, _LABEL)
        self.ed25519.verify(signature[_MLDSA_SIGNATURE:], message)

    def public_bytes_raw(self) -> bytes:
        """The 1344 bytes."""
        raw: bytes = self.mldsa.public_bytes_raw() + self.ed25519.public_bytes_raw()
        return raw


@dataclass(frozen=True, slots=True)
class CompositeSigner:
    """Both private key objects of ``cryptography``, used like one of them."""

    mldsa: Any = field(repr=False)
    ed25519: Any = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """A composite signature, 2484 bytes."""
        message = _message(data)
        signature: bytes = self.mldsa.sign(message, _LABEL) + self.ed25519.sign(message)
        return signature

    def public_key(self) -> Verifier:
        """The public key."""
        return Verifier(self.mldsa.public_key(), self.ed25519.public_key())


@dataclass(frozen=True, slots=True)
class MldsaPublicKey(PublicKey):
    """Both public keys, one behind the other."""

    pk: bytes
    family = "mldsa44-ed25519"

    def __post_init__(self) -> None:
        if len(self.pk) != _PUBLIC_SIZE:
            raise CorruptKeyError(
                CONTAINER, f"the public key must be {_PUBLIC_SIZE} bytes, but is {len(self.pk)}", field="pk"
            )

    @property
    def algorithm(self) -> str:
        """``ssh-mldsa44-ed25519@openssh.com``."""
        return NAME

    @property
    def bits(self) -> int:
        """256, as ssh-keygen says."""
        return 256

    def fields(self) -> bytes:
        """String pk."""
        return wire.string(self.pk)

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:  # noqa: ARG003 - one name only
        """String pk."""
        return cls(reader.string("the public key"))

    def crypto(self) -> Verifier:
        """Both public key objects of cryptography, as one."""
        from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

        return Verifier(
            _made(mldsa.MLDSA44PublicKey.from_public_bytes, self.pk[:_MLDSA_PUBLIC]),
            ed25519.Ed25519PublicKey.from_public_bytes(self.pk[_MLDSA_PUBLIC:]),
        )


@dataclass(frozen=True, slots=True)
class MldsaPrivateKey(PrivateKey):
    """Both seeds, one behind the other."""

    public: MldsaPublicKey
    seeds: bytes = field(repr=False)

    @classmethod
    def from_seeds(cls, seeds: bytes) -> Self:
        """A key from its seeds alone; the public key is computed.

        Args:
            seeds: 32 bytes for ML-DSA, then 32 for Ed25519.

        Raises:
            CorruptKeyError: they have another length.
        """
        return cls(MldsaPublicKey(_signer(seeds).public_key().public_bytes_raw()), seeds)

    def check(self) -> None:
        """Each seed must make its half of this public key."""
        if _signer(self.seeds).public_key().public_bytes_raw() != self.public.pk:
            raise KeyMismatchError(CONTAINER, "the private key produces another public key", field="seeds")

    def crypto(self) -> CompositeSigner:
        """Both private key objects of cryptography, as one."""
        self.check()
        return _signer(self.seeds)


def _signer(seeds: bytes) -> CompositeSigner:
    from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

    if len(seeds) != SEED_SIZE:
        raise CorruptKeyError(
            CONTAINER, f"the private key must be {SEED_SIZE} bytes, but is {len(seeds)}", field="seeds"
        )
    return CompositeSigner(
        _made(mldsa.MLDSA44PrivateKey.from_seed_bytes, seeds[:32]),
        ed25519.Ed25519PrivateKey.from_private_bytes(seeds[32:]),
    )


def _made(make: Callable[[bytes], Any], data: bytes) -> Any:  # noqa: ANN401 - cryptography's key classes
    """A key object, where the OpenSSL below ``cryptography`` knows the algorithm: from 3.5 on."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return make(data)
    except UnsupportedAlgorithm:
        raise UnsupportedAlgorithmError(
            "The cryptography library of this installation does not have ML-DSA",
            "Install cryptography 48 or later from the package index, or choose Ed25519",
        ) from None
