"""What a service or client wants of a key that is to be converted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ...keyops.conversion.conversion import Locking
from ...keyops.errors import KeyOpsError
from ...keyops.findings import Severity
from ...keyops.services import profile
from ...keyops.services import subject as judging
from ...keyops.services.fixing import Fix
from ...keyops.targets import beside
from ..format_options import recipe_words

if TYPE_CHECKING:
    from pathlib import Path


EXPOSED: Final = "anyone who can read the file can use the key"
"""What it is to have no passphrase."""


class Wanted(NamedTuple):
    """What to choose in the form, and what to say."""

    words: str
    severity: Severity = Severity.INFO
    target: str = ""
    """A row of FORMATS; empty when nothing is to be chosen."""
    locking: Locking = Locking.KEEP


def want(path: Path, service: str) -> Wanted:
    """Judge a key for a service. Reads the file.

    Args:
        path: of the key.
        service: the id of the service.
    """
    made = profile(service)
    try:
        subject = judging.look(path)
    except KeyOpsError as error:
        return Wanted(error.title, Severity.ERROR)
    if subject is None:
        return Wanted("")
    verdict = judging.judge(subject, made)
    if verdict.state.accepted:
        return Wanted(f"{made.label} accepts this file as it is")
    plan = judging.plan_for(subject, verdict)
    if isinstance(plan, Fix):
        return Wanted(f"{made.label}: {'; '.join(plan.steps)}", Severity.INFO, plan.target, plan.locking)
    if plan is not None:
        return Wanted(f"{made.label} needs another key: {recipe_words(plan)}", Severity.WARNING)
    return Wanted(verdict.reasons[0].words if verdict.reasons else verdict.headline, Severity.WARNING)


def judge_file(target: Path) -> tuple[str, bool]:
    """Why a file cannot be written, and whether another stands there."""
    return beside.why_not_write(target, overwrite=True), beside.would_overwrite(target)
