"""The private key file of ssh.com (Tectia), for RSA and DSA: what its ssh-keygen-g3 and PuTTYgen write.

::

    ---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----     also when it is not encrypted
    Subject: the owner                             headers; a backslash at the end of a line continues it
    Comment: "what the owner calls it"             quotes inside are not escaped
    P2/56wAAAi4AAAA3aWYtbW9kbntzaWdue3...          base64, 70 columns
    ---- END SSH2 ENCRYPTED PRIVATE KEY ----

    u32 0x3f6ff9eb   u32 length of all of this, from the first byte
    string key type   string cipher (none, 3des-cbc)   string body

The body, decrypted, is string numbers and, where encrypted, random bytes up to whole blocks of 8. Each
number is u32 bits and as many bytes as hold them::

    if-modn{sign{rsa-pkcs1-sha1},...}     e, d, n, u, p, q      p < q, u = 1/p mod q
    dl-modp{sign{dsa-nist-sha1},...}      u32 0, p, g, q, y, x

The 3DES key is the first 24 bytes of MD5(passphrase) || MD5(passphrase || the 16 before), the IV zero:
no salt, no work factor, no checksum. So a wrong passphrase is told by the length of the numbers, and
damage by their arithmetic. Source: PuTTY import.c; OpenSSH ssh-keygen.c, ``do_convert_private_ssh2``.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Final

from .. import limits
from ..crypto import primitives
from ..encoding import pem, wire
from ..errors import (
    CorruptKeyError,
    KeyOpsError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from ..keys.dsa import DsaPrivateKey, DsaPublicKey
from ..keys.pair import KeyPair
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..patterns import compiled
from ..records import dataclass, field, replace
from . import locks
from ._rsa_proof import proven
from .contract import Encryption, Format, KeyEntry, Strength, one_line

if TYPE_CHECKING:
    from ..keys.base import PrivateKey
    from ..secret import Secret
    from .contract import Protection, Rewrite

CONTAINER: Final = "ssh.com private key"
LABEL: Final = "SSH2 ENCRYPTED PRIVATE KEY"

_MAGIC: Final = 0x3F6FF9EB
_HEAD_BYTES: Final = 8
_RSA: Final = "if-modn{sign{rsa-pkcs1-sha1},encrypt{rsa-pkcs1v2-oaep}}"
_DSA: Final = "dl-modp{sign{dsa-nist-sha1},dh{plain}}"
_IS_RSA: Final = "if-modn{sign{rsa"
_IS_DSA: Final = "dl-modp{sign{dsa"
_BLOCK: Final = 8
_WIDTH: Final = 70
_FIRST_COMMENT_LINE: Final = 60
_LOCK: Final = Encryption("3des-cbc", "md5", strength=Strength.WEAK)
_LOCKS: Final = locks.only("ssh.com private key", _LOCK)
_NO_ROOM: Final = "ssh.com's own format supports RSA and DSA only"
_END_LINE: Final = compiled(rb"[ \t]*---- ?END ")


def _number(reader: wire.Reader, name: str) -> int:
    bits = reader.u32(f"the size of {name}")
    limits.check(f"bits of {name}", bits, limits.MAX_RSA_BITS)
    value = int.from_bytes(reader.take((bits + 7) // 8, name), "big")
    if value.bit_length() > bits:
        raise reader.corrupt(f"{name} should have {bits} bits, but has {value.bit_length()}", name)
    return value


def _written(value: int) -> bytes:
    bits = value.bit_length()
    return wire.u32(bits) + value.to_bytes((bits + 7) // 8, "big")


def _cbc(passphrase: Secret, data: bytes, *, encrypt: bool) -> bytes:
    words = passphrase.reveal()
    first = hashlib.md5(words, usedforsecurity=False).digest()
    key = first + hashlib.md5(words + first, usedforsecurity=False).digest()[:8]
    return primitives.des3_cbc(key, bytes(_BLOCK), data, encrypt=encrypt)


@dataclass(frozen=True, slots=True)
class _Box:
    """One file, taken apart as far as it stands in clear."""

    key_type: str
    cipher: str
    comment: bytes
    body: bytes = field(repr=False)

    @property
    def encryption(self) -> Encryption | None:
        """How it is locked; None when it is not."""
        if self.cipher == "none":
            return None
        return Encryption(self.cipher, "md5", strength=Strength.WEAK)

    def open(self, passphrase: Secret | None) -> KeyPair:
        """Decrypt and read the numbers; whether they belong together is not looked at."""
        if not self.key_type.startswith((_IS_RSA, _IS_DSA)):
            raise UnsupportedAlgorithmError(
                f"{FORMAT.label} files of type {self.key_type} are not supported",
                "Convert it with the program that made it",
            )
        reader = wire.Reader(self._numbers(passphrase), CONTAINER)
        private = _read_rsa(reader) if self.key_type.startswith(_IS_RSA) else _read_dsa(reader)
        reader.end()
        return KeyPair(private, self.comment)

    def _numbers(self, passphrase: Secret | None) -> bytes:
        locked = self.cipher != "none"
        clear = self._decrypted(passphrase) if locked else self.body
        size = int.from_bytes(clear[:4], "big")
        if 0 <= len(clear) - 4 - size < _BLOCK:
            return clear[4 : 4 + size]
        if locked:
            raise WrongPassphraseError(
                hint="Try again; check the keyboard layout and Caps Lock. "
                "If the passphrase is right, the file is damaged: a wrong passphrase and damage look the same"
            )
        raise CorruptKeyError(
            CONTAINER,
            f"its numbers should be {size:,} bytes long, but {max(len(clear) - 4, 0):,} follow",
            field="body",
        )

    def _decrypted(self, passphrase: Secret | None) -> bytes:
        if self.cipher != _LOCK.cipher:
            raise UnsupportedAlgorithmError(
                f"The key is encrypted with {self.cipher}, which is not supported",
                f"Change its passphrase with the program that made it, choosing {_LOCK.cipher}",
            )
        if not self.body or len(self.body) % _BLOCK:
            raise CorruptKeyError(
                CONTAINER,
                f"its encrypted body has {len(self.body):,} bytes, not a multiple of {_BLOCK}",
                field="body",
            )
        if not passphrase:
            raise PassphraseRequiredError
        return _cbc(passphrase, self.body, encrypt=False)


def _read_rsa(reader: wire.Reader) -> RsaPrivateKey:
    """Its p is the smaller prime and u = 1/p mod q; ours are named the other way round."""
    e, d, n, u, p, q = (_number(reader, f"the number {name}") for name in "ednupq")
    return proven(RsaPrivateKey(RsaPublicKey(n, e), d=d, p=q, q=p, iqmp=u))


def _read_dsa(reader: wire.Reader) -> DsaPrivateKey:
    kind = reader.u32("the group type")
    if kind > 1:
        raise reader.corrupt(f"its group type should be 0 or 1, but is {kind}", "group type")
    if kind:
        raise UnsupportedAlgorithmError(
            "The key names its DSA group instead of including it, which is not supported",
            "Convert it with the program that made it",
        )
    p, g, q, y, x = (_number(reader, f"the number {name}") for name in "pgqyx")
    return DsaPrivateKey(DsaPublicKey(p=p, q=q, g=g, y=y), x)


def sniff(data: bytes) -> bool:
    """Whether its BEGIN line is there."""
    return pem.has_label(data, LABEL)


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read all keys of a file; of one that is locked only the comment and the cipher are told.

    Raises:
        CorruptKeyError: what stands in clear is broken.
    """
    return tuple(_entry(_read_box(block)) for block in pem.require(data, LABEL, CONTAINER, ssh2=True))


