"""Repairing damaged key files: in memory, and then into a new file or in place with a backup.

Repairing never changes the key. What is repaired must read, where its public key could be read before it
must be the same now, and a private key that is not locked must open. Whatever fails this is refused.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from ..conversion import conversion
from ..damage import decoration, live_lines, word_quotes
from ..damage import diagnosis as damage
from ..damage.base import RENAMES
from ..damage.whole_keys import whole_keys
from ..errors import CorruptKeyError, KeyOpsError, UnrepairableError, UnsupportedAlgorithmError
from ..files import paths as presence
from ..files import storage
from ..files import transaction as saving
from ..findings import Finding, Severity
from ..formats import _key_lines
from ..inspection import opening, permissions
from ..inspection.files import inspect_file
from ..inspection.inspection import or_no_key, recognise
from ..inspection.report import PairState
from ..records import dataclass, field
from ..targets import names as targets
from .anew import written as written_anew
from .mode_setting import set_modes
from .repair_plan import RepairPlan, RepairResult, is_sealed, nothing_wrong
from .unnamed_keys import check_named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from ..damage.diagnosis import Damage
    from ..damage.live_lines import Live
    from ..formats.contract import KeyEntry
    from ..inspection.permissions import PermissionProblem
    from ..inspection.report import FileReport
    from ..secret import Secret

_MOST_PASSES: Final = 4
_PAIR_REPAIR: Final = "rewrite {} from the private key, keeping the old file as a backup"


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired file, not yet written."""

    data: bytes = field(repr=False)
    applied: tuple[Damage, ...]
    """What was repaired, in order; empty when nothing was wrong."""
    private: bool
    gained: tuple[Live, ...] = ()
    """Keys that OpenSSH would read in it and does not read now, where there are key lines in it."""
    alone: bool = False
    """Whether all of it is one plain public key, which stood in no line before."""

    def to_be_named(self, *names: str, pub: bool = False) -> tuple[Live, ...]:
        """The keys that must be named, and a yes said to each, before it is written; one for each line.

        Args:
            names: of the files and folders it is read from and written to.
            pub: whether they are named ``NAME.pub``: nobody logs in by one, as by what sshd is told to read.
        """
        kind = _key_lines.kind_of_name(*names)
        if self.alone and pub and kind is None:
            return ()
        return live_lines.told(self.gained, kind or _key_lines.kind_of_file(self.data))


def repair(data: bytes, name: str = "", passphrase: Secret | None = None) -> Repaired:
    """Repair the bytes of a key file, and write a key anew whose envelope was badly made.

    Args:
        data: the whole file.
        name: of the file, as for ``inspection.look``.
        passphrase: of a locked key, which is not looked into without it.

    Raises:
        UnrepairableError: something of it is lost, or the outcome would not be the same key; says why.
        UnknownFormatError, LimitError, UnsupportedAlgorithmError: it is not a key file that can be read,
            and nothing known is wrong with its bytes.
    """
    with or_no_key(data):
        return _repair(data, name, passphrase)


def _repair(data: bytes, name: str, passphrase: Secret | None) -> Repaired:
    applied: list[Damage] = []
    repaired = data
    for _ in range(_MOST_PASSES):
        diagnosis = damage.examine(repaired)
        if diagnosis.hopeless is not None:
            error = damage.error_of(diagnosis)
            raise UnrepairableError(
                str(diagnosis.container), f"{_problem(error)}; it cannot be repaired", error.hint
            )
        applied += diagnosis.damages
        if not diagnosis.damages or diagnosis.data == repaired:
            break
        repaired = diagnosis.data
    entries = _read_repaired(repaired, name, damaged=bool(applied))
    anew, mistakes = written_anew(repaired, entries, passphrase)
    if mistakes:
        repaired, applied = anew, [*applied, *mistakes]
        entries = _read_repaired(repaired, name, damaged=True)
    private = any(entry.is_private for entry in entries)
    if not applied or private:
        if applied and not any(one.id in damage.READINGS for one in applied):
            _refuse_another_key(data, entries)
        _refuse_lost_key(data, repaired)
        return Repaired(repaired, tuple(applied), private)
    alive = live_lines.read(data)
    marks = decoration.decorations((one.number, one.words) for one in alive)
    before = [one for one in alive if one.words not in marks and not word_quotes.is_misquoted(one.words)]
    change = live_lines.compare(before, live_lines.read(repaired))
    if change.lost:
        raise UnrepairableError(
            "key file",
            f"OpenSSH would no longer read the key on line {change.lost[0].number}",
            "It can read that key now: check the other lines in a text editor",
        )
    _refuse_another_key(data, entries)
    _refuse_lost_key(data, repaired)
    plain = all(not one.words for one in change.gained) and repaired.strip().count(b"\n") == 0
    return Repaired(repaired, tuple(applied), private, change.gained, alone=plain and not before)


