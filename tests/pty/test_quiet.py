"""What the program sends over a slow line: nothing at rest, on every screen, and little for a step.

What a character and Tab cost in a form is in ``test_generate``.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.pty.places import PLACES, leave, visit
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path

START, STEP = 12 * 1024, 2048
"""Bytes."""


def cost(session: Session, keys: str) -> int:
    """Bytes that the program writes for a key."""
    before = len(session.raw)
    session.send(keys)
    session.settle(0.2)
    return len(session.raw) - before


def test_a_start_and_a_step_are_cheap_and_rest_costs_nothing_anywhere(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_rsa"], env={"SSH_AUTH_SOCK": None}) as session:
        session.wait_for("id_rsa.pub")
        session.settle(0.5)
        assert len(session.raw) <= START
        rest = {}
        for place in PLACES:
            visit(session, place)
            typing = "typed" in place.name or "asked" in place.name or "comment" in place.name
            rest[place.name] = session.run_for(0.6 if typing else 0.2)  # a cursor blinks twice a second
            leave(session, place)
        assert rest == dict.fromkeys(rest, 0)
        steps = [cost(session, key) for key in "jjjkkk"]
        assert 0 < median(steps) <= STEP, steps
