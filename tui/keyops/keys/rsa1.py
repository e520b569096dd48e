"""RSA for version 1 of SSH: the numbers of any RSA key in another wire form, under no name.

Public form in a file: u32 size of n in bits, mp n, mp e, where mp is a u16 number of bits and as many
bytes as hold them. The fingerprint is MD5 over the bytes of n and of e, with no lengths between. Source:
the SSH-1 protocol (draft-ylonen-ssh-protocol-00); PuTTY sshrsa.c.

It is a key type of its own, and not ``rsa``, because servers tell the two apart: a key of one version
does not log in over the other, and PuTTYgen refuses to turn one into the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from ..encoding import wire
from ..errors import CorruptKeyError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey
from .rsa import RsaPrivateKey, RsaPublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader


NOT_FOR_VERSION_2: Final = "it is for SSH version 2; version 1 has RSA keys of its own"
"""Why an RSA key is not written in a container of version 1."""


def _bytes(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def mp(value: int) -> bytes:
    """A number as SSH-1 writes it: u16 bits, then the bytes."""
    return value.bit_length().to_bytes(2, "big") + _bytes(value)


def read_mp(reader: Reader, name: str) -> int:
    """Read a number as SSH-1 writes it.

    Raises:
        CorruptKeyError: it is cut off, or has not the bits it says.
    """
    bits = int.from_bytes(reader.take(2, f"the size of {name}"), "big")
    value = int.from_bytes(reader.take((bits + 7) // 8, name), "big")
    if value.bit_length() != bits:
        raise reader.corrupt(f"{name} should have {bits} bits, but has {value.bit_length()}", name)
    return value


def check_size(n: int, announced: int, container: str) -> None:
    """Compare the modulus with the size that is written next to it.

    One bit too many is accepted: old programs announced the size that was asked for, and the modulus
    could come out a bit shorter (OpenSSH sshconnect1.c warns of "an old implementation").

    Raises:
        CorruptKeyError: they differ.
    """
    if not n.bit_length() <= announced <= n.bit_length() + 1:
        raise CorruptKeyError(
            container, f"it says {announced} bits, but its modulus has {n.bit_length()}", field="n"
        )


@dataclass(frozen=True, slots=True)
class Rsa1PublicKey(PublicKey):
    """The modulus and the public exponent."""

    n: int
    e: int
    family = "rsa1"

    def __post_init__(self) -> None:
        RsaPublicKey(self.n, self.e)  # refuses what no RSA key can be

    @property
    def algorithm(self) -> str:
        """``rsa1``, as ``ssh-keygen -t`` called it: the protocol has no name for it."""
        return "rsa1"

    @property
    def bits(self) -> int:
        """The length of the modulus."""
        return self.n.bit_length()

    @property
    def blob(self) -> bytes:
        """What the MD5 fingerprint is made of: the bytes of n and e. It is no wire form."""
        return _bytes(self.n) + _bytes(self.e)

    def fields(self) -> bytes:
        """U32 bits, mp n, mp e."""
        return wire.u32(self.bits) + mp(self.n) + mp(self.e)

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:  # noqa: ARG003 - there is no name
        """U32 bits, mp n, mp e."""
        announced = reader.u32("the size of the key")
        n = read_mp(reader, "the modulus n")
        check_size(n, announced, reader.container)
        return cls(n, read_mp(reader, "the exponent e"))

    def crypto(self) -> Any:  # noqa: ANN401
        """An ``RSAPublicKey``."""
        return RsaPublicKey(self.n, self.e).crypto()


@dataclass(frozen=True, slots=True)
class Rsa1PrivateKey(PrivateKey):
    """The private exponent d, the primes p and q, and iqmp = 1/q mod p."""

    public: Rsa1PublicKey
    d: int = field(repr=False)
    p: int = field(repr=False)
    q: int = field(repr=False)
    iqmp: int = field(repr=False)

    @property
    def _numbers(self) -> RsaPrivateKey:
        public = RsaPublicKey(self.public.n, self.public.e)
        return RsaPrivateKey(public, d=self.d, p=self.p, q=self.q, iqmp=self.iqmp)

    def check(self) -> None:
        """As for any RSA key: n = pq, ed = 1 mod p-1 and q-1, iqmp * q = 1 mod p."""
        self._numbers.check()

    def crypto(self) -> Any:  # noqa: ANN401
        """A validated ``RSAPrivateKey``; slow, as for any RSA key."""
        return self._numbers.crypto()
