"""Asking a chosen list of revoked keys about a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.errors import KeyOpsError
from ...keyops.files import storage
from ...keyops.findings import Severity
from ...keyops.trust import revocation

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.report import FileReport
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be asked; None when it can."""
    if any(key.container == "krl" for key in report.keys):
        return None
    return f"{report.path.name} is not a list of revoked keys"


async def run(screen: WorkScreen, path: Path) -> None:
    """Ask for a key file, and tell what the list says of it. Await it inside ``start``.

    Raises:
        KeyOpsError: one of the files cannot be read.
    """
    from ...dialogs.path import PathDialog

    key = await screen.app.push_screen_wait(
        PathDialog(f"Look up which key in {path.name}?", path.parent, of_file=True)
    )
    if key is None:
        return
    reasons = await screen.in_process(_asked, path, key)
    if reasons:
        screen.tell(f"{key.name} is revoked: {reasons[0]}", Severity.ERROR)
    else:
        screen.tell(f"{key.name} is not revoked by {path.name}")


def _asked(path: Path, key: Path) -> tuple[str, ...]:
    from ...keyops.inspection.files import inspect_file

    asked = revocation.read_list(storage.read_key_file(path), path.name)
    report = inspect_file(key)
    if report.error is not None:
        raise report.error
    known = [one for one in report.keys if one.public is not None]
    if not known:
        raise KeyOpsError(f"The public key of {key.name} cannot be read", "Name its .pub file")
    reasons = (asked.why(one.public, one.certificate) for one in known if one.public is not None)
    return tuple(reason for reason in reasons if reason is not None)
