"""An unlocked key: the private key, and what is written about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import dataclass, field

if TYPE_CHECKING:
    from .base import PrivateKey, PublicKey
    from .certificate import Certificate


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An unlocked key: both halves and what is written about them."""

    private: PrivateKey
    comment: bytes = b""
    certificate: Certificate | None = None
    mistakes: tuple[str, ...] = field(default=(), compare=False)
    """Ids of what was read over in its envelope; see ``mistakes``."""
    spelling: str = field(default="", compare=False)
    """Id of the spelling in which the passphrase opened it; empty for the one that was given."""

    @property
    def public(self) -> PublicKey:
        """The public key."""
        return self.private.public
