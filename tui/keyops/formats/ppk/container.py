"""PPK, the private key files of PuTTY: versions 3 and 2, and version 1 for reading.

The layout is told in ``text``, the private key in ``numbers``, encryption and the MAC in ``lock``, the work
factors in ``strength``. The public key, the comment and all parameters
stand in clear; from version 2 on a MAC covers them, so that nobody changes the comment, or swaps the
public key, without the passphrase. What would break the line of a comment is written as a blank: CR and
LF end it, and NUL ends it for PuTTY.

A public key that is an OpenSSH certificate is kept as such (PuTTY 0.78 and newer).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...crypto import primitives, spellings
from ...errors import (
    CorruptKeyError,
    KeyOpsError,
    PassphraseRequiredError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from ...keys.algorithms import ALGORITHMS, read_blob
from ...keys.certificate import Certificate, is_certificate, read_certificate
from ...keys.pair import KeyPair
from ...records import dataclass, replace
from ..contract import Format, KeyEntry, Protection, one_line
from ..locks import require_passphrase
from . import lock, numbers, strength
from . import text as layout
from .text import PpkText

if TYPE_CHECKING:
    from ...keys.base import PublicKey
    from ...secret import Secret

_CHANGED: Final = "the file was changed after it was written"
_EDITED: Final = (
    "Its two keys belong together, so its comment or another header was edited: change it back, "
    "or get the file again"
)
_NOT_ITS_OWN: Final = "The certificate belongs to another key"
_NO_FIDO: Final = "PuTTY does not support FIDO keys: a PPK file has no room for a token's key handle"
_NOT_VERSION_1: Final = "PPK version 1 can be read, not written: its MAC does not protect the public key"


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read a file of any version: one key.

    Raises:
        CorruptKeyError: a line is missing, out of order or not what it should be.
        UnsupportedAlgorithmError: an unknown version, cipher or KDF.
        LimitError: the public key is larger than any key.
    """
    text = layout.parse(data)
    public, certificate = _read_public(text)
    return (
        KeyEntry(
            format=f"ppk{text.version}",
            public=public,
            comment=text.comment,
            certificate=certificate,
            encryption=strength.in_clear(text),
            opener=_Locked(text, public, certificate).open,
        ),
    )


def _read_public(text: PpkText) -> tuple[PublicKey, Certificate | None]:
    certificate = None
    if is_certificate(text.algorithm):
        certificate = read_certificate(text.public_blob)
        public, inside = certificate.public, certificate.algorithm
    else:
        public = read_blob(text.public_blob, text.label)
        inside = public.algorithm
    if inside != text.algorithm:
        raise CorruptKeyError(
            text.label, "its first line and its public key name different key types", field="key type"
        )
    return public, certificate


