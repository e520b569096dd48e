"""From TOML to rules: every field is known, has its type, and is spelled right, or the file is refused.

A profile may be ``like = "other-id"``: then it has the rules of the other one, but for what it says itself.
What the other one says about itself (notes, other names, where a key goes) stays there.
"""

from __future__ import annotations

import enum
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..conversion.exporting import FORMS
from ..errors import KeyOpsError
from ..formats import DEFAULT_PUBLIC, FORMATS
from ..keys.algorithms import ALGORITHMS
from ..patterns import compiled
from . import cipher_sets
from .rules import (
    Category,
    Confidence,
    ContainerRule,
    Group,
    Half,
    Need,
    PassphraseRule,
    Profile,
    PublicRule,
    Remark,
    Source,
    TypeRule,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REASONS: Final = frozenset({
    "half", "certificate", "type", "size", "container", "cipher", "kdf", "rounds", "passphrase",
    "no-passphrase", "line-endings", "final-newline", "bom", "text-before", "form", "options", "length",
    "comment", "characters", "pattern", "damaged", "shape", "parallelism",
})  # fmt: skip
"""The ids of reasons for a refusal: what ``seen`` and ``doubts`` may speak of."""

_ID: Final = compiled(r"[a-z0-9][a-z0-9.-]*")
_MAX_TEXT: Final = 2000
_Word = TypeVar("_Word", bound=enum.StrEnum)


class ProfileError(KeyOpsError):
    """A profile that cannot be read: the title names the file and the field."""

    id = "profile"


class _Table:
    """A TOML table whose fields are taken one by one; what is left in the end is unknown."""

    def __init__(self, file: str, where: str, content: object, knows: Callable[[str], bool]) -> None:
        self.file, self.where, self.knows = file, where, knows
        if not isinstance(content, dict):
            raise self.wrong("", "should be a table")
        self.content: dict[str, Any] = dict(content)

    def wrong(self, name: str, words: str) -> ProfileError:
        """The error about a field."""
        path = ".".join(filter(None, (self.where, name))) or "the file"
        return ProfileError(f"{self.file}: {path} {words}", "Repair the file, or remove it")

    def text(self, name: str, default: str | None = "") -> str:
        """A string; required without a default."""
        value = self.content.pop(name, default)
        if value is None:
            raise self.wrong(name, "is missing")
        if not isinstance(value, str) or len(value) > _MAX_TEXT:
            raise self.wrong(name, "should be a string")
        return value

    def number(self, name: str) -> int | None:
        """A positive number, or None."""
        value = self.content.pop(name, None)
        if value is not None and (type(value) is not int or value < 1):
            raise self.wrong(name, "should be a positive number")
        return value

    def flag(self, name: str) -> bool | None:
        """True, false, or None."""
        value = self.content.pop(name, None)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "should be true or false")
        return value

    def day(self, name: str) -> date:
        """A date."""
        value = self.content.pop(name, None)
        if type(value) is not date:
            raise self.wrong(name, "should be a date such as 2026-11-22")
        return value

    def items(self, name: str, kind: type, allowed: Callable[[Any], bool] | None = None) -> tuple[Any, ...]:
        """A list of texts or numbers."""
        value = self.content.pop(name, [])
        if not isinstance(value, list) or any(type(item) is not kind for item in value):
            raise self.wrong(name, f"should be a list of {'numbers' if kind is int else 'strings'}")
        for item in value:
            if allowed and not allowed(item):
                raise self.wrong(name, f"contains {item}, which is not known")
        return tuple(value)

    def choice(self, name: str, kind: type[_Word], default: _Word | None = None) -> _Word:
        """One of a closed set of words."""
        value = self.content.pop(name, default)
        try:
            return kind(value)
        except ValueError:
            raise self.wrong(name, f"should be one of {', '.join(kind)}") from None

    def tables(self, name: str) -> list[_Table]:
        """A list of tables."""
        value = self.content.pop(name, [])
        if not isinstance(value, list):
            raise self.wrong(name, "should be a list of tables")
        return [_Table(self.file, f"{name}[{number}]", item, self.knows) for number, item in enumerate(value)]

    def words_by_reason(
        self, name: str, more: Callable[[str], bool] = REASONS.__contains__
    ) -> Mapping[str, str]:
        """A table of texts by the id of a reason, or of what else there may be words about."""
        table = _Table(self.file, name, self.content.pop(name, {}), self.knows)
        found = {key: table.text(key) for key in list(table.content) if key in REASONS or more(key)}
        table.end()
        return found

    def end(self) -> None:
        """Refuse what nobody asked for."""
        if self.content:
            raise self.wrong(next(iter(self.content)), "is not a known field")


def _is_trait(word: str) -> bool:
    """Whether a word names a trait. A test asks that of our own files: they load no table."""
    from .traits import known

    return word in known()


def _is_seen(word: str, knows: Callable[[str], bool]) -> bool:
    """Whether ``seen`` may speak of it: a reason or a trait, also in one format: ``container:pem-locked``."""
    name, colon, where = word.partition(":")
    if colon and where.removesuffix("-locked") not in FORMATS:
        return False
    return name == "default" or name in REASONS or knows(name)


