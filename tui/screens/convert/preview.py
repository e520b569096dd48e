"""What the Convert screen says about a source and a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from ...keyops.conversion import conversion
from ...keyops.conversion.conversion import Locking
from ...keyops.findings import Severity
from ...keyops.formats import FORMATS
from ...keyops.inspection.description import container_label
from ...keyops.inspection.report import Kind
from ...visible import path_text, visible
from ...widgets.wrapping import fit, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...keyops.conversion.conversion import Plan
    from ...keyops.formats.contract import Format
    from ...keyops.inspection.report import FileReport, KeyReport

_ORDER: Final = ("pem", "openssh", "ppk3", "pkcs8", "ppk2", "openssh-public", "rfc4716", "spki")
"""What people convert to, most wanted first."""

_LABEL: Final = 13
"""Columns of the label, as in the form above."""


_WIDE: Final = 100
"""Columns from which both sides stand beside each other, whatever they are."""


def target_options(key: KeyReport | None) -> list[Format]:
    """The containers to offer: for a private key all, for a public key the public ones."""
    rows = [row for row in FORMATS.values() if row.write_private or row.write_public]
    rows.sort(key=lambda row: _ORDER.index(row.id) if row.id in _ORDER else len(_ORDER))
    if key is not None and key.kind is not Kind.PRIVATE:
        return [row for row in rows if not row.is_private]
    return rows


def best_target(key: KeyReport) -> str:
    """The container this key most probably is to go to: not the one it is in."""
    free = [row.id for row in target_options(key) if conversion.why_not(key, row) is None]
    other = [target for target in free if target != key.container]
    if key.public is None:  # its type is locked away: what has room for most types has room for it
        other.sort(key=lambda target: (not FORMATS[target].is_private, -len(FORMATS[target].families)))
    return (other or free or [""])[0]


def source_words(report: FileReport | None, index: int) -> tuple[str, Severity]:
    """What the source is, in a few words; of a file with several keys, the one of this index."""
    if report is None:
        return "", Severity.INFO
    if report.error is not None:
        looked = "" if report.path.is_absolute() else f"; looked in {path_text(Path.cwd())}"
        return report.error.title + looked, Severity.ERROR
    if report.key is None:
        return "no key in it", Severity.ERROR
    key = report.keys[index]
    if key.error and key.public is None and key.encryption is None:
        return key.error.title, Severity.ERROR
    parts = [report.place(index), container_label(key), key.label or ("encrypted" if key.encryption else "")]
    return ", ".join(part for part in parts if part), Severity.INFO


class Side(NamedTuple):
    """One fact, before and after."""

    label: str
    before: str
    after: str
    style: str = ""
    """Of what comes after: ``$success``, ``$warning`` or nothing."""


def sides(report: FileReport, index: int, plan: Plan, locking: Locking) -> tuple[Side, ...]:
    """What the key is and what will be written: format, encryption and comment.

    Args:
        report: of the source.
        index: of the key in it.
        plan: what the conversion does.
        locking: what becomes of the passphrase.
    """
    if report.key is None or plan.refusal:
        return ()
    key, target, place = report.keys[index], plan.target, report.place(index)
    was = key.encryption.words if key.encryption else "none"
    protects = target.is_private and target.protection is not None and locking is not Locking.REMOVE
    kept = protects and (key.encryption is not None or locking is Locking.CHANGE)
    same = target.id == key.container and locking is Locking.KEEP
    will = was if same else target.protection.words if kept and target.protection else "none"
    if not target.is_private:
        was, will = "", ""
    weaker = bool(plan.weaker) or (was != "none" and will == "none")
    comment = key.comment if key.comment is not None else report.pair.comment if report.pair else None
    text = (comment or b"").decode("utf-8", "surrogateescape")
    rows = (
        Side("Key", place, place),
        Side("Format", container_label(key), target.label),
        Side("Encryption", was, will, "$warning" if weaker else "$success" if will != "none" else ""),
        Side("Comment", text, text if target.carries_comment or not text else "in the .pub only"),
    )
    return tuple(row for row in rows if row.before or row.after)


def preview(plan: Plan, width: int, rows: Sequence[Side]) -> Content:
    """Before and after, side by side where there is room; then what is lost and weaker, or the refusal."""
    longest = max((cell_len(visible(side.before)) for side in rows if side.before != side.after), default=0)
    lines = [line for side in rows for line in _side_lines(side, width, longest)]
    notes = [("Kept", ", ".join(plan.kept), "$success"), ("Lost", ", ".join(plan.lost), "bold $warning")]
    notes += [("Weaker", words, "bold $warning") for words in plan.weaker]
    if plan.weaker and plan.target.protection_advice:
        notes.append(("", plan.target.protection_advice, ""))
    if plan.refusal:
        notes = [("Refused", plan.refusal, "bold $error")]
    for label, words, style in notes:
        for at, part in enumerate(wrap(visible(words), width - _LABEL) if words else ()):
            head = "" if at else label
            lines.append(Content.assemble((f"{head:<{_LABEL}}", "dim"), (part, style)))
    return Content("\n").join(lines)


def _side_lines(side: Side, width: int, longest: int) -> Iterator[Content]:
    """Both in one line on a wide terminal, behind the longest; else the change below what was."""
    before, after = visible(side.before), visible(side.after)
    arrow = ("-> ", "dim")
    label = (f"{side.label:<{_LABEL}}", "dim")
    if side.before == side.after:
        yield Content.assemble(label, *_parts(before, width - _LABEL, ""))
    elif width >= _WIDE or cell_len(before) + cell_len(after) + 4 <= width - _LABEL:
        room = min((width - _LABEL - 4) // 2, longest) if width >= _WIDE else cell_len(before)
        yield Content.assemble(label, fit(before, room), " ", arrow, (after, side.style))
    else:
        yield Content.assemble(label, before)
        yield Content.assemble((" " * _LABEL, ""), arrow, (after, side.style))


def _parts(text: str, room: int, style: str) -> Iterator[tuple[str, str]]:
    yield fit(text, room).rstrip() if cell_len(text) > room else text, style
