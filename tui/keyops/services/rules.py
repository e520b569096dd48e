"""The typed rules of a profile: what a service or client accepts. One TOML file each; see ``reading``.

What is empty or None is not restricted. Lists that say what is accepted are in order of preference: the
first row of ``types`` is what is generated, the first row of ``containers`` what is converted to.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..formats import DEFAULT_PUBLIC
from ..records import dataclass, field

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from datetime import date


class Group(enum.StrEnum):
    """What a profile is about."""

    TAKES_PRIVATE = "takes-private"
    TAKES_PUBLIC = "takes-public"
    CLIENT = "client"
    OPENSSH_VERSION = "openssh-version"
    POLICY = "policy"


class Category(enum.StrEnum):
    """What a service is for: lists have a heading for each, in this order."""

    GIT = "git"
    CLOUD = "cloud"
    CI = "ci"
    TRANSFER = "transfer"
    DATABASE = "database"
    SERVER = "server"
    OTHER = "other"
    CLIENT = "client"

    @property
    def heading(self) -> str:
        """In words."""
        return _HEADINGS[self]


_HEADINGS: Final = {
    Category.GIT: "Git hosts and integrations",
    Category.CLOUD: "Clouds",
    Category.CI: "CI and deployment",
    Category.TRANSFER: "Managed file transfer",
    Category.DATABASE: "Databases",
    Category.SERVER: "Servers and devices",
    Category.OTHER: "Other services",
    Category.CLIENT: "Clients and libraries",
}


class Half(enum.StrEnum):
    """Which half goes in."""

    PRIVATE = "private"
    PUBLIC = "public"
    EITHER = "either"


class Confidence(enum.StrEnum):
    """How well a profile is known. What is UNCERTAIN never refuses: it warns."""

    CERTAIN = "certain"
    LIKELY = "likely"
    WEAK = "weak"
    UNCERTAIN = "uncertain"


class PassphraseRule(enum.StrEnum):
    """Whether the private key may be locked."""

    REQUIRED = "required"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    SOME = "some"
    """Some clients of the service open locked keys, others do not."""


class Need(enum.StrEnum):
    """What a reader asks of the bytes of a file."""

    LF = "lf"
    """No carriage returns; of armour, none behind its BEGIN and END lines."""
    LF_AT_BEGIN = "lf-at-begin"
    """No carriage return behind the BEGIN line."""
    CRLF = "crlf"
    """A carriage return at the end of each line."""
    FINAL_NEWLINE = "final-newline"
    NO_BOM = "no-bom"
    NOTHING_BEFORE = "nothing-before"
    """The first line is the BEGIN line."""
    NO_TEXT_BEFORE = "no-text-before"
    """Nothing but blank lines stands before it."""
    NO_WORDS_BEFORE = "no-words-before"
    """The same, or a byte order mark, which ``trim`` of JavaScript takes for a blank."""


@dataclass(frozen=True, slots=True)
class TypeRule:
    """A key type and its sizes in bits."""

    family: str
    """A row of ALGORITHMS."""
    min: int | None = None
    max: int | None = None
    sizes: tuple[int, ...] = ()
    """A closed list."""
    prefer: int | None = None
    """The size to generate."""
    doubt: str = ""
    """Why it may be refused all the same."""

    def allows(self, bits: int) -> bool:
        """Whether a size is within the range, and in the list."""
        return (
            (self.min is None or bits >= self.min)
            and (self.max is None or bits <= self.max)
            and (not self.sizes or bits in self.sizes)
        )

    @property
    def any_size(self) -> bool:
        """Whether there is nothing to ask of the size."""
        return self.min is None and self.max is None and not self.sizes


@dataclass(frozen=True, slots=True)
class ContainerRule:
    """A private container, and what may be inside."""

    id: str
    """A row of FORMATS."""
    families: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    """As we name them; ``pbes1-md5:DES-CBC`` is one that is opened behind that KDF only, ``pbes2:RC2-CBC``
    one behind any KDF of PBES2."""
    cipher_words: str = ""
    """How they are spoken of, where they are too many to name."""
    kdfs: tuple[str, ...] = ()
    """``argon2i:3`` is one that is opened with that many passes or more."""
    max_rounds: int | None = None
    """bcrypt rounds or PBKDF2 iterations."""
    passphrase: PassphraseRule | None = None
    """Instead of the profile's."""
    needs: tuple[Need, ...] = ()
    refuses: frozenset[str] = frozenset()
    """Traits of a file, by id, that are not read in this format; see ``traits``."""
    reads: frozenset[str] = frozenset()
    """Traits that are, also where most programs refuse them."""
    varies: frozenset[str] = frozenset()
    """Traits that are read in some files and not in others, by the numbers in the key."""
    max_parallelism: int | None = None
    """Of Argon2."""
    max_length: int | None = None
    """Characters of the whole file."""
    doubt: str = ""
    """Why it may be refused all the same."""

    def opens(self, cipher: str, kdf: str) -> bool:
        """Whether a cipher is among those that it opens, if it names any."""
        scheme = "pbes2" if kdf.startswith(("pbkdf2", "scrypt")) else kdf
        names = {cipher, f"{kdf}:{cipher}", f"{scheme}:{cipher}"}
        return not self.ciphers or not names.isdisjoint(self.ciphers)

    def least_passes(self, kdf: str) -> int | None:
        """How many passes a KDF must have; None where it is not opened at all."""
        if not self.kdfs:
            return 0
        known = (name.partition(":") for name in self.kdfs)
        return next((int(least or 0) for name, _, least in known if name == kdf), None)


