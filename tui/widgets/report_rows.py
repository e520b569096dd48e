"""What the details pane says about a key file. It needs every format; the pane itself does not.

Values are raw text from files: the pane makes them safe when it draws them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from ..keyops.errors import UnknownFormatError
from ..keyops.files.listing import NOTHING, WRONG
from ..keyops.findings import Severity
from ..keyops.formats import FORMATS
from ..keyops.inspection import key_files
from ..keyops.inspection.description import certificate_rows, container_label, mode_words
from ..keyops.inspection.report import FileReport, Kind, PairState
from ..keyops.keys import fingerprints
from ..keyops.keys.algorithms import label_of
from ..keyops.moments import age_words
from ..keyops.records import replace
from . import next_steps
from .card_rows import BLANK, CardRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ..keyops.errors import KeyOpsError
    from ..keyops.files.listing import Entry, FileSummary
    from ..keyops.findings import Finding
    from ..keyops.inspection.key_files import KeyFiles
    from ..keyops.inspection.report import FileFacts, KeyReport, Pair

KINDS: Final = {
    Kind.PRIVATE: "private key",
    Kind.PUBLIC: "public key",
    Kind.CERTIFICATE: "certificate",
    Kind.OTHER: "key file",
}
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def of_report(
    report: FileReport,
    *,
    loaded: bool = False,
    also: Sequence[tuple[str, str]] = (),
    uses: Sequence[str] | None = None,
) -> tuple[CardRow, ...]:
    """What is said about a file; randomart and public key last, where a small pane is scrolled to them.

    Args:
        report: all that is known.
        loaded: whether an agent holds the key.
        also: names of the other files of the key, and what each is.
        uses: what uses the key; None where that was not asked.
    """
    return tuple(_rows(report, loaded=loaded, also=also, uses=uses))


def also_of(
    row: KeyFiles, summaries: Mapping[Path, FileSummary], pair: Pair | None
) -> tuple[tuple[str, str], ...]:
    """The files of a key beside the main one and the one that the pair tells of, and what each is."""
    main = summaries.get(row.entry.path, NOTHING)
    told = {row.entry.path, *((pair.path,) if pair is not None else ())}
    return tuple(
        (part.name, _part(part, summaries.get(part.path, NOTHING), main))
        for part in row.parts
        if part.path not in told
    )


def _part(part: Entry, summary: FileSummary, main: FileSummary) -> str:
    role = key_files.role_of(part, summary)
    if role is key_files.Role.PRIVATE:
        words = FORMATS[summary.format].label if summary.format in FORMATS else "copy"
    else:
        words = KINDS[Kind(str(role))] if str(role) in set(Kind) else "file"
    words += " of another key" if key_files.differs(main, summary) else ""
    return words + (", with a problem" if WRONG in summary.marks else "")


def _rows(
    report: FileReport, *, loaded: bool, also: Sequence[tuple[str, str]], uses: Sequence[str] | None
) -> Iterator[CardRow]:
    key = report.key
    note = "" if key is None else _kind(key) if len(report.keys) == 1 else f"{len(report.keys)} keys"
    yield CardRow(value=report.path.name, look="title", note=note)
    yield BLANK
    if report.error is not None:
        yield from _error(report.error)
        yield BLANK
    if key is not None and len(report.keys) == 1:
        yield from _key(key, report.pair)
    if report.facts is not None:
        yield from _file(report.facts)
    if report.pair is not None:
        yield CardRow("Pair", _pair(report.pair), look=_PAIR_LOOKS[report.pair.state])
    yield from (CardRow(" " if at else "Also", f"{name} ({what})") for at, (name, what) in enumerate(also))
    if loaded:
        yield CardRow("Agent", "+ it holds this key")
    yield from _uses(uses)
    alone = key.findings if key is not None and len(report.keys) == 1 else ()
    for finding in sorted((*alone, *report.findings), key=lambda one: _ORDER.index(one.severity)):
        yield from _finding(finding)
    if key is not None and len(report.keys) > 1:
        yield BLANK
        for at, one in enumerate(report.keys):
            yield from (replace(row, key=at) for row in _one_of_several(one))
    elif key is not None and key.public is not None:
        yield from _at_length(key)


def _uses(uses: Sequence[str] | None) -> Iterator[CardRow]:
    told = () if uses is None else uses or ("nothing found on this machine",)
    yield from (CardRow(" " if at else "Used by", one, copy=one) for at, one in enumerate(told))


def _kind(key: KeyReport) -> str:
    if key.kind is Kind.OTHER and key.error is None:
        return container_label(key)
    return KINDS[key.kind]


def _key(key: KeyReport, pair: Pair | None) -> Iterator[CardRow]:
    public, proof = key.public, ""
    if public is None and pair is not None and pair.public is not None:
        public, proof = pair.public, f" (from {pair.path.name}, not verified)"
    if public is not None:
        yield CardRow("Type", label_of(public) + proof, copy=public.algorithm)
    elif key.kind is Kind.PRIVATE:
        yield CardRow("Type", "needs the passphrase")
    yield CardRow("Format", container_label(key))
    yield from _encryption(key)
    yield from _comment(key, pair)
    if key.options:
        yield CardRow("Options", key.options, copy=key.options)
    if public is not None:
        sha256, md5 = fingerprints.sha256(public), fingerprints.md5(public)
        yield CardRow("SHA256", sha256.removeprefix("SHA256:"), copy=sha256)
        yield CardRow("MD5", md5.removeprefix("MD5:"), copy=md5)
    certified = certificate_rows(key.certificate) if key.certificate is not None else ()
    for label, value in certified:
        yield CardRow(label, value, copy=value)
    for label, value in key.notes:
        yield CardRow(label, value + next_steps.NOTES.get(label, ""), copy=value)
    if key.error is not None:
        yield from _error(key.error)
        yield BLANK


def _encryption(key: KeyReport) -> Iterator[CardRow]:
    if key.encryption is not None:
        words = key.encryption.words
        yield CardRow("Encryption", f"{words}, unlocked" if key.unlocked else words, look="good")
    elif key.kind is Kind.PRIVATE:
        yield CardRow("Encryption", "none", look="warning")


def _comment(key: KeyReport, pair: Pair | None) -> Iterator[CardRow]:
    comment, source = key.comment, ""
    if comment is None and pair is not None:
        comment = pair.comment
        proof = "" if pair.state is PairState.MATCHES else ", not verified"
        source = f" (from {pair.path.name}{proof})"
    if comment and (pair is None or not source or pair.state is not PairState.DIFFERS):
        text = comment.decode("utf-8", "surrogateescape")
        yield CardRow("Comment", text + source, copy=text)


def _one_of_several(key: KeyReport) -> Iterator[CardRow]:
    label = f"Line {key.line}" if key.line else "Key"
    if key.error is not None and key.public is None:
        yield CardRow(label, f"! {key.error.title}", look="error")
        if step := next_steps.hint(key.error):
            yield CardRow("", step, look="hint")
        return
    comment = (key.comment or b"").decode("utf-8", "surrogateescape")
    words = " ".join(part for part in (key.label or "encrypted", KINDS[key.kind], comment) if part)
    yield CardRow(label, words, copy=key.public_line or "")
    if key.sha256:
        yield CardRow("", key.sha256, look="hint", copy=key.sha256)
    if key.options:
        hashed = key.options.startswith("|1|")
        shown = dict(key.notes).get("Hosts", key.options) if hashed else key.options
        yield CardRow("", shown, look="hint", copy=key.options)
    for finding in key.findings:
        if finding.severity is not Severity.INFO:
            yield CardRow("", f"! {finding.title}", look="warning")
            if finding.hint:
                yield CardRow("", finding.hint, look="hint")


def _file(facts: FileFacts) -> Iterator[CardRow]:
    owner = facts.owner if facts.owned else f"{facts.owner} (not you)"
    age = age_words(time.time() - facts.modified)
    yield CardRow("File", f"{mode_words(facts.mode)} {owner}, {size_words(facts.size)}, {age}")
    if facts.link is not None:
        yield CardRow("Link to", facts.link, copy=facts.link)


def _pair(pair: Pair) -> str:
    return {
        PairState.MATCHES: f"{pair.path.name} matches",
        PairState.DIFFERS: f"! {pair.path.name} belongs to another key",
        PairState.UNPROVED: f"{pair.path.name} is there; unlock to prove that it matches",
    }[pair.state]


_PAIR_LOOKS: Final = {PairState.MATCHES: "good", PairState.DIFFERS: "error", PairState.UNPROVED: ""}


def _finding(finding: Finding) -> Iterator[CardRow]:
    look = {Severity.INFO: "plain", Severity.WARNING: "warning", Severity.ERROR: "error"}[finding.severity]
    mark = "- " if finding.severity is Severity.INFO else "! "
    yield BLANK
    yield CardRow(value=mark + finding.title, look=look)
    if finding.hint:
        yield CardRow(value="  " + finding.hint, look="hint")


def _error(error: KeyOpsError) -> Iterator[CardRow]:
    if isinstance(error, UnknownFormatError):
        yield CardRow(value=error.title, look="plain")
    else:
        yield BLANK
        yield CardRow(value="! " + error.title, look="error")
    if step := next_steps.hint(error):
        yield CardRow(value="  " + step, look="hint")


def _at_length(key: KeyReport) -> Iterator[CardRow]:
    assert key.public is not None  # noqa: S101 - for the type checker: the caller looked
    yield BLANK
    art = fingerprints.randomart(key.public, certified=key.kind is Kind.CERTIFICATE)
    yield CardRow("Randomart", art, look="art", copy=art)
    yield BLANK
    line = key.public_line or ""
    yield CardRow("Public key", line, look="raw", copy=line)


def size_words(size: int) -> str:
    """A number of bytes for people: ``411 bytes``, ``3.2 KB``."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1_000_000:
        return f"{size / 1000:.1f} KB"
    return f"{size / 1_000_000:,.1f} MB"
