"""Services and clients on the screens: which there are, what they ask of a new key, what they make of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.keyops.formats import FORMATS
from tui.keyops.inspection import inspect
from tui.keyops.services import catalogue
from tui.keyops.services.checking import State, check
from tui.keyops.services.reasons import listed, type_words
from tui.keyops.services.recipes import defaults_for
from tui.keyops.services.rules import Half
from tui.widgets.choice import Option

if TYPE_CHECKING:
    from tui.keyops.conversion import Conversion
    from tui.keyops.services.recipes import Recipe
    from tui.keyops.services.rules import Profile

_FIRST = ("takes-private", "takes-public", "client", "policy", "openssh-version")
"""The groups, in the order in which people go through them."""


def options() -> list[Option]:
    """All services and clients, those that keys are made for first."""
    found = sorted(catalogue().profiles.values(), key=lambda made: _FIRST.index(made.group))
    return [Option(made.id, made.label) for made in found]


def recipe_of(name: str) -> Recipe | None:
    """What a service asks of a new key; None for no service.

    Raises:
        KeyOpsError: there is no such service, or it takes nothing that is made here.
    """
    return defaults_for(catalogue().profiles[name]) if name in catalogue().profiles else None


def misfit(profile: Profile, family: str, bits: int, container: str) -> str:
    """Why a key that is to be made would not be taken; empty when it would."""
    if profile.types:
        rule = profile.type_rule(family)
        if rule is None or not rule.allows(bits):
            return f"{profile.label} takes {type_words(profile)}"
    reads = profile.containers if profile.half is not Half.PUBLIC else ()
    if reads and not profile.container_rules(container, family):
        names = dict.fromkeys(FORMATS[rule.id].label for rule in reads)
        return f"{profile.label} reads {listed(list(names))}"
    return ""


def outcome(made: Conversion, profile: Profile) -> str:
    """What a service makes of the file that was written, as a sentence."""
    report = replace(inspect(made.data)[0], public=made.public)
    if made.private and profile.half is Half.PUBLIC:
        return f"{profile.label} takes the public half of it"
    verdict = check(report, profile)
    if verdict.state is State.ACCEPTS:
        return f"Checked: {profile.label} accepts it"
    return f"{profile.label} {verdict.state}: {'; '.join(reason.words for reason in verdict.reasons)}"
