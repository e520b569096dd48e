"""What every key type can tell about itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from ..encoding import wire

if TYPE_CHECKING:
    from ..encoding.wire import Reader


class PublicKey(ABC):
    """A public key."""

    family: ClassVar[str]
    """The row of ALGORITHMS this key belongs to: ``rsa``, ``dsa``, ``ecdsa``, ``ed25519``, ``ed448`` ..."""

    @property
    @abstractmethod
    def algorithm(self) -> str:
        """The SSH name, such as ``ssh-ed25519``."""

    @property
    @abstractmethod
    def bits(self) -> int:
        """The size as ssh-keygen counts it (Ed25519 is 256)."""

    @abstractmethod
    def fields(self) -> bytes:
        """The wire form after the name."""

    @classmethod
    @abstractmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:
        """Read the wire form after the name.

        Raises:
            CorruptKeyError: the fields are not those of this type.
        """

    @abstractmethod
    def crypto(self) -> Any:  # noqa: ANN401 - the union of cryptography's public key classes, imported late
        """The public key object of ``cryptography``.

        Raises:
            CorruptKeyError: the numbers are not a key (a point off its curve, an even modulus).
            UnsupportedAlgorithmError: ``cryptography`` has no such type.
        """

    @property
    def blob(self) -> bytes:
        """The whole wire form: what is base64 in an authorized_keys line, and what is hashed."""
        return wire.string(self.algorithm) + self.fields()


class PrivateKey(ABC):
    """A private key, together with its public key."""

    public: PublicKey
    computed: bool = False
    """Whether the file had no public key, so that this one was computed from the private key: then a
    change of the private key shows nowhere in the file."""

    @abstractmethod
    def check(self) -> None:
        """Check quickly, without a primality test, that the private key makes this public key.

        Raises:
            KeyMismatchError: it makes another one.
        """

    @abstractmethod
    def crypto(self) -> Any:  # noqa: ANN401 - as above
        """The validated private key object of ``cryptography``. Slow for RSA: call it in a child process.

        Raises:
            CorruptKeyError: the numbers are not a key.
        """
