"""Did the authority really sign this certificate?

A signature on the wire is ``string algorithm, string signature``; FIDO keys add ``u8 flags, u32 counter``.
Inside: RSA, PKCS#1 v1.5 (RFC 8332); ECDSA, mpint r, mpint s, with the hash of the size of the curve (RFC
5656); DSA, r and s of 20 bytes each, over SHA-1 (RFC 4253); EdDSA and the ML-DSA composite, their raw bytes.
A FIDO key signs SHA-256(application), flags, counter, SHA-256(message) (OpenSSH PROTOCOL.u2f).
"""

from __future__ import annotations

import enum
import functools
import hashlib
from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..encoding.wire import Reader
from ..errors import CorruptKeyError, UnsupportedAlgorithmError
from .certificate import is_certificate
from .dsa import DsaPublicKey
from .ecdsa import EcdsaPublicKey
from .eddsa import Ed448PublicKey, Ed25519PublicKey
from .fido import FidoPublicKey
from .mldsa import MldsaPublicKey
from .opaque import OpaquePublicKey
from .rsa import RsaPublicKey

if TYPE_CHECKING:
    from .base import PublicKey
    from .certificate import Certificate

_CONTAINER: Final = "signature"
RSA_HASHES: Final = {"rsa-sha2-512": "sha512", "rsa-sha2-256": "sha256", "ssh-rsa": "sha1"}
"""The signature algorithms of RSA keys, best first, and their hashes."""
ECDSA_HASHES: Final = {256: "sha256", 384: "sha384", 521: "sha512"}
_MAX_EXPONENT_BITS: Final = 64
"""OpenSSL's own limit above 3072 bits: a longer exponent only makes the check slow."""
_REMEMBERED: Final = 1024


class SignatureState(enum.StrEnum):
    """What became of checking a signature."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "cannot tell"
    """There is no code for the type of the key or of the signature."""


@functools.lru_cache(maxsize=_REMEMBERED)
def signature_state(certificate: Certificate) -> SignatureState:
    """Whether the key in a certificate that calls itself the authority signed it.

    Whether that authority is to be trusted is another question, which only the server answers.
    """
    return verify(certificate.authority, certificate.signature, certificate.signed)


def verify(public: PublicKey, signature: bytes, data: bytes) -> SignatureState:
    """Whether a key made a signature of the data.

    Args:
        public: the plain key.
        signature: its wire form, with the algorithm in front.
        data: what was signed.
    """
    try:
        good = _verify(public, Reader(signature, _CONTAINER), data)
    except UnsupportedAlgorithmError:
        return SignatureState.UNKNOWN
    except CorruptKeyError:
        return SignatureState.INVALID
    return SignatureState.VALID if good else SignatureState.INVALID


def _verify(public: PublicKey, reader: Reader, data: bytes) -> bool:
    if isinstance(public, OpaquePublicKey):
        # A certificate may not stand where the key of an authority belongs.
        if is_certificate(public.algorithm):
            return False
        raise _unknown(public.algorithm)
    algorithm = reader.text("the signature algorithm")
    raw = reader.string("the signature")
    if isinstance(public, FidoPublicKey):
        return _verify_fido(public, algorithm, raw, reader, data)
    reader.end()
    if isinstance(public, RsaPublicKey):
        return _verify_rsa(public, algorithm, raw, data)
    return algorithm == public.algorithm and _verify_plain(public, raw, data)


def _verify_rsa(public: RsaPublicKey, algorithm: str, raw: bytes, data: bytes) -> bool:
    if public.e.bit_length() > _MAX_EXPONENT_BITS:
        raise UnsupportedAlgorithmError("The exponent of the RSA key is too large to check its signatures")
    if algorithm not in RSA_HASHES:
        return False
    # Leading zero bytes may be missing, as in any integer.
    padded = raw.rjust((public.bits + 7) // 8, b"\0")
    return primitives.verify_hashed(public.crypto(), padded, data, RSA_HASHES[algorithm])


def _verify_plain(public: PublicKey, raw: bytes, data: bytes) -> bool:
    if isinstance(public, EcdsaPublicKey):
        numbers = Reader(raw, _CONTAINER)
        r, s = numbers.mpint("the number r"), numbers.mpint("the number s")
        numbers.end()
        der = primitives.dsa_signature(r, s)
        return primitives.verify_hashed(public.crypto(), der, data, ECDSA_HASHES[public.bits])
    if isinstance(public, DsaPublicKey):
        if len(raw) != 40:
            return False
        der = primitives.dsa_signature(int.from_bytes(raw[:20], "big"), int.from_bytes(raw[20:], "big"))
        return primitives.verify_hashed(public.crypto(), der, data, "sha1")
    if isinstance(public, Ed25519PublicKey | Ed448PublicKey | MldsaPublicKey):
        return primitives.verify(public.crypto(), raw, data)
    raise _unknown(public.algorithm)


def _verify_fido(public: FidoPublicKey, algorithm: str, raw: bytes, reader: Reader, data: bytes) -> bool:
    if algorithm.startswith("webauthn-"):
        raise _unknown(algorithm)
    flags, counter = reader.take(1, "the flags"), reader.take(4, "the counter")
    reader.end()
    digests = hashlib.sha256(public.application).digest(), hashlib.sha256(data).digest()
    said = digests[0] + flags + counter + digests[1]
    return algorithm == public.algorithm and _verify_plain(public.inner, raw, said)


def _unknown(algorithm: str) -> UnsupportedAlgorithmError:
    return UnsupportedAlgorithmError(f"Signatures of type {algorithm} are not supported")
