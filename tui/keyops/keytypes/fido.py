"""FIDO keys (``sk-``): the private half stays in a hardware token. Source: OpenSSH PROTOCOL.u2f.

Public wire forms: ``sk-ssh-ed25519@openssh.com``: string pk, string application;
``sk-ecdsa-sha2-nistp256@openssh.com``: string curve, string Q, string application.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tui.keyops import wire
from tui.keyops.errors import UnsupportedAlgorithmError
from tui.keyops.keytypes.base import PublicKey
from tui.keyops.keytypes.ecdsa import EcdsaPublicKey
from tui.keyops.keytypes.eddsa import Ed25519PublicKey

if TYPE_CHECKING:
    from tui.keyops.wire import Reader


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
        raise UnsupportedAlgorithmError(
            f"{self.algorithm} is a FIDO key: its private half never leaves the hardware token",
            "Keep it in OpenSSH format",
        )
