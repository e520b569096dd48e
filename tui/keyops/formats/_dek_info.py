"""How a traditional PEM key is locked, and sometimes a PKCS#8 one: two headers and one pass of MD5.

::

    Proc-Type: 4,ENCRYPTED
    DEK-Info: AES-128-CBC,306A22C0006DC8F15086FA998F5BD71A      cipher, IV in hex

The key is D1 || D2 ... cut to length, with Dk = MD5(Dk-1 || passphrase || salt) and D0 empty; the salt is
the first 8 bytes of the IV, also for AES. Nothing tells that the body is whole. OpenSSL takes any cipher it
has, under any label; which of them are read is told in ``body_ciphers``. Source: RFC 1421, 4.6.1; OpenSSL,
``EVP_BytesToKey`` and ``PEM_do_header``.

Written are CBC over AES and 3DES. PuTTYgen reads AES-128-CBC and DES-EDE3-CBC only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..crypto import body_ciphers, digests, primitives
from ..errors import (
    CorruptKeyError,
    PassphraseRequiredError,
    UnsupportedConversionError,
)
from ..records import dataclass, field
from .contract import Encryption, Strength
from .locks import LockOptions, require_passphrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..crypto.body_ciphers import BodyCipher
    from ..secret import Secret
    from .contract import Protection

KDF: Final = "md5"
DEFAULT: Final = Encryption(body_ciphers.AES_128.name, KDF, strength=Strength.WEAK)


@dataclass(frozen=True, slots=True)
class DekInfo:
    """The two headers, understood."""

    cipher: BodyCipher
    iv: bytes = field(repr=False)

    @property
    def encryption(self) -> Encryption:
        """What stands in clear about it."""
        return Encryption(self.cipher.name, KDF, strength=Strength.WEAK)

    def _key(self, passphrase: Secret) -> bytes:
        key = digest = b""
        while len(key) < self.cipher.key_size:
            content = digest + passphrase.reveal() + self.iv[:8]
            digest = digests.md5(content)
            key += digest
        return key[: self.cipher.key_size]

    def open(self, body: bytes, passphrase: Secret | None, container: str) -> bytes:
        """The decrypted body.

        Raises:
            PassphraseRequiredError, WrongPassphraseError: as they say.
            CorruptKeyError: the passphrase is right and the end of the body is broken.
        """
        if not passphrase:
            raise PassphraseRequiredError
        return self.cipher.decrypt(self._key(passphrase), self.iv, body, container)

    def close(self, body: bytes, passphrase: Secret) -> tuple[dict[str, str], bytes]:
        """The headers and the encrypted body."""
        headers = {"Proc-Type": "4,ENCRYPTED", "DEK-Info": f"{self.cipher.name},{self.iv.hex().upper()}"}
        return headers, self.cipher.encrypt(self._key(passphrase), self.iv, body)


def read(headers: Mapping[str, bytes], container: str) -> DekInfo | None:
    """Understand the headers of a block; None when it is not locked.

    Raises:
        UnsupportedAlgorithmError: there is no code for the cipher; named.
        CorruptKeyError: one header is missing or broken.
    """
    kind, info = headers.get("Proc-Type"), headers.get("DEK-Info")
    if kind is None and info is None:
        return None
    if kind is None or info is None:
        missing = "Proc-Type" if kind is None else "DEK-Info"
        raise CorruptKeyError(
            container,
            f"it is encrypted, but its {missing} line is missing",
            "Copy the whole file again, including the two lines below its BEGIN line",
            field=missing,
        )
    if b"".join(kind.split()) != b"4,ENCRYPTED":
        raise CorruptKeyError(container, "its Proc-Type line does not say 4,ENCRYPTED", field="Proc-Type")
    name, _, iv = (part.strip() for part in info.decode("latin-1").partition(","))
    cipher = body_ciphers.READ.get(name.upper())
    if cipher is None:
        raise body_ciphers.unreadable(name, "PEM", by_header=True)
    try:
        raw = bytes.fromhex(iv)
    except ValueError:
        raw = b""
    if len(raw) != cipher.block:
        raise CorruptKeyError(
            container, f"its DEK-Info line should hold {2 * cipher.block} hex digits", field="DEK-Info"
        )
    return DekInfo(cipher, raw)


def wanted(protection: Protection) -> DekInfo:
    """A fresh lock: AES-128-CBC unless another cipher is asked for.

    Raises:
        PassphraseRequiredError: an empty passphrase.
        UnsupportedConversionError: a request that PEM has no room for.
    """
    require_passphrase(protection)
    name = (protection.cipher or DEFAULT.cipher).upper()
    if name not in body_ciphers.WRITTEN:
        raise UnsupportedConversionError(
            f"PEM cannot be written with the cipher {protection.cipher}",
            f"Choose one of {', '.join(body_ciphers.WRITTEN)}",
        )
    work = (protection.rounds, protection.memory_kib, protection.passes, protection.parallelism)
    if protection.kdf not in {None, KDF} or any(request is not None for request in work):
        raise UnsupportedConversionError(
            "PEM encrypts with one pass of MD5 and has no work factor", "Choose PKCS#8 or OpenSSH format"
        )
    cipher = body_ciphers.WRITTEN[name]
    return DekInfo(cipher, primitives.random_bytes(cipher.block))


def _settle(protection: Protection) -> Encryption:
    return wanted(protection).encryption


OPTIONS: Final = LockOptions(_settle, tuple(body_ciphers.WRITTEN))
