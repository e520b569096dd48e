"""The page that says who accepts a key, opened and used in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.desk import go_to, ready
from tests.helpers.expect import expect
from tests.helpers.snapshot import arrived, until
from tui.screens.services.works_with import WorksWithScreen

if TYPE_CHECKING:
    from textual.pilot import Pilot


async def opened(pilot: Pilot, name: str) -> WorksWithScreen:
    """Go to a file, and see who accepts it."""
    await ready(pilot)
    await go_to(pilot, name)
    await pilot.press("w")
    screen = await arrived(pilot, WorksWithScreen)
    await until(pilot, lambda: screen.count)
    return screen


async def choose(pilot: Pilot, label: str) -> None:
    """Put the cursor on a service."""
    screen = expect(WorksWithScreen, pilot.app.screen)
    name = next(row.profile.id for row in screen.list.verdicts if row.profile.label == label)
    screen.list.cursor = screen.list.find(name)
    await until(pilot, lambda: label in (screen.facts.facts[0][1] if screen.facts.facts else ""))
