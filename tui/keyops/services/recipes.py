"""The right key for a service: type, size, container, passphrase and comment, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import UnsupportedAlgorithmError
from ..findings import Severity
from ..formats import DEFAULT_PRIVATE, DEFAULT_PUBLIC, FORMATS
from ..formats.contract import Protection
from ..keys.algorithms import ALGORITHMS
from ..records import dataclass
from ..wording import listed
from .reasons import type_words
from .rules import Half, PassphraseRule

if TYPE_CHECKING:
    from ..secret import Secret
    from .rules import ContainerRule, Profile, TypeRule


@dataclass(frozen=True, slots=True)
class Lock:
    """How the passphrase is to lock; None takes the default of the container."""

    cipher: str | None = None
    kdf: str | None = None
    rounds: int | None = None

    @property
    def is_special(self) -> bool:
        """Whether anything differs from the default."""
        return self != Lock()

    @property
    def words(self) -> str:
        """For people."""
        return ", ".join(str(word) for word in (self.cipher, self.kdf, self.rounds) if word is not None)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to generate."""

    profile: Profile
    family: str
    bits: int
    container: str
    """Of the private key: a row of FORMATS."""
    public_form: str
    """Of the public key, where it goes somewhere: a row of FORMATS."""
    passphrase: PassphraseRule
    lock: Lock
    comment_max: int | None
    """Characters of the comment; None when nobody counts them."""
    comment_ascii: bool
    """Whether the comment should be plain ASCII."""
    why: tuple[str, ...]
    """A sentence for each choice."""

    def protection(self, container: str, passphrase: Secret | None) -> Protection | None:
        """How to encrypt the private key, as the service asks where it is in the format of the recipe.

        Args:
            container: the format that it is written in: a row of FORMATS.
            passphrase: empty or None for an unencrypted key.
        """
        if not passphrase:
            return None
        lock = self.lock if container == self.container else Lock()
        return Protection(passphrase, cipher=lock.cipher, kdf=lock.kdf, rounds=lock.rounds)

    def misfit(self, *, locked: bool) -> tuple[str, Severity] | None:
        """What the service has against a passphrase, or against none, as a sentence; None for nothing."""
        label, rule = self.profile.label, self.passphrase
        if locked and rule is PassphraseRule.FORBIDDEN:
            return f"{label} cannot use a key that has a passphrase", Severity.ERROR
        if locked and rule is PassphraseRule.SOME:
            return f"not every client of {label} can use a key that has a passphrase", Severity.WARNING
        if not locked and rule is PassphraseRule.REQUIRED:
            return f"{label} requires a passphrase", Severity.ERROR
        return None

    def fitting_comment(self, comment: bytes) -> bytes:
        """As much of a comment as the service accepts."""
        text = comment.decode("utf-8", "surrogateescape")
        if self.comment_ascii:
            text = text.encode("ascii", "ignore").decode("ascii")
        return text[: self.comment_max].encode("utf-8", "surrogateescape")


def defaults_for(profile: Profile) -> Recipe:
    """The best key that a service accepts.

    Raises:
        UnsupportedAlgorithmError: it accepts no key type that is made here.
    """
    for rule in sorted(profile.types, key=lambda row: bool(row.doubt)):
        row = ALGORITHMS[rule.family]
        if row.can_generate and (found := _container_for(profile, rule.family)):
            return _recipe(profile, rule.family, _bits(rule), found)
    if profile.types:
        raise UnsupportedAlgorithmError(
            f"{profile.label} accepts only {type_words(profile)}, which keywright cannot make"
        )
    for family in ("ed25519", "rsa"):
        if found := _container_for(profile, family):
            return _recipe(profile, family, ALGORITHMS[family].sizes[0], found)
    raise UnsupportedAlgorithmError(f"{profile.label} cannot read any format that keywright writes")


def _bits(rule: TypeRule) -> int:
    row = ALGORITHMS[rule.family]
    if rule.prefer:
        return rule.prefer
    usual = [bits for bits in row.sizes if rule.allows(bits)]
    listed_sizes = [bits for bits in rule.sizes if row.allows(bits)]
    return next(iter(usual or listed_sizes), row.sizes[0])


