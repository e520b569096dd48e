"""DSA, read only. Public wire form: mpint p, q, g, y. Source: RFC 4253, section 6.6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from .. import limits
from ..encoding import wire
from ..errors import CorruptKeyError, KeyMismatchError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader


_MAX_Q_BITS: Final = 256
"""FIPS 186-4 has 160, 224 and 256; private numbers are as long, and an exponent of 16384 bits takes 10 s."""


def _check_sizes(p: int, q: int) -> None:
    limits.check("DSA modulus", p.bit_length(), limits.MAX_DSA_BITS, "bits")
    limits.check("DSA subgroup", q.bit_length(), _MAX_Q_BITS, "bits")


@dataclass(frozen=True, slots=True)
class DsaPublicKey(PublicKey):
    """The group p, q, g and the public number y."""

    p: int
    q: int
    g: int
    y: int
    family = "dsa"

    def __post_init__(self) -> None:
        _check_sizes(self.p, self.q)
        if self.p < 3 or not 1 < self.q < self.p or not 1 < self.g < self.p or not 0 < self.y < self.p:
            raise CorruptKeyError("DSA key", "its numbers are out of range")

    @property
    def algorithm(self) -> str:
        """``ssh-dss``."""
        return "ssh-dss"

    @property
    def bits(self) -> int:
        """The length of p."""
        return self.p.bit_length()

    def fields(self) -> bytes:
        """Mpint p, q, g, y."""
        return b"".join(map(wire.mpint, (self.p, self.q, self.g, self.y)))

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:  # noqa: ARG003 - one name only
        """Mpint p, q, g, y."""
        return cls(*(reader.mpint(f"the number {letter}") for letter in "pqgy"))

    def crypto(self) -> Any:  # noqa: ANN401
        """A ``DSAPublicKey``."""
        from cryptography.hazmat.primitives.asymmetric.dsa import DSAParameterNumbers, DSAPublicNumbers

        try:
            return DSAPublicNumbers(self.y, DSAParameterNumbers(self.p, self.q, self.g)).public_key()
        except ValueError:
            raise CorruptKeyError("DSA key", "its numbers do not form a valid key") from None


@dataclass(frozen=True, slots=True)
class DsaPrivateKey(PrivateKey):
    """The private number x."""

    public: DsaPublicKey
    x: int = field(repr=False)
    computed: bool = field(default=False, compare=False)

    @classmethod
    def from_number(cls, p: int, q: int, g: int, x: int) -> Self:
        """A key from its group and its private number alone; y is computed.

        Raises:
            CorruptKeyError: the numbers are out of range.
            LimitError: p is larger than sane.
        """
        _check_sizes(p, q)
        if not 0 < x < q < p:
            raise CorruptKeyError("DSA key", "its private number is out of range", field="x")
        return cls(DsaPublicKey(p, q, g, pow(g, x, p)), x, computed=True)

    def check(self) -> None:
        """G to the power x mod p must be y; and the order of g must be q, by which signatures go."""
        if not 0 < self.x < self.public.q or pow(self.public.g, self.x, self.public.p) != self.public.y:
            raise KeyMismatchError("DSA key", "the private number produces another public key", field="x")
        if pow(self.public.g, self.public.q, self.public.p) != 1:
            raise CorruptKeyError("DSA key", "its number q is not the order of g", field="q")

    def crypto(self) -> Any:  # noqa: ANN401
        """A ``DSAPrivateKey``."""
        from cryptography.hazmat.primitives.asymmetric.dsa import (
            DSAParameterNumbers,
            DSAPrivateNumbers,
            DSAPublicNumbers,
        )

        self.check()
        public = self.public
        group = DSAParameterNumbers(public.p, public.q, public.g)
        try:
            return DSAPrivateNumbers(self.x, DSAPublicNumbers(public.y, group)).private_key()
        except ValueError:
            raise CorruptKeyError("DSA key", "its numbers do not form a valid key") from None
