"""The home screen on a real terminal without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screens import desk
from tests.terminal.session import Session

if TYPE_CHECKING:
    from pathlib import Path


def test_without_colours_state_shows_by_marks_and_the_cursor_by_its_sign(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_rsa"], env={"NO_COLOR": "1"}) as session:
        session.wait_for(">*= id_rsa")
        session.wait_for("[Keys]")
        session.settle()
        assert b"\x1b[36m" not in bytes(session.raw)
        session.send("q")
        assert session.wait_exit() == 0