def _problem(error: CorruptKeyError) -> str:
    return error.title.partition(": ")[2]


def _read_repaired(repaired: bytes, name: str, *, damaged: bool) -> tuple[KeyEntry, ...]:
    try:
        entries = recognise(repaired, name)
        for entry in entries:
            if entry.error is not None and entry.span is not None and not damaged:
                raise entry.error
            if entry.is_private and entry.encryption is None:
                entry.open(None)
    except CorruptKeyError as error:
        what = "something was changed or lost, and nothing in the file says how to restore it"
        hint = error.hint if error.has_step else f"It cannot be repaired: {what}"
        raise UnrepairableError(error.container, _problem(error), hint) from None
    except KeyOpsError as error:
        if not damaged:
            raise
        raise UnrepairableError(
            "key file", "what is left after the repair is not a key", error.title
        ) from None
    return entries


def _refuse_another_key(before: bytes, entries: tuple[KeyEntry, ...]) -> None:
    was: tuple[KeyEntry, ...] = ()
    with contextlib.suppress(KeyOpsError):
        was = recognise(before)
    known = [entry.public for entry in was if entry.public is not None]
    now = {entry.public for entry in entries if entry.public is not None}
    ours = [entry for entry in was if entry.format]
    lost = was and was[0].span is not None and len(entries) < len(ours)
    if lost or (known and now and not all(public in now for public in known)):
        raise UnrepairableError(
            "key file",
            "the repair would turn it into a different key",
            "Look at it in a text editor: it may hold parts of two keys",
        )


def _refuse_lost_key(before: bytes, after: bytes) -> None:
    """A key that stood whole among others may not be gone, whatever was done."""
    together = b"".join(after.split())
    if before != after and any(body not in together for body in whole_keys(before)):
        raise UnrepairableError(
            "key file",
            "the repair would leave a key out",
            "Look at it in a text editor: put each key on a line or into a file of its own",
        )


# Files


def plan(path: Path, passphrase: Secret | None = None) -> RepairPlan:
    """Look at a file, and repair it in memory; of a folder, look at who may read and write what is in it.

    Args:
        path: the file or folder.
        passphrase: of a locked key, which is not looked into without it.

    Raises:
        UnrepairableError: see ``repair``.
        KeyOpsError: it cannot be read, or is no key file.
    """
    if presence.is_folder(path):
        return plan_modes(path)
    data = storage.read_key_file(path)
    repaired = repair(data, path.name, passphrase)
    report = inspect_file(path, data=data)
    problems = [one.finding for one in repaired.applied]
    changes = [one.change for one in repaired.applied]
    public = None
    modes = _modes_of(report, permissions.IDS)
    for problem in modes:
        problems.append(problem.finding)
        changes.append(problem.change)
    for finding in report.findings:
        if finding.id != "pair-differs":
            continue
        public = _public_of(report)
        if public is not None:
            problems.append(finding)
            changes.append(_PAIR_REPAIR.format(public.path.name))
    misnamed = next((finding for finding in report.findings if finding.id in RENAMES), None)
    if misnamed is not None and not problems:
        raise UnrepairableError(
            path.name, misnamed.title.partition(" is ")[2] or misnamed.title, misnamed.hint
        )
    return RepairPlan(
        path=path,
        before=data,
        repaired=repaired if repaired.applied else None,
        problems=tuple(problems),
        changes=tuple(changes),
        target=storage.free_name(path.with_name(f"{path.stem}_repaired{path.suffix}"), pair=False),
        modes=modes,
        public=public,
        public_before=storage.read_key_file(public.path) if public is not None else b"",
        left=(*_findings(report, Severity.ERROR, problems), *_unread(report)),
        warned=bool(_findings(report, Severity.WARNING, problems)),
        sealed=not passphrase and is_sealed(report),
    )


def _findings(report: FileReport, severity: Severity, known: Collection[Finding]) -> tuple[Finding, ...]:
    """What of this weight is wrong with a file besides what is known."""
    every = (*report.findings, *(one for key in report.keys for one in key.findings))
    return tuple(one for one in every if one.severity is severity and one not in known)


def _unread(report: FileReport) -> Iterator[Finding]:
    """The lines and blocks of a file that cannot be read, next to others that can."""
    for key in report.keys:
        if isinstance(key.error, (CorruptKeyError, UnsupportedAlgorithmError)) and key.public is None:
            yield Finding("unread", Severity.ERROR, key.error.title, key.error.hint)


