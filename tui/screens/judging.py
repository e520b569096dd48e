"""The key that is judged: looked at, what would help with a verdict on it, and doing that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.keyops import beside, fingerprints, storage
from tui.keyops.errors import KeyOpsError
from tui.keyops.models import PairState
from tui.keyops.neighbours import inspect_file
from tui.keyops.services.checking import State
from tui.keyops.services.fixing import Fix, apply_fix, plan_fix
from tui.keyops.services.reasons import Cure
from tui.keyops.services.recipes import defaults_for
from tui.keyops.services.shape import Shape, shape_of

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.conversion import Conversion
    from tui.keyops.models import FileReport, KeyReport, Pair
    from tui.keyops.secret import Secret
    from tui.keyops.services.checking import Verdict
    from tui.keyops.services.recipes import Recipe


@dataclass(frozen=True)
class Subject:
    """The key that is judged."""

    report: FileReport
    key: KeyReport
    """The first of the file; a public half that is locked away is that of the file beside it."""
    shape: Shape


def plan_for(subject: Subject, verdict: Verdict) -> Fix | Recipe | None:
    """What would help; also where this file holds the other half of a key that would be refused anyway."""
    pair = subject.report.pair
    try:
        plan = plan_fix(subject.key, verdict, pair.comment if pair else None)
        if plan is None and any(reason.cure is Cure.GENERATE for reason in verdict.reasons):
            return defaults_for(verdict.profile) if verdict.state is State.REFUSES else None
    except KeyOpsError:  # nothing that is taken there is made here
        return None
    return plan


def look(path: Path) -> Subject | None:
    """Look at the first key of a file; None when there is none to judge.

    Raises:
        KeyOpsError: the file cannot be read.
    """
    report = inspect_file(path)
    if report.error is not None:
        raise report.error
    return subject_of(report, shape_of(storage.read_key_file(path)))


def subject_of(report: FileReport, shape: Shape) -> Subject | None:
    """The key to judge, of a file that was inspected; None when there is none."""
    key = report.key
    if key is None or (key.public is None and key.encryption is None):
        return None
    pair = report.pair
    if key.public is None and pair is not None and pair.public is not None:
        key = replace(key, public=pair.public)
    return Subject(report, key, shape)


def lies_beside(subject: Subject, fix: Fix) -> bool:
    """Whether what the fix would write is there already: the ``.pub`` of the same key."""
    pair = subject.report.pair
    if pair is None or fix.target != "openssh-public" or fix.comment is not None:
        return False
    own = subject.key.public
    same = (
        own is not None
        and pair.public is not None
        and (fingerprints.sha256(own) == fingerprints.sha256(pair.public))
    )
    return same and pair.state is not PairState.DIFFERS


def do(fix: Fix, new: Secret, pair: Pair | None, path: Path, passphrase: Secret | None = None) -> Conversion:
    """Convert a key as planned; nothing is written yet.

    Args:
        fix: the plan.
        new: the new passphrase; empty where none is needed.
        pair: the other half beside it, for its comment.
        path: the file of the key.
        passphrase: of the key, where the plan needs it.

    Raises:
        KeyOpsError: it cannot be read or opened.
    """
    data = storage.read_key_file(path)
    return apply_fix(data, fix, passphrase=passphrase, new_passphrase=new or None, beside=pair)


def save(target: Path, made: Conversion) -> list[storage.NewFile]:
    """Write what was converted, and its ``.pub``; tells the files.

    Raises:
        StorageError: nothing was written.
    """
    files = beside.files_for(target, made)
    storage.save(files)
    return files
