"""The private key inside a PPK file: only the numbers that the public key does not tell.

======================= ===========================================================================
RSA                     mpint d, p, q, iqmp, with p > q and iqmp = 1/q mod p
DSA                     mpint x; version 1 adds string SHA-1(mpint p || mpint q || mpint g)
ECDSA                   mpint d
Ed25519, Ed448          string seed, 32 or 57 bytes
======================= ===========================================================================

Source: PuTTY manual 0.78, appendix C.3, corrected by what PuTTYgen writes: the manual calls the seed
an mpint, and it is not one. PuTTY 0.68 to 0.74 dropped zero bytes at the end of a seed. Files with
p < q exist, PuTTY turns them round.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from ...encoding import wire
from ...errors import CorruptKeyError, UnsupportedAlgorithmError
from ...keys.dsa import DsaPrivateKey, DsaPublicKey
from ...keys.ecdsa import EcdsaPrivateKey, EcdsaPublicKey
from ...keys.eddsa import Ed448PublicKey, Ed25519PublicKey, EddsaPrivateKey
from ...keys.rsa import RsaPrivateKey, RsaPublicKey
from ...records import replace
from .._rsa_proof import with_inverse

if TYPE_CHECKING:
    from ...keys.base import PrivateKey, PublicKey

FAMILIES: Final = frozenset({"rsa", "dsa", "ecdsa", "ed25519", "ed448"})
BLOCK: Final = 16
"""A locked private key is padded to whole blocks of AES."""


def read(public: PublicKey, blob: bytes, version: int) -> PrivateKey:
    """Read the decrypted private key; up to 15 bytes of padding may follow.

    Whether the two halves belong together is not checked here.

    Raises:
        CorruptKeyError: the fields are not those of this type.
        UnsupportedAlgorithmError: PPK has no form for this type.
    """
    reader = wire.Reader(blob, "private key of the PPK file")
    private = _read_fields(public, reader, version)
    if reader.left >= BLOCK:
        raise reader.corrupt(f"{reader.left} extra byte{'s' * (reader.left != 1)} at the end")
    return private


def _read_fields(public: PublicKey, reader: wire.Reader, version: int) -> PrivateKey:
    match public:
        case RsaPublicKey():
            d, p, q, iqmp = (reader.mpint(f"the number {name}") for name in ("d", "p", "q", "iqmp"))
            return _larger_prime_first(with_inverse(RsaPrivateKey(public, d=d, p=p, q=q, iqmp=iqmp)))
        case EcdsaPublicKey():
            return EcdsaPrivateKey(public, reader.mpint("the number d"))
        case Ed25519PublicKey() | Ed448PublicKey():
            return EddsaPrivateKey(public, reader.string("the seed").ljust(public.size, b"\0"))
        case DsaPublicKey():
            private = DsaPrivateKey(public, reader.mpint("the number x"))
            if version == 1 and reader.string("the hash of the group") != _group_hash(public):
                raise reader.corrupt("the hash of p, q and g is wrong", "group hash")
            return private
    raise UnsupportedAlgorithmError(
        f"A PPK file cannot hold the private key of a {public.algorithm} key",
        "Its public key can still be used",
    )


def write(private: PrivateKey) -> bytes:
    """The private key as versions 2 and 3 hold it, without padding. The family must be in FAMILIES."""
    match private:
        case RsaPrivateKey():
            rsa = _larger_prime_first(private)
            return b"".join(map(wire.mpint, (rsa.d, rsa.p, rsa.q, rsa.iqmp)))
        case EcdsaPrivateKey():
            return wire.mpint(private.d)
        case EddsaPrivateKey():
            return wire.string(private.seed)
        case DsaPrivateKey():
            return wire.mpint(private.x)
    raise UnsupportedAlgorithmError(f"A PPK file cannot hold a {private.public.algorithm} key")


def pad(blob: bytes) -> bytes:
    """Fill up to whole blocks as PuTTY does: with the first bytes of the SHA-1 of the blob itself."""
    return blob + hashlib.sha1(blob, usedforsecurity=False).digest()[: -len(blob) % BLOCK]


def _larger_prime_first(key: RsaPrivateKey) -> RsaPrivateKey:
    """The same key with p > q, as PuTTY writes it; one whose primes do not make n stays as it is."""
    if key.p >= key.q or key.p < 2 or key.p * key.q != key.public.n:
        return key
    try:
        inverse = pow(key.p, -1, key.q)
    except ValueError:
        raise CorruptKeyError("RSA key", "its two primes have a common factor", field="iqmp") from None
    return replace(key, p=key.q, q=key.p, iqmp=inverse)


def _group_hash(public: DsaPublicKey) -> bytes:
    group = b"".join(map(wire.mpint, (public.p, public.q, public.g)))
    return hashlib.sha1(group, usedforsecurity=False).digest()
