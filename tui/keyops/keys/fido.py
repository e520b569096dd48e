"""FIDO keys (``sk-``): the private key stays in a hardware token. Source: OpenSSH PROTOCOL.u2f.

Public wire forms: ``sk-ssh-ed25519@openssh.com``: string pk, string application;
``sk-ecdsa-sha2-nistp256@openssh.com``: string curve, string Q, string application.

What a "private" file holds is the way to the token: flags, the handle by which the token finds or rebuilds
its key, and a reserved string. Without the token it signs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from ..encoding import wire
from ..errors import CorruptKeyError, UnsupportedAlgorithmError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey
from .ecdsa import EcdsaPublicKey
from .eddsa import Ed25519PublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader

TOUCH_REQUIRED: Final = 0x01
VERIFICATION_REQUIRED: Final = 0x04
FORCED: Final = 0x10
"""Made over a credential that was there; says nothing about use."""
RESIDENT: Final = 0x20


@dataclass(frozen=True, slots=True)
class FidoPublicKey(PublicKey):
    """The public key that the token made, and the application it was made for."""

    inner: Ed25519PublicKey | EcdsaPublicKey
    application: bytes
    family = "sk"

    @property
    def algorithm(self) -> str:
        """The SSH name."""
        return f"sk-{self.inner.algorithm}@openssh.com"

    @property
    def bits(self) -> int:
        """256 for both."""
        return self.inner.bits

    def fields(self) -> bytes:
        """The fields of the inner key, string application."""
        return self.inner.fields() + wire.string(self.application)

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:
        """The fields of the inner key, string application."""
        plain = name.removeprefix("sk-").removesuffix("@openssh.com")
        kind = Ed25519PublicKey if plain == "ssh-ed25519" else EcdsaPublicKey
        return cls(kind.read_fields(plain, reader), reader.string("the application"))

    def crypto(self) -> Any:  # noqa: ANN401
        """Not a plain key: cryptography would lose the application."""
        raise _in_the_token(self)


@dataclass(frozen=True, slots=True)
class FidoPrivateKey(PrivateKey):
    """How to find the private key in its token."""

    public: FidoPublicKey
    flags: int
    """One byte, of TOUCH_REQUIRED, VERIFICATION_REQUIRED, FORCED, RESIDENT."""
    key_handle: bytes = field(repr=False)
    """What the token gave; only it can read it. A token in software may keep the private key in it."""
    reserved: bytes = field(default=b"", repr=False)

    def check(self) -> None:
        """Nothing can be computed: only the token can tell whether the handle belongs to this key.

        Raises:
            CorruptKeyError: there is no handle at all.
        """
        if not self.key_handle:
            raise CorruptKeyError(
                "FIDO key",
                "the handle for the hardware token is missing",
                "Get the file again, or fetch a resident key from its token with ssh-keygen -K",
                field="key handle",
            )

    def crypto(self) -> Any:  # noqa: ANN401
        """There is none outside the token."""
        raise _in_the_token(self.public)


def _in_the_token(public: FidoPublicKey) -> UnsupportedAlgorithmError:
    return UnsupportedAlgorithmError(
        f"{public.algorithm} is a FIDO key: its private key never leaves the hardware token",
        "Keep it in OpenSSH format",
    )
