"""Why a key is not simply accepted, and what would help."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from ..keys.algorithms import ALGORITHMS
from ..records import dataclass
from ..wording import listed

if TYPE_CHECKING:
    from .rules import Profile, TypeRule


class Cure(enum.StrEnum):
    """What would help against a refusal."""

    CONVERT = "convert"
    RELOCK = "relock"
    UNLOCK = "unlock"
    LOCK = "lock"
    REWRITE = "rewrite"
    COMMENT = "comment"
    MODE = "mode"
    """Let nobody else read the file."""
    PUBLIC_KEY = "public-key"
    """Take the public key out of the private file."""
    GENERATE = "generate"
    """This key cannot become one that is accepted: make another."""


class Weight(enum.IntEnum):
    """How much a reason weighs; the gravest first."""

    REFUSAL = 0
    UNKNOWN = 1
    """It cannot be seen whether it is refused."""
    DOUBT = 2
    """It may be refused: the sources are old, or contradict each other."""
    REMARK = 3
    """It is accepted, and this should be known."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against a key."""

    id: str
    """Stable: see ``reading.REASONS``; or ``locked``, ``no-key``, ``unproved``, ``remark``."""
    words: str
    weight: Weight
    cure: Cure | None = None
    trait: str = ""
    """The id of the trait of the file that it is about, if it is about one."""


def type_words(profile: Profile, last: str = "and") -> str:
    """The key types of a profile: ``RSA of 2048 bits or more and Ed25519``."""
    sure = [rule for rule in profile.types if not rule.doubt] or profile.types
    return listed([_one_type(rule) for rule in sure], last)


def lowered(words: str) -> str:
    """Words as they stand after a colon: the first letter small, unless more capitals follow."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _one_type(rule: TypeRule) -> str:
    label = ALGORITHMS[rule.family].label
    if rule.sizes:
        return f"{label} of {' or '.join(map(str, rule.sizes))} bits"
    if rule.min and rule.max:
        return f"{label} of {rule.min} to {rule.max} bits" if rule.min != rule.max else label
    if rule.min:
        return f"{label} of {rule.min} bits or more"
    return f"{label} of up to {rule.max} bits" if rule.max else label
