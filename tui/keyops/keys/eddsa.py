"""Ed25519 and Ed448. Public wire form: string pk (32 or 57 bytes). Source: RFC 8709, section 4.

The private key is the seed, as long as the public key. ssh-keygen counts Ed25519 as 256 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from ..encoding import wire
from ..errors import CorruptKeyError, KeyMismatchError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader


@dataclass(frozen=True, slots=True)
class _EddsaPublicKey(PublicKey):
    """The encoded point."""

    pk: bytes
    size: ClassVar[int]
    name: ClassVar[str]

    def __post_init__(self) -> None:
        if len(self.pk) != self.size:
            raise CorruptKeyError(
                f"{self.name} key",
                f"the public key must be {self.size} bytes, but is {len(self.pk)}",
                field="pk",
            )

    @property
    def algorithm(self) -> str:
        """``ssh-ed25519`` or ``ssh-ed448``."""
        return f"ssh-{self.family}"

    def fields(self) -> bytes:
        """String pk."""
        return wire.string(self.pk)

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:  # noqa: ARG003 - one name only
        """String pk."""
        return cls(reader.string("the public key"))


@dataclass(frozen=True, slots=True)
class Ed25519PublicKey(_EddsaPublicKey):
    """32 bytes."""

    family = "ed25519"
    size = 32
    name = "Ed25519"

    @property
    def bits(self) -> int:
        """256, as ssh-keygen says."""
        return 256

    def crypto(self) -> Any:  # noqa: ANN401
        """An ``Ed25519PublicKey`` of cryptography."""
        from cryptography.hazmat.primitives.asymmetric import ed25519

        return ed25519.Ed25519PublicKey.from_public_bytes(self.pk)


@dataclass(frozen=True, slots=True)
class Ed448PublicKey(_EddsaPublicKey):
    """57 bytes."""

    family = "ed448"
    size = 57
    name = "Ed448"

    @property
    def bits(self) -> int:
        """448, as puttygen says."""
        return 448

    def crypto(self) -> Any:  # noqa: ANN401
        """An ``Ed448PublicKey`` of cryptography."""
        from cryptography.hazmat.primitives.asymmetric import ed448

        return ed448.Ed448PublicKey.from_public_bytes(self.pk)


@dataclass(frozen=True, slots=True)
class EddsaPrivateKey(PrivateKey):
    """The seed."""

    public: Ed25519PublicKey | Ed448PublicKey
    seed: bytes = field(repr=False)
    computed: bool = field(default=False, compare=False)

    @classmethod
    def from_seed(cls, family: str, seed: bytes) -> Self:
        """A key from its seed alone; the public key is computed.

        Args:
            family: ``ed25519`` or ``ed448``.
            seed: 32 or 57 bytes.

        Raises:
            CorruptKeyError: the seed has another length.
        """
        public = PUBLIC_TYPES[family]
        return cls(public(_raw_public(_private(public, seed))), seed, computed=True)

    def check(self) -> None:
        """The seed must make this public key."""
        if _raw_public(_private(type(self.public), self.seed)) != self.public.pk:
            raise KeyMismatchError(
                f"{self.public.name} key", "the private key produces another public key", field="seed"
            )

    def crypto(self) -> Any:  # noqa: ANN401
        """The private key object of cryptography."""
        self.check()
        return _private(type(self.public), self.seed)


PUBLIC_TYPES: Final[dict[str, type[Ed25519PublicKey | Ed448PublicKey]]] = {
    "ed25519": Ed25519PublicKey,
    "ed448": Ed448PublicKey,
}


def _private(public: type[Ed25519PublicKey | Ed448PublicKey], seed: bytes) -> Any:  # noqa: ANN401
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

    if len(seed) != public.size:
        raise CorruptKeyError(
            f"{public.name} key",
            f"the private key must be {public.size} bytes, but is {len(seed)}",
            field="seed",
        )
    if public is Ed25519PublicKey:
        return ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    return ed448.Ed448PrivateKey.from_private_bytes(seed)


def _raw_public(private: Any) -> bytes:  # noqa: ANN401
    raw: bytes = private.public_key().public_bytes_raw()
    return raw
