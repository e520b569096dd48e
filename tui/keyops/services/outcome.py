"""What a service makes of a key that is to be made, and of one that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..formats import FORMATS
from ..inspection.inspection import inspect
from ..records import replace
from ..wording import listed
from .checking import State, check
from .reasons import type_words
from .rules import Half

if TYPE_CHECKING:
    from ..conversion.conversion import Conversion
    from .rules import Profile


def misfit(profile: Profile, family: str, bits: int, container: str) -> str:
    """Why a key that is to be made would not be accepted; empty when it would."""
    if profile.types:
        rule = profile.type_rule(family)
        if rule is None or not rule.allows(bits):
            return f"{profile.label} needs {type_words(profile, 'or')}"
    reads = profile.containers if profile.half is not Half.PUBLIC else ()
    if reads and not profile.container_rules(container, family):
        names = dict.fromkeys(FORMATS[rule.id].label for rule in reads)
        return f"{profile.label} reads {listed(list(names))}"
    return ""


def outcome(made: Conversion, profile: Profile) -> str:
    """What a service makes of a key that was made, as a sentence."""
    report = replace(inspect(made.data)[0], public=made.public, comment=made.comment)
    verdict = check(report, profile)
    if verdict.state is State.ACCEPTS:
        return f"Checked: {verdict.sentence}"
    return f"{verdict.sentence}: {'; '.join(reason.words for reason in verdict.reasons)}"
