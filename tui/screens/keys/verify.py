"""Verifying a chosen key from a screen: ask for its passphrase where it is locked, and show each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.inspection.report import FileReport, Kind
from ..ask_passphrase import as_needed, is_locked

if TYPE_CHECKING:
    from pathlib import Path

    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file cannot be verified; None when it can."""
    if any(key.kind is Kind.PRIVATE for key in report.keys):
        return None
    if not report.keys:
        return f"{report.path.name} is not a key file that can be read"
    return f"{report.path.name} has no private key to verify"


async def run(screen: WorkScreen, path: Path) -> None:
    """Verify a file and show what was found. Await it inside ``start``.

    Raises:
        KeyOpsError: it cannot be read or opened.
    """
    from ...dialogs.verify import VerifyDialog
    from ...keyops.inspection.integrity import verify_file

    locked = await screen.in_process(is_locked, path)
    proof = await as_needed(screen, path, verify_file, locked=locked)
    if proof is not None:
        await screen.app.push_screen_wait(VerifyDialog(path.name, proof))
