"""The home screen on a real terminal: what it costs over a slow line, and without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screens import desk
from tests.terminal.session import Session

if TYPE_CHECKING:
    from pathlib import Path


def test_a_step_costs_at_most_two_kilobytes_and_rest_costs_nothing(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "alone.p8"]) as session:
        session.wait_for("id_rsa.pub")
        session.settle()
        assert len(session.raw) <= 16_000  # three to four full frames, as Textual comes up
        costs = []
        for _ in range(8):
            before = len(session.raw)
            session.send("j")
            session.settle()
            costs.append(len(session.raw) - before)
        assert max(costs) <= 2048, costs
        assert min(costs) > 0
        assert session.run_for(1.5) == 0
        session.send("q")
        assert session.wait_exit() == 0


def test_without_colours_state_shows_by_marks_and_the_cursor_by_its_sign(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_rsa"], env={"NO_COLOR": "1"}) as session:
        session.wait_for(">*= id_rsa")
        session.wait_for("[Keys]")
        session.settle()
        assert b"\x1b[36m" not in bytes(session.raw)
        session.send("q")
        assert session.wait_exit() == 0
