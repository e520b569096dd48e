"""The private key file of Dropbear, binary: the public wire form, and the private numbers behind it.

======================= ===========================================================================
ssh-rsa                 string name, mpint e, n, d, p, q (the oldest files end after d)
ssh-dss                 string name, mpint p, q, g, y, x
ecdsa-sha2-*            string name, string curve, string Q, mpint d
ssh-ed25519             string name, string (seed || pk), 64 bytes; pk does not stand alone
======================= ===========================================================================

There is no encryption, no comment and nothing behind. The primes of RSA come in any order, without
iqmp. Source: Dropbear 2022.83, ``buf_put_priv_key`` and its callees in signkey.c, rsa.c, dss.c, ecdsa.c,
ed25519.c.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from .. import limits, mistakes
from ..encoding import wire
from ..errors import (
    CorruptKeyError,
    KeyMismatchError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from ..keys.algorithms import BY_NAME
from ..keys.dsa import DsaPrivateKey, DsaPublicKey
from ..keys.ecdsa import EcdsaPrivateKey, EcdsaPublicKey
from ..keys.eddsa import Ed25519PublicKey, EddsaPrivateKey
from ..keys.pair import KeyPair
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..patterns import compiled
from ..records import dataclass, field
from ._rsa_primes import primes_of
from .contract import Format, KeyEntry

if TYPE_CHECKING:
    from ..keys.base import PrivateKey, PublicKey
    from ..secret import Secret
    from .contract import Protection

CONTAINER: Final = "Dropbear private key"

_START: Final = compiled(rb"\0\0\0.(?:ssh-|ecdsa-sha2-|sk-)", re.DOTALL)
MAX_RSA_BITS: Final = 4096
"""The longest that dropbearkey makes; MAX_PRIVKEY_SIZE, 1,700 bytes, ends not far above it."""
_MOST_BEHIND: Final = 16
"""Bytes behind a key, such as a line ending, which Dropbear does not look at."""
_MAX_E_BITS: Final = 64


@dataclass(frozen=True, slots=True)
class _File:
    """One file: its public key, and the private key still as bytes."""

    public: PublicKey
    rest: bytes = field(repr=False)

    def open(self, passphrase: Secret | None) -> KeyPair:  # noqa: ARG002 - it cannot be locked
        """Read the private key; whether it makes the public one is not looked at."""
        reader = wire.Reader(self.rest, CONTAINER)
        private = _read_private(self.public, reader)
        if 0 < reader.left <= _MOST_BEHIND and mistakes.are_collected():
            mistakes.note("filling")
        else:
            reader.end()
        return KeyPair(private)


def sniff(data: bytes) -> bool:
    """Whether it begins with a length and the first letters of a key type."""
    return _START.match(data) is not None


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read a file: one key.

    Raises:
        CorruptKeyError: the public key is broken, or nothing follows it.
        UnsupportedAlgorithmError: a key type that Dropbear's files do not hold.
        LimitError: the key is larger than sane.
    """
    reader = wire.Reader(data, CONTAINER)
    name = reader.text("the key type")
    row = BY_NAME.get(name)
    if row is None or row.family not in FORMAT.families:
        raise UnsupportedAlgorithmError(
            f"This looks like a {CONTAINER} of the unknown type {name}",
            "Convert it to OpenSSH format with dropbearconvert",
        )
    if row.family == "ed25519":
        public, rest = _read_ed25519(reader)
    else:
        public, rest = row.public.read_fields(name, reader), reader.rest()
    if not rest:
        raise CorruptKeyError(
            CONTAINER,
            "the public key is complete, but the private key is missing",
            "Get the whole file again; a public key is stored as one line of text",
            field="private key",
        )
    return (KeyEntry(FORMAT.id, public, opener=_File(public, rest).open),)


def _read_ed25519(reader: wire.Reader) -> tuple[PublicKey, bytes]:
    """The public key, which stands behind the seed, and the seed; a public wire form has no seed."""
    both = reader.string("seed and public key")
    behind = reader.rest()
    if len(behind) > _MOST_BEHIND:
        raise reader.corrupt(f"{len(behind)} extra bytes at the end", "length")
    at = len(both) - Ed25519PublicKey.size
    if at not in {0, Ed25519PublicKey.size}:
        raise reader.corrupt(f"seed and public key should be 64 bytes, but are {len(both)}", "length")
    return Ed25519PublicKey(both[at:]), both[:at] + behind if at else b""


