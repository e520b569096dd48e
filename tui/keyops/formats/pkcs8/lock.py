"""How a PKCS#8 key is locked: the algorithm identifier of EncryptedPrivateKeyInfo.

::

    SEQUENCE { PBES2, SEQUENCE { kdf, SEQUENCE { cipher, OCTET STRING iv } } }
    SEQUENCE { a scheme of PBES1 or PKCS#12, SEQUENCE { OCTET STRING salt, iterations } }

The KDFs are told in ``_pkcs8_kdf``. The old schemes are opened by ``cryptography``, as far as it has them;
those with single DES or 40-bit RC2 are WEAK whatever their iterations. Source: RFC 8018, appendix A;
RFC 7292, appendix C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...crypto import cbc, primitives
from ...encoding import der
from ...errors import PassphraseRequiredError, UnsupportedConversionError
from ...records import dataclass, field
from ..contract import Encryption, Strength
from . import kdf as kdfs

if TYPE_CHECKING:
    from ...crypto.cbc import CbcCipher
    from ...secret import Secret
    from ..contract import Protection

CONTAINER: Final = "PKCS#8 private key"
_PBES2: Final = "1.2.840.113549.1.5.13"
_CIPHERS: Final = {
    "2.16.840.1.101.3.4.1.2": cbc.AES_128,
    "2.16.840.1.101.3.4.1.22": cbc.AES_192,
    "2.16.840.1.101.3.4.1.42": cbc.AES_256,
    "1.2.840.113549.3.7": cbc.DES_EDE3,
}
_OLD: Final = {
    "1.2.840.113549.1.5.3": ("DES-CBC", "pbes1-md5", Strength.WEAK),
    "1.2.840.113549.1.12.1.3": ("DES-EDE3-CBC", "pkcs12-sha1", Strength.FAIR),
    "1.2.840.113549.1.12.1.6": ("RC2-40-CBC", "pkcs12-sha1", Strength.WEAK),
    "1.2.840.113549.1.12.1.1": ("RC4-128", "pkcs12-sha1", Strength.FAIR),
}
"""Schemes that ``cryptography`` opens: cipher, KDF, strength at best."""


@dataclass(frozen=True, slots=True)
class Pbes2:
    """A KDF and a cipher."""

    kdf: kdfs.Pbkdf2 | kdfs.Scrypt
    cipher: CbcCipher
    iv: bytes = field(repr=False)

    @property
    def encryption(self) -> Encryption:
        """What stands in clear about it."""
        return self.kdf.encryption(self.cipher.name)

    def open(self, body: bytes, passphrase: Secret) -> bytes:
        """The decrypted body; the errors are those of ``CbcCipher.decrypt``, and LimitError."""
        key = self.kdf.key(passphrase.reveal(), self.cipher.key_size)
        return self.cipher.decrypt(key, self.iv, body, CONTAINER)

    def close(self, body: bytes, passphrase: Secret) -> bytes:
        """The whole EncryptedPrivateKeyInfo."""
        key = self.kdf.key(passphrase.reveal(), self.cipher.key_size)
        oid = next(oid for oid, cipher in _CIPHERS.items() if cipher is self.cipher)
        cipher = der.sequence(der.oid(oid), der.octets(self.iv))
        scheme = der.sequence(der.oid(_PBES2), der.sequence(self.kdf.encoded(), cipher))
        return der.sequence(scheme, der.octets(self.cipher.encrypt(key, self.iv, body)))


@dataclass(frozen=True, slots=True)
class OldScheme:
    """PBES1 or PKCS#12, which ``cryptography`` opens."""

    encryption: Encryption
    whole: bytes = field(repr=False)
    """The EncryptedPrivateKeyInfo."""
    iterations: int

    def open(self, body: bytes, passphrase: Secret) -> bytes:  # noqa: ARG002 - it is inside the whole
        """The decrypted body.

        Raises:
            LimitError: too many iterations.
            WrongPassphraseError: it does not open.
        """
        primitives.check_iterations("PKCS#12 iterations", self.iterations)
        plain = primitives.decrypt_pkcs8(self.whole, passphrase.reveal())
        if plain is None:
            raise cbc.wrong_passphrase(CONTAINER)
        return plain


def read(whole: bytes, algorithm: der.Cursor, body: bytes) -> Pbes2 | OldScheme:
    """Understand how a key is locked.

    Args:
        whole: the EncryptedPrivateKeyInfo.
        algorithm: its algorithm identifier.
        body: its encrypted part.

    Raises:
        UnsupportedAlgorithmError: there is no code for the scheme, the KDF or the cipher; named.
        CorruptKeyError: parameters are broken, or the body is not whole.
    """
    oid = algorithm.oid("the scheme")
    if oid in _OLD:
        return _read_old(whole, oid, algorithm)
    if oid != _PBES2:
        raise kdfs.unsupported(oid, "the scheme")
    schemes = algorithm.sequence("the parameters")
    algorithm.end()
    kdf, size = kdfs.read(schemes.sequence("the KDF"))
    chosen = schemes.sequence("the cipher")
    schemes.end()
    name = chosen.oid("the cipher")
    if name not in _CIPHERS:
        raise kdfs.unsupported(name, "the cipher")
    cipher = _CIPHERS[name]
    iv = chosen.octets("the IV")
    chosen.end()
    if len(iv) != cipher.block:
        raise chosen.corrupt(f"the IV has {len(iv)} bytes and should have {cipher.block}", "IV")
    if size not in {None, cipher.key_size}:
        raise chosen.corrupt(f"the key length does not fit the cipher {cipher.name}", "key length")
    cipher.check_size(body, CONTAINER)
    return Pbes2(kdf, cipher, iv)


def _read_old(whole: bytes, oid: str, algorithm: der.Cursor) -> OldScheme:
    cipher, kdf, best = _OLD[oid]
    fields = algorithm.sequence("the parameters")
    algorithm.end()
    fields.octets("the salt")
    iterations = fields.small("the number of iterations")
    fields.end()
    strength = min(best, kdfs.strength_of(iterations))
    return OldScheme(Encryption(cipher, kdf, {"iterations": iterations}, strength), whole, iterations)


DEFAULT: Final = kdfs.DEFAULT.encryption(cbc.AES_256.name)


def wanted(protection: Protection) -> Pbes2:
    """A fresh lock: the wishes, then the defaults.

    Raises:
        PassphraseRequiredError: an empty passphrase.
        UnsupportedConversionError: a wish that PKCS#8 has no room for.
        WeakKeyError: too few iterations.
        LimitError: a wish that a reader would refuse.
    """
    if not protection.passphrase:
        raise PassphraseRequiredError("An empty passphrase locks nothing", "Give one, or write without")
    cipher = (protection.cipher or DEFAULT.cipher).upper()
    if cipher not in cbc.WRITTEN:
        raise UnsupportedConversionError(
            f"PKCS#8 is not written with the cipher {protection.cipher}",
            f"Choose one of {', '.join(cbc.WRITTEN)}",
        )
    chosen = cbc.WRITTEN[cipher]
    return Pbes2(kdfs.wanted(protection), chosen, primitives.random_bytes(chosen.block))
