"""Signatures on the wire: ``string algorithm, string signature``; ``verification`` verifies them.

RSA signs with PKCS#1 v1.5 and a hash that the algorithm names (RFC 8332); ECDSA, mpint r, mpint s, with the
hash of the size of its curve (RFC 5656); Ed25519 and the ML-DSA composite, their raw bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..encoding import wire
from ..errors import UnsupportedAlgorithmError
from .verification import ECDSA_HASHES, RSA_HASHES

if TYPE_CHECKING:
    from .base import PrivateKey, PublicKey

_MAKERS: Final = frozenset({"rsa", "ecdsa", "ed25519", "mldsa44-ed25519"})


def why_not(public: PublicKey) -> str | None:
    """Why a key of this type makes no signatures here that OpenSSH takes; None when it does."""
    if public.family in _MAKERS:
        return None
    return {
        "sk": "its private key is on a hardware token: sign with ssh-keygen, with the token plugged in",
        "dsa": "it is a DSA key, whose signatures OpenSSH refuses",
        "ed448": "it is an Ed448 key, which OpenSSH does not know",
        "rsa1": "it is a key for version 1 of SSH",
    }.get(public.family, f"keys of type {public.algorithm} are not supported")


def sign(private: PrivateKey, data: bytes, algorithm: str = "rsa-sha2-512") -> bytes:
    """Sign as SSH signs. Slow for RSA, which is tested for primes: call it in a child process.

    Args:
        private: the private key.
        data: what is signed.
        algorithm: for RSA keys, one of RSA_HASHES; other types have one of their own.

    Returns:
        The wire form of the signature.

    Raises:
        UnsupportedAlgorithmError: keys of this type make no signatures here.
        CorruptKeyError: the numbers are not those of a key.
    """
    public = private.public
    reason = why_not(public)
    if reason:
        raise UnsupportedAlgorithmError(f"This key cannot sign: {reason}", "Sign with an Ed25519 or RSA key")
    key = private.crypto()
    if public.family == "rsa":
        raw = primitives.sign_hashed(key, data, RSA_HASHES[algorithm])
        return wire.string(algorithm) + wire.string(raw)
    if public.family == "ecdsa":
        r, s = primitives.signature_numbers(primitives.sign_hashed(key, data, ECDSA_HASHES[public.bits]))
        return wire.string(public.algorithm) + wire.string(wire.mpint(r) + wire.mpint(s))
    return wire.string(public.algorithm) + wire.string(primitives.sign(key, data))
