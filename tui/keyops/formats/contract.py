"""The contract of a container format: what it is called, how it is recognised, read and written.

A format is one module in ``formats/`` with one ``Format`` record, and one line in ``FORMATS``.
Reading has two steps. ``read`` takes the bytes apart as far as they are in clear, at once and without
any cryptography; ``KeyEntry.open`` then unlocks the private key, which may run a KDF for seconds.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from .. import mistakes
from ..crypto import spellings
from ..errors import CorruptKeyError, KeyMismatchError, UnsupportedConversionError, WrongPassphraseError
from ..records import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..errors import KeyOpsError
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.pair import KeyPair
    from ..secret import Secret
    from .locks import LockOptions


STUMBLES: Final = (ValueError, ArithmeticError, RecursionError, MemoryError, LookupError, TypeError)
"""What a reader that stumbles over hostile bytes may raise: the last fence turns it into CorruptKeyError."""


class Strength(enum.IntEnum):
    """How long a stolen locked file resists guessing of its passphrase."""

    WEAK = 1
    """No work factor at all: one pass of a fast hash."""
    FAIR = 2
    """A work factor of past years."""
    STRONG = 3
    """A modern work factor."""


PROGRAMS: Final = {"S": "OpenSSH", "P": "PuTTYgen", "O": "OpenSSL", "C": "pyca/cryptography"}
"""Who is asked what it makes of a file, by letter."""

_WORK: Final = {
    "rounds": "{} rounds",
    "memory_kib": "{}",
    "passes": "{} passes",
    "parallelism": "{} lanes",
    "iterations": "{} iterations",
    "n": "N={}",
    "r": "r={}",
    "p": "p={}",
}
"""Work factors in words, in this order."""


@dataclass(frozen=True, slots=True)
class Encryption:
    """How a private key is locked: all of it stands in clear in the file."""

    cipher: str
    """As the format names it, such as ``aes256-ctr`` or ``AES-128-CBC``."""
    kdf: str
    """``bcrypt``, ``argon2id``, ``pbkdf2-hmac-sha256``, ``scrypt``, ``md5``, ``sha1`` ..."""
    parameters: Mapping[str, int | str] = field(default_factory=dict)
    """Work factors by name: ``rounds``; ``memory_kib``, ``passes``, ``parallelism``; ``iterations``;
    ``n``, ``r``, ``p``."""
    strength: Strength = Strength.STRONG

    @property
    def words(self) -> str:
        """For people: ``aes256-ctr, bcrypt 24 rounds`` or ``aes256-cbc, argon2id 8 MiB, 21 passes``."""
        given = dict(self.parameters)
        if given.get("parallelism") == 1:
            del given["parallelism"]
        memory = given.get("memory_kib")
        if isinstance(memory, int):
            given["memory_kib"] = f"{memory // 1024} MiB" if memory % 1024 == 0 else f"{memory} KiB"
        words = [form.format(given[name]) for name, form in _WORK.items() if name in given]
        return f"{self.cipher}, {' '.join([self.kdf, ', '.join(words)]).strip()}"


@dataclass(frozen=True, slots=True)
class Protection:
    """How a private key is to be locked when it is written.

    What is None takes the default of the format, which is at least as strong as its peers'.
    """

    passphrase: Secret
    cipher: str | None = None
    kdf: str | None = None
    rounds: int | None = None
    """bcrypt rounds (OpenSSH) or PBKDF2 iterations (PKCS#8)."""
    memory_kib: int | None = None
    passes: int | None = None
    parallelism: int | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What is to be different in a private key file that is written again; all else stays."""

    passphrase: Secret | None
    """What opens it now."""
    protection: Protection | None
    """How it is to be locked; None: not at all."""
    comment: bytes | None = None
    """None: it stays."""
    fido_flags: int | None = None
    """None: they stay."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One key in a file, as far as it stands in clear."""

    format: str
    """The id of its format; empty for a block that is no key of ours, next to others that are."""
    public: PublicKey | None = None
    """None when the public key is locked away (an encrypted PEM or PKCS#8)."""
    comment: bytes | None = None
    """None when the container has no room for one, or it is locked away."""
    certificate: Certificate | None = None
    encryption: Encryption | None = None
    """None when it is not locked."""
    opener: Callable[[Secret | None], KeyPair] | None = field(default=None, repr=False)
    """None for a public key."""
    line: int = 0
    """The line it stands on, from 1, where a file holds a key in each line; else 0."""
    options: str = ""
    """What stands before the key in an authorized_keys line."""
    error: KeyOpsError | None = None
    """Why this line is not a key, where other lines of the file are; then there is no public key."""
    span: tuple[int, int] | None = None
    """Where its part begins and ends, with LF as line end, in a file of several; see ``blocks``."""
    notes: tuple[tuple[str, str], ...] = ()
    """Label and value of what else the file says, raw: of a signature or a revocation list, its content."""

    @property
    def is_private(self) -> bool:
        """Whether there is a private key."""
        return self.opener is not None

    def open(self, passphrase: Secret | None = None) -> KeyPair:
        """Unlock the private key and check that it makes the public key shown outside.

        Args:
            passphrase: not needed, and not looked at, when the key is not locked.

        Raises:
            PassphraseRequiredError, WrongPassphraseError: the key is locked.
            CorruptKeyError: the file is damaged.
            KeyMismatchError: its halves belong to different keys.
            LimitError: its KDF asks for too much.
            UnsupportedConversionError: there is no private key.
        """
        pair = self.unlock(passphrase)
        if self.public is not None and pair.public != self.public:
            raise KeyMismatchError(
                "private key file",
                "the public key outside and the private key inside belong to different keys",
            )
        pair.private.check()
        return pair

    def unlock(self, passphrase: Secret | None = None) -> KeyPair:
        """Unlock the private key without comparing it with anything; ``open`` compares.

        A passphrase that does not open it is tried in its other spellings too.

        Raises:
            KeyOpsError: as ``open``.
        """
        if self.error is not None:
            raise self.error
        if self.opener is None:
            raise UnsupportedConversionError(
                "This is a public key: it contains no private key", "Choose the private key file instead"
            )
        if not passphrase or self.encryption is None:
            return self._once(self.opener, passphrase)
        refusal = None
        for name, secret in spellings.of(passphrase, self.encryption.parameters):
            try:
                return replace(self._once(self.opener, secret), spelling=name)
            except WrongPassphraseError as error:
                refusal = refusal or error
        raise refusal or WrongPassphraseError

    def _once(self, opener: Callable[[Secret | None], KeyPair], passphrase: Secret | None) -> KeyPair:
        try:
            with mistakes.collected() as found:
                pair = opener(passphrase)
            return replace(pair, mistakes=(*pair.mistakes, *found)) if found else pair
        except STUMBLES as error:
            raise CorruptKeyError(
                "private key file", f"its private key makes no sense ({type(error).__name__})"
            ) from None


_NO_ROOM: Final = {
    "sk": "a FIDO key only works with its hardware token, and only OpenSSH's own formats support it",
    "rsa1": "it is a key for SSH version 1, and only the SSH-1 formats support it",
    "mldsa44-ed25519": "ML-DSA 44 + Ed25519 is an OpenSSH type: only OpenSSH's own formats support it",
}
"""Why most formats have no form for a key type."""


@dataclass(frozen=True, slots=True)
class Format:
    """One container format."""

    id: str
    """Short and stable: what ``--to`` takes and ``container`` says."""
    label: str
    """What people call it."""
    families: frozenset[str]
    """The key types it has room for, as rows of ALGORITHMS."""
    sniff: Callable[[bytes], bool]
    """Whether bytes look like this format; cheap, never raises."""
    read: Callable[[bytes], tuple[KeyEntry, ...]]
    """Raises CorruptKeyError, LimitError or UnsupportedAlgorithmError."""
    write_private: Callable[[KeyPair, Protection | None], bytes] | None = None
    write_public: Callable[[PublicKey, bytes], bytes] | None = None
    """Takes the public key and a comment."""
    rewrite: Callable[[bytes, int, Rewrite], bytes] | None = None
    """Writes a private file again, given the index of the key: what it holds besides the key stays, and so
    do key types that ``write_private`` has no room for. None where ``write_private`` keeps everything."""
    purpose: str = ""
    """What it is for, in a few words: ``for PuTTY before 0.75``."""
    rewrite_key: Callable[[bytes, int, KeyPair], bytes] | None = None
    """Writes one key of a file anew, where there may be more in it than keys, which stays."""
    write_several: Callable[[Sequence[KeyPair], Protection | None], bytes] | None = None
    """Writes keys that stand in one block, behind one lock; None where a block holds one key."""
    suffix: str = ""
    """The usual ending of a file name, with the dot."""
    version: int = 0
    """Of a PPK file, which an edit may change; 0 for formats that have no versions."""
    binary: bool = False
    """Whether its files are no text."""
    not_by_openssh: frozenset[str] = frozenset()
    """Families that OpenSSH does not read in it, though it reads others."""
    readers: str = ""
    """Letters of the PROGRAMS that read its private keys and were asked about it; the first one owns it."""
    carries_comment: bool = True
    wants_comment: str = ""
    """Who refuses a file with an empty comment; empty where nobody does."""
    carries_certificate: bool = False
    protection: Encryption | None = None
    """How it locks by default; None when it cannot."""
    locks: LockOptions | None = None
    """How else it can lock; None when it is not written locked."""
    protection_advice: str = ""
    """What to know before trusting a passphrase to it; empty when there is nothing."""
    no_room: Mapping[str, str] = field(default_factory=dict)
    """Why a key type is not among the families, for those people will ask about."""
    min_passphrase: int = 0
    """The shortest passphrase the owners of this format accept."""
    private: bool = False
    """Set where private keys are read and never written: ``write_private`` then is None."""
    holds_keys: bool = True
    """False for files about keys: a signature names the key that made it, and is not a public key file."""

    @property
    def is_private(self) -> bool:
        """Whether it holds private keys."""
        return self.private or self.write_private is not None

    def why_not(self, family: str) -> str | None:
        """Why a key of this type cannot be written in this format; None when it can."""
        if family in self.families:
            return None
        general = _NO_ROOM.get(family, f"{self.label} does not support this key type")
        return self.no_room.get(family, general)


MAX_NEW_COMMENT_BYTES: Final = 1024
"""What we write; what is read may be longer."""

_TO_BLANK: Final = bytes.maketrans(b"\r\n\0", b"   ")


def one_line(comment: bytes) -> bytes:
    """A comment as it can stand in one line of a file: CR, LF and NUL become blanks."""
    return comment.translate(_TO_BLANK)
