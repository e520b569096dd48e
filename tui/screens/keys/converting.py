"""Converting all that are marked to one format: each stays, and its new file stands next to it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from ...keyops.conversion import conversion
from ...keyops.errors import KeyOpsError
from ...keyops.findings import Severity
from ...keyops.formats import FORMATS
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.report import Kind
from ...keyops.targets import beside
from ...widgets import next_steps
from .. import ask_overwrite, ask_passphrase
from ..convert.preview import target_options
from ..format_options import format_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ...keyops.formats.contract import Format
    from ...keyops.inspection.report import FileReport
    from ...widgets.choice import Option
    from ..base import WorkScreen


async def convert_all(screen: WorkScreen, paths: Sequence[Path]) -> tuple[str, Severity] | None:
    """Ask for a format and convert keys to it; each keeps its passphrase. Await it inside ``start``.

    Returns:
        What came of it, also where Escape or an error ended it; None when the user gave up before.
    """
    from ...dialogs.convert_several import ConvertSeveralDialog

    reports = [await screen.in_process(inspect_file, path) for path in paths]
    options = list(_options(reports))
    lines = {option.id: [_line(report, FORMATS[option.id]) for report in reports] for option in options}
    title = f"Convert {len(reports)} keys"
    target = await screen.app.push_screen_wait(ConvertSeveralDialog(title, options, lines))
    if not target:
        return None
    row = FORMATS[target]
    done: list[str] = []
    left: list[str] = []
    ended = ""
    try:
        for report in reports:
            written = None if _why_not(report, row) else await _convert(screen, report, row)
            if written is None:
                left.append(report.path.name)
            else:
                done.append(written.name)
    except asyncio.CancelledError:
        if not screen.is_by_escape():
            raise
        ended = "Cancelled. "
    except KeyOpsError as error:
        ended = f"{next_steps.sentence(error)}. "
    words = f"{ended}Written: {', '.join(done)}" if done else f"{ended}Nothing was written"
    if left:
        words += f"; not converted: {', '.join(left)}"
    return words, Severity.WARNING if ended or left else Severity.INFO


def _why_not(report: FileReport, row: Format) -> str:
    """Why a key cannot be written in a format; empty when it can."""
    if report.key is None:
        return report.error.title if report.error else "holds no key"
    if row.id == report.key.container:
        return "is already in this format"
    return conversion.why_not(report.key, row) or ""


def _options(reports: Iterable[FileReport]) -> Iterable[Option]:
    """The formats: those that at least one of the keys can be written in, most of all first."""
    reports = tuple(reports)
    public = all(report.key is None or report.key.kind is not Kind.PRIVATE for report in reports)
    for row in target_options(
        next((report.key for report in reports if report.key), None) if public else None
    ):
        reasons = [_why_not(report, row) for report in reports]
        yield format_option(row, row.label, reasons[0] if all(reasons) else "")


def _line(report: FileReport, row: Format) -> str:
    reason = _why_not(report, row)
    if reason:
        return f"! {report.path.name}: {reason}"
    locked = report.key is not None and report.key.encryption is not None and row.is_private
    return f"  {report.path.name}: will be converted{', asks for its passphrase' if locked else ''}"


async def _convert(screen: WorkScreen, report: FileReport, row: Format) -> Path | None:
    """Convert one key; None when the user gave up."""
    key = report.key
    operation = partial(conversion.convert_file, target_id=row.id, beside=report.pair, index=report.chosen)
    needed = key is not None and key.encryption is not None and (row.is_private or key.public is None)
    made = await ask_passphrase.as_needed(screen, report.path, operation, locked=needed)
    if made is None:
        return None
    target = await screen.in_process(beside.target_for, report.path, row)
    files = await screen.in_process(beside.files_for, target, made)
    return target if await ask_overwrite.save(screen, files) is not None else None
