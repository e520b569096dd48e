"""RSA. Public wire form: mpint e, mpint n. Source: RFC 4253, section 6.6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from .. import limits
from ..encoding import wire
from ..errors import CorruptKeyError, KeyMismatchError, UnsupportedAlgorithmError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader


@dataclass(frozen=True, slots=True)
class RsaPublicKey(PublicKey):
    """The modulus and the public exponent."""

    n: int
    e: int
    family = "rsa"

    def __post_init__(self) -> None:
        limits.check("RSA modulus", self.n.bit_length(), limits.MAX_RSA_BITS, "bits")
        limits.check("RSA exponent", self.e.bit_length(), limits.MAX_RSA_BITS, "bits")
        if self.n < 3 or self.e < 1:
            raise CorruptKeyError("RSA key", "the modulus or the exponent is zero")

    @property
    def algorithm(self) -> str:
        """``ssh-rsa``."""
        return "ssh-rsa"

    @property
    def bits(self) -> int:
        """The length of the modulus."""
        return self.n.bit_length()

    def fields(self) -> bytes:
        """Mpint e, mpint n."""
        return wire.mpint(self.e) + wire.mpint(self.n)

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:  # noqa: ARG003 - one name only
        """Mpint e, mpint n."""
        e = reader.mpint("the exponent e")
        return cls(n=reader.mpint("the modulus n"), e=e)

    def crypto(self) -> Any:  # noqa: ANN401
        """An ``RSAPublicKey``."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

        try:
            return RSAPublicNumbers(self.e, self.n).public_key()
        except ValueError:
            raise CorruptKeyError("RSA key", "the modulus and exponent do not form a valid key") from None


class MultiPrimeError(UnsupportedAlgorithmError):
    """An RSA private key of more than two primes: its public key is like any other.

    Attributes:
        public: that key.
    """

    id = "multi-prime"

    def __init__(self, public: RsaPublicKey) -> None:
        super().__init__(
            "The RSA key has more than two primes", "Few SSH programs read such a key: generate a new one"
        )
        self.public = public


@dataclass(frozen=True, slots=True)
class RsaPrivateKey(PrivateKey):
    """The private exponent d, the primes p and q, and iqmp = 1/q mod p."""

    public: RsaPublicKey
    d: int = field(repr=False)
    p: int = field(repr=False)
    q: int = field(repr=False)
    iqmp: int = field(repr=False)

    @property
    def dmp1(self) -> int:
        """The private exponent mod p-1."""
        return self.d % (self.p - 1)

    @property
    def dmq1(self) -> int:
        """The private exponent mod q-1."""
        return self.d % (self.q - 1)

    def check(self) -> None:
        """Check n = pq, ed = 1 mod p-1 and q-1, iqmp * q = 1 mod p. Not whether p and q are prime."""
        p, q, e = self.p, self.q, self.public.e
        if p < 2 or q < 2 or p * q != self.public.n:
            raise KeyMismatchError(
                "RSA key", "the two primes do not make its modulus (n is not p times q)", field="n"
            )
        if e * self.d % (p - 1) != 1 % (p - 1) or e * self.d % (q - 1) != 1 % (q - 1):
            raise KeyMismatchError(
                "RSA key", "the private exponent d does not belong to the public exponent", field="d"
            )
        if self.iqmp * q % p != 1:
            raise KeyMismatchError(
                "RSA key", "the CRT coefficient is wrong (iqmp is not 1/q mod p)", field="iqmp"
            )

    def crypto(self) -> Any:  # noqa: ANN401
        """A validated ``RSAPrivateKey``: holds the interpreter for 0.2 s at 4096 bits, 25 s at 16384."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers

        self.check()
        numbers = RSAPrivateNumbers(
            p=self.p,
            q=self.q,
            d=self.d,
            dmp1=self.dmp1,
            dmq1=self.dmq1,
            iqmp=self.iqmp,
            public_numbers=RSAPublicNumbers(self.public.e, self.public.n),
        )
        try:
            return numbers.private_key()
        except ValueError:
            raise CorruptKeyError(
                "RSA key", "its numbers do not form a valid key (p or q is not prime)"
            ) from None
