"""An agent that hangs, on a real terminal: nothing waits for it, at rest nothing is written, and q quits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.helpers.agents import fake_agent
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


def test_an_agent_that_hangs_holds_up_nothing_and_costs_nothing(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    socket = fence / "agent.sock"
    with (
        fake_agent(socket, None) as fake,
        Session(["python", "-m", "tui", folder / "id_rsa"], env={"SSH_AUTH_SOCK": str(socket)}) as session,
    ):
        session.wait_for(">   id_rsa")
        session.wait_for("Pair")
        session.settle()
        assert fake.asked == [b"\x0b"]
        assert session.run_for(1.2) == 0  # longer than it waits
        session.send("a")
        session.wait_for("Waiting for the agent")
        session.send("\x1b")
        session.wait_for("Cancelled")
        session.send("\x1b")
        session.wait_for("Pair")
        session.send("q")
        assert session.wait_exit() == 0
