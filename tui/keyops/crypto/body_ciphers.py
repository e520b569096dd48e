"""The ciphers that lock the bodies of PEM and PKCS#8 keys: block ciphers in CBC, CFB, OFB and CTR mode.

CBC fills up the last block with n bytes of the value n, 1 to the block size; the other modes need no whole
blocks. There is no checksum: a wrong passphrase and a damaged file both end in noise. But the first bytes of
a key body are known (a SEQUENCE, a version, the tag of the next field), and noise has them once in 2 to the
power 38 times; so a body that begins rightly was opened with the right passphrase, and what is wrong behind
is damage. Its own length then says where it ends, whatever fills its last block.

Names are those of OpenSSL. ``cryptography`` has no ARIA, no CFB with a shift of one bit, and Camellia in CBC,
CFB and OFB only: ``unreadable`` tells of the rest what OpenSSL turns it into.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .. import mistakes
from ..errors import CorruptKeyError, UnsupportedAlgorithmError, WrongPassphraseError
from ..patterns import compiled
from ..records import dataclass
from . import old_ciphers, primitives

if TYPE_CHECKING:
    from collections.abc import Callable

_START: Final = compiled(
    rb"\x30(?:(?P<short>[\x00-\x7f])|\x81(?P<long>[\x80-\xff])|\x82(?P<longer>[\x01-\xff].))"
    rb"(?P<version>\x02\x01[\x00-\x03])[\x02\x04\x30]",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class BodyCipher:
    """One cipher in one mode."""

    name: str
    """As OpenSSL names it."""
    key_size: int
    block: int
    """Also the size of the IV."""
    run: Callable[..., bytes]
    """One of the functions of ``primitives``."""
    padded: bool = True
    """Whether it needs whole blocks, as CBC does."""

    def encrypt(self, key: bytes, iv: bytes, body: bytes) -> bytes:
        """Pad and encrypt."""
        fill = self.block - len(body) % self.block if self.padded else 0
        return self.run(key, iv, body + bytes([fill]) * fill, encrypt=True)

    def check_size(self, body: bytes, container: str) -> None:
        """Raise CorruptKeyError when an encrypted body cannot be whole."""
        if not body or (self.padded and len(body) % self.block):
            raise CorruptKeyError(
                container,
                f"its encrypted body has {len(body):,} bytes, not a multiple of {self.block}: it was cut "
                "off or changed",
                field="body",
            )

    def decrypt(self, key: bytes, iv: bytes, body: bytes, container: str) -> bytes:
        """Decrypt a key body and take its padding off.

        Raises:
            WrongPassphraseError: the result does not begin as a key does.
            CorruptKeyError: it does, but does not end as it should.
        """
        plain = self.run(key, iv, body, encrypt=False)
        start = _START.match(plain)
        if not start:
            raise wrong_passphrase(container)
        fill = plain[-1]
        if not self.padded:
            return plain
        if 1 <= fill <= self.block and plain[-fill:] == bytes([fill]) * fill:
            return plain[:-fill]
        end = _end_of(start)
        if not len(plain) - self.block <= end <= len(plain):
            raise CorruptKeyError(
                container,
                "the passphrase is right, but the end of the body was cut off or changed",
                field="body",
            )
        mistakes.note("body-padding")
        return plain[:end]


def _end_of(start: re.Match[bytes]) -> int:
    """Where the SEQUENCE ends with which a body begins, by its own length."""
    length = start["short"] or start["long"] or start["longer"]
    return start.start("version") + int.from_bytes(length, "big")


def wrong_passphrase(container: str) -> WrongPassphraseError:
    """The error when a locked body opens to noise."""
    return WrongPassphraseError(
        hint="Try again; check the keyboard layout and Caps Lock. "
        f"If the passphrase is right, the {container} is damaged: the format has no checksum, "
        "so a wrong passphrase and damage look the same"
    )


AES_128: Final = BodyCipher("AES-128-CBC", 16, 16, primitives.aes_cbc)
AES_192: Final = BodyCipher("AES-192-CBC", 24, 16, primitives.aes_cbc)
AES_256: Final = BodyCipher("AES-256-CBC", 32, 16, primitives.aes_cbc)
DES_EDE3: Final = BodyCipher("DES-EDE3-CBC", 24, 8, primitives.des3_cbc)
DES: Final = BodyCipher("DES-CBC", 8, 8, primitives.des3_cbc)
"""Read only: its 56 bits were searched through in 1998."""
DES_EDE: Final = BodyCipher("DES-EDE-CBC", 16, 8, primitives.des3_cbc)
RC2: Final = BodyCipher("RC2-CBC", 16, 8, old_ciphers.block_cipher("RC2", "CBC"))

WRITTEN: Final = {cipher.name: cipher for cipher in (AES_128, AES_192, AES_256, DES_EDE3)}

_FAMILIES: Final = (
    ("AES-128", "AES", 16, 16, "CFB CFB8 OFB CTR"),
    ("AES-192", "AES", 24, 16, "CFB CFB8 OFB CTR"),
    ("AES-256", "AES", 32, 16, "CFB CFB8 OFB CTR"),
    ("CAMELLIA-128", "Camellia", 16, 16, "CBC CFB OFB"),
    ("CAMELLIA-192", "Camellia", 24, 16, "CBC CFB OFB"),
    ("CAMELLIA-256", "Camellia", 32, 16, "CBC CFB OFB"),
    ("SM4", "SM4", 16, 16, "CBC CFB OFB CTR"),
    ("SEED", "SEED", 16, 16, "CBC CFB OFB"),
    ("DES-EDE3", "TripleDES", 24, 8, "CFB CFB8 OFB"),
    ("DES-EDE", "TripleDES", 16, 8, "CFB OFB"),
    ("DES", "TripleDES", 8, 8, "CFB CFB8 OFB"),
    ("BF", "Blowfish", 16, 8, "CBC CFB OFB"),
    ("CAST5", "CAST5", 16, 8, "CBC CFB OFB"),
    ("IDEA", "IDEA", 16, 8, "CBC CFB OFB"),
)
"""Name in OpenSSL, name in ``cryptography``, bytes of the key and of a block, and the modes it has there."""

_OTHERS: Final = tuple(
    BodyCipher(f"{name}-{mode}", key, block, old_ciphers.block_cipher(algorithm, mode), padded=mode == "CBC")
    for name, algorithm, key, block, modes in _FAMILIES
    for mode in modes.split()
)

READ: Final = {
    **WRITTEN,
    **{cipher.name: cipher for cipher in (DES, DES_EDE, RC2, *_OTHERS)},
    "CHACHA20": BodyCipher("ChaCha20", 32, 16, old_ciphers.chacha20_of_openssl, padded=False),
}
"""By name in capital letters."""

_OLD: Final = compiled(r"BF|CAST5|IDEA|SEED|RC2|RC4|DESX|PBES1|\bDES-(?!ED)")
"""What OpenSSL 3 has in its legacy provider."""

_WITH_TAG: Final = compiled(r"GCM|CCM|OCB|XTS|SIV|POLY1305")
"""Modes that openssl pkey reads neither in PEM nor in PKCS#8."""

