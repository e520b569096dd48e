r"""The private key file of SSH version 1, binary: what ssh 1.2, OpenSSH up to 7.5 and PuTTYgen write.

::

    "SSH PRIVATE KEY FILE FORMAT 1.1\n" 00
    u8 cipher (0 none, 3 3DES)   u32 0
    u32 bits   mp n   mp e       the public key, always in clear
    string comment               in clear
    secret part, encrypted or not:
      two random bytes, and the same two again
      mp d   mp iqmp   mp q   mp p
      zero bytes, to whole blocks of 8

mp is told in ``keytypes.rsa1``. 3DES here is three separate CBC layers over the whole secret part, each
with a zero IV: encrypt with K1, decrypt with K2, encrypt with K1 again; K1 || K2 is the MD5 of the
passphrase, without salt. The repeated bytes are the only sign of a right passphrase. Source: PuTTY
sshpubk.c and sshdes.c; OpenSSH authfile.c, ``key_load_private_rsa1``.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..encoding import wire
from ..errors import (
    CorruptKeyError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from ..keys.pair import KeyPair
from ..keys.rsa1 import NOT_FOR_VERSION_2, Rsa1PrivateKey, Rsa1PublicKey, mp, read_mp
from ..records import dataclass, field
from . import locks
from .contract import Encryption, Format, KeyEntry, Strength, one_line

if TYPE_CHECKING:
    from ..secret import Secret
    from .contract import Protection

CONTAINER: Final = "SSH-1 private key"

_START: Final = b"SSH PRIVATE KEY FILE FORMAT "
_VERSION: Final = b"1.1"
_END_OF_LINE: Final = b"\n\0"
_BLOCK: Final = 8
_NONE: Final = 0
_TRIPLE_DES: Final = 3
_OTHER_CIPHERS: Final = {1: "IDEA", 2: "DES", 4: "TSS", 5: "RC4", 6: "Blowfish"}
"""Numbers of the SSH-1 protocol for which no program of today has code."""
_LOCK: Final = Encryption("3des", "md5", strength=Strength.WEAK)
_LOCKS: Final = locks.only("SSH-1 RSA private key", _LOCK)


def _three_layers(passphrase: Secret, data: bytes, *, encrypt: bool) -> bytes:
    digest = hashlib.md5(passphrase.reveal(), usedforsecurity=False).digest()
    outer, middle = digest[:_BLOCK], digest[_BLOCK:]
    for key, forwards in ((outer, encrypt), (middle, not encrypt), (outer, encrypt)):
        data = primitives.des3_cbc(key, bytes(_BLOCK), data, encrypt=forwards)
    return data


@dataclass(frozen=True, slots=True)
class _File:
    """One file, taken apart as far as it stands in clear."""

    cipher: int
    public: Rsa1PublicKey
    comment: bytes
    secret: bytes = field(repr=False)

    @property
    def encryption(self) -> Encryption | None:
        """How it is locked; None when it is not."""
        if self.cipher == _NONE:
            return None
        if self.cipher == _TRIPLE_DES:
            return _LOCK
        return Encryption(self.cipher_name, "md5", strength=Strength.WEAK)

    @property
    def cipher_name(self) -> str:
        return _OTHER_CIPHERS.get(self.cipher, f"cipher number {self.cipher}")

    def open(self, passphrase: Secret | None) -> KeyPair:
        """Decrypt and read the secret part."""
        reader = wire.Reader(self._clear(passphrase), CONTAINER)
        check = reader.take(4, "the check bytes")
        if check[:2] != check[2:]:
            if self.cipher == _NONE:
                raise reader.corrupt("its check bytes do not match", "check bytes")
            raise locks.wrong_passphrase()
        try:
            d, iqmp, q, p = (read_mp(reader, f"the number {name}") for name in ("d", "iqmp", "q", "p"))
            padding = reader.rest()
            if len(padding) >= _BLOCK or any(padding):
                raise reader.corrupt("the secret part does not end in zero bytes", "padding")
        except CorruptKeyError:
            if self.cipher == _NONE:
                raise
            # Of 65,536 wrong passphrases one fits the check bytes, and makes noise of what follows them.
            raise locks.wrong_passphrase() from None
        return KeyPair(Rsa1PrivateKey(self.public, d=d, p=p, q=q, iqmp=iqmp), self.comment)

    def _clear(self, passphrase: Secret | None) -> bytes:
        if self.cipher == _NONE:
            return self.secret
        if self.cipher != _TRIPLE_DES:
            raise UnsupportedAlgorithmError(
                f"The key is encrypted with {self.cipher_name}, which is not supported",
                "Change its passphrase with the program that made it, choosing 3DES",
            )
        if not self.secret or len(self.secret) % _BLOCK:
            raise CorruptKeyError(
                CONTAINER,
                f"its secret part has {len(self.secret):,} bytes, not a multiple of {_BLOCK}: it was cut "
                "off or changed",
                field="secret part",
            )
        if not passphrase:
            raise PassphraseRequiredError
        return _three_layers(passphrase, self.secret, encrypt=False)


def sniff(data: bytes) -> bool:
    """Whether the first line is there, of any version."""
    return data.startswith(_START)


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read a file: one key.

    Raises:
        CorruptKeyError: what stands in clear is broken.
        UnsupportedAlgorithmError: another version of the format.
        LimitError: the key is larger than sane.
    """
    version = data.removeprefix(_START)
    if not version.startswith(_VERSION):
        raise UnsupportedAlgorithmError(
            f"Only version 1.1 of the {CONTAINER} file is supported",
            "Convert it with the program that made it",
        )
    body = version.removeprefix(_VERSION)
    if not body.startswith(_END_OF_LINE):
        raise CorruptKeyError(
            CONTAINER,
            "its first line does not end in LF and NUL",
            "It is a binary file that was copied as text: copy it again in binary mode",
            field="first line",
        )
    file = _read_file(wire.Reader(body[len(_END_OF_LINE) :], CONTAINER))
    return (KeyEntry(FORMAT.id, file.public, file.comment, encryption=file.encryption, opener=file.open),)


