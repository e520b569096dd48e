"""The Generate screen on a real terminal: what it costs over a slow line, and that a paste stays masked."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.pty.places import F3, F10, agree
from tests.pty.session import Session
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CANARY = "kanarienvogel"


@pytest.fixture
def session(fence: Path) -> Iterator[Session]:
    """The form, with the cursor in the row of the type."""
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))
    with Session(["python", "-m", "tui", folder]) as session:
        session.wait_for("[Keys]")
        session.settle()
        session.send(F3)
        session.wait_for("[ Generate ]")
        session.settle()
        yield session


def cost(session: Session, keys: str) -> int:
    """Bytes that the program writes for a key."""
    before = len(session.raw)
    session.send(keys)
    session.settle()
    return len(session.raw) - before


def test_typing_costs_at_most_300_bytes_a_character_and_rest_costs_nothing(session: Session) -> None:
    cost(session, "\t\t\t\t")
    cost(session, "a")  # it replaces what stood there, all of which was selected
    costs = [cost(session, char) for char in "bcd"]
    assert max(costs) <= 300, costs
    cost(session, "\t\t\ta")
    costs = [cost(session, char) for char in "abc"]
    assert max(costs) <= 300, costs
    assert session.run_for(1.5) == 0


def test_a_step_between_rows_does_not_draw_the_whole_screen(session: Session) -> None:
    assert median(cost(session, "\t") for _ in range(7)) <= 2048


def test_the_progress_costs_less_than_a_kilobyte_a_second_and_escape_ends_it(session: Session) -> None:
    session.send("\tr\t1")  # in one piece, as it may arrive over a slow line
    session.wait_for("[16384]")
    session.send(F10)
    agree(session)
    session.wait_for("searching for two primes")
    session.run_for(1)
    assert 0 < session.run_for(3) <= 3 * 1024
    session.send("\x1b")
    session.wait_for("Cancelled")
    session.wait_gone("searching for two primes")


def test_keys_that_arrive_in_one_piece_land_in_their_rows(session: Session) -> None:
    """A passphrase typed after Tab over a slow line must not show in the row before."""
    session.send(f"\t\t\t\t!\t{CANARY}\t{CANARY}")
    session.wait_for(" same")
    assert "!" in session.text()
    assert CANARY.encode() not in bytes(session.raw)


def test_a_passphrase_pasted_right_after_tab_never_reaches_the_terminal(session: Session) -> None:
    """Textual alone gives it to the row before."""
    session.send(f"\t\t\t\t\t\x1b[200~{CANARY}\x1b[201~")
    session.wait_for("\u2022" * len(CANARY))
    assert CANARY.encode() not in bytes(session.raw)