def _container_for(profile: Profile, family: str) -> tuple[str, Lock, PassphraseRule] | None:
    """A private container for a key type, how it is locked, and whether it may be."""
    if profile.half is Half.PUBLIC or not profile.containers:
        return DEFAULT_PRIVATE, Lock(), profile.passphrase
    for rule in sorted(profile.containers, key=lambda row: bool(row.doubt)):
        if not FORMATS[rule.id].write_private or FORMATS[rule.id].why_not(family) or "crlf" in rule.needs:
            continue
        if rule.families and family not in rule.families:
            continue
        passphrase = rule.passphrase or profile.passphrase
        lock = lock_of(rule)
        return rule.id, lock or Lock(), passphrase if lock else PassphraseRule.FORBIDDEN
    return None


def lock_for(profile: Profile, container: str, family: str | None) -> Lock | None:
    """How to lock a container so that a service opens it; None when it opens no locked ones."""
    rules = profile.container_rules(container, family)
    if not rules:
        may = FORMATS[container].protection and profile.passphrase is not PassphraseRule.FORBIDDEN
        return Lock() if may else None
    if (rules[0].passphrase or profile.passphrase) is PassphraseRule.FORBIDDEN:
        return None
    return lock_of(rules[0])


def lock_of(rule: ContainerRule) -> Lock | None:
    """The lock we write that a rule allows, the default where it can be; None when there is none."""
    row = FORMATS[rule.id]
    default, locks = row.protection, row.locks
    if default is None or locks is None:
        return None
    cipher = _allowed(default.cipher, rule.ciphers, locks.ciphers)
    kdf = _allowed(default.kdf, rule.kdfs, locks.kdfs)
    if cipher is _NOTHING or kdf is _NOTHING:
        return None
    usual = default.parameters.get("rounds", default.parameters.get("iterations"))
    too_many = rule.max_rounds is not None and isinstance(usual, int) and usual > rule.max_rounds
    return Lock(cipher or None, kdf or None, rule.max_rounds if too_many else None)


_NOTHING: Final = "-"


def _allowed(default: str, allowed: tuple[str, ...], written: tuple[str, ...]) -> str:
    """Empty for the default, a name where another is needed, a dash where there is none."""
    if not allowed or default in allowed:
        return ""
    return next((name for name in written if name in allowed), _NOTHING)


def _recipe(profile: Profile, family: str, bits: int, found: tuple[str, Lock, PassphraseRule]) -> Recipe:
    container, lock, passphrase = found
    public = profile.public
    form = next(
        (name for name in public.forms if FORMATS[name].write_public and not FORMATS[name].why_not(family)),
        "",
    )
    return Recipe(
        profile,
        family,
        bits,
        container,
        form or DEFAULT_PUBLIC,
        passphrase,
        lock,
        _comment_max(profile, family, bits),
        comment_ascii=bool(public.characters or public.pattern),
        why=tuple(_why(profile, passphrase)),
    )


def _comment_max(profile: Profile, family: str, bits: int) -> int | None:
    public = profile.public
    if public.comment_max is not None or public.max_length is None:
        return public.comment_max
    # The line without its comment: the type word, a blank, and base64 of about bits/8 bytes and some.
    size = bits // 8 + 32 if family == "rsa" else 200
    return max(public.max_length - (size * 4 // 3 + 32), 0)


def _why(profile: Profile, passphrase: PassphraseRule) -> list[str]:
    label = profile.label
    words = [f"{label} accepts {type_words(profile) if profile.types else 'any type'}"]
    if profile.half is Half.PUBLIC:
        words.append(f"Only the public key goes to {label}; the private key stays here")
    elif profile.containers:
        names = dict.fromkeys(FORMATS[rule.id].label for rule in profile.containers if not rule.doubt)
        words.append(f"{label} reads {listed(list(names))}")
    if passphrase is PassphraseRule.FORBIDDEN:
        words.append(f"No passphrase: {label} cannot ask for one")
    elif passphrase is PassphraseRule.REQUIRED:
        words.append(f"A passphrase: {label} requires one")
    elif passphrase is PassphraseRule.SOME:
        words.append(f"Better without a passphrase: not every client of {label} can use a key that has one")
    return words
