"""CBC with the padding of PKCS#7, which locks the bodies of PEM and PKCS#8 keys.

The last block is filled up with n bytes of the value n, 1 to the block size. There is no checksum: a
wrong passphrase and a damaged file both end in noise. But the first bytes of a key body are known
(a SEQUENCE, a version, the tag of the next field), and noise has them once in 2 to the power 38 times;
so a body that begins rightly was opened with the right passphrase, and what is wrong behind is damage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError, WrongPassphraseError
from ..records import dataclass
from . import primitives

if TYPE_CHECKING:
    from collections.abc import Callable

_START: Final = re.compile(
    rb"\x30(?:[\x00-\x7f]|\x81[\x80-\xff]|\x82[\x01-\xff].)\x02\x01[\x00\x01][\x02\x04\x30]", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class CbcCipher:
    """One block cipher in CBC mode."""

    name: str
    """As OpenSSL names it."""
    key_size: int
    block: int
    """Also the size of the IV."""
    run: Callable[..., bytes]
    """One of the CBC functions of ``primitives``."""

    def encrypt(self, key: bytes, iv: bytes, body: bytes) -> bytes:
        """Pad and encrypt."""
        fill = self.block - len(body) % self.block
        return self.run(key, iv, body + bytes([fill]) * fill, encrypt=True)

    def check_size(self, body: bytes, container: str) -> None:
        """Raise CorruptKeyError when an encrypted body cannot be whole."""
        if not body or len(body) % self.block:
            raise CorruptKeyError(
                container,
                f"its encrypted body has {len(body):,} bytes, which are not whole blocks of {self.block}: "
                "it was cut off or changed",
                field="body",
            )

    def decrypt(self, key: bytes, iv: bytes, body: bytes, container: str) -> bytes:
        """Decrypt a key body and take its padding off.

        Raises:
            WrongPassphraseError: the result does not begin as a key does.
            CorruptKeyError: it does, but does not end as it should.
        """
        padded = self.run(key, iv, body, encrypt=False)
        if not _START.match(padded):
            raise wrong_passphrase(container)
        fill = padded[-1]
        if not 1 <= fill <= self.block or padded[-fill:] != bytes([fill]) * fill:
            raise CorruptKeyError(
                container,
                "the passphrase is right, but the end of the body was cut off or changed",
                field="body",
            )
        return padded[:-fill]


def wrong_passphrase(container: str) -> WrongPassphraseError:
    """The error when a locked body opens to noise."""
    return WrongPassphraseError(
        hint="Try again; mind the keyboard layout and Caps Lock. "
        f"If you are sure of it: a damaged {container} looks the same, as it has no checksum"
    )


AES_128: Final = CbcCipher("AES-128-CBC", 16, 16, primitives.aes_cbc)
AES_192: Final = CbcCipher("AES-192-CBC", 24, 16, primitives.aes_cbc)
AES_256: Final = CbcCipher("AES-256-CBC", 32, 16, primitives.aes_cbc)
DES_EDE3: Final = CbcCipher("DES-EDE3-CBC", 24, 8, primitives.des3_cbc)
DES: Final = CbcCipher("DES-CBC", 8, 8, primitives.des3_cbc)
"""Read only: its 56 bits were searched through in 1998."""

WRITTEN: Final = {cipher.name: cipher for cipher in (AES_128, AES_192, AES_256, DES_EDE3)}
READ: Final = {**WRITTEN, DES.name: DES}
