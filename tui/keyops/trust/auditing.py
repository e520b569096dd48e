"""The audit of key files: what is wrong with each, every check for weak keys, and lists of revoked keys.

Nothing is asked of anybody: all of it is computed from the public keys at hand.
"""

from __future__ import annotations

import errno
from collections import Counter
from typing import TYPE_CHECKING

from .. import limits, weaknesses
from ..errors import KeyOpsError, LimitError, NextStep, StorageError, UnknownFormatError
from ..files import paths as presence
from ..files import storage
from ..files.xdg import configuration_folder
from ..findings import Finding, Severity
from ..inspection.files import inspect_file
from ..inspection.inspection import inspect
from ..inspection.report import FileReport
from ..keys.rsa import RsaPublicKey
from ..moments import estimate_words
from ..records import dataclass, replace
from ..weaknesses.shared import common_factors
from . import audited_files, known_owners, problems, revocation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..inspection.report import KeyReport
    from ..keys.base import PublicKey
    from ..secret import Secret
    from ..weaknesses import Check
    from ..weaknesses.base import Weakness
    from .known_owners import Owner
    from .problems import Problem
    from .revocation import RevocationList


@dataclass(frozen=True, slots=True)
class KeyAudit:
    """What became of one key."""

    path: Path
    key: KeyReport
    checks: tuple[Check, ...]
    """Those that are about keys of this type, in the order of the table."""
    others: tuple[Finding, ...] = ()
    """Revoked, or a prime or the modulus in common with another key."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found."""
        return (*(check.finding for check in self.checks if check.finding), *self.others)

    @property
    def is_weak(self) -> bool:
        """Whether anything that was found is more than a remark."""
        return any(finding.severity is not Severity.INFO for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of all files."""

    keys: tuple[KeyAudit, ...]
    hidden: tuple[Path, ...] = ()
    """Files whose public key is locked away, and not next to them either: nothing could be looked at."""
    locked: tuple[tuple[Path, KeyReport], ...] = ()
    """The private keys whose public key is locked away, each with the one next to it where there is one."""
    errors: tuple[tuple[Path, KeyOpsError], ...] = ()
    """What was not looked at. In a folder, what was read and is no key file at all is passed over."""
    lists: tuple[str, ...] = ()
    """Names of the lists of revoked keys that were asked."""
    problems: tuple[Problem, ...] = ()
    """All that was found, with what is wrong with the files themselves, worst first."""
    unread: tuple[Problem, ...] = ()
    """What of the errors is damage."""


def own_list() -> Path:
    """Where users keep a list of revoked or known bad keys of their own."""
    return configuration_folder() / "revoked"


def read_lists(paths: Iterable[Path] = ()) -> tuple[RevocationList, ...]:
    """The lists at these paths, and the user's own where there is one.

    Raises:
        KeyOpsError: one cannot be read: an audit without it would say too much.
    """
    own = own_list()
    wanted = [*paths, *([own] if _may_be_there(own) else [])]
    return tuple(map(_read_list, wanted))


def _read_list(path: Path) -> RevocationList:
    try:
        return revocation.read_list(storage.read_key_file(path), path.name)
    except KeyOpsError as error:
        error.about = str(path)
        raise


def _may_be_there(path: Path) -> bool:
    """Also when it cannot be seen: reading it then says why."""
    try:
        path.stat()
    except OSError as error:
        return error.errno not in {errno.ENOENT, errno.ENOTDIR}
    return True


class _Files:
    """What was found in the files that were looked at so far."""

    def __init__(self) -> None:
        self.reports: list[FileReport] = []
        self.found: list[tuple[Path, KeyReport]] = []
        """The keys whose public key is known."""
        self.locked: list[tuple[Path, KeyReport]] = []
        self.hidden: list[Path] = []
        self.errors: list[tuple[Path, KeyOpsError]] = []
        self._looked: set[Path] = set()
        self._beside: list[Path] = []

    def take(self, path: Path, report: FileReport, *, named: bool) -> None:
        """Take one file, ``named`` where it was asked for by name."""
        self._looked.add(path.absolute())
        self.reports.append(report)
        if report.error is not None:
            if named or not isinstance(report.error, UnknownFormatError):
                self.errors.append((path, report.error))
            return
        self.errors += _unread(path, report)
        if any(finding.id == "truncated" for key in report.keys for finding in key.findings):
            title = f"{path.name} is truncated: the missing part was not checked"
            self.errors.append((path, StorageError(path, title, "Find a complete copy of it")))
        known = [(path, key) for key in report.keys if key.public is not None]
        self.found += known
        if not known and report.is_locked:
            self._take_locked(path, report)

    def _take_locked(self, path: Path, report: FileReport) -> None:
        public = report.pair.public if report.pair is not None else None
        self.locked += [(path, replace(key, public=public)) for key in report.keys if key.is_locked]
        if report.pair is not None and public is not None:
            self._beside.append(report.pair.path)
        else:
            self.hidden.append(path)

    def take_beside(self) -> None:
        """Take the public files that stand for locked keys, where they were not looked at."""
        for path in self._beside:
            if path.absolute() not in self._looked:
                self._looked.add(path.absolute())
                self.found += [(path, key) for key in inspect_file(path).keys if key.public is not None]


def audit(
    paths: Sequence[Path],
    lists: Sequence[RevocationList] = (),
    passphrase: Secret | None = None,
    *,
    descend: bool = False,
    standard_input: bytes | None = None,
    owners: Mapping[str, Owner] | None = None,
) -> Audit:
    """Audit key files, and all key files in folders.

    Args:
        paths: files and folders. Folders inside, and what is above 10,000 files, are told of as errors.
        lists: from ``read_lists``.
        passphrase: for keys whose public key is locked away.
        descend: look into folders in folders.
        standard_input: what a path of one dash stands for.
        owners: from ``known_owners.read``: keys that let in nobody of them are told of.

    Raises:
        StorageError: a folder cannot be read.
    """
    files = _Files()
    for path, named in audited_files.files(paths, files.errors, descend=descend):
        files.take(path, _look(path, passphrase, standard_input), named=named)
    files.take_beside()
    found = list(_within_budget(files.found, files.errors))
    rsa = _named(found)
    alike = _sharing(rsa), _same_modulus(rsa)
    keys = tuple(_audit_of(path, report, lists, *alike) for path, report in found)
    files.errors += _left_out(found)
    listed = [
        *problems.of_reports(files.reports),
        *(problems.row(one.path, finding, one.key.line) for one in keys for finding in one.findings),
    ]
    if owners is not None:
        who = ((one, known_owners.finding(one.path, one.key, owners)) for one in keys)
        listed += [problems.row(one.path, found, one.key.line) for one, found in who if found is not None]
    listed += [one for path in paths if presence.is_folder(path) for one in problems.of_modes(path, listed)]
    return Audit(
        keys,
        tuple(files.hidden),
        tuple(files.locked),
        tuple(files.errors),
        tuple(one.name for one in lists),
        problems.worst_first(listed),
        tuple(problems.unread(files.reports)),
    )


def of_folder(folder: Path) -> tuple[Problem, ...]:
    """All problems of a folder, worst first: as the audit of it tells them, and the damage.

    Raises:
        KeyOpsError: it, or the user's list of revoked keys, cannot be read.
    """
    found = audit([folder], read_lists(), owners=known_owners.read())
    return problems.worst_first((*found.problems, *found.unread))


def _look(path: Path, passphrase: Secret | None, standard_input: bytes | None) -> FileReport:
    if standard_input is None or str(path) != "-":
        return inspect_file(path, passphrase)
    try:
        return FileReport(path, keys=inspect(standard_input, passphrase))
    except KeyOpsError as error:
        return FileReport(path, error=error)


def _unread(path: Path, report: FileReport) -> Iterator[tuple[Path, KeyOpsError]]:
    """What of a file could not be read, where other keys of it could."""
    unread = [
        key for key in report.keys if key.public is None and not key.is_locked and key.error is not None
    ]
    if not unread:
        return
    first = unread[0]
    assert first.error is not None  # noqa: S101 - for the type checker
    count = f"{len(unread):,} keys" if len(unread) > 1 else "1 key"
    where = f"line {first.line}: " if first.line else ""
    said = ("the first: " if len(unread) > 1 else "") + where + first.error.title
    title = f"{count} of {path.name} could not be read and {_was(len(unread))} not checked"
    yield path, StorageError(path, title, said)


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _left_out(found: Sequence[tuple[Path, KeyReport]]) -> Iterator[tuple[Path, KeyOpsError]]:
    """The checks that were not made because they take too long, for each file and check."""
    counts: Counter[tuple[Path, Weakness]] = Counter()
    largest: dict[tuple[Path, Weakness], int] = {}
    for path, report in found:
        if report.public is None:
            continue
        for row in weaknesses.left_out(report.public):
            counts[path, row] += 1
            largest[path, row] = max(largest.get((path, row), 0), report.public.bits)
    for (path, row), count in counts.items():
        seconds = weaknesses.product_work(largest[path, row]) / 1_000_000
        who = f"a key of {path.name}" if count == 1 else f"{count:,} keys of {path.name}"
        yield (
            path,
            LimitError(
                f'The check "{row.title}" was skipped for {who} of more than {row.most_bits:,} bits',
                f"It would take {estimate_words(seconds)} for {'it' if count == 1 else 'each'}",
                seconds=seconds,
            ).offering(NextStep.ALLOW_SLOW),
        )


def _within_budget(
    found: Sequence[tuple[Path, KeyReport]], errors: list[tuple[Path, KeyOpsError]]
) -> Iterator[tuple[Path, KeyReport]]:
    """The keys that are looked at: of a file its first, and more up to MOST_WORK. The rest is told."""
    if limits.are_lifted():
        yield from found
        return
    left: dict[Path, int] = {}
    over: Counter[Path] = Counter()
    seen: set[PublicKey] = set()
    for path, report in found:
        public = report.public
        asks = 0 if public is None or public in seen else weaknesses.thorough_work(public)
        first = path not in left
        left[path] = left.get(path, weaknesses.MOST_WORK) - asks
        if not first and left[path] < 0:
            over[path] += 1
            continue
        if public is not None:
            seen.add(public)
        yield path, report
    for path, count in over.items():
        title = f"{count:,} keys in {path.name} were not checked: the file would take too much work"
        errors.append((path, LimitError(title).offering(NextStep.ALLOW_SLOW)))


def _named(found: Sequence[tuple[Path, KeyReport]]) -> list[tuple[str, RsaPublicKey]]:
    """Each RSA key with the name of its file; and its line where other keys are in the same file."""
    counts = Counter(path for path, _ in found)
    return [
        (path.name if counts[path] == 1 or not key.line else f"line {key.line} of {path.name}", key.public)
        for path, key in found
        if isinstance(key.public, RsaPublicKey)
    ]


def _sharing(rsa: Sequence[tuple[str, RsaPublicKey]]) -> dict[int, tuple[str, ...]]:
    """By modulus: names of the keys that have a prime in common with it."""
    names: dict[int, str] = {}
    for name, public in rsa:
        names.setdefault(public.n, name)
    moduli = list(names)
    shared = common_factors(moduli)
    return {
        modulus: tuple(names[moduli[place]] for place in places)
        for modulus, places in zip(moduli, shared, strict=True)
        if places
    }


def _same_modulus(rsa: Sequence[tuple[str, RsaPublicKey]]) -> dict[RsaPublicKey, tuple[str, ...]]:
    """By key: names of those that have its modulus and another exponent."""
    names: dict[int, dict[RsaPublicKey, str]] = {}
    for name, public in rsa:
        names.setdefault(public.n, {}).setdefault(public, name)
    return {
        public: tuple(name for other, name in alike.items() if other != public)
        for alike in names.values()
        for public in alike
        if len(alike) > 1
    }


def _audit_of(
    path: Path,
    report: KeyReport,
    lists: Sequence[RevocationList],
    sharing: dict[int, tuple[str, ...]],
    same: dict[RsaPublicKey, tuple[str, ...]],
) -> KeyAudit:
    public = report.public
    assert public is not None  # noqa: S101 - for the type checker: the caller looked
    others = []
    for one in lists:
        why = one.why(public, report.certificate)
        if why is not None:
            others.append(
                Finding("revoked", Severity.ERROR, f"Revoked by {one.name}: {why}", "Stop using it")
            )
    if isinstance(public, RsaPublicKey):
        others += _relatives(sharing.get(public.n, ()), same.get(public, ()))
    return KeyAudit(path, report, weaknesses.audit(public), tuple(others))


def _relatives(sharing: Sequence[str], same: Sequence[str]) -> Iterator[Finding]:
    if sharing:
        yield Finding(
            "rsa-shared-prime",
            Severity.ERROR,
            f"It shares a prime with {', '.join(sharing)}: both private keys can be computed",
            "They were made without enough randomness, or one was derived from the other. Make new keys",
        )
    if same:
        yield Finding(
            "rsa-shared-modulus",
            Severity.ERROR,
            f"It has the same modulus as {', '.join(same)}: anyone who has one private key has the other",
            "One was derived from the other, with another exponent. Make new keys",
        )
