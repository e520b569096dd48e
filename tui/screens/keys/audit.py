"""Auditing a chosen file from a screen: is the key weak, or revoked?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops import limits
from ...keyops.trust import auditing

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.report import FileReport
    from ...keyops.trust.auditing import Audit
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be audited; None when it can."""
    if any(key.public is not None for key in report.keys):
        return None
    if any(key.is_locked for key in report.keys):
        return f"The public key of {report.path.name} is encrypted: look at its .pub, or convert it"
    return f"{report.path.name} has no public key to check"


async def run(screen: WorkScreen, path: Path) -> None:
    """Make every check, and show what was found. Await it inside ``start``.

    Raises:
        KeyOpsError: the file, or the user's list of revoked keys, cannot be read.
    """
    from ...dialogs.audit import AuditDialog

    found = await screen.run_op(audit_all, (path,))
    await screen.app.push_screen_wait(AuditDialog(path.name, found))


def audit_all(paths: tuple[Path, ...]) -> Audit:
    """The checks take seconds for a long RSA key: this runs in a child process, which Esc ends."""
    found = limits.lifted(auditing.audit, paths, auditing.read_lists())
    for _, error in found.errors if not found.keys else ():
        raise error
    return found