@dataclass(frozen=True, slots=True)
class PublicRule:
    """The public key: its form and limits."""

    forms: tuple[str, ...] = (DEFAULT_PUBLIC,)
    """Rows of FORMATS."""
    max_length: int | None = None
    """Characters of the whole line, comment included."""
    comment_max: int | None = None
    """Characters of the comment."""
    characters: str = ""
    """``ascii`` or ``latin-1``: what the line must be made of."""
    pattern: re.Pattern[str] | None = None
    """What the whole line must match."""
    certificates: bool = False
    """Whether certificates are taken, too."""
    options: bool = False
    """Whether options may stand before the key, as in authorized_keys."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What to know about some keys that are accepted."""

    text: str
    families: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    below: int | None = None
    """Only for keys of fewer bits."""
    sizes: tuple[int, ...] = ()
    """Only for keys of these sizes."""
    locked: bool | None = None
    """Only for keys with a passphrase, or without."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read."""

    address: str
    says: str = ""

    @property
    def words(self) -> str:
        """In a line."""
        return f"{self.address}: {self.says}" if self.says else self.address


@dataclass(frozen=True, slots=True)
class Profile:
    """A service or client."""

    id: str
    label: str
    group: Group
    half: Half
    confidence: Confidence
    checked: date
    sources: tuple[Source, ...]
    category: Category = Category.OTHER
    types: tuple[TypeRule, ...] = ()
    containers: tuple[ContainerRule, ...] = ()
    passphrase: PassphraseRule = PassphraseRule.ALLOWED
    encodings: tuple[str, ...] = ("raw",)
    """Forms of the secret field, as ``exporting`` names them; the first is the usual one."""
    public: PublicRule = field(default_factory=PublicRule)
    signatures: str = ""
    """The signature policy, such as that RSA must not sign with SHA-1."""
    also: tuple[str, ...] = ()
    """Other names that people know it by."""
    life_time: str = ""
    """How long a key is good, and where else it must not be used."""
    where: str = ""
    """Which half goes where."""
    notes: tuple[str, ...] = ()
    """What is true for every key."""
    remarks: tuple[Remark, ...] = ()
    refuses: frozenset[str] = frozenset()
    """Traits of a private file that are not read in any format, unless a format says so."""
    reads: frozenset[str] = frozenset()
    """Traits that are."""
    varies: frozenset[str] = frozenset()
    """Traits that are in some files and not in others."""
    seen: Mapping[str, str] = field(default_factory=dict)
    """What the user sees there, by the id of the trait or reason, or ``default``; of one format alone as
    ``container:pkcs8``, and ``container:pkcs8-locked``. Empty is not known; ``...`` stands for anything."""
    doubts: Mapping[str, str] = field(default_factory=dict)
    """Why a refusal may not happen, by the id of the reason."""
    like: str = ""
    """The label of the profile whose rules it has, but for its own."""
    own: bool = False
    """Whether it came from the user's configuration folder."""

    def facts(self) -> Iterator[tuple[str, str]]:
        """Label and words of what is told of it, whatever the key."""
        if self.where:
            yield "Where", self.where
        if self.like:
            yield "Based on", self.like
        yield from self.terms()

    def terms(self) -> Iterator[tuple[str, str]]:
        """Those that count once the key is there."""
        if self.signatures:
            yield "Signatures", self.signatures
        if self.life_time:
            yield "Lifetime", self.life_time
        yield from (("Note", note) for note in self.notes)

    def type_rule(self, family: str) -> TypeRule | None:
        """The rule of a key type; None when it is not accepted."""
        return next((row for row in self.types if row.family == family), None)

    def container_rules(self, container: str, family: str | None) -> tuple[ContainerRule, ...]:
        """The rules of a container: the first that fits a key type, or all when it is not known."""
        rows = [row for row in self.containers if row.id == container]
        if family is None:
            return tuple(rows)
        return tuple(row for row in rows if not row.families or family in row.families)[:1]
