"""A key type this program has no code for: it can still be named, fingerprinted and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ..errors import UnsupportedAlgorithmError
from ..records import dataclass
from .base import PublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader


@dataclass(frozen=True, slots=True)
class OpaquePublicKey(PublicKey):
    """The name and everything after it."""

    name: str
    data: bytes
    family = "unknown"

    @property
    def algorithm(self) -> str:
        """The SSH name, as the file gives it."""
        return self.name

    @property
    def bits(self) -> int:
        """Not known: 0."""
        return 0

    def fields(self) -> bytes:
        """Everything after the name."""
        return self.data

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:
        """Everything after the name."""
        return cls(name, reader.rest())

    def crypto(self) -> Any:  # noqa: ANN401
        """There is none."""
        raise UnsupportedAlgorithmError(f"Keys of type {self.name} are not supported")
