"""What the Convert screen says about a source and a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.content import Content

from ...keyops.conversion import conversion
from ...keyops.findings import Severity
from ...keyops.formats import FORMATS
from ...keyops.inspection.description import container_label
from ...keyops.inspection.report import Kind
from ...visible import path_text, visible
from ...widgets.wrapping import wrap

if TYPE_CHECKING:
    from ...keyops.conversion.conversion import Plan
    from ...keyops.formats.contract import Format
    from ...keyops.inspection.report import FileReport, KeyReport

_ORDER: Final = ("pem", "openssh", "ppk3", "pkcs8", "ppk2", "openssh-public", "rfc4716", "spki")
"""What people convert to, most wanted first."""

_LABEL: Final = 15
"""Columns of the label, as in the form above."""


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
    parts = [report.place(index), container_label(key), key.label, "locked" if key.encryption else ""]
    return ", ".join(part for part in parts if part), Severity.INFO


def preview(plan: Plan, width: int) -> Content:
    """What is kept, lost and weaker; or why it cannot be done. Wrapped to the columns there are."""
    rows = [("Kept", ", ".join(plan.kept), ""), ("Lost", ", ".join(plan.lost), "bold")]
    rows += [("Weaker", words, "bold") for words in plan.weaker]
    if plan.weaker and plan.target.protection_advice:
        rows.append(("", plan.target.protection_advice, ""))
    if plan.refusal:
        rows = [("Refused", plan.refusal, "bold $error")]
    lines = []
    for label, words, style in rows:
        room = width - _LABEL - 2
        for at, part in enumerate(wrap(visible(words), room) if words else ()):
            head = "" if at else label
            lines.append(Content.assemble((f"   {head:<{_LABEL - 3}}", "dim"), (part, style)))
    return Content("\n").join(lines)