def _entry(box: _Box) -> KeyEntry:
    public = None
    if box.encryption is None:
        # What is wrong in there is said when it is opened.
        with contextlib.suppress(KeyOpsError):
            public = box.open(None).public
    return KeyEntry(FORMAT.id, public, box.comment, encryption=box.encryption, opener=box.open)


def _read_box(block: pem.Block) -> _Box:
    reader = wire.Reader(block.body, CONTAINER)
    if reader.u32("the first number") != _MAGIC:
        raise reader.corrupt("it does not begin with 3f6ff9eb", "first number")
    size = reader.u32("the length")
    if size != len(block.body):
        raise reader.corrupt(f"it should be {size:,} bytes long, but is {len(block.body):,}", "length")
    key_type, cipher = reader.text("the key type"), reader.text("the cipher")
    body = reader.string("the body")
    reader.end()
    headers = {name.lower(): value for name, value in block.headers.items()}
    return _Box(key_type, cipher, _unquoted(headers.get("comment", b"")), body)


def _unquoted(value: bytes) -> bytes:
    quoted = len(value) > 1 and value[:1] == value[-1:] == b'"'
    return value[1:-1] if quoted else value


def write(pair: KeyPair, protection: Protection | None) -> bytes:
    """Write an RSA or DSA key, locked with 3DES if at all.

    Raises:
        UnsupportedConversionError: another key type.
        UnsupportedAlgorithmError: another cipher or KDF is asked for.
        PassphraseRequiredError: the passphrase is empty.
    """
    key_type, numbers = _written_numbers(pair.private)
    body = wire.string(numbers)
    if protection is not None:
        _LOCKS.settle(protection)
        locks.require_passphrase(protection)
        body += primitives.random_bytes(-len(body) % _BLOCK)
        body = _cbc(protection.passphrase, body, encrypt=True)
    cipher = _LOCK.cipher if protection else "none"
    rest = b"".join(map(wire.string, (key_type.encode(), cipher.encode(), body)))
    return b"".join(
        (
            f"---- BEGIN {LABEL} ----\n".encode(),
            _header(one_line(pair.comment)),
            pem.wrap(wire.u32(_MAGIC) + wire.u32(_HEAD_BYTES + len(rest)) + rest, _WIDTH),
            f"---- END {LABEL} ----\n".encode(),
        )
    )