def _read_file(reader: wire.Reader) -> _File:
    cipher = reader.u8("the cipher")
    if reader.u32("the reserved field"):
        raise reader.corrupt("its reserved field is not zero", "reserved field")
    public = Rsa1PublicKey.read_fields("", reader)
    return _File(cipher, public, reader.string("the comment"), reader.rest())


def write(pair: KeyPair, protection: Protection | None) -> bytes:
    """Write an SSH-1 key, locked with 3DES if at all.

    Raises:
        UnsupportedConversionError: another key type.
        UnsupportedAlgorithmError: another cipher or KDF is asked for.
        PassphraseRequiredError: the passphrase is empty.
    """
    key = pair.private
    if not isinstance(key, Rsa1PrivateKey):
        raise UnsupportedConversionError(
            FORMAT.why_not(pair.public.family) or FORMAT.label, "Choose OpenSSH format, PEM or PPK"
        )
    check = primitives.random_bytes(2)
    secret = check + check + b"".join(map(mp, (key.d, key.iqmp, key.q, key.p)))
    secret += bytes(-len(secret) % _BLOCK)
    cipher = _NONE
    if protection is not None:
        _LOCKS.settle(protection)
        locks.require_passphrase(protection)
        cipher, secret = _TRIPLE_DES, _three_layers(protection.passphrase, secret, encrypt=True)
    return b"".join(
        (
            _START + _VERSION + _END_OF_LINE,
            bytes((cipher,)),
            wire.u32(0),
            key.public.fields(),
            wire.string(one_line(pair.comment)),
            secret,
        )
    )


FORMAT: Final = Format(
    id="ssh1",
    label="SSH-1 RSA private key",
    purpose="for SSH version 1",
    binary=True,
    families=frozenset({"rsa1"}),
    sniff=sniff,
    read=read,
    write_private=write,
    protection=_LOCK,
    locks=_LOCKS,
    protection_advice=(
        "The passphrase goes through one pass of MD5, without salt: a stolen file is quick to crack. The "
        "format has no better encryption"
    ),
    no_room={"rsa": NOT_FOR_VERSION_2},
)
"""What puttygen -t rsa1 writes."""
