"""What uses a chosen key: told in the details. It is asked only when somebody wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.logins import uses
from ...process import ask_programs

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.report import FileReport
    from ...keyops.logins.uses import Use
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why nobody can tell what uses a file; None when that can be asked."""
    return None if report.keys else f"{report.path.name} is not a key file that can be read"


async def run(screen: WorkScreen, path: Path) -> None:
    """Ask ssh, git and the agent, in a thread, and show the answer in the details."""
    from .screen import KeysScreen

    found = await screen.wait_for(screen.in_process(_look, path), "Looking for what uses the key")
    if isinstance(screen, KeysScreen):
        screen.details.show_uses(path, tuple(map(_words, found)))
    count = f"{len(found)} use{'' if len(found) == 1 else 's'} of {path.name} found; Tab goes to the details"
    screen.tell(count if found else f"Nothing was found on this machine that uses {path.name}")


def _look(path: Path) -> tuple[Use, ...]:
    return ask_programs.uses_of(uses.subject_of(path))


def _words(one: Use) -> str:
    if one.path is None or one.kind == "agent":
        return one.title
    return f"{one.title} ({one.path.name}{f' line {one.line}' if one.line else ''})"