def _written_numbers(key: PrivateKey) -> tuple[str, bytes]:
    """The key type and the numbers, in the order told above."""
    public = key.public
    if isinstance(key, RsaPrivateKey) and isinstance(public, RsaPublicKey):
        p, q, u = key.q, key.p, key.iqmp
        if p > q:
            p, q, u = q, p, pow(q, -1, p)
        return _RSA, b"".join(map(_written, (public.e, key.d, public.n, u, p, q)))
    if isinstance(key, DsaPrivateKey) and isinstance(public, DsaPublicKey):
        numbers = (public.p, public.g, public.q, public.y, key.x)
        return _DSA, wire.u32(0) + b"".join(map(_written, numbers))
    raise UnsupportedConversionError(
        FORMAT.why_not(public.family) or FORMAT.label, "Choose OpenSSH format or PPK"
    )


def _header(comment: bytes) -> bytes:
    """The Comment header as PuTTY breaks it: after 60 bytes, then after each 70.

    A comment that would so begin a line like the END line stays in one line.
    """
    starts = range(_FIRST_COMMENT_LINE, len(comment), _WIDTH)
    lines = [comment[:_FIRST_COMMENT_LINE], *(comment[at : at + _WIDTH] for at in starts)]
    if any(_END_LINE.match(line) for line in lines[1:]):
        lines = [comment]
    return b'Comment: "' + b"\\\n".join(lines) + b'"\n'


def _rewrite(data: bytes, index: int, request: Rewrite) -> bytes:
    """As ``Format.rewrite``: headers other than the comment stay as they are."""
    block = pem.find(data, (LABEL,), CONTAINER)[index]
    secret = request.passphrase
    pair = _read_box(block).open(secret)
    if request.comment is not None:
        pair = replace(pair, comment=request.comment)
    begin, rest = write(pair, request.protection).split(b"\n", 1)
    others = b"".join(text for name, text in pem.raw_headers(data, block) if name != "comment")
    return pem.splice(data, block, begin + b"\n" + others + rest)


FORMAT: Final = Format(
    id="sshcom",
    label="ssh.com private key",
    purpose="for Tectia and old SecureCRT",
    families=frozenset({"rsa", "dsa"}),
    sniff=sniff,
    read=read,
    write_private=write,
    rewrite=_rewrite,
    protection=_LOCK,
    locks=_LOCKS,
    protection_advice=(
        "The passphrase goes through MD5, without salt: a stolen file is quick to crack. Use OpenSSH "
        "format or PPK if the program supports it"
    ),
    no_room={"ecdsa": _NO_ROOM, "ed25519": _NO_ROOM, "ed448": _NO_ROOM},
)
"""What puttygen -O private-sshcom writes."""
