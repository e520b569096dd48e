"""The key that is judged: the one in a file, with its public key file, and what would help with it.

Where a service wants the public key, the key is judged, not the file: what goes there is the ``.pub`` next to
it, or the public key taken out of the private file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import KeyOpsError
from ..files.reading import read_key_file
from ..formats import _blocks
from ..inspection.files import inspect_file
from ..inspection.inspection import inspect, read
from ..inspection.permissions import alone
from ..inspection.report import Kind, PairState
from ..records import dataclass, replace
from . import catalogue
from .checking import State, by_rank, check, no_worse
from .fixing import Fix, apply_fix, plan_fix
from .reasons import Cure, Reason, Weight
from .recipes import defaults_for
from .rules import Group
from .shape import Shape, shape_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..conversion.conversion import Conversion
    from ..files import storage
    from ..inspection.report import FileReport, KeyReport, Pair
    from ..secret import Secret
    from .checking import Verdict
    from .recipes import Recipe
    from .rules import Profile


@dataclass(frozen=True, slots=True)
class PublicBeside:
    """The public key file next to a private one, of the same key."""

    name: str
    key: KeyReport
    shape: Shape


@dataclass(frozen=True, slots=True)
class Subject:
    """The key that is judged."""

    report: FileReport
    key: KeyReport
    """The one that ssh takes; a public key that is locked away is that of the file next to it."""
    shape: Shape
    public: PublicBeside | None = None
    """What lies next to a private key."""


def look(path: Path) -> Subject | None:
    """Look at the key of a file that ssh takes; None when there is none to judge.

    Raises:
        KeyOpsError: the file cannot be read.
    """
    data = read_key_file(path)
    report = inspect_file(path, data=data)
    if report.error is not None:
        raise report.error
    return subject_of(report, shape_of(data), _blocks.chosen(read(data, path.name)))


def subject_of(report: FileReport, shape: Shape, index: int = 0) -> Subject | None:
    """The key to judge, of a file that was inspected; None when there is none."""
    key = report.keys[index] if index < len(report.keys) else None
    if key is None or (key.public is None and key.encryption is None):
        return None
    pair = report.pair
    public = None
    if key.kind is Kind.PRIVATE and pair is not None and pair.state is not PairState.DIFFERS:
        public = _public_file(pair)
        if key.public is None and pair.public is not None:
            key = replace(key, public=pair.public)
    return Subject(report, key, shape, public)


def _public_file(pair: Pair) -> PublicBeside | None:
    try:
        data = read_key_file(pair.path)
        return PublicBeside(pair.path.name, inspect(data, name=pair.path.name)[0], shape_of(data))
    except KeyOpsError:
        return None


def judge(subject: Subject, profile: Profile) -> Verdict:
    """What a service or client makes of a key; where it wants the public key, that is what is judged.

    The file next to it is meant where it does as well as the public key out of the private file.
    """
    verdict = _with_mode(check(subject.key, profile, subject.shape), subject)
    public = subject.public
    if not verdict.by_public or public is None:
        return verdict
    other = check(public.key, profile, public.shape)
    if not no_worse(other, verdict):
        return verdict
    return replace(other, by_public=True, gives=public.name if other.state.accepted else "")


def _with_mode(verdict: Verdict, subject: Subject) -> Verdict:
    """With the refusal of a private file that others may read, by those that look at its mode."""
    facts = subject.report.facts
    is_open = any(finding.id == "mode-open" for finding in subject.report.findings)
    if (
        verdict.by_public
        or facts is None
        or not is_open
        or verdict.profile.group is not Group.OPENSSH_VERSION
    ):
        return verdict
    reason = Reason(
        "mode",
        f"others can read its file (mode {facts.mode:04o}), and ssh ignores such a key: the mode must be "
        f"{alone(facts.mode):04o}",
        Weight.REFUSAL,
        Cure.MODE,
    )
    return replace(
        verdict,
        state=State.REFUSES,
        reasons=(reason, *verdict.reasons),
        seen=verdict.seen or "WARNING: UNPROTECTED PRIVATE KEY FILE!",
    )


def judge_all(subject: Subject) -> tuple[Verdict, ...]:
    """The verdict of everybody, what matters for this key on top."""
    return by_rank(judge(subject, profile) for profile in catalogue().profiles.values())


def plan_for(subject: Subject, verdict: Verdict) -> Fix | Recipe | None:
    """What would help; also where this file holds the public key of a key that would be refused anyway."""
    pair = subject.report.pair
    try:
        plan = plan_fix(subject.key, verdict, pair.comment if pair else None)
        if plan is None and any(reason.cure is Cure.GENERATE for reason in verdict.reasons):
            return defaults_for(verdict.profile) if verdict.state is State.REFUSES else None
    except KeyOpsError:  # nothing that is taken there is made here
        return None
    return plan


def fix_file(
    fix: Fix, new: Secret, pair: Pair | None, path: Path, passphrase: Secret | None = None
) -> Conversion:
    """Convert a key as planned; nothing is written yet.

    Args:
        fix: the plan.
        new: the new passphrase; empty where none is needed.
        pair: the other half next to it, for its comment.
        path: the file of the key.
        passphrase: of the key, where the plan needs it.

    Raises:
        KeyOpsError: it cannot be read or opened.
    """
    data = read_key_file(path)
    return apply_fix(data, fix, passphrase=passphrase, new_passphrase=new or None, beside=pair)


def save(target: Path, made: Conversion) -> list[storage.NewFile]:
    """Write what was converted, and its ``.pub``; tells the files.

    Raises:
        StorageError: nothing was written.
    """
    from ..files import storage
    from ..targets import beside

    files = beside.files_for(target, made)
    storage.save(files)
    return files
