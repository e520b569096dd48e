"""The one door to cryptographic primitives: everything here is one call into ``cryptography`` or ``bcrypt``.

Both are imported on first use, so that looking at a public key costs nothing of them. Nothing in this
program implements a cipher, a hash, a KDF or a search for primes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from .. import limits
from ..errors import LimitError, UnsupportedAlgorithmError
from . import speeds

if TYPE_CHECKING:
    from collections.abc import Callable

ARGON2_KINDS: Final = ("argon2id", "argon2i", "argon2d")
HASHES: Final = ("sha1", "sha224", "sha256", "sha384", "sha512")


def random_bytes(count: int) -> bytes:
    """Bytes from the system's random source."""
    return os.urandom(count)


def run_cipher(cipher: Any, data: bytes, *, encrypt: bool) -> bytes:  # noqa: ANN401
    """All of it through a ``Cipher`` of ``cryptography``."""
    context = cipher.encryptor() if encrypt else cipher.decryptor()
    result: bytes = context.update(data) + context.finalize()
    return result


def hmac_sha1(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA1, 20 bytes, by the standard library: host names in known_hosts are hashed with it."""
    import hmac  # here: it loads OpenSSL

    return hmac.digest(key, data, "sha1")


def aes_cbc(key: bytes, iv: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """AES-CBC without padding; the data must be whole blocks of 16."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return run_cipher(Cipher(algorithms.AES(key), modes.CBC(iv)), data, encrypt=encrypt)


def aes_ctr(key: bytes, iv: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """AES-CTR with a 16-byte initial counter."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return run_cipher(Cipher(algorithms.AES(key), modes.CTR(iv)), data, encrypt=encrypt)


def aes_gcm_encrypt(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """AES-GCM; the 16-byte tag follows the ciphertext."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, data, None)


def aes_gcm_decrypt(key: bytes, nonce: bytes, data: bytes) -> bytes | None:
    """AES-GCM with the tag behind the ciphertext; None when the tag does not fit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, data, None)
    except InvalidTag:
        return None


def des3_cbc(key: bytes, iv: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """3DES-CBC without padding, key of 24 bytes (8 for single DES, 16 for two keys); whole blocks of 8."""
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

    full = {8: key * 3, 16: key + key[:8], 24: key}[len(key)]
    return run_cipher(Cipher(TripleDES(full), modes.CBC(iv)), data, encrypt=encrypt)


def chacha20(key: bytes, counter: int, nonce: bytes, data: bytes) -> bytes:
    """ChaCha20 of the original kind: 64-bit block counter and 8-byte nonce. Encrypts and decrypts."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

    cipher: Any = Cipher(algorithms.ChaCha20(key, counter.to_bytes(8, "little") + nonce), mode=None)
    return run_cipher(cipher, data, encrypt=True)


def poly1305(key: bytes, data: bytes) -> bytes:
    """The 16-byte tag; the key of 32 bytes is used once."""
    from cryptography.hazmat.primitives.poly1305 import Poly1305

    return Poly1305.generate_tag(key, data)


def bcrypt_kdf(passphrase: bytes, salt: bytes, rounds: int, size: int) -> bytes:
    """bcrypt_pbkdf, the KDF of the OpenSSH container.

    Raises:
        LimitError: more rounds than ``limits.MAX_BCRYPT_ROUNDS``.
    """

    def seconds() -> float:
        return rounds * -(-size // 32) * speeds.bcrypt()

    limits.check_work("bcrypt rounds", rounds, limits.MAX_BCRYPT_ROUNDS, seconds)
    import bcrypt

    return bcrypt.kdf(passphrase, salt, size, rounds, ignore_few_rounds=True)


def argon2(
    kind: str, passphrase: bytes, salt: bytes, *, memory_kib: int, passes: int, parallelism: int, size: int
) -> bytes:
    """Argon2, version 0x13.

    Args:
        kind: one of ``ARGON2_KINDS``.
        passphrase: may be empty.
        salt: at least 8 bytes.
        memory_kib: at least 8 times the parallelism.
        passes: at least 1.
        parallelism: the number of lanes.
        size: bytes wanted.

    Raises:
        LimitError: more memory, passes or lanes than sane, or values that contradict each other.
    """

    def seconds() -> float:
        return memory_kib * passes * speeds.argon2()

    limits.check("Argon2 lanes", parallelism, limits.MAX_ARGON2_LANES)
    limits.check_memory("Argon2 memory", memory_kib, limits.MAX_ARGON2_MEMORY_KIB, seconds)
    limits.check_work(
        "Argon2 work (memory times passes)", memory_kib * passes, limits.MAX_ARGON2_WORK, seconds, "KiB"
    )
    if passes < 1 or parallelism < 1 or memory_kib < 8 * parallelism:
        raise LimitError(
            f"Argon2 cannot run with {memory_kib} KiB, {passes} passes and {parallelism} lanes",
            "It needs at least one pass, one lane, and 8 KiB per lane",
        )
    from cryptography.hazmat.primitives.kdf import argon2 as module

    classes: dict[str, Callable[..., Any]] = {
        "argon2id": module.Argon2id,
        "argon2i": module.Argon2i,
        "argon2d": module.Argon2d,
    }
    kdf = classes[kind](salt=salt, length=size, iterations=passes, lanes=parallelism, memory_cost=memory_kib)
    try:
        result: bytes = kdf.derive(passphrase)
    except MemoryError:
        raise LimitError(
            f"This machine does not have the {memory_kib:,} KiB of memory that Argon2 needs",
            "Close other programs, or use a machine with more memory",
        ) from None
    return result


def pbkdf2(hash_name: str, passphrase: bytes, salt: bytes, iterations: int, size: int) -> bytes:
    """PBKDF2-HMAC with one of ``HASHES``, or with a hash that is read only.

    Raises:
        LimitError: too many iterations.
        UnsupportedAlgorithmError: another hash.
    """
    if hash_name not in (*HASHES, "md5", "sha512-224", "sha512-256"):
        raise UnsupportedAlgorithmError(f"PBKDF2 with {hash_name} is not supported")
    check_iterations("PBKDF2 iterations", iterations)
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    algorithm = getattr(hashes, hash_name.upper().replace("-", "_"))()
    return PBKDF2HMAC(algorithm=algorithm, length=size, salt=salt, iterations=iterations).derive(passphrase)


def check_iterations(what: str, iterations: int) -> None:
    """Raise LimitError when there are too many iterations of one hash or HMAC, unless that was allowed."""
    limits.check_work(what, iterations, limits.MAX_PBKDF2_ITERATIONS, lambda: iterations * speeds.pbkdf2())


def scrypt(passphrase: bytes, salt: bytes, *, n: int, r: int, p: int, size: int) -> bytes:
    """Scrypt.

    Raises:
        LimitError: more memory than sane, or n is not a power of two.
    """
    kib = n * r // 8

    def seconds() -> float:
        return kib * p * speeds.scrypt()

    limits.check_memory("scrypt memory", kib, limits.MAX_SCRYPT_MEMORY >> 10, seconds)
    limits.check_work("scrypt parallelism", p, 64, seconds)
    if n < 2 or n & (n - 1) or r < 1 or p < 1:
        raise LimitError(f"scrypt cannot run with N={n}, r={r}, p={p}", "N must be a power of two above 1")
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    try:
        return Scrypt(salt=salt, length=size, n=n, r=r, p=p).derive(passphrase)
    except (MemoryError, ValueError):  # also what cryptography raises when N is too large for a small r
        raise LimitError(
            f"scrypt cannot run with N={n}, r={r}, p={p} on this machine",
            "Close other programs, or use a machine with more memory",
        ) from None


def decrypt_pkcs8(data: bytes, passphrase: bytes) -> bytes | None:
    """Unlock an EncryptedPrivateKeyInfo in DER locked with RC2 of 40 bits: no cipher of ``cryptography``.

    Returns:
        The PrivateKeyInfo in DER; None when the passphrase is wrong or the data damaged.

    Raises:
        UnsupportedAlgorithmError: the passphrase is right, and ``cryptography`` does not know the key inside.
    """
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        key = serialization.load_der_private_key(data, passphrase)
    except UnsupportedAlgorithm:
        raise UnsupportedAlgorithmError(
            "The key inside has a type or curve that SSH does not support",
            "Choose an RSA, ECDSA, Ed25519 or Ed448 key",
        ) from None
    except (
        ValueError,
        InternalError,
    ):  # the latter when noise looks like a key of which OpenSSL makes nothing
        return None
    return _private_info(key)


def _private_info(key: Any) -> bytes:  # noqa: ANN401
    from cryptography.hazmat.primitives import serialization as form

    return bytes(key.private_bytes(form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption()))


def open_pkcs12(data: bytes, passphrase: bytes) -> bytes | None:
    """Open a PKCS#12 store whole, and check what proves it whole.

    Returns:
        The PrivateKeyInfo of its key in DER, empty where there is none; None when the passphrase is wrong or
        the data damaged.

    Raises:
        UnsupportedAlgorithmError: ``cryptography`` has no code for it.
    """
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key = pkcs12.load_pkcs12(data, passphrase).key
    except UnsupportedAlgorithm:
        raise UnsupportedAlgorithmError("The encryption of this store is not supported") from None
    except (ValueError, TypeError, InternalError):
        return None
    return b"" if key is None else _private_info(key)


def new_private_key(family: str, bits: int) -> Any:  # noqa: ANN401 - cryptography's private key classes
    """A fresh private key object of ``cryptography``; RSA takes its luck, from 0.1 s to minutes.

    Args:
        family: ``rsa``, ``dsa``, ``ecdsa``, ``ed25519`` or ``ed448``.
        bits: the size; of an ECDSA key, of its curve; of a DSA key, of p: 1024 gives a q of 160 bits in
            0.2 s, and more gives one of 256, which SSH has no signatures for.
    """
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    if family == "rsa":
        return rsa.generate_private_key(65537, bits)
    if family == "dsa":
        return dsa.generate_private_key(bits)
    if family == "ecdsa":
        return ec.generate_private_key(getattr(ec, f"SECP{bits}R1")())
    return (ed25519.Ed25519PrivateKey if family == "ed25519" else ed448.Ed448PrivateKey).generate()


def sign(private: Any, data: bytes) -> bytes:  # noqa: ANN401
    """A signature with the SHA-512 of its kind (RSA: PKCS#1 v1.5; EdDSA: its own; DSA: SHA-256).

    Args:
        private: a private key object of ``cryptography``: RSA, ECDSA, DSA or EdDSA.
        data: what is signed.

    Raises:
        UnsupportedAlgorithmError: an RSA key too small for any signature of today.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa

    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(data, padding.PKCS1v15(), _hash_for_rsa(private.key_size))
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(hashes.SHA512()))
    if isinstance(private, dsa.DSAPrivateKey):
        return private.sign(data, hashes.SHA256())
    signature: bytes = private.sign(data)
    return signature


def _hash_for_rsa(bits: int) -> Any:  # noqa: ANN401
    """SHA-512, or SHA-256 where the modulus has no room for it: the digest and 30 bytes around it."""
    from cryptography.hazmat.primitives import hashes

    if bits < 496:
        raise UnsupportedAlgorithmError(f"An RSA key of {bits} bits is too small to sign", "Make a new key")
    return hashes.SHA512() if bits >= 752 else hashes.SHA256()


def verify(public: Any, signature: bytes, data: bytes) -> bool:  # noqa: ANN401
    """Whether ``sign`` made this signature of the data with the private key of this key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa

    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), _hash_for_rsa(public.key_size))
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA512()))
        elif isinstance(public, dsa.DSAPublicKey):
            public.verify(signature, data, hashes.SHA256())
        else:
            public.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def verify_hashed(public: Any, signature: bytes, data: bytes, hash_name: str) -> bool:  # noqa: ANN401
    """Whether a signature with one of ``HASHES`` verifies.

    Args:
        public: a public key object of ``cryptography``: RSA (PKCS#1 v1.5), ECDSA or DSA.
        signature: of ECDSA and DSA, as ``dsa_signature`` makes it.
        data: what was signed.
        hash_name: one of ``HASHES``.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding

    algorithm = getattr(hashes, hash_name.upper())()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(algorithm))
        elif isinstance(public, dsa.DSAPublicKey):
            public.verify(signature, data, algorithm)
        else:
            public.verify(signature, data, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True


def sign_hashed(private: Any, data: bytes, hash_name: str) -> bytes:  # noqa: ANN401
    """A signature with one of ``HASHES``; ``verify_hashed`` verifies it.

    Args:
        private: a private key object of ``cryptography``: RSA (PKCS#1 v1.5) or ECDSA.
        data: what is signed.
        hash_name: one of ``HASHES``.

    Raises:
        UnsupportedAlgorithmError: an RSA key too small for the hash.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    algorithm = getattr(hashes, hash_name.upper())()
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(algorithm))
    try:
        signature: bytes = private.sign(data, padding.PKCS1v15(), algorithm)
    except ValueError:
        raise UnsupportedAlgorithmError(
            f"An RSA key of {private.key_size} bits is too small to sign with {hash_name}", "Make a new key"
        ) from None
    return signature


def signature_numbers(signature: bytes) -> tuple[int, int]:
    """The two numbers of an ECDSA or DSA signature in DER."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return decode_dss_signature(signature)


def dsa_signature(r: int, s: int) -> bytes:
    """The two numbers of an ECDSA or DSA signature in DER."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    return encode_dss_signature(r, s)
