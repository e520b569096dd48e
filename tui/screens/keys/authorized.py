"""Enter on an authorized_keys file: its page opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import ShowPage

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.report import FileReport
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:  # noqa: ARG001 - the file is an authorized_keys file
    """Always: the page is for files of this kind."""
    return None


async def run(screen: WorkScreen, path: Path) -> None:
    """Show the page of a file."""
    screen.post_message(ShowPage("authorized", path))
