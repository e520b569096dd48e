"""The OpenSSH private key container (openssh-key-v1): what ssh-keygen writes since 2014.

PEM armour ``OPENSSH PRIVATE KEY`` around::

    "openssh-key-v1" 00
    string cipher   string KDF   string KDF options (bcrypt: string salt, u32 rounds; none: empty)
    u32 number of keys   string public blob, once for each key
    string private section   16 bytes of tag, with the GCM and ChaCha20 ciphers only

The private section, in clear::

    u32 check number, twice the same
    for each key: string type, its fields, string comment
    padding 01 02 03 ... (ssh-keygen fills up the block, PuTTY adds 1 to 16 bytes, some add none)

The fields of each type are in ``fields``, the ciphers in ``ciphers``. Source: OpenSSH
PROTOCOL.key and sshkey.c; the padding of PuTTY 0.78.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Final

from ... import mistakes
from ...crypto import primitives
from ...encoding import pem, wire
from ...errors import (
    CorruptKeyError,
    KeyOpsError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from ...keys import certificate as certificates
from ...keys.algorithms import WIRE_FAMILIES
from ...keys.pair import KeyPair
from ...records import dataclass, field
from .. import locks
from ..contract import Encryption, Format, KeyEntry, Strength, one_line
from ..locks import require_passphrase
from . import lock
from .ciphers import CIPHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...keys.base import PublicKey
    from ...keys.certificate import Certificate
    from ...secret import Secret
    from ..contract import Protection, Rewrite
    from .ciphers import Cipher

CONTAINER: Final = "OpenSSH private key"
LABEL: Final = "OPENSSH PRIVATE KEY"
MAGIC: Final = b"openssh-key-v1\0"

_WIDTH: Final = 70
_BLOCK: Final = 8
"""What an unlocked section is filled up to."""
_STRONG_ROUNDS: Final = 16
_SALT_BYTES: Final = 16
_MAX_SALT_BYTES: Final = 1024
_MAX_PADDING: Final = 255


@dataclass(frozen=True, slots=True)
class _Box:
    """One container, taken apart as far as it stands in clear."""

    cipher: str
    kdf: str
    salt: bytes
    rounds: int
    keys: tuple[tuple[PublicKey, Certificate | None], ...]
    tail: bytes = field(repr=False)
    """The private section and its tag: read when opened, so that damage in it does not hide the rest."""

    @property
    def encryption(self) -> Encryption | None:
        """How it is locked; None when it is not."""
        if self.cipher == "none":
            return None
        if self.kdf != "bcrypt":  # how strong another one is, nobody can tell here
            return Encryption(self.cipher, self.kdf, strength=Strength.FAIR)
        strength = Strength.STRONG if self.rounds >= _STRONG_ROUNDS else Strength.FAIR
        return Encryption(self.cipher, self.kdf, {"rounds": self.rounds}, strength)

    def open(self, index: int, passphrase: Secret | None) -> KeyPair:
        """The key at an index of ``keys``."""
        return self.pairs(passphrase)[index]

    def pairs(self, passphrase: Secret | None) -> tuple[KeyPair, ...]:
        """All keys, unlocked; whether their halves agree is not looked at."""
        return tuple(pair for pair, _ in self._contents(passphrase))

    def rewritten(self, index: int, request: Rewrite) -> bytes:
        """The container with another lock, and another comment or other flags of one key."""
        from ...keys.fido import FidoPrivateKey

        parts = []
        for at, (pair, raw) in enumerate(self._contents(request.passphrase)):
            key, comment, fields = pair.private, pair.comment, raw
            if at == index and request.comment is not None:
                comment = one_line(request.comment)
            if at == index and request.fido_flags is not None and isinstance(key, FidoPrivateKey):
                flags = len(raw) - len(wire.string(key.key_handle) + wire.string(key.reserved)) - 1
                fields = raw[:flags] + bytes((request.fido_flags,)) + raw[flags + 1 :]
            parts.append(fields + wire.string(comment))
        blobs = [wire.string((certificate or public).blob) for public, certificate in self.keys]
        return _sealed(b"".join(parts), blobs, request.protection)

    def _contents(self, passphrase: Secret | None) -> tuple[tuple[KeyPair, bytes], ...]:
        """All keys, each with its type and fields as they stand in the private section."""
        from .fields import kind_of, read_private

        for public, _ in self.keys:
            kind_of(public)
        reader = wire.Reader(self._section(passphrase), CONTAINER)
        if reader.u32("the check number") != reader.u32("the check number"):
            if self.cipher != "none":
                raise locks.wrong_passphrase()
            mistakes.note("openssh-check")
        contents = []
        for public, certificate in self.keys:
            start = len(reader.data) - reader.left
            private = read_private(reader, public, certificate)
            fields = reader.data[start : len(reader.data) - reader.left]
            contents.append((KeyPair(private, reader.string("the comment"), certificate), fields))
        padding = reader.rest()
        if len(padding) > _MAX_PADDING:
            raise reader.corrupt("the private section does not end in padding 1, 2, 3 ...", "padding")
        if padding != bytes(range(1, len(padding) + 1)):
            mistakes.note("openssh-padding")
        if self.cipher == "none" and len(reader.data) % _BLOCK:
            mistakes.note("openssh-blocks")
        return tuple(contents)

    def _section(self, passphrase: Secret | None) -> bytes:
        reader = wire.Reader(self.tail, CONTAINER)
        section = reader.string("the private section")
        if self.cipher == "none":
            behind = reader.rest()
            if len(behind) > _MAX_PADDING or any(behind):
                raise reader.corrupt(f"{len(behind)} extra byte{'s' * (len(behind) != 1)} at the end")
            if behind:
                mistakes.note("openssh-filling")
            return section
        cipher = CIPHERS.get(self.cipher)
        if cipher is None or self.kdf != "bcrypt":
            raise UnsupportedAlgorithmError(
                f"The key is encrypted with {self.cipher} and {self.kdf}, which is not supported",
                "Change its passphrase with the program that made it, choosing aes256-ctr",
            )
        tag = reader.take(cipher.tag, "the authentication tag")
        reader.end()
        if not section or len(section) % cipher.block:
            raise reader.corrupt(f"the private section is not a multiple of {cipher.block} bytes", "section")
        if not passphrase:
            raise PassphraseRequiredError
        key, iv = _derive(cipher, passphrase, self.salt, self.rounds)
        clear = cipher.decrypt(key, iv, section + tag)
        if clear is None:
            raise locks.wrong_passphrase()
        return clear


def _derive(cipher: Cipher, passphrase: Secret, salt: bytes, rounds: int) -> tuple[bytes, bytes]:
    derived = primitives.bcrypt_kdf(passphrase.reveal(), salt, rounds, cipher.key + cipher.iv)
    return derived[: cipher.key], derived[cipher.key :]


def _read_box(body: bytes) -> _Box:
    if not body.startswith(MAGIC):
        raise CorruptKeyError(
            CONTAINER, "it does not begin with openssh-key-v1", "Check whether its BEGIN line was changed"
        )
    reader = wire.Reader(body[len(MAGIC) :], CONTAINER)
    cipher, kdf = reader.text("the cipher"), reader.text("the KDF")
    options = wire.Reader(reader.string("the KDF options"), CONTAINER)
    salt, rounds = b"", 0
    if (cipher == "none") != (kdf == "none"):
        raise reader.corrupt(f"the cipher {cipher} and the KDF {kdf} contradict each other", "KDF")
    if kdf == "bcrypt":
        salt, rounds = options.string("the salt"), options.u32("the rounds")
        if not 0 < len(salt) <= _MAX_SALT_BYTES or not rounds:
            raise reader.corrupt("the salt or the number of bcrypt rounds is out of range", "KDF options")
    if kdf in {"bcrypt", "none"}:
        options.end()
    count = reader.u32("the number of keys")
    if not count:
        raise reader.corrupt("it says that it contains no keys", "number of keys")
    keys = tuple(certificates.read_public(reader.string("the public key"), CONTAINER) for _ in range(count))
    return _Box(cipher, kdf, salt, rounds, keys, reader.rest())


def _sniff(data: bytes) -> bool:
    return pem.has_label(data, LABEL)


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    blocks = pem.require(data, LABEL, CONTAINER)
    return tuple(entry for block in blocks for entry in _entries(_read_box(block.body)))


def _entries(box: _Box) -> tuple[KeyEntry, ...]:
    comments: list[bytes | None] = [None] * len(box.keys)
    if box.cipher == "none":
        # What is wrong in there is said when it is opened; the public key is shown all the same.
        with contextlib.suppress(KeyOpsError), mistakes.collected():
            comments = [pair.comment for pair in box.pairs(None)]
    return tuple(
        KeyEntry(
            FORMAT.id,
            public,
            comments[index],
            certificate,
            box.encryption,
            partial(box.open, index),
        )
        for index, (public, certificate) in enumerate(box.keys)
    )


def _write(pair: KeyPair, protection: Protection | None) -> bytes:
    return _write_several([pair], protection)


def _write_several(pairs: Sequence[KeyPair], protection: Protection | None) -> bytes:
    """As ``Format.write_several``: one block with all of them, behind one lock."""
    from .fields import write_private

    refusals = [FORMAT.why_not(pair.public.family) for pair in pairs]
    if any(refusals):
        raise UnsupportedConversionError(next(filter(None, refusals)))
    content = b"".join(write_private(pair.private) + wire.string(one_line(pair.comment)) for pair in pairs)
    blobs = [wire.string(pair.public.blob) for pair in pairs]
    return pem.armour(LABEL, _sealed(content, blobs, protection), width=_WIDTH)


def _sealed(content: bytes, blobs: list[bytes], protection: Protection | None) -> bytes:
    """The whole container, from what stands of all keys in the private section and their public blobs."""
    check = primitives.random_bytes(4)
    section = check + check + content
    if protection is None:
        head, sealed = _head("none", "none", b""), wire.string(_padded(section, _BLOCK))
    else:
        head, sealed = _lock(section, protection)
    return MAGIC + head + wire.u32(len(blobs)) + b"".join(blobs) + sealed


def _rewrite(data: bytes, index: int, request: Rewrite) -> bytes:
    """As ``Format.rewrite``: all keys of the container get the new lock, as they share one."""
    for block in pem.find(data, (LABEL,), CONTAINER):
        box = _read_box(block.body)
        if index < len(box.keys):
            width = pem.width_of(data, block, _WIDTH)
            return pem.splice(data, block, pem.armour(LABEL, box.rewritten(index, request), width=width))
        index -= len(box.keys)
    raise UnsupportedConversionError("There is no such key in the file")


def _lock(section: bytes, protection: Protection) -> tuple[bytes, bytes]:
    """The names and KDF options, and the private section as string with the tag behind it."""
    settled = lock.settle(protection)
    cipher, rounds = CIPHERS[settled.cipher], int(settled.parameters["rounds"])
    require_passphrase(protection)
    salt = primitives.random_bytes(_SALT_BYTES)
    key, iv = _derive(cipher, protection.passphrase, salt, rounds)
    locked = cipher.encrypt(key, iv, _padded(section, cipher.block))
    end = len(locked) - cipher.tag
    head = _head(settled.cipher, lock.KDF, wire.string(salt) + wire.u32(rounds))
    return head, wire.string(locked[:end]) + locked[end:]


def _head(cipher: str, kdf: str, options: bytes) -> bytes:
    return wire.string(cipher) + wire.string(kdf) + wire.string(options)


def _padded(section: bytes, block: int) -> bytes:
    fill = -len(section) % block
    if not fill and not 0x20 <= section[-1] < 0x7F:
        # Paramiko takes the last byte for the length of the padding, unless it is printable: without any
        # padding it cannot load a key whose comment is empty, or does not end in ASCII.
        fill = block
    return section + bytes(range(1, fill + 1))


FORMAT: Final = Format(
    id="openssh",
    label="OpenSSH",
    purpose="what ssh-keygen writes",
    readers="SPC",
    families=WIRE_FAMILIES - {"dsa"},
    sniff=_sniff,
    read=_read,
    write_private=_write,
    rewrite=_rewrite,
    write_several=_write_several,
    protection=lock.DEFAULT,
    locks=lock.OPTIONS,
    no_room={
        "dsa": "OpenSSH 10 does not support DSA: make a new key of another type",
    },
)
