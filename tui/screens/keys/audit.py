"""Auditing a chosen file from a screen: is the key weak, or revoked?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops import limits
from ...keyops.trust import auditing, known_owners
from . import report

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.report import FileReport
    from ...keyops.trust.auditing import Audit
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be audited; None when it can."""
    if any(key.public is not None for key in report.keys):
        return None
    if report.is_locked:
        return f"The public key of {report.path.name} is encrypted: look at its .pub, or convert it"
    return f"{report.path.name} has no public key to check"


async def run(screen: WorkScreen, path: Path) -> Path | None:
    """Make every check, and show what was found. Await it inside ``start``.

    Returns:
        The report that was written; None where none was.

    Raises:
        KeyOpsError: the file, or the user's list of revoked keys, cannot be read.
    """
    return await show(screen, (path,), path.name)


async def show(screen: WorkScreen, paths: tuple[Path, ...], name: str) -> Path | None:
    """As ``run``, of several files together: keys that share a prime are found so.

    Args:
        screen: that shows it.
        paths: of files in one folder.
        name: of them all, raw.
    """
    from ...dialogs.audit import AuditDialog

    found = await screen.run_op(audit_all, paths)
    if not await screen.app.push_screen_wait(AuditDialog(name, found)):
        return None
    return await report.write(screen, paths, paths[0].parent)


def audit_all(paths: tuple[Path, ...]) -> Audit:
    """The checks take seconds for a long RSA key: this runs in a child process, which Esc ends."""
    found = limits.lifted(auditing.audit, paths, auditing.read_lists(), owners=known_owners.read())
    for _, error in found.errors if not found.keys else ():
        raise error
    return found