def _any_word(word: str) -> bool:  # noqa: ARG001
    return True


def profile_of(file: str, content: Mapping[str, Any], *, own: bool = False) -> Profile:
    """Make the rules of one file.

    Args:
        file: its name, for errors.
        content: what ``tomllib`` made of it, with that of the profile it is like.
        own: whether it is the user's.

    Raises:
        ProfileError: names the file and the field.
    """
    table = _Table(file, "", content, _is_trait if own else _any_word)
    name = table.text("id", None)
    if not _ID.fullmatch(name):
        raise table.wrong("id", "should be lower-case letters, digits, dots and dashes")
    label, group = table.text("label", None), table.choice("group", Group)
    usual = Category.OTHER if group in {Group.TAKES_PRIVATE, Group.TAKES_PUBLIC} else Category.CLIENT
    profile = Profile(
        id=name,
        label=label,
        group=group,
        category=table.choice("category", Category, usual),
        half=table.choice("half", Half),
        confidence=table.choice("confidence", Confidence),
        checked=table.day("checked"),
        sources=tuple(_source(row) for row in table.tables("sources")),
        types=tuple(_type(row) for row in table.tables("types")),
        containers=tuple(_container(row) for row in table.tables("containers")),
        passphrase=table.choice("passphrase", PassphraseRule, PassphraseRule.ALLOWED),
        encodings=table.items("encodings", str, FORMS.__contains__) or ("raw",),
        public=_public(_Table(file, "public", table.content.pop("public", {}), table.knows)),
        also=table.items("also", str),
        signatures=table.text("signatures"),
        life_time=table.text("life_time"),
        where=table.text("where"),
        notes=table.items("notes", str),
        remarks=tuple(_remark(row) for row in table.tables("remarks")),
        refuses=_traits(table, "refuses"),
        reads=_traits(table, "reads"),
        varies=_traits(table, "varies"),
        seen=table.words_by_reason("seen", lambda word: _is_seen(word, table.knows)),
        doubts=table.words_by_reason("doubts"),
        like=table.text("like"),
        own=own,
    )
    table.end()
    if not profile.sources:
        raise table.wrong("sources", "is missing: say where the rules come from")
    return profile


def _traits(table: _Table, name: str) -> frozenset[str]:
    return frozenset(table.items(name, str, table.knows))


def _families(table: _Table) -> tuple[str, ...]:
    return table.items("families", str, ALGORITHMS.__contains__)


def _type(table: _Table) -> TypeRule:
    family = table.text("family", None)
    if family not in ALGORITHMS:
        raise table.wrong("family", f"is {family}, which is not known")
    rule = TypeRule(
        family,
        min=table.number("min"),
        max=table.number("max"),
        sizes=table.items("sizes", int),
        prefer=table.number("prefer"),
        doubt=table.text("doubt"),
    )
    table.end()
    return rule


def _container(table: _Table) -> ContainerRule:
    name = table.text("id", None)
    if name not in FORMATS:
        raise table.wrong("id", f"is {name}, which is not a format")
    try:
        needs = tuple(Need(word) for word in table.items("needs", str))
    except ValueError:
        raise table.wrong("needs", f"should be one or more of {', '.join(Need)}") from None
    passphrase = table.choice("passphrase", PassphraseRule) if "passphrase" in table.content else None
    ciphers, cipher_words = cipher_sets.expand(table.items("ciphers", str))
    rule = ContainerRule(
        name,
        families=_families(table),
        ciphers=ciphers,
        cipher_words=cipher_words,
        kdfs=table.items("kdfs", str),
        max_rounds=table.number("max_rounds"),
        passphrase=passphrase,
        needs=needs,
        refuses=_traits(table, "refuses"),
        reads=_traits(table, "reads"),
        varies=_traits(table, "varies"),
        max_parallelism=table.number("max_parallelism"),
        max_length=table.number("max_length"),
        doubt=table.text("doubt"),
    )
    table.end()
    return rule


def _public(table: _Table) -> PublicRule:
    characters = table.text("characters")
    if characters not in {"", "ascii", "latin-1"}:
        raise table.wrong("characters", "should be ascii or latin-1")
    text = table.text("pattern")
    try:
        pattern = re.compile(text) if text else None
    except (re.error, RecursionError, OverflowError):
        raise table.wrong("pattern", "is not a regular expression") from None
    rule = PublicRule(
        forms=table.items("forms", str, FORMATS.__contains__) or (DEFAULT_PUBLIC,),
        max_length=table.number("max_length"),
        comment_max=table.number("comment_max"),
        characters=characters,
        pattern=pattern,
        certificates=table.flag("certificates") or False,
        options=table.flag("options") or False,
    )
    table.end()
    return rule


def _remark(table: _Table) -> Remark:
    rule = Remark(
        text=table.text("text", None),
        families=_families(table),
        containers=table.items("containers", str, FORMATS.__contains__),
        below=table.number("below"),
        sizes=table.items("sizes", int),
        locked=table.flag("locked"),
    )
    table.end()
    return rule


def _source(table: _Table) -> Source:
    source = Source(table.text("address", None), table.text("says"))
    table.end()
    return source
