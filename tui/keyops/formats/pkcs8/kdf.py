"""The KDFs of locked PKCS#8 keys, PBKDF2 and scrypt.

::

    SEQUENCE { PBKDF2, SEQUENCE { OCTET STRING salt, iterations, key length optional,
                                  SEQUENCE { PRF, NULL } optional: HMAC-SHA-1 } }
    SEQUENCE { scrypt, SEQUENCE { OCTET STRING salt, N, r, p, key length optional } }

Source: RFC 8018, appendix A.2; RFC 7914, section 7.

Written is PBKDF2-HMAC-SHA-256 with 600,000 iterations, for the widest choice of readers; OpenSSL 3.0 and
ssh-keygen 9.2 write 2,048. The scrypt on offer has N = 16384, r = 8, p = 5: with a larger N OpenSSL 3.0
refuses the file ("memory limit exceeded"), and p makes guessing as costly as N = 131072 with p = 1.

How long it resists: PBKDF2 below 1,000 iterations (the least that RFC 8018 allows) is WEAK, below 300,000
FAIR; scrypt below N * r = 131072 is FAIR.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import limits
from ...crypto import primitives
from ...encoding import der
from ...errors import LimitError, UnsupportedConversionError, WeakKeyError
from ...records import dataclass, field
from ..contract import Encryption, Strength
from . import names

if TYPE_CHECKING:
    from ..contract import Protection

_PBKDF2: Final = "1.2.840.113549.1.5.12"
_SCRYPT: Final = "1.3.6.1.4.1.11591.4.11"
_PRFS: Final = {
    "1.2.840.113549.2.6": "md5",
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
    "1.2.840.113549.2.12": "sha512-224",
    "1.2.840.113549.2.13": "sha512-256",
}
_FLOOR: Final = 1_000
_STRONG_ITERATIONS: Final = 300_000
_STRONG_SCRYPT: Final = 1 << 17
_DEFAULT_PRF: Final = "sha256"
_DEFAULT_ITERATIONS: Final = 600_000
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Pbkdf2:
    """PBKDF2 and its parameters."""

    prf: str
    salt: bytes = field(repr=False)
    iterations: int

    def key(self, passphrase: bytes, size: int) -> bytes:
        """The key; may take seconds."""
        return primitives.pbkdf2(self.prf, passphrase, self.salt, self.iterations, size)

    def encryption(self, cipher: str) -> Encryption:
        """What stands in clear about it."""
        name = f"pbkdf2-hmac-{self.prf}"
        return Encryption(cipher, name, {"iterations": self.iterations}, strength_of(self.iterations))

    def encoded(self) -> bytes:
        """Its algorithm identifier; HMAC-SHA-1 is the default, which DER leaves out."""
        oid = next(oid for oid, name in _PRFS.items() if name == self.prf)
        prf = b"" if self.prf == "sha1" else der.sequence(der.oid(oid), der.null())
        return der.sequence(
            der.oid(_PBKDF2), der.sequence(der.octets(self.salt), der.integer(self.iterations), prf)
        )


@dataclass(frozen=True, slots=True)
class Scrypt:
    """Scrypt and its parameters."""

    salt: bytes = field(repr=False)
    n: int
    r: int
    p: int

    def key(self, passphrase: bytes, size: int) -> bytes:
        """The key; may take seconds."""
        return primitives.scrypt(passphrase, self.salt, n=self.n, r=self.r, p=self.p, size=size)

    def encryption(self, cipher: str) -> Encryption:
        """What stands in clear about it."""
        strength = Strength.STRONG if self.n * self.r >= _STRONG_SCRYPT else Strength.FAIR
        return Encryption(cipher, "scrypt", {"n": self.n, "r": self.r, "p": self.p}, strength)

    def encoded(self) -> bytes:
        """Its algorithm identifier."""
        numbers = (der.integer(number) for number in (self.n, self.r, self.p))
        return der.sequence(der.oid(_SCRYPT), der.sequence(der.octets(self.salt), *numbers))


def read(kdf: der.Cursor) -> tuple[Pbkdf2 | Scrypt, int | None]:
    """The KDF, and the key length it names if it does.

    Raises:
        UnsupportedAlgorithmError: there is no code for it; named.
        CorruptKeyError: its parameters are broken.
    """
    oid = kdf.oid("the KDF")
    if oid not in {_PBKDF2, _SCRYPT}:
        raise names.unsupported(oid, "the KDF")
    fields = kdf.sequence("the parameters of the KDF")
    kdf.end()
    if oid == _PBKDF2 and fields.peek() == der.SEQUENCE:
        raise names.unsupported(_PBKDF2, "PBKDF2 with a salt from another source,")
    salt = fields.octets("the salt")
    made: Pbkdf2 | Scrypt
    if oid == _SCRYPT:
        made = Scrypt(salt, *(fields.small(f"the number {letter}") for letter in "Nrp"))
        size = _key_length(fields)
    else:
        iterations = fields.small("the number of iterations")
        if iterations < 1:
            raise fields.corrupt("the number of iterations is zero", "iterations")
        size = _key_length(fields)
        made = Pbkdf2(_read_prf(fields), salt, iterations)
    fields.end()
    return made, size


def _key_length(fields: der.Cursor) -> int | None:
    return fields.small("the key length") if fields.peek() == der.INTEGER else None


def _read_prf(fields: der.Cursor) -> str:
    if not fields.left:
        return "sha1"
    prf = fields.sequence("the PRF")
    oid = prf.oid("the PRF")
    if prf.left:
        prf.null("the parameters of the PRF")
    prf.end()
    if oid not in _PRFS:
        raise names.unsupported(oid, "the hash of PBKDF2")
    return _PRFS[oid]


def strength_of(iterations: int) -> Strength:
    """What a number of iterations is worth."""
    if iterations < _FLOOR:
        return Strength.WEAK
    return Strength.FAIR if iterations < _STRONG_ITERATIONS else Strength.STRONG


DEFAULT: Final = Pbkdf2(_DEFAULT_PRF, b"", _DEFAULT_ITERATIONS)
"""What is written, but for the salt."""
WRITTEN: Final = ("pbkdf2-hmac-sha256", "scrypt", "pbkdf2-hmac-sha512", "pbkdf2-hmac-sha1")
"""To choose from."""


def wanted(protection: Protection) -> Pbkdf2 | Scrypt:
    """The KDF asked for, with a fresh salt.

    ``rounds`` are PBKDF2 iterations. Of scrypt, ``memory_kib`` is N (as r is 8) and ``parallelism`` is p.

    Raises:
        UnsupportedConversionError: another KDF, or a request that it has no room for.
        WeakKeyError: too few iterations.
        LimitError: a request that a reader would refuse.
    """
    return _wanted_scrypt(protection) if protection.kdf == "scrypt" else _wanted_pbkdf2(protection)


def _wanted_pbkdf2(protection: Protection) -> Pbkdf2:
    kdf = protection.kdf or f"pbkdf2-hmac-{_DEFAULT_PRF}"
    head, _, prf = kdf.rpartition("-")
    if head != "pbkdf2-hmac" or prf not in primitives.HASHES:
        raise UnsupportedConversionError(
            f"PKCS#8 does not support the KDF {kdf}",
            "Choose scrypt or pbkdf2-hmac-HASH, where HASH is sha1, sha224, sha256, sha384 or sha512",
        )
    if any(
        request is not None for request in (protection.memory_kib, protection.passes, protection.parallelism)
    ):
        raise UnsupportedConversionError(
            "PBKDF2 accepts only rounds, not memory, passes or parallelism",
            "Choose scrypt to set memory",
        )
    iterations = _DEFAULT_ITERATIONS if protection.rounds is None else protection.rounds
    if iterations < _FLOOR:
        raise WeakKeyError(
            f"PBKDF2 needs at least {_FLOOR:,} iterations; {iterations:,} are too few",
            f"the default is {_DEFAULT_ITERATIONS:,}",
        )
    if iterations > limits.MAX_PBKDF2_ITERATIONS:
        raise LimitError(
            f"At most {limits.MAX_PBKDF2_ITERATIONS:,} iterations are allowed; {iterations:,} are too many",
            "Such a file would be refused when read again",
        )
    return Pbkdf2(prf, primitives.random_bytes(_SALT_BYTES), iterations)


def _wanted_scrypt(protection: Protection) -> Scrypt:
    if protection.rounds is not None or protection.passes is not None:
        raise UnsupportedConversionError(
            "scrypt accepts memory and parallelism, not rounds or passes", "Choose PBKDF2 to set rounds"
        )
    n = 1 << 14 if protection.memory_kib is None else protection.memory_kib
    p = 5 if protection.parallelism is None else protection.parallelism
    most = limits.MAX_SCRYPT_MEMORY >> 10
    if n < 1024 or n & (n - 1) or n > most or not 1 <= p <= 64:
        raise LimitError(
            f"scrypt cannot run with {n:,} KiB and parallelism {p:,}",
            f"Memory must be a power of two from 1,024 to {most:,} KiB, parallelism 1 to 64",
        )
    return Scrypt(primitives.random_bytes(_SALT_BYTES), n, 8, p)
