"""The problems of key files as one list, worst first, each with its stable id and what sets it right.

What a look at a file finds stands in its report; here it becomes a row among those of other files, and what
only several files or the clock can tell is added: the age of a key, a certificate that ends soon, a key that
is kept twice. The audit and the screens make their lists from the same rows.
"""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError
from ..files import listing
from ..files.listing import BACKUP
from ..findings import Finding, Severity
from ..formats.contract import Strength
from ..inspection import permissions
from ..inspection.advice import NOT_LOCKED
from ..inspection.files import inspect_file
from ..inspection.report import Kind, PairState
from ..keys.certificate import FOREVER
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..errors import NextStep
    from ..inspection.report import FileReport, KeyReport

REPAIR: Final = "repair"
PERMISSIONS: Final = "permissions"
EDIT: Final = "edit"
CERTIFICATE: Final = "certificate"
GENERATE: Final = "generate"
PAIR: Final = "pair-differs"
"""The id of the problem that a ``.pub`` belongs to another key."""

_YEAR: Final = 365.25 * 86400
_OLD_YEARS: Final = 5
_DAY: Final = 86400
_SOON: Final = 14 * _DAY
_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_HOST_KEY: Final = "ssh_host_"
_WEAK_PREFIXES: Final = ("rsa-", "dsa", "ecdsa-", "ed25519-", "ssh1", "revoked")
_NAMED: Final = 4
"""Copies of a key that are told by name, where there are more than one above that."""
_FIXES: Final = (
    {PAIR: REPAIR}
    | dict.fromkeys((*permissions.IDS, permissions.FOLDER_OPEN), PERMISSIONS)
    | dict.fromkeys((NOT_LOCKED, "weak-protection", "few-rounds"), EDIT)
)
_NO_FIX: Final = frozenset({"rsa-exponent-small", "rsa-exponent-large", "ecdsa-p521-putty"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, or with a key in it."""

    id: str
    """That of the finding: short and stable."""
    severity: Severity
    path: Path
    title: str
    hint: str
    line: int = 0
    """Of the key in its file, where the file holds a key in each line; else 0."""
    fix: str | None = None
    """What sets it right: one of the names above; None where only its owner can."""
    step: NextStep | None = None
    about: str = ""
    """The same two as those of the finding."""

    @property
    def matters(self) -> bool:
        """Whether it is more than a remark."""
        return self.severity is not Severity.INFO


def row(path: Path, finding: Finding, line: int = 0) -> Problem:
    """A finding as a problem of a file."""
    fix, step, about = fix_of(finding.id), finding.step, finding.about
    return Problem(finding.id, finding.severity, path, finding.title, finding.hint, line, fix, step, about)


def fix_of(name: str) -> str | None:
    """The name of what sets a problem right, by the id of the problem."""
    if name in _FIXES:
        return _FIXES[name]
    if name.startswith("certificate-"):
        return CERTIFICATE
    if name.startswith(_WEAK_PREFIXES):
        return GENERATE if name not in _NO_FIX else None
    return REPAIR if name in _repairable() else None


@functools.cache
def _repairable() -> frozenset[str]:
    """The ids of the damages that can be repaired: loaded for a file that has one, for they are many."""
    from ..damage.diagnosis import DAMAGES

    return frozenset(row.id for row in DAMAGES if row.repair is not None)


def worst_first(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """In the order in which they matter, each told once; those of a file in the order of its lines.

    Of a backup is left out what a repair would change, for it is kept as the file was before its repair, and
    that it has no passphrase where the file itself has none either.
    """
    found = list(found)
    bare = {one.path for one in found if one.id == NOT_LOCKED}
    kept = (one for one in found if not _is_of_backup(one, bare))
    once = {(one.id, one.path, one.line, one.title): one for one in kept}
    return tuple(sorted(once.values(), key=_rank))


def _is_of_backup(one: Problem, bare: set[Path]) -> bool:
    original = one.path.with_name(BACKUP.sub("", one.path.name))
    return original != one.path and (one.fix == REPAIR or (one.id == NOT_LOCKED and original in bare))


def _rank(one: Problem) -> tuple[int, bool, str, int]:
    """Among equals first what others can read or write."""
    return _ORDER[one.severity], one.fix != PERMISSIONS, str(one.path), one.line


def of_folder(folder: Path) -> tuple[Problem, ...]:
    """The problems of a folder and of the files in it, worst first; folders inside are not looked into.

    Raises:
        StorageError: the folder cannot be read.
    """
    reports = [inspect_file(entry.path) for entry in listing.scan(folder) if not entry.is_folder]
    found = list(_of_reports(reports))
    return worst_first((*found, *of_modes(folder, found), *unread(reports)))


def of_modes(folder: Path, told: Iterable[Problem]) -> Iterator[Problem]:
    """Who may read and write in a folder, of what was not told of before.

    Raises:
        StorageError: the folder cannot be read.
    """
    known = {(one.path.absolute(), one.id) for one in told}
    for one in permissions.examine(folder):
        if (one.path, one.finding.id) not in known:
            yield row(one.path, one.finding)


def unread(reports: Iterable[FileReport]) -> Iterator[Problem]:
    """Key files, and keys in them, that are damaged beyond reading."""
    for report in reports:
        yield from _unread(report)


def of_reports(reports: Iterable[FileReport]) -> tuple[Problem, ...]:
    """The problems of files that were looked at, worst first."""
    return worst_first(_of_reports(list(reports)))


def _of_reports(reports: list[FileReport]) -> Iterator[Problem]:
    apart = set(filter(None, (_differing(report, Kind.PRIVATE) for report in reports)))
    for report in reports:
        told = (_differing(report, Kind.PUBLIC) or ())[::-1] in apart
        for finding in (*report.findings, *_of_age(report)):
            if not (told and finding.id == PAIR):
                yield row(report.path, finding)
        for key in report.keys:
            for finding in _of_key(report, key):
                yield row(report.path, finding, key.line)
    yield from _kept_twice(reports)


def _differing(report: FileReport, kind: Kind) -> tuple[Path, Path] | None:
    """A key file of a kind and the file next to it that holds another key; told once, at the private key."""
    pair = report.pair
    if pair is not None and pair.state is PairState.DIFFERS and kind in {key.kind for key in report.keys}:
        return report.path, pair.path
    return None


def _unread(report: FileReport) -> Iterator[Problem]:
    """A key file, or a key in it, that is damaged beyond reading; what is no key file is no problem."""
    if isinstance(report.error, CorruptKeyError):
        yield row(report.path, _damaged(report.error))
    for key in report.keys:
        if key.public is None and isinstance(key.error, CorruptKeyError):
            yield row(report.path, _damaged(key.error), key.line)


def _damaged(error: CorruptKeyError) -> Finding:
    return Finding(error.id, Severity.ERROR, error.title, error.hint)


def _of_key(report: FileReport, key: KeyReport) -> Iterator[Finding]:
    for finding in key.findings:
        if finding.id == NOT_LOCKED:
            yield _without_passphrase(report, key, finding)
        else:
            yield finding
    if key.public is not None and isinstance(key.error, CorruptKeyError):
        yield _damaged(key.error)
    encryption = key.encryption
    if encryption is not None and encryption.strength is Strength.FAIR:
        yield Finding(
            "few-rounds",
            Severity.WARNING,
            f"The passphrase of {report.path.name} is easy to guess: {encryption.words}",
            "Encrypt it again with today's default number of rounds",
        )
    if key.certificate is not None:
        yield from _ending(key, time.time())


def _without_passphrase(report: FileReport, key: KeyReport, finding: Finding) -> Finding:
    """A key of a server has none, and one in a token is not in the file; of others it is a problem."""
    token = key.public is not None and key.public.family == "sk"
    if token or report.path.name.startswith(_HOST_KEY):
        return finding
    return Finding(
        finding.id, Severity.WARNING, f"{report.path.name} has no passphrase", f"{finding.hint}: add one"
    )


def _ending(key: KeyReport, now: float) -> Iterator[Finding]:
    certificate = key.certificate
    if certificate is None or certificate.valid_before == FOREVER:
        return
    left, whole = certificate.valid_before - now, certificate.valid_before - certificate.valid_after
    if 0 < left < min(_SOON, whole / 5):
        days = int(left // _DAY)
        when = "today" if not days else "in 1 day" if days == 1 else f"in {days} days"
        yield Finding(
            "certificate-ending",
            Severity.WARNING,
            f"The certificate expires {when}",
            "Have the key signed again before then",
        )


def _of_age(report: FileReport) -> Iterator[Finding]:
    """A private key in a file that nobody wrote for years."""
    if report.facts is None or not any(key.kind is Kind.PRIVATE for key in report.keys):
        return
    years = int((time.time() - report.facts.modified) // _YEAR)
    if years >= _OLD_YEARS:
        yield Finding(
            "old-key",
            Severity.INFO,
            f"{report.path.name} was last written {years} years ago: the key is at least that old",
            "Consider who has had access to it since; when in doubt, make a new key",
        )


def _kept_twice(reports: list[FileReport]) -> Iterator[Problem]:
    """The same private key in several files, backups aside, and the same key in several lines of one."""
    private: dict[bytes, list[Path]] = defaultdict(list)
    for report in reports:
        lines: dict[tuple[bytes, str], int] = {}
        for key in report.keys:
            public = key.public or (report.pair.public if report.pair and len(report.keys) == 1 else None)
            if public is None:
                continue
            if key.kind is Kind.PRIVATE and not BACKUP.search(report.path.name):
                private[public.blob].append(report.path)
            elif key.line:
                first = lines.setdefault((public.blob, f"{key.kind} {key.options}"), key.line)
                if first != key.line:
                    yield row(report.path, _again(key, first), key.line)
    for paths in private.values():
        files = list(dict.fromkeys(paths))
        for path in files if len(files) > 1 else ():
            yield row(path, _copies(path, files))


def _again(key: KeyReport, first: int) -> Finding:
    return Finding(
        "same-key-line",
        Severity.INFO,
        f"The key on line {key.line} is already on line {first}",
        "Remove one of the two lines",
    )


def _copies(path: Path, files: list[Path]) -> Finding:
    names = [other.name if other.parent == path.parent else str(other) for other in files if other != path]
    more = len(names) - _NAMED
    others = ", ".join(names) if more <= 1 else f"{', '.join(names[:_NAMED])} and {more} more files"
    return Finding(
        "same-key",
        Severity.INFO,
        f"The private key in {path.name} is also in {others}",
        "Keep one copy with a passphrase: each copy opens the same accounts",
    )