@dataclass(frozen=True, slots=True)
class _Locked:
    """A file that was taken apart, waiting for its passphrase if it has one."""

    text: PpkText
    public: PublicKey
    certificate: Certificate | None

    def open(self, passphrase: Secret | None) -> KeyPair:
        """Decrypt, check the MAC, read the private key."""
        private_blob, key = self.unseal(passphrase)
        private = numbers.read(self.public, private_blob, self.text.version)
        text = self._sealed_by(private_blob, key) or self.text
        return KeyPair(private, text.comment, self.certificate)

    def unseal(self, passphrase: Secret | None) -> tuple[bytes, bytes]:
        """The private key, decrypted, with its padding; and the key of the MAC, which was checked."""
        return self._unlocked(passphrase) if self.text.locked else self._plain()

    def _plain(self) -> tuple[bytes, bytes]:
        blob, key = self.text.private_blob, lock.mac_key_unlocked(self.text.version)
        if self._sealed_by(blob, key) is None:
            raise CorruptKeyError(self.text.label, _CHANGED, field="Private-MAC")
        return blob, key

    def _unlocked(self, passphrase: Secret | None) -> tuple[bytes, bytes]:
        if not passphrase:
            raise PassphraseRequiredError
        keys = lock.keys_of(passphrase.reveal(), self.text.argon2)
        blob = primitives.aes_cbc(keys.cipher, keys.iv, self.text.private_blob, encrypt=False)
        if self._sealed_by(blob, keys.mac) is not None:
            return blob, keys.mac
        if self._makes_sense(blob):
            hint = _EDITED if self._makes_sense(blob, proven=True) else ""
            raise CorruptKeyError(
                self.text.label, f"the passphrase is right, but {_CHANGED}", hint, field="Private-MAC"
            )
        raise WrongPassphraseError(
            hint="Try again; check the keyboard layout and Caps Lock. "
            "If the passphrase is right, the file was changed after it was written",
        )

    def _sealed_by(self, blob: bytes, key: bytes) -> PpkText | None:
        """The text that the MAC is of: as it stands, or without the blanks that came behind each line."""
        bare = replace(self.text, comment=self.text.comment.rstrip(b" \t"))
        return next((text for text in (self.text, bare) if lock.is_sealed(text, blob, key)), None)

    def _makes_sense(self, blob: bytes, *, proven: bool = False) -> bool:
        """Whether decrypted bytes have the form of a private key, or ``proven`` are that of the public one.

        Bytes decrypted with a wrong passphrase have it once in millions of times; so this tells a
        wrong passphrase from a comment or public key that somebody edited.
        """
        try:
            private = numbers.read(self.public, blob, self.text.version)
            if proven:
                private.check()
        except KeyOpsError:
            return False
        return True


def resealed(data: bytes) -> bytes | None:
    """A file that is not locked, with the MAC of what it holds; None where its two keys are not one.

    The MAC of such a file has a key that everybody knows: it tells of an accident, and of nobody's hand.
    """
    try:
        text = layout.parse(data)
        public, _ = _read_public(text)
        if text.locked or text.version == 1:
            return None
        numbers.read(public, text.private_blob, text.version).check()
    except KeyOpsError:
        return None
    return layout.compose(_sealed(text, text.private_blob, lock.mac_key_unlocked(text.version)))


def with_certificate(data: bytes, certificate: Certificate | None, passphrase: Secret | None = None) -> bytes:
    """The file with another certificate in it, or with none; all else stays, down to salt and passphrase.

    Args:
        data: a file of version 2 or 3.
        certificate: the new one; None for the plain key.
        passphrase: of a locked file: the MAC covers the certificate.

    Raises:
        PassphraseError: it is locked, and this does not open it.
        UnsupportedConversionError: the certificate is for another key, or the file is of version 1.
        CorruptKeyError, LimitError, UnsupportedAlgorithmError: the file cannot be read.
    """
    text = layout.parse(data)
    if text.version == 1:
        raise UnsupportedConversionError(_NOT_VERSION_1, "Convert it to PPK version 3 first")
    public, before = _read_public(text)
    if certificate is not None and certificate.public != public:
        raise UnsupportedConversionError(_NOT_ITS_OWN, "Use this key's certificate")
    if passphrase and text.locked:
        passphrase = spellings.spelled(passphrase, read(data)[0].open(passphrase).spelling)
    private, key = _Locked(text, public, before).unseal(passphrase)
    algorithm, blob = (
        (certificate.algorithm, certificate.blob) if certificate else (public.algorithm, public.blob)
    )
    changed = replace(text, algorithm=algorithm, public_blob=blob)
    return layout.compose(_sealed(changed, private, key))