_CONVERTED: Final = compiled(
    r"^(?:(?:AES|ARIA|CAMELLIA)-(?:128|192|256)|SM4|SEED|BF|CAST5?|IDEA|RC2|DES|DES-EDE3?)-(?:CBC|CFB(?:1|8|64|128)?|OFB|CTR)$"
    r"|^RC2[- ](?:40|64|OF)|^DESX|^RC4|^PBES1|PKCS"
)
"""What openssl pkey reads in PEM: not ECB, nor what it has no name for."""


def is_legacy(name: str) -> bool:
    """Whether OpenSSL 3 has a cipher in its legacy provider only."""
    return bool(_OLD.search(name.upper()))


def unreadable(name: str, what: str, *, by_header: bool = False) -> UnsupportedAlgorithmError:
    """The error for a cipher that ``cryptography`` does not have, with the line that gets rid of it.

    Args:
        name: of the cipher, as OpenSSL calls it.
        what: the format, as it stands after ``in``.
        by_header: whether a DEK-Info line names it, of which OpenSSL knows fewer.
    """
    known = not by_header or _CONVERTED.search(name.upper())
    if not known or _WITH_TAG.search(name.upper()):
        hint = "OpenSSL cannot read it either. Convert it with the program that wrote it"
    else:
        providers = "-provider default -provider legacy " if is_legacy(name) else ""
        hint = f"Convert it with OpenSSL: openssl pkey {providers}-in FILE -aes256 -out NEW"
    return UnsupportedAlgorithmError(
        f"The key is encrypted with {name or 'a cipher without a name'}, which is not supported in {what}",
        hint,
    )
