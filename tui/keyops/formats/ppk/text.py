"""The text of a PPK file: headers in a fixed order, two bodies of base64, and a MAC.

::

    PuTTY-User-Key-File-V: ALGORITHM     V is 1, 2 or 3
    Encryption: none | aes256-cbc
    Comment: TEXT                        any bytes but NUL, CR and LF
    Public-Lines: N                      N lines of base64 in 64 columns: the wire form of the
    ...                                  public key, or of its certificate
    Key-Derivation: Argon2id             these five only in version 3 and only when locked
    Argon2-Memory: KIBIBYTES
    Argon2-Passes: N
    Argon2-Parallelism: N
    Argon2-Salt: HEX
    Private-Lines: N
    ...
    Private-MAC: HEX                     version 1 that is not locked: Private-Hash

Source: PuTTY manual 0.78, appendix C, and the files that PuTTYgen 0.78 writes. PuTTY writes LF; CRLF
occurs in files of other programs. Reading is generous with line endings, a byte order mark, blank
lines, indentation and the width of lines, and passes over what follows the MAC, as PuTTY does.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from ...crypto import primitives
from ...encoding import pem
from ...errors import CorruptKeyError, UnsupportedAlgorithmError
from ...records import dataclass, field

MAGIC: Final = b"PuTTY-User-Key-File-"
CIPHER: Final = "aes256-cbc"
_BOM: Final = b"\xef\xbb\xbf"
_COLUMNS: Final = 64
_MIN_SALT: Final = 8
"""Argon2 itself asks for no less."""
_KDF_WORDS: Final = {kind: kind.capitalize() for kind in primitives.ARGON2_KINDS}


@dataclass(frozen=True, slots=True)
class Argon2:
    """How version 3 makes keys from a passphrase."""

    kind: str
    """One of ``primitives.ARGON2_KINDS``."""
    memory_kib: int
    passes: int
    parallelism: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class PpkText:
    """What stands in a PPK file, decoded from base64 and hex and otherwise untouched."""

    version: int
    algorithm: str
    """The SSH name of the key, or of its certificate."""
    locked: bool
    comment: bytes
    public_blob: bytes
    private_blob: bytes = field(repr=False)
    """As it stands in the file: AES-256-CBC when locked."""
    mac: bytes
    hashed: bool = False
    """Version 1 only: the MAC is a bare hash."""
    argon2: Argon2 | None = None

    @property
    def label(self) -> str:
        """What people call this container."""
        return label(self.version)

    @property
    def cipher(self) -> str:
        """As the Encryption header names it."""
        return CIPHER if self.locked else "none"


def label(version: int) -> str:
    """What people call a version of the container: ``PPK version 3``."""
    return f"PPK version {version}"


def start(data: bytes) -> bytes:
    """The bytes without a byte order mark and without blanks before the first line."""
    return data.removeprefix(_BOM).lstrip()


class _Lines:
    """Walks through the lines of a file; every step says which header it wants."""

    def __init__(self, data: bytes) -> None:
        self._lines = [line for line in start(data).splitlines() if line.strip()]
        self._at = 0
        self.container = "PPK file"

    def corrupt(self, problem: str, field: str) -> CorruptKeyError:
        return CorruptKeyError(self.container, problem, field=field)

    def peek(self) -> bytes:
        """The name of the next header, or what stands in its place."""
        if self._at >= len(self._lines):
            return b""
        return self._lines[self._at].lstrip().partition(b":")[0]

    def header(self, name: str) -> bytes:
        """The value of the next header, which must have this name.

        Exactly one blank after the colon is not part of it: a comment may begin and end with blanks.
        """
        if self._at >= len(self._lines):
            raise self.corrupt(f"it ends before its {name} line: the file was cut off", name)
        found, colon, value = self._lines[self._at].lstrip().partition(b":")
        if found != name.encode() or not colon:
            raise self.corrupt(f"line {self._at + 1} should be {name}, but is something else", name)
        self._at += 1
        return value.removeprefix(b" ")

    def word(self, name: str) -> str:
        """The value of a header that holds ASCII text without control characters."""
        value = self.header(name).strip()
        if not value.isascii() or not value.decode("ascii").isprintable():
            raise self.corrupt(f"{name} is not plain text", name)
        return value.decode("ascii")

    def number(self, name: str) -> int:
        """The value of a header that holds a decimal number below 2^32."""
        value = self.header(name).strip()
        if not re.fullmatch(rb"[0-9]{1,10}", value) or int(value) >> 32:
            raise self.corrupt(f"{name} is not a number below 2^32", name)
        return int(value)

    def hexadecimal(self, name: str) -> bytes:
        """The value of a header that holds bytes in hex."""
        try:
            return binascii.unhexlify(self.header(name).strip())
        except (binascii.Error, ValueError):
            raise self.corrupt(f"{name} is not hexadecimal, or was cut off", name) from None

    def body(self, name: str) -> bytes:
        """A header that counts lines, and the base64 in them."""
        count = self.number(name)
        left = len(self._lines) - self._at
        if count > left:
            raise self.corrupt(f"{name} says {count}, but only {left} lines follow", name)
        lines = self._lines[self._at : self._at + count]
        self._at += count
        if any(b":" in line for line in lines):
            raise self.corrupt(f"{name} says {count}, but a header comes earlier", name)
        if self._at < len(self._lines) and b":" not in self._lines[self._at]:
            raise self.corrupt(f"{name} says {count}, but more lines of base64 follow", name)
        return pem.decode(b"".join(lines), self.container)


def parse(data: bytes) -> PpkText:
    """Take a file apart.

    Raises:
        CorruptKeyError: a header is missing, out of order or not of its kind, or a body is not base64.
        UnsupportedAlgorithmError: a version, cipher or KDF that no PuTTY up to 0.84 writes.
    """
    lines = _Lines(data)
    version = _version(lines)
    lines.container = label(version)
    algorithm = lines.word((MAGIC + str(version).encode()).decode())
    cipher = lines.word("Encryption")
    if cipher not in {"none", CIPHER}:
        raise UnsupportedAlgorithmError(
            f"{lines.container} with the cipher {cipher[:40]} is not supported",
            'PuTTY writes only "none" or "aes256-cbc" here: the Encryption line may be damaged',
        )
    locked = cipher == CIPHER
    comment = lines.header("Comment")
    public_blob = lines.body("Public-Lines")
    argon2 = _argon2(lines) if locked and version == 3 else None
    private_blob = lines.body("Private-Lines")
    if locked and len(private_blob) % 16:
        raise lines.corrupt("the private key is not a whole number of cipher blocks", "Private-Lines")
    hashed = version == 1 and lines.peek() == b"Private-Hash"
    return PpkText(
        version=version,
        algorithm=algorithm,
        locked=locked,
        comment=comment,
        public_blob=public_blob,
        private_blob=private_blob,
        mac=lines.hexadecimal("Private-Hash" if hashed else "Private-MAC"),
        hashed=hashed,
        argon2=argon2,
    )


def _version(lines: _Lines) -> int:
    digits = lines.peek().removeprefix(MAGIC)
    if not re.fullmatch(rb"[0-9]{1,3}", digits) or lines.peek() == digits:
        raise lines.corrupt("its first line names no version", "version")
    if digits not in {b"1", b"2", b"3"}:
        raise UnsupportedAlgorithmError(
            f"PPK version {digits.decode()} is not supported",
            "Versions 1, 2 and 3 are supported: save the key again in one of these with the program that "
            "made it",
        )
    return int(digits)


def _argon2(lines: _Lines) -> Argon2:
    kind = lines.word("Key-Derivation")
    if kind.lower() not in primitives.ARGON2_KINDS:
        raise UnsupportedAlgorithmError(
            f"{lines.container} with the key derivation {kind[:40]} is not supported",
            "PuTTY writes only Argon2id, Argon2i or Argon2d here: the Key-Derivation line may be damaged",
        )
    parameters = Argon2(
        kind=kind.lower(),
        memory_kib=lines.number("Argon2-Memory"),
        passes=lines.number("Argon2-Passes"),
        parallelism=lines.number("Argon2-Parallelism"),
        salt=lines.hexadecimal("Argon2-Salt"),
    )
    if len(parameters.salt) < _MIN_SALT:
        raise lines.corrupt(f"Argon2-Salt is shorter than {_MIN_SALT} bytes", "Argon2-Salt")
    return parameters


def compose(text: PpkText) -> bytes:
    """The file, byte for byte in the layout of PuTTYgen 0.78."""
    head = f"{MAGIC.decode()}{text.version}: {text.algorithm}\nEncryption: {text.cipher}\n"
    derivation = ""
    if text.argon2:
        derivation = (
            f"Key-Derivation: {_KDF_WORDS[text.argon2.kind]}\n"
            f"Argon2-Memory: {text.argon2.memory_kib}\n"
            f"Argon2-Passes: {text.argon2.passes}\n"
            f"Argon2-Parallelism: {text.argon2.parallelism}\n"
            f"Argon2-Salt: {text.argon2.salt.hex()}\n"
        )
    return b"".join(
        (
            head.encode(),
            b"Comment: " + text.comment + b"\n",
            _body("Public-Lines", text.public_blob),
            derivation.encode(),
            _body("Private-Lines", text.private_blob),
            f"Private-MAC: {text.mac.hex()}\n".encode(),
        )
    )


def _body(name: str, blob: bytes) -> bytes:
    lines = pem.wrap(blob, _COLUMNS)
    count = lines.count(b"\n")
    return f"{name}: {count}\n".encode() + lines