def _read_private(public: PublicKey, reader: wire.Reader) -> PrivateKey:
    match public:
        case RsaPublicKey():
            return _read_rsa(public, reader)
        case DsaPublicKey():
            return DsaPrivateKey(public, _number(reader, "x"))
        case EcdsaPublicKey():
            return EcdsaPrivateKey(public, _number(reader, "d"))
        case Ed25519PublicKey():
            return EddsaPrivateKey(public, reader.take(public.size, "the seed"))
    raise UnsupportedAlgorithmError(f"A {CONTAINER} cannot hold a {public.algorithm} key")


def _read_rsa(public: RsaPublicKey, reader: wire.Reader) -> RsaPrivateKey:
    d = _number(reader, "d")
    p, q = (_number(reader, "p"), _number(reader, "q")) if reader.left else _primes_of(public, d)
    # Primes that do not make n have no iqmp worth computing: check() says what is wrong with them.
    whole = p * q == public.n and math.gcd(p, q) == 1
    return RsaPrivateKey(public, d=d, p=p, q=q, iqmp=pow(q, -1, p) if whole else 0)


def _primes_of(public: RsaPublicKey, d: int) -> tuple[int, int]:
    limits.check("RSA modulus without its primes", public.bits, limits.MAX_RECOVERED_BITS, "bits")
    limits.check("bits of the exponent e", public.e.bit_length(), _MAX_E_BITS)
    primes = primes_of(public.n, public.e, d) if d < public.n else None
    if primes is None:
        raise KeyMismatchError(
            CONTAINER, "the private exponent d does not belong to the public key", field="d"
        )
    return primes


def _number(reader: wire.Reader, name: str) -> int:
    value = reader.mpint(f"the number {name}")
    limits.check(f"bits of the number {name}", value.bit_length(), limits.MAX_RSA_BITS)
    return value


def write(pair: KeyPair, protection: Protection | None) -> bytes:
    """Write a key; there is no room for a comment, nor for a passphrase.

    Raises:
        UnsupportedConversionError: another key type, a DSA key that Dropbear does not take, or it should be
            locked.
    """
    if protection is not None:
        raise UnsupportedConversionError(
            f"{FORMAT.label} files cannot be protected by a passphrase",
            "Write it without one, or choose OpenSSH format",
        )
    key = pair.private
    match key:
        case RsaPrivateKey():
            _refuse_long_rsa(key.public)
            return pair.public.blob + b"".join(map(wire.mpint, (key.d, key.p, key.q)))
        case DsaPrivateKey():
            _refuse_other_dsa(key.public)
            return pair.public.blob + wire.mpint(key.x)
        case EcdsaPrivateKey():
            return pair.public.blob + wire.mpint(key.d)
        case EddsaPrivateKey() if isinstance(key.public, Ed25519PublicKey):
            return wire.string(key.public.algorithm) + wire.string(key.seed + key.public.pk)
    raise UnsupportedConversionError(
        FORMAT.why_not(pair.public.family) or FORMAT.label, "Choose OpenSSH format or PPK"
    )


def _refuse_long_rsa(public: RsaPublicKey) -> None:
    """Dropbearkey 2022.83 makes none above it; at a file of more than 1,700 bytes all of Dropbear ends."""
    if public.bits > MAX_RSA_BITS:
        raise UnsupportedConversionError(
            f"Dropbear accepts RSA keys of up to {MAX_RSA_BITS:,} bits; this one has {public.bits:,}",
            "Make a shorter key or an Ed25519 key; or keep this one in another format",
        )


def _refuse_other_dsa(public: DsaPublicKey) -> None:
    sizes = (public.p.bit_length(), public.q.bit_length())
    if sizes != (1024, 160):
        raise UnsupportedConversionError(
            f"Dropbear accepts DSA keys of 1024 and 160 bits (p and q); this one has {sizes[0]} and "
            f"{sizes[1]}",
            "Make a new key: Ed25519 or RSA",
        )


FORMAT: Final = Format(
    id="dropbear",
    label="Dropbear private key",
    purpose="for routers and embedded Linux",
    binary=True,
    families=frozenset({"rsa", "dsa", "ecdsa", "ed25519"}),
    sniff=sniff,
    read=read,
    write_private=write,
    carries_comment=False,
    no_room={"ed448": "Dropbear does not support Ed448"},
)
"""What dropbearkey and dropbearconvert write."""
