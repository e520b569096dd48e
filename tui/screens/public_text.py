"""From a report to the public key that is shown or copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.formats.openssh_public import line_of
from ..keyops.inspection.report import PairState
from ..keyops.keys import fingerprints
from ..keyops.keys.algorithms import label_of
from ..messages import PublicKeyText

if TYPE_CHECKING:
    from ..keyops.inspection.report import FileReport
    from ..widgets.card_rows import CardRow


def public_text(report: FileReport) -> PublicKeyText | None:
    """The public key of a file that holds one key; None where it is locked away or there is none.

    Where it is locked away and a public file lies beside it, that one is meant, and named. A comment that is
    locked away is that of the public file beside it, when that holds the same key.
    """
    key, pair = report.key, report.pair
    if key is None or len(report.keys) != 1:
        return None
    line, sha256 = key.public_line, key.sha256
    if line is not None and sha256 is not None:
        comment = key.comment
        if comment is None and key.public and pair and pair.state is PairState.MATCHES:
            comment = pair.comment
            line = line_of(key.public.algorithm, key.public.blob, comment or b"")
        return PublicKeyText(report.path.name, key.label, line, sha256, _text(comment), report.path)
    if pair is None or pair.public is None:
        return None
    return PublicKeyText(
        pair.path.name,
        label_of(pair.public),
        line_of(pair.public.algorithm, pair.public.blob, pair.comment or b""),
        fingerprints.sha256(pair.public),
        _text(pair.comment),
        report.path,
    )


def why_no_public(report: FileReport) -> str | None:
    """Why the public key of a file cannot be copied or shown; None when at most a passphrase lacks."""
    name = report.path.name
    if len(report.keys) > 1:
        return f"{name} holds {len(report.keys)} keys: Tab to the details, and y copies the chosen one"
    if public_text(report) is None and not report.keys[0].is_locked:
        return f"{name} has no public key to show; the details say why"
    return None


def row_text(report: FileReport, row: CardRow) -> PublicKeyText:
    """A row of the details, to be copied."""
    key = report.key
    unlabelled = "fingerprint" if row.copy.startswith("SHA256:") else "line"
    name = f"{row.label or unlabelled} of {report.path.name}"
    label = key.label if key is not None and len(report.keys) == 1 else ""
    return PublicKeyText(name, label, row.copy, (key and key.sha256) or "")


def row_of_several(report: FileReport | None, row: CardRow | None) -> PublicKeyText | None:
    """A row of the details of a file with several keys; None where nothing can be copied, or for one key."""
    if report is None or row is None or len(report.keys) == 1:
        return None
    return row_text(report, row) if row.copy else None


def _text(comment: bytes | None) -> str:
    return (comment or b"").decode("utf-8", "surrogateescape")
