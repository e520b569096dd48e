"""What is this file? From bytes to a report, asking for nothing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from .. import limits
from ..damage import quick_check
from ..encoding import pem
from ..errors import (
    CorruptKeyError,
    KeyOpsError,
    LimitError,
    UnknownFormatError,
    UnsupportedAlgorithmError,
)
from ..formats import FORMATS, _blocks, _key_lines, candidates
from ..formats.contract import STUMBLES, KeyEntry
from ..keys.rsa import MultiPrimeError
from ..patterns import compiled
from ..records import replace
from . import advice, line_advice
from . import description as wording
from .report import KeyReport, Kind, with_damages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..damage.diagnosis import Damage
    from ..findings import Finding
    from ..formats._blocks import Part
    from ..secret import Secret

_BEGIN_ALONE: Final = compiled(rb"-----BEGIN [^\n]*+\s*+")
_REPAIRABLE: Final = (UnknownFormatError, CorruptKeyError, UnsupportedAlgorithmError)
"""What is raised of bytes that may be read after repairing."""


def read(data: bytes, name: str = "") -> tuple[KeyEntry, ...]:
    """Take a file apart as far as it stands in clear; a damaged one after repairing it in memory.

    Args:
        data: the whole file.
        name: of the file, as ``look``.

    Returns:
        At least one entry, in the order of the file. A key that OpenSSH would read in its line after that
        repairing and does not read now is an error: it may have been comment.

    Raises:
        UnknownFormatError: nothing recognised it.
        CorruptKeyError, LimitError, UnsupportedAlgorithmError: recognised, but it cannot be read.
    """
    return read_and_tell(data, name)[0]


def read_and_tell(data: bytes, name: str = "") -> tuple[tuple[KeyEntry, ...], bool]:
    """As ``read``, and whether it had to be repaired in memory."""
    try:
        return recognise(data, name), False
    except _REPAIRABLE as error:
        with or_no_key(data):
            return _that_are_live(data, _look_at_damaged(data, error, name)[0]), True


def _that_are_live(data: bytes, entries: tuple[KeyEntry, ...]) -> tuple[KeyEntry, ...]:
    """The entries of a repaired file; a key line that OpenSSH does not read before that is an error."""
    if not any(entry.line for entry in entries):
        return entries
    from ..damage import live_lines

    live = {one.blob for one in live_lines.read(data)}
    (first, *others) = entries
    if not live and not others and first.line == 1 and not first.options:
        return entries  # a file of one public key, which can be nobody's comment
    return tuple(
        replace(entry, error=entry.error or _not_read()) if _is_new(entry, live) else entry
        for entry in entries
    )


def _is_new(entry: KeyEntry, live: set[bytes]) -> bool:
    return bool(entry.line and entry.public and (entry.certificate or entry.public).blob not in live)


def _not_read() -> CorruptKeyError:
    return CorruptKeyError(
        "key file",
        "OpenSSH does not read this key in the file as it is",
        "Repair the file, then look again",
    )


def look(data: bytes, name: str = "") -> tuple[tuple[KeyEntry, ...], tuple[Damage, ...]]:
    """As ``read``, and what is wrong with the bytes, in the order in which it must be repaired.

    Args:
        data: the whole file.
        name: of the file: it decides whether a file of key lines is authorized_keys, known_hosts or
            allowed_signers where it is one of these names.
    """
    try:
        entries = recognise(data, name)
    except _REPAIRABLE as error:
        with or_no_key(data):
            return _look_at_damaged(data, error, name)
    if any(isinstance(entry.error, CorruptKeyError) and entry.line for entry in entries):
        return _with_lines_repaired(data, entries, name)
    return entries, () if quick_check.is_tidy(data) else _diagnose(data)


def _with_lines_repaired(
    data: bytes, entries: tuple[KeyEntry, ...], name: str
) -> tuple[tuple[KeyEntry, ...], tuple[Damage, ...]]:
    """A file of which some lines are not read, repaired where that gives more keys or no such lines."""
    from ..damage import diagnosis as damage

    diagnosis = damage.examine(data)
    if diagnosis.damages:
        with contextlib.suppress(KeyOpsError):
            repaired = recognise(diagnosis.data, name)
            if _read_of(repaired) > _read_of(entries):
                return repaired, diagnosis.damages
    return entries, diagnosis.damages


def _read_of(entries: tuple[KeyEntry, ...]) -> tuple[int, bool]:
    """How many are read, and whether all of them are."""
    count = sum(entry.error is None for entry in entries)
    return count, count == len(entries)


def _diagnose(data: bytes) -> tuple[Damage, ...]:
    from ..damage import diagnosis as damage

    return damage.diagnose(data)


@contextlib.contextmanager
def or_no_key(data: bytes) -> Iterator[None]:
    """Say what stands in place of the key, where that is known, in a file that no repair makes readable."""
    try:
        yield
    except _REPAIRABLE:
        from . import other_files

        other_files.refuse_empty_frame(data)
        raise


def _look_at_damaged(
    data: bytes, error: KeyOpsError, name: str
) -> tuple[tuple[KeyEntry, ...], tuple[Damage, ...]]:
    from ..damage import diagnosis as damage

    diagnosis = damage.examine(data)
    try:
        return recognise(diagnosis.data, name), diagnosis.damages
    except KeyOpsError:
        if diagnosis.hopeless is not None:
            raise damage.error_of(diagnosis) from None
        raise error from None


def recognise(data: bytes, name: str = "") -> tuple[KeyEntry, ...]:
    """As ``read``, of the bytes as they are, without repairing. The readers are generous all the same.

    Args:
        data: the whole file.
        name: as ``look``.
    """
    if len(data) > limits.MAX_FILE_BYTES:
        raise LimitError(f"{len(data):,} bytes are too many for a key file", "Choose the key file itself")
    if not data.strip():
        raise UnknownFormatError("The file is empty", "Get the key again from its source", what="empty")
    if data.startswith(b"PK\3\4") or data[257:262] == b"ustar":
        from . import other_files

        other_files.refuse_archive(data)
    text = pem.with_lf(data)
    lines = _blocks.with_cr(data)
    parts = _blocks.split(text, lines)
    if parts:
        return _within_limits(tuple(_read_parts(text, lines, parts, name)))
    entries = _read_one(data, name)
    if entries:
        return _within_limits(entries)
    from . import other_files

    raise other_files.unknown(data)


def _read_one(data: bytes, name: str) -> tuple[KeyEntry, ...]:
    """The keys of a file, or of a part of one, in a single format; none where no format recognises it."""
    kind = _key_lines.kind_of_name(name) if name else None
    if kind is not None and b"BEGIN " not in data and _key_lines.has_key(data):
        # A plain key line in a file of another name is still that; but sshd reads authorized_keys in one way.
        plain = _key_lines.kind_of_file(data) is _key_lines.FileKind.AUTHORIZED_KEYS
        known = kind is _key_lines.FileKind.KNOWN_HOSTS and not plain
        sure = known or kind is _key_lines.FileKind.AUTHORIZED_KEYS
        with contextlib.suppress(*(() if sure else (CorruptKeyError, UnsupportedAlgorithmError))):
            return FORMATS[_key_lines.FORMAT_IDS[kind]].read(data)
    for row in candidates(data):
        if row.sniff(data):
            try:
                entries = row.read(data)
            except STUMBLES as error:
                # The last fence: a reader that stumbles over hostile bytes must not take the program down.
                raise CorruptKeyError(
                    row.label, f"its content makes no sense ({type(error).__name__})"
                ) from None
            if entries:
                return entries
    return ()


def _read_parts(text: bytes, lines: bytes, parts: tuple[Part, ...], name: str) -> list[KeyEntry]:
    """The keys of a file of several parts; a part that cannot be read is an entry that says why.

    Raises:
        KeyOpsError: no part can be read; the error of the first one.
    """
    found: list[KeyEntry] = []
    private = 0
    for part in parts:
        piece, span = (lines if part.of_lines else text)[part.start : part.end], (part.start, part.end)
        if _BEGIN_ALONE.fullmatch(piece) and text[part.end :].startswith(b"-----BEGIN "):
            continue
        if not part.is_ours:
            found.append(KeyEntry("", span=span, notes=(("Holds", _name_of(piece)),)))
            continue
        before = lines.count(b"\n", 0, part.start)
        try:
            entries = _read_one(piece, name)
        except (CorruptKeyError, LimitError, UnsupportedAlgorithmError) as error:
            found.append(KeyEntry(_format_of(piece), span=span, error=error))
            continue
        found += [replace(one, span=span, line=one.line and one.line + before) for one in entries]
        private += sum(one.is_private for one in entries)
        _limit(private)  # each key is proved when it is read: not one more than may be
    if all(entry.public is None and entry.encryption is None and not entry.notes for entry in found):
        raise next(entry.error for entry in found if entry.error is not None)
    return found


def _name_of(piece: bytes) -> str:
    """What a block is that is no key of ours."""
    from . import other_files

    other_file = other_files.identify(piece)
    return other_file.name if other_file is not None else "a block that is not an SSH key"


def _format_of(piece: bytes) -> str:
    """The format that a part is in by its looks."""
    return next((row.id for row in candidates(piece) if row.sniff(piece)), "")


def _within_limits(entries: tuple[KeyEntry, ...]) -> tuple[KeyEntry, ...]:
    """The entries; one with a comment of absurd length only says so."""
    _limit(sum(entry.is_private for entry in entries))
    if all(len(entry.comment or b"") <= limits.MAX_COMMENT_BYTES for entry in entries):
        return entries
    return tuple(map(_without_long_comment, entries))


def _limit(private: int) -> None:
    limits.check("private keys in one file", private, limits.MAX_PRIVATE_KEYS_IN_FILE)


def _without_long_comment(entry: KeyEntry) -> KeyEntry:
    try:
        limits.check("bytes of comment", len(entry.comment or b""), limits.MAX_COMMENT_BYTES)
    except LimitError as error:
        return replace(entry, comment=None, error=error)
    return entry


def inspect(
    data: bytes, passphrase: Secret | None = None, *, name: str = "", advised: bool = True
) -> tuple[KeyReport, ...]:
    """Tell all that is known about the keys in a file.

    Private keys that are not locked are checked against their public keys; locked ones are
    opened when a passphrase is given. No RSA primality test is made: the call is quick but for the KDF.

    Args:
        data: the whole file.
        passphrase: tried on each locked key.
        name: of the file, as ``look``.
        advised: whether findings about the keys are wanted; without them no weakness is looked for.

    Returns:
        A report for each key. One whose private key is damaged, or that the passphrase does not
        open, carries that error and what stands in clear.

    Raises:
        UnknownFormatError, CorruptKeyError, LimitError, UnsupportedAlgorithmError: as for ``read``.
    """
    entries, damages = look(data, name)
    reports = _reports(entries, passphrase, advised=advised)
    if any(isinstance(report.error, CorruptKeyError) for report in reports):
        reports, damages = _as_repaired(data, reports, passphrase, name, advised=advised)
    if len(entries) > 1:
        at = _blocks.chosen(entries)
        reports = (*reports[:at], replace(reports[at], is_meant=True), *reports[at + 1 :])
    kind = _key_lines.kind_of_name(name)
    if kind is not None:
        reports = tuple(line_advice.in_file_of(kind, report) for report in reports)
    return with_damages(line_advice.told_once(reports, [one.id for one in damages]), damages)


def _as_repaired(
    data: bytes, reports: tuple[KeyReport, ...], passphrase: Secret | None, name: str, *, advised: bool
) -> tuple[tuple[KeyReport, ...], tuple[Damage, ...]]:
    """Reports on a file whose private key is damaged, or on its repair where that is whole."""
    from ..damage import diagnosis as damage

    found = damage.examine(data)
    if found.damages and found.hopeless is None:
        with contextlib.suppress(KeyOpsError):
            entries = recognise(found.data, name)
            repaired = _reports(entries, passphrase, advised=advised)
            if len(repaired) == len(reports) and all(report.error is None for report in repaired):
                return repaired, found.damages
    return reports, found.damages


def in_clear(entry: KeyEntry) -> KeyReport:
    """What an entry tells without being opened, and no findings."""
    return KeyReport(
        kind=kind_of(entry),
        container=entry.format or None,
        public=entry.public,
        certificate=entry.certificate,
        comment=entry.comment,
        encryption=entry.encryption,
        line=entry.line,
        options=entry.options,
        notes=(*entry.notes, *wording.fido_rows(entry.public)),
        error=entry.error,
    )


def _reports(
    entries: tuple[KeyEntry, ...], passphrase: Secret | None, *, advised: bool = True
) -> tuple[KeyReport, ...]:
    """With one budget for the checks of all keys of a file; none is loaded where no key can use it up."""
    told = [_opened(entry, passphrase) for entry in entries]
    if not advised:
        return tuple(report for report, _ in told)
    budget = None
    if len(entries) > 1:
        from ..weaknesses import Budget

        budget = Budget()
    return tuple(replace(one, findings=(*found, *advice.about_key(one, budget))) for one, found in told)


def _opened(entry: KeyEntry, passphrase: Secret | None) -> tuple[KeyReport, tuple[Finding, ...]]:
    report = in_clear(entry)
    told: tuple[Finding, ...] = ()
    if entry.is_private and (entry.encryption is None or passphrase is not None):
        try:
            pair = entry.open(passphrase)
        except MultiPrimeError as error:
            report = replace(report, error=error, public=error.public, unlocked=entry.encryption is not None)
        except KeyOpsError as error:
            report = replace(report, error=error)
        else:
            from . import opening

            told = tuple(opening.findings(pair, entry.format))
            report = replace(
                report,
                public=pair.public,
                certificate=pair.certificate or entry.certificate,
                comment=pair.comment if FORMATS[entry.format].carries_comment else entry.comment,
                unlocked=entry.encryption is not None,
                notes=(*entry.notes, *wording.fido_rows(pair.private)),
            )
    return report, told


def kind_of(entry: KeyEntry) -> Kind:
    """What an entry is, as far as it stands in clear."""
    if (
        not entry.format
        or (entry.error is not None and entry.public is None)
        or not FORMATS[entry.format].holds_keys
    ):
        return Kind.OTHER
    if entry.is_private:
        return Kind.PRIVATE
    return Kind.CERTIFICATE if entry.certificate else Kind.PUBLIC
