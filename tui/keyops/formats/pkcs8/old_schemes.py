"""The old ways to lock a PKCS#8 key, PBES1 and PKCS#12: one identifier names the hash and the cipher.

::

    SEQUENCE { scheme, SEQUENCE { OCTET STRING salt, iterations } }

PBES1 takes 16 bytes of PBKDF1 (the hash of the hash of ... passphrase || salt): the key of 8 and the IV of 8.
PKCS#12 makes key and IV one after the other, by the method of RFC 7292, appendix B.2, of the passphrase in
UTF-16BE with two zero bytes behind it. OpenSSL takes a passphrase that is not UTF-8 for Latin-1. Source: RFC
8018, 6.1 and appendix A.3; RFC 7292, appendices B and C; OpenSSL 3.0, ``PKCS12_key_gen_utf8_ex``.

``cryptography`` opens some of them with the key inside, and then says of a key it does not know that the lock
is not supported. So only RC2 with 40 bits, of which it has the cipher nowhere else, is left to it. Those with
single DES or 40 bits are WEAK whatever their iterations.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from ...crypto import body_ciphers, old_ciphers, primitives
from ...records import dataclass, field
from ..contract import Encryption, Strength
from . import kdf as kdfs

if TYPE_CHECKING:
    from ...crypto.body_ciphers import BodyCipher
    from ...encoding import der
    from ...secret import Secret

_RC4_128: Final = body_ciphers.BodyCipher("RC4-128", 16, 0, old_ciphers.rc4, padded=False)
_RC4_40: Final = body_ciphers.BodyCipher("RC4-40", 5, 0, old_ciphers.rc4, padded=False)
_RC2_40: Final = "RC2-40-CBC"


@dataclass(frozen=True, slots=True)
class _Scheme:
    """What an identifier names."""

    kdf: str
    cipher: BodyCipher | None
    """None where the cipher is not ours to run."""
    best: Strength = Strength.FAIR
    """What it is worth at best."""


SCHEMES: Final = {
    "1.2.840.113549.1.5.3": _Scheme("pbes1-md5", body_ciphers.DES, Strength.WEAK),
    "1.2.840.113549.1.5.10": _Scheme("pbes1-sha1", body_ciphers.DES, Strength.WEAK),
    "1.2.840.113549.1.12.1.1": _Scheme("pkcs12-sha1", _RC4_128),
    "1.2.840.113549.1.12.1.2": _Scheme("pkcs12-sha1", _RC4_40, Strength.WEAK),
    "1.2.840.113549.1.12.1.3": _Scheme("pkcs12-sha1", body_ciphers.DES_EDE3),
    "1.2.840.113549.1.12.1.4": _Scheme("pkcs12-sha1", body_ciphers.DES_EDE),
    "1.2.840.113549.1.12.1.5": _Scheme("pkcs12-sha1", body_ciphers.RC2),
    "1.2.840.113549.1.12.1.6": _Scheme("pkcs12-sha1", None, Strength.WEAK),
}
"""Those that are opened; the others are named in ``kdf``."""


@dataclass(frozen=True, slots=True)
class OldScheme:
    """One lock of PBES1 or PKCS#12."""

    scheme: _Scheme
    whole: bytes = field(repr=False)
    """The EncryptedPrivateKeyInfo."""
    salt: bytes = field(repr=False)
    iterations: int
    container: str

    @property
    def encryption(self) -> Encryption:
        """What stands in clear about it."""
        cipher = self.scheme.cipher.name if self.scheme.cipher else _RC2_40
        strength = min(self.scheme.best, kdfs.strength_of(self.iterations))
        return Encryption(cipher, self.scheme.kdf, {"iterations": self.iterations}, strength)

    def open(self, body: bytes, passphrase: Secret) -> bytes:
        """The decrypted body; the errors are those of ``BodyCipher.decrypt``, and LimitError."""
        primitives.check_iterations("PKCS#12 iterations", self.iterations)
        cipher = self.scheme.cipher
        if cipher is None:
            plain = primitives.decrypt_pkcs8(self.whole, passphrase.reveal())
            if plain is None:
                raise body_ciphers.wrong_passphrase(self.container)
            return plain
        key, iv = self._keys(passphrase.reveal(), cipher)
        return cipher.decrypt(key, iv, body, self.container)

    def _keys(self, passphrase: bytes, cipher: BodyCipher) -> tuple[bytes, bytes]:
        name = self.scheme.kdf.rpartition("-")[2]
        if self.scheme.kdf.startswith("pbes1"):
            made = _repeated(name, passphrase + self.salt, self.iterations)
            return made[: cipher.key_size], made[8:16]
        key = _pkcs12(1, passphrase, self.salt, self.iterations, cipher.key_size)
        return key, _pkcs12(2, passphrase, self.salt, self.iterations, cipher.block)


def read(whole: bytes, oid: str, algorithm: der.Cursor, container: str) -> OldScheme:
    """Understand the parameters of a scheme.

    Raises:
        CorruptKeyError: they are broken.
    """
    fields = algorithm.sequence("the parameters")
    algorithm.end()
    salt = fields.octets("the salt")
    iterations = fields.small("the number of iterations")
    fields.end()
    return OldScheme(SCHEMES[oid], whole, salt, iterations, container)


def _repeated(name: str, data: bytes, count: int) -> bytes:
    """A hash, and its hash, and so on."""
    for _ in range(max(1, count)):
        data = hashlib.new(name, data, usedforsecurity=False).digest()
    return data


_BLOCK: Final = 64
"""Bytes that SHA-1 takes at a time."""


def _pkcs12(purpose: int, passphrase: bytes, salt: bytes, iterations: int, size: int) -> bytes:
    """RFC 7292, appendix B.2, with SHA-1; purpose 1 is a key, 2 an IV."""
    try:
        text = passphrase.decode()
    except UnicodeDecodeError:
        text = passphrase.decode("latin-1")
    content = _filled(salt) + _filled((text + "\0").encode("utf-16-be"))
    made = b""
    while len(made) < size:
        block = _repeated("sha1", bytes([purpose]) * _BLOCK + content, iterations)
        made += block
        step = int.from_bytes((block * 4)[:_BLOCK], "big") + 1
        parts = (content[at : at + _BLOCK] for at in range(0, len(content), _BLOCK))
        content = b"".join(_added(part, step) for part in parts)
    return made[:size]


def _filled(data: bytes) -> bytes:
    """Repeated up to whole blocks."""
    size = -(-len(data) // _BLOCK) * _BLOCK
    return (data * (size // max(1, len(data)) + 1))[:size]


def _added(part: bytes, step: int) -> bytes:
    return ((int.from_bytes(part, "big") + step) % (1 << 8 * _BLOCK)).to_bytes(_BLOCK, "big")