def _write(version: int, pair: KeyPair, protection: Protection | None) -> bytes:
    if pair.public.family not in numbers.FAMILIES:
        words = _NO_FIDO if pair.public.family == "sk" else "PPK does not support this key type"
        raise UnsupportedConversionError(words, "Keep it in OpenSSH format")
    algorithm, public_blob = _written_public(pair)
    if protection is not None:
        require_passphrase(protection)
    argon2 = strength.parameters(version, protection) if protection else None
    blob = numbers.write(pair.private)
    text = PpkText(
        version=version,
        algorithm=algorithm,
        locked=protection is not None,
        comment=one_line(pair.comment),
        public_blob=public_blob,
        private_blob=blob,
        mac=b"",
        argon2=argon2,
    )
    if protection is None:
        return layout.compose(_sealed(text, blob, lock.mac_key_unlocked(version)))
    keys = lock.keys_of(protection.passphrase.reveal(), argon2)
    padded = numbers.pad(blob)
    encrypted = primitives.aes_cbc(keys.cipher, keys.iv, padded, encrypt=True)
    return layout.compose(replace(_sealed(text, padded, keys.mac), private_blob=encrypted))


def _sealed(text: PpkText, private: bytes, key: bytes) -> PpkText:
    return replace(text, mac=lock.mac(text, private, key))


def _written_public(pair: KeyPair) -> tuple[str, bytes]:
    if pair.certificate is None:
        return pair.public.algorithm, pair.public.blob
    if pair.certificate.public != pair.public:
        raise UnsupportedConversionError(_NOT_ITS_OWN, "Write the key without it, or use its own certificate")
    return pair.certificate.algorithm, pair.certificate.blob


def _write_version_3(pair: KeyPair, protection: Protection | None) -> bytes:
    """Lock with Argon2id unless the protection says otherwise."""
    return _write(3, pair, protection)


def _write_version_2(pair: KeyPair, protection: Protection | None) -> bytes:
    """Lock with SHA-1 and AES-256."""
    return _write(2, pair, protection)


def _first_line_says(data: bytes, version: bytes) -> bool:
    return layout.start(data).startswith(layout.MAGIC + version + b":")


def _sniff_version_3(data: bytes) -> bool:
    """Every PPK that is not of version 1 or 2: reading then says what is wrong with it."""
    return layout.start(data).startswith(layout.MAGIC) and not (
        _first_line_says(data, b"1") or _first_line_says(data, b"2")
    )


VERSION_3: Final = Format(
    id="ppk3",
    label=layout.label(3),
    purpose="for PuTTY 0.75 and newer, WinSCP",
    version=3,
    families=numbers.FAMILIES,
    sniff=_sniff_version_3,
    read=read,
    write_private=_write_version_3,
    suffix=".ppk",
    wants_comment="phpseclib",
    carries_certificate=True,
    protection=strength.VERSION_3,
    locks=strength.OPTIONS_3,
    no_room={"sk": _NO_FIDO},
)
"""What PuTTY 0.75 and newer write."""

VERSION_2: Final = Format(
    id="ppk2",
    label=layout.label(2),
    purpose="for PuTTY before 0.75",
    version=2,
    families=numbers.FAMILIES,
    sniff=lambda data: _first_line_says(data, b"2"),
    read=read,
    write_private=_write_version_2,
    suffix=".ppk",
    wants_comment="phpseclib",
    carries_certificate=True,
    protection=strength.VERSION_2,
    locks=strength.OPTIONS_2,
    protection_advice=(
        "The passphrase goes through one pass of SHA-1, without salt: a stolen file is quick to crack. "
        "Use version 2 only for programs older than PuTTY 0.75"
    ),
    no_room={"sk": _NO_FIDO},
)
"""What PuTTY up to 0.74 writes, and what older programs read."""

VERSION_1: Final = Format(
    id="ppk1",
    label=layout.label(1),
    version=1,
    families=frozenset(),
    sniff=lambda data: _first_line_says(data, b"1"),
    read=read,
    suffix=".ppk",
    no_room=dict.fromkeys(ALGORITHMS, _NOT_VERSION_1),
    private=True,
)
"""From the early development of PuTTY, for RSA and DSA: PuTTYgen 0.78 still reads it."""
