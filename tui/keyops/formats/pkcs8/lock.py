"""How a PKCS#8 key is locked: the algorithm identifier of EncryptedPrivateKeyInfo.

::

    SEQUENCE { PBES2, SEQUENCE { kdf, SEQUENCE { cipher, OCTET STRING iv } } }
    SEQUENCE { a scheme of PBES1 or PKCS#12, SEQUENCE { OCTET STRING salt, iterations } }

The KDFs are told in ``kdf``, the old schemes in ``old_schemes``. Source: RFC 8018, appendix A; OpenSSL
3.0 for the identifiers of ciphers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...crypto import body_ciphers, primitives
from ...encoding import der
from ...errors import UnsupportedConversionError
from ...records import dataclass, field
from ..locks import LockOptions, require_passphrase
from . import kdf as kdfs
from . import names, old_schemes

if TYPE_CHECKING:
    from ...crypto.body_ciphers import BodyCipher
    from ...secret import Secret
    from ..contract import Encryption, Protection
    from .old_schemes import OldScheme

CONTAINER: Final = "PKCS#8 private key"
_PBES2: Final = "1.2.840.113549.1.5.13"
_CIPHERS: Final = {
    "2.16.840.1.101.3.4.1.2": body_ciphers.AES_128,
    "2.16.840.1.101.3.4.1.22": body_ciphers.AES_192,
    "2.16.840.1.101.3.4.1.42": body_ciphers.AES_256,
    "1.2.840.113549.3.7": body_ciphers.DES_EDE3,
    "1.3.14.3.2.7": body_ciphers.DES,
    "1.2.840.113549.3.2": body_ciphers.RC2,
    **{
        oid: body_ciphers.READ[name]
        for oid, name in {
            "2.16.840.1.101.3.4.1.3": "AES-128-OFB",
            "2.16.840.1.101.3.4.1.4": "AES-128-CFB",
            "2.16.840.1.101.3.4.1.23": "AES-192-OFB",
            "2.16.840.1.101.3.4.1.24": "AES-192-CFB",
            "2.16.840.1.101.3.4.1.43": "AES-256-OFB",
            "2.16.840.1.101.3.4.1.44": "AES-256-CFB",
            "1.2.392.200011.61.1.1.1.2": "CAMELLIA-128-CBC",
            "1.2.392.200011.61.1.1.1.3": "CAMELLIA-192-CBC",
            "1.2.392.200011.61.1.1.1.4": "CAMELLIA-256-CBC",
            "0.3.4401.5.3.1.9.3": "CAMELLIA-128-OFB",
            "0.3.4401.5.3.1.9.4": "CAMELLIA-128-CFB",
            "0.3.4401.5.3.1.9.23": "CAMELLIA-192-OFB",
            "0.3.4401.5.3.1.9.24": "CAMELLIA-192-CFB",
            "0.3.4401.5.3.1.9.43": "CAMELLIA-256-OFB",
            "0.3.4401.5.3.1.9.44": "CAMELLIA-256-CFB",
            "1.2.410.200004.1.4": "SEED-CBC",
            "1.2.410.200004.1.5": "SEED-CFB",
            "1.2.410.200004.1.6": "SEED-OFB",
            "1.2.156.10197.1.104.2": "SM4-CBC",
            "1.2.156.10197.1.104.3": "SM4-OFB",
            "1.2.156.10197.1.104.4": "SM4-CFB",
            "1.3.6.1.4.1.3029.1.2": "BF-CBC",
            "1.3.6.1.4.1.188.7.1.1.2": "IDEA-CBC",
            "1.3.14.3.2.8": "DES-OFB",
            "1.3.14.3.2.9": "DES-CFB",
        }.items()
    },
}
_RC2_VERSIONS: Final = {58: 128, 120: 64, 160: 40}
"""Bits that the key of RC2 is worth, by the number that stands for them (RFC 8018, B.2.3)."""


@dataclass(frozen=True, slots=True)
class Pbes2:
    """A KDF and a cipher."""

    kdf: kdfs.Pbkdf2 | kdfs.Scrypt
    cipher: BodyCipher
    iv: bytes = field(repr=False)

    @property
    def encryption(self) -> Encryption:
        """What stands in clear about it."""
        return self.kdf.encryption(self.cipher.name)

    def open(self, body: bytes, passphrase: Secret) -> bytes:
        """The decrypted body; the errors are those of ``BodyCipher.decrypt``, and LimitError."""
        key = self.kdf.key(passphrase.reveal(), self.cipher.key_size)
        return self.cipher.decrypt(key, self.iv, body, CONTAINER)

    def close(self, body: bytes, passphrase: Secret) -> bytes:
        """The whole EncryptedPrivateKeyInfo."""
        key = self.kdf.key(passphrase.reveal(), self.cipher.key_size)
        oid = next(oid for oid, cipher in _CIPHERS.items() if cipher is self.cipher)
        cipher = der.sequence(der.oid(oid), der.octets(self.iv))
        scheme = der.sequence(der.oid(_PBES2), der.sequence(self.kdf.encoded(), cipher))
        return der.sequence(scheme, der.octets(self.cipher.encrypt(key, self.iv, body)))


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
    if oid in old_schemes.SCHEMES:
        return old_schemes.read(whole, oid, algorithm, CONTAINER)
    if oid != _PBES2:
        raise names.unsupported(oid, "the scheme")
    schemes = algorithm.sequence("the parameters")
    algorithm.end()
    kdf, size = kdfs.read(schemes.sequence("the KDF"))
    chosen = schemes.sequence("the cipher")
    schemes.end()
    name = chosen.oid("the cipher")
    if name not in _CIPHERS:
        raise names.unsupported(name, "the cipher")
    cipher = _CIPHERS[name]
    iv = _iv_of(chosen, cipher)
    chosen.end()
    if len(iv) != cipher.block:
        raise chosen.corrupt(f"the IV should have {cipher.block} bytes, but has {len(iv)}", "IV")
    if size not in {None, cipher.key_size}:
        raise chosen.corrupt(f"the key length does not fit the cipher {cipher.name}", "key length")
    cipher.check_size(body, CONTAINER)
    return Pbes2(kdf, cipher, iv)


def _iv_of(fields: der.Cursor, cipher: BodyCipher) -> bytes:
    """The IV; that of RC2 stands behind what its key is worth."""
    if cipher is not body_ciphers.RC2:
        return fields.octets("the IV")
    inner = fields.sequence("the parameters of RC2")
    number = inner.small("the version of RC2")
    if _RC2_VERSIONS.get(number) != 8 * cipher.key_size:
        raise body_ciphers.unreadable(f"RC2 of {_RC2_VERSIONS.get(number, number)} bits", "PKCS#8")
    iv = inner.octets("the IV")
    inner.end()
    return iv


DEFAULT: Final = kdfs.DEFAULT.encryption(body_ciphers.AES_256.name)


def wanted(protection: Protection) -> Pbes2:
    """A fresh lock: the requests, then the defaults.

    Raises:
        PassphraseRequiredError: an empty passphrase.
        UnsupportedConversionError: a request that PKCS#8 has no room for.
        WeakKeyError: too few iterations.
        LimitError: a request that a reader would refuse.
    """
    require_passphrase(protection)
    cipher = (protection.cipher or DEFAULT.cipher).upper()
    if cipher not in body_ciphers.WRITTEN:
        raise UnsupportedConversionError(
            f"PKCS#8 cannot be written with the cipher {protection.cipher}",
            f"Choose one of {', '.join(body_ciphers.WRITTEN)}",
        )
    chosen = body_ciphers.WRITTEN[cipher]
    return Pbes2(kdfs.wanted(protection), chosen, primitives.random_bytes(chosen.block))


def _settle(protection: Protection) -> Encryption:
    return wanted(protection).encryption


OPTIONS: Final = LockOptions(
    _settle,
    ("AES-256-CBC", "AES-192-CBC", "AES-128-CBC", "DES-EDE3-CBC"),
    kdfs.WRITTEN,
    kdfs.Pbkdf2("sha256", b"", 2_000_000).encryption("AES-256-CBC"),
)