def _modes_of(
    report: FileReport, ids: Collection[str] = permissions.IDS | {permissions.OWNER}
) -> tuple[PermissionProblem, ...]:
    """What of the file and of the folders above it is too open: the file itself comes first."""
    own = next((finding for finding in report.findings if finding.id == "mode-open"), None)
    problem = permissions.problem_of(report.path, own) if own is not None else None
    others = permissions.around(report.path, report.keys)
    return (*([problem] if problem else []), *(one for one in others if one.finding.id in ids))


def plan_modes(path: Path) -> RepairPlan:
    """Look at the modes of a folder and of all that lies in it, or of a file and its folder.

    Raises:
        StorageError: it cannot be read.
    """
    if presence.is_folder(path):
        found = permissions.examine(path)
    else:
        report = inspect_file(path)
        found = _modes_of(report)
        if report.error is not None and not found:  # ssh checks the modes of its configuration too
            raise report.error
    return RepairPlan(
        path=path,
        before=b"",
        repaired=None,
        problems=tuple(one.finding for one in found),
        changes=tuple(one.change if one.now != one.wanted else one.finding.hint for one in found),
        target=path,
        modes=found,
    )


def _public_of(report: FileReport) -> storage.NewFile | None:
    """The public file that belongs to a private one; None where its public key is locked away."""
    key, pair = report.key, report.pair
    if key is None or key.public is None or pair is None or pair.state is not PairState.DIFFERS:
        return None
    if pair.path.suffix != ".pub":
        return None
    line = conversion.pack_public(key.public, targets.public_line(key.public.family), key.comment or b"")
    return storage.NewFile(pair.path, line.data, private=False)


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be repaired, as a sentence; None when something is wrong that can be."""
    findings = [*report.findings, *(finding for key in report.keys for finding in key.findings)]
    lost = next((one for one in findings if one.is_lost or one.id in RENAMES), None)
    if lost is not None:
        return f"{lost.title}. {lost.hint}"
    ids = {row.id for row in damage.DAMAGES} | permissions.IDS | opening.MISTAKES.keys()
    if any(finding.id in ids for finding in findings):
        return None
    error = report.error or next((key.error for key in report.keys if key.error), None)
    if isinstance(error, CorruptKeyError):
        return f"{error.title}: nothing in the file says how to restore it"
    if error is not None:
        return error.title
    return nothing_wrong(report.path.name, sealed=is_sealed(report))


def write_new(
    planned: RepairPlan,
    target: Path | None = None,
    *,
    overwrite: bool = False,
    accepted: Collection[str] = (),
) -> RepairResult:
    """Write the repaired bytes into a new file; the damaged one stays as it is.

    Args:
        planned: what to do.
        target: the new file; a free name when None.
        overwrite: whether it may be there.
        accepted: fingerprints of the keys ``to_be_named`` that somebody agreed to.

    Raises:
        UnrepairableError: nothing is wrong with the bytes, so there is nothing to write.
        UnnamedKeyError: a key is not agreed to.
        TargetExistsError, StorageError: it was not written.
    """
    if planned.repaired is None:
        raise UnrepairableError(
            "key file",
            "nothing is wrong with its content",
            "Repair it in place: only its mode or its .pub file is wrong",
        )
    target = target or planned.target
    check_named(planned.repaired, planned.path, target, accepted=accepted)
    save = storage.NewFile(target, planned.repaired.data, private=planned.repaired.private)
    return RepairResult((target,), storage.save([save], overwrite=overwrite))


def write_in_place(planned: RepairPlan, stamp: str, accepted: Collection[str] = ()) -> RepairResult:
    """Repair a file where it is, its mode and its ``.pub`` too; what was there is kept in backups, 0600.

    Args:
        planned: what to do.
        stamp: the time, for the names of the backups: ``20261122-193000``.
        accepted: fingerprints of the keys ``to_be_named`` that somebody agreed to.

    Raises:
        UnnamedKeyError: a key is not agreed to.
        StorageError: it changed meanwhile, or the file system said no.
    """
    files: dict[Path, storage.NewFile] = {}
    expected: dict[Path, bytes] = {}
    if planned.repaired is not None:
        new = storage.NewFile.through(planned.path, planned.repaired.data, private=planned.repaired.private)
        check_named(planned.repaired, planned.path, new.path, accepted=accepted)
        files[planned.path] = new
        expected[new.path] = planned.before
    if planned.public is not None:
        new = storage.NewFile.through(planned.public.path, planned.public.data, private=False)
        files[planned.public.path] = new
        expected[new.path] = planned.public_before
    news = [*files.values()]
    backups = saving.save(news, overwrite=True, stamp=stamp, expected=expected, always=True) if news else ()
    modes = [
        one for one in planned.modes if one.is_ours and (not planned.repaired or one.path != planned.path)
    ]
    set_modes(modes, tuple(files))
    return RepairResult(tuple(files), backups, tuple(one.path for one in modes))
