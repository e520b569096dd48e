"""What a file is at once, from what it shows in clear: nothing is asked, unlocked or derived.

It reads the file system and may wait for it: call it off the event loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import limits, weaknesses
from ..crypto import digests
from ..errors import KeyOpsError, StorageError, UnknownFormatError
from ..files.listing import LOCKED, NOTHING, PAIRED, WRONG, FileSummary
from ..files.reading import read_key_file
from ..findings import Severity
from ..keys.algorithms import label_of
from ..records import replace
from . import advice
from .description import container_label
from .files import facts_of, report_on
from .inspection import in_clear, look
from .report import FileReport, KeyReport, Kind, PairState, with_damages

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.contract import KeyEntry
    from ..keys.base import PublicKey

_QUIET_WARNINGS: Final = frozenset({"weak-protection", "unknown-type"})
"""Warnings that the details tell of and the list does not: the key works as it is."""


def summarize(path: Path) -> FileSummary:
    """What a file is, from what it shows in clear. Never raises."""
    facts = facts_of(path)
    if facts is None or not facts.size or facts.size > limits.MAX_FILE_BYTES:
        return NOTHING
    try:
        entries, damages = look(read_key_file(path), path.name)
    except KeyOpsError as error:
        return summary_of(FileReport(path, facts, error=error))
    budget = weaknesses.Budget()
    reports = with_damages(tuple(_in_clear(entry, budget) for entry in entries), damages)
    return summary_of(report_on(path, facts, reports))


def summary_of(report: FileReport) -> FileSummary:
    """What a file is, from what is known about it."""
    modified = report.facts.modified if report.facts is not None else 0.0
    if report.error is not None:
        recognised = not isinstance(report.error, (UnknownFormatError, StorageError))
        return (
            FileSummary("damaged", WRONG, is_key=True, kind="damaged", modified=modified)
            if recognised
            else NOTHING
        )
    if not report.keys:
        return NOTHING
    marks = _marks(report)
    if len(report.keys) > 1 or report.path.name.startswith(("known_hosts", "authorized_keys")):
        what = "host" if report.path.name.startswith("known_hosts") else "key"
        words = f"{len(report.keys)} {what}{'' if len(report.keys) == 1 else 's'}"
        return FileSummary(words, marks, is_key=True, kind="several", modified=modified)
    return _of_one_key(report, report.keys[0], marks, modified)


def _of_one_key(report: FileReport, key: KeyReport, marks: str, modified: float) -> FileSummary:
    is_key = key.kind is not Kind.OTHER or key.error is not None
    public = _public(report)
    digest = digests.sha256(public.blob) if public is not None else b""
    kind = "damaged" if key.kind is Kind.OTHER else str(key.kind)
    return FileSummary(
        _words(key),
        marks,
        is_key,
        _identity(key, digest) if is_key else b"",
        kind=kind if is_key else "",
        key=digest,
        label=label_of(public) if public is not None else "",
        format=key.container or "",
        cipher=key.encryption.cipher if key.encryption is not None else "",
        comment=(key.comment or b"").decode("utf-8", "surrogateescape"),
        modified=modified,
    )


def _public(report: FileReport) -> PublicKey | None:
    """Of a key whose public key is locked away, that of the ``.pub`` next to it."""
    return report.keys[0].public or (report.pair.public if report.pair is not None else None)


def _identity(key: KeyReport, digest: bytes) -> bytes:
    """Of a certificate its own, of a key that of its public key."""
    if key.certificate is not None and key.kind is Kind.CERTIFICATE:
        return digests.sha256(key.certificate.blob)
    return digest


def _words(key: KeyReport) -> str:
    if key.kind is Kind.OTHER:
        return "damaged" if key.error else container_label(key).lower()
    if key.kind is Kind.CERTIFICATE:
        return "certificate"
    if key.kind is Kind.PUBLIC:
        return "public"
    return key.label or "private key"


def _marks(report: FileReport) -> str:
    findings = [*report.findings, *(finding for key in report.keys for finding in key.findings)]
    wrong = any(key.error for key in report.keys) or any(
        finding.severity is Severity.ERROR
        or (finding.severity is Severity.WARNING and finding.id not in _QUIET_WARNINGS)
        for finding in findings
    )
    locked = any(key.encryption for key in report.keys)
    paired = report.pair is not None and report.pair.state is PairState.MATCHES
    private = any(key.kind is Kind.PRIVATE for key in report.keys)
    return (WRONG if wrong else LOCKED if locked else "") + (PAIRED if paired and private else "")


def _in_clear(entry: KeyEntry, budget: weaknesses.Budget) -> KeyReport:
    """A report on a key without opening it, even where it is not locked."""
    report = in_clear(entry)
    return replace(report, findings=advice.about_key(report, budget))
