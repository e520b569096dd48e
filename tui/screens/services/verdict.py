"""What is told of one service and a key: why, what would be seen there, the way out, and the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.formats import FORMATS
from ...keyops.keys.algorithms import ALGORITHMS
from ...keyops.services.checking import State
from ...keyops.services.fixing import Fix
from ...keyops.services.reasons import Cure, Weight
from ...keyops.services.rules import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...keyops.services.checking import Verdict
    from ...keyops.services.recipes import Recipe
    from ...keyops.services.rules import Profile
    from ...widgets.fact_lines import Fact

_SURE = {
    Confidence.CERTAIN: "certain: documented, or measured",
    Confidence.LIKELY: "likely: documented in part",
    Confidence.WEAK: "weak: based on what users report",
    Confidence.UNCERTAIN: "uncertain: not documented, so try it out",
}

_LOOKS = {
    State.REFUSES: "bad",
    State.MAY_REFUSE: "weaker",
    State.REMARK: "weaker",
    State.ACCEPTS: "good",
}


def facts_of(verdict: Verdict, plan: Fix | Recipe | None) -> Iterator[Fact]:
    """All that is known, what matters most first.

    Args:
        verdict: of the service.
        plan: what would help; None when nothing is refused or nothing helps.
    """
    made = verdict.profile
    yield "", verdict.headline, _LOOKS.get(verdict.state, "bold")
    label = "Because" if verdict.state is not State.REMARK else "Remark"
    for reason in verdict.reasons:
        yield (label if reason.weight is not Weight.REMARK else "Remark"), reason.words, ""
        label = "" if reason.weight is not Weight.REMARK else "Remark"
    if verdict.seen:
        yield "It shows", verdict.seen, ""
    yield "Enter", way_out(verdict, plan), "bold"
    yield from _about(made)


def way_out(verdict: Verdict, plan: Fix | Recipe | None) -> str:
    """What Enter does about it."""
    if isinstance(plan, Fix):
        return f"{'; '.join(plan.steps)}. It shows the plan first"
    if plan is not None:
        row = ALGORITHMS[plan.family]
        size = f" {plan.bits}" if len(row.sizes) > 1 else ""
        return (
            f"makes another key, {row.label}{size} in {FORMATS[plan.container].label}: the form is filled in"
        )
    if verdict.state.accepted:
        return "shows where each half goes, and in which form"
    if verdict.state is State.CANNOT_TELL:
        return "does nothing yet; unlock the key with u first"
    if verdict.state is State.MAY_REFUSE:
        return "shows what goes where, and in which form: try it"
    return (
        "does nothing: set the mode on the Keys screen, with m (Repair)"
        if any(reason.cure is Cure.MODE for reason in verdict.reasons)
        else "does nothing: this file cannot be converted to a format that it accepts"
    )


def _about(made: Profile) -> Iterator[Fact]:
    if made.also:
        yield "Also called", ", ".join(made.also), ""
    yield from ((label, words, "") for label, words in made.facts())
    yield from (("Source", source.words, "") for source in made.sources)
    yield "Checked", f"{made.checked.isoformat()}, {_SURE[made.confidence]}", ""
    if made.own:
        yield "", "This profile is your own", ""
