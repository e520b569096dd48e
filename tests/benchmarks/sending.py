"""What goes over the line: at start, at rest, for a key, and while a key is made."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.bare import BARE, ROWS
from tests.benchmarks.report import Figure, median
from tests.benchmarks.timing import session as program
from tests.helpers import desk
from tests.pty.places import ESCAPE, F3, F10, PLACES, agree, leave, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pty.session import Session

REST_SECONDS = 10
MAKING_SECONDS = 10


@contextmanager
def keywright() -> Iterator[Session]:
    """The list of keys in a home of its own, at rest."""
    with tempfile.TemporaryDirectory() as home:
        folder = desk.fill(Path(home) / ".ssh")
        env = {"HOME": home, "XDG_CONFIG_HOME": None, "XDG_STATE_HOME": None, "SSH_AUTH_SOCK": None}
        with program(["python", "-m", "tui", folder / "id_rsa"], env) as session:
            session.wait_for("id_rsa.pub")
            session.settle()
            yield session


def cost(session: Session, keys: str) -> int:
    """Bytes that come for a key."""
    before = len(session.raw)
    session.send(keys)
    session.settle()
    return len(session.raw) - before


def measure() -> Iterator[Figure]:
    """All figures."""
    with keywright() as ours, program(["python", "-c", BARE]) as bare:
        bare.wait_for(ROWS[0])
        bare.settle()
        whom = "bare app"
        yield Figure("start, until quiet", len(ours.raw), "B", 12 * 1024, note=f"{whom} {len(bare.raw):,} B")
        for place in PLACES:
            visit(ours, place)
            yield Figure(f"{REST_SECONDS} s at rest: {place.name}", ours.run_for(REST_SECONDS), "B", 0)
            leave(ours, place)
        moves = [cost(ours, key) for key in "jjjjjjkkkkkk"]
        theirs = [cost(bare, key) for key in ["\x1b[B", "\x1b[A"] * 3]
        yield Figure(
            "a step in the list, details and all",
            median(moves),
            "B",
            2048,
            note=f"at most {max(moves):,}; a step in the list of the {whom} {median(theirs):,.0f}",
        )
    with keywright() as session:
        yield from _typing(session)
    with keywright() as session:
        yield from _making(session)


def _typing(session: Session) -> Iterator[Figure]:
    """The form as it opens: four Tabs to the comment, three more to the name of the file."""
    session.send(F3)
    session.wait_for("[ Generate ]")
    session.settle()
    steps = [cost(session, "\t") for _ in range(4)]
    typed = [cost(session, char) for char in "letters"]
    steps += [cost(session, "\t") for _ in range(3)]
    typed += [cost(session, char) for char in "letters"]
    yield Figure("Tab in a form", median(steps), "B", note=f"at most {max(steps):,}")
    yield Figure("a character typed in a form", median(typed), "B", 300, note=f"at most {max(typed):,}")


def _making(session: Session) -> Iterator[Figure]:
    session.send(F3)
    session.wait_for("[ Generate ]")
    session.settle()
    session.send(f"\tr\t1{F10}")
    agree(session)
    session.wait_for("searching for two primes")
    session.run_for(1)
    frames = session.frames
    sent = session.run_for(MAKING_SECONDS)
    yield Figure("making RSA 16384, a second", sent / MAKING_SECONDS, "B", 1024)
    yield Figure("repaints a second", (session.frames - frames) / MAKING_SECONDS, "", 2)
    session.send(ESCAPE)
