"""The list of keys on a real terminal: one row a key, opened, deleted and brought back, several marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.pty.places import YES
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path

RIGHT, LEFT, DOWN = "\x1b[C", "\x1b[D", "\x1b[B"


def agree(session: Session, question: str) -> None:
    session.wait_for(question)
    session.settle()
    session.send(YES)


def test_a_key_is_looked_at_deleted_and_brought_back(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with Session(["python", "-m", "tui"]) as session:
        session.wait_for("5 keys")
        session.wait_for(">   alone.p8")
        session.send(DOWN)
        session.wait_for(">   id_ed25519 ")
        session.send(RIGHT)
        session.wait_for("id_ed25519-cert.pub")
        session.send(LEFT)
        session.wait_until(lambda: "certificate" not in session.text().split("files")[0], "not folded")
        session.send("d")
        agree(session, "Delete id_ed25519, id_ed25519.pub and")
        session.wait_for("z brings it back")
        session.wait_for("4 keys")
        session.send("z")
        session.wait_for("Restored")
        session.wait_for("5 keys")
        session.send("q")
        assert session.wait_exit() == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_several_are_marked_and_deleted_and_the_backups_cleared(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_ed25519"]) as session:
        session.wait_for(">   id_ed25519 ")
        session.send("  ")
        session.wait_for("2 marked")
        session.settle()
        session.send("d")
        agree(session, "Delete these 5 files?")
        session.wait_for("z brings it back")
        session.wait_for("5 files")
        session.send("G")
        session.wait_for(">   backups")
        session.settle()
        session.send("d")
        agree(session, "Delete 5 backups for good?")
        session.wait_for("Deleted 5 backups for good")
        session.send("q")
        assert session.wait_exit() == 0
    assert {path.name for path in folder.iterdir()} == {
        *("alone.p8", "archive", "config", "old.pem", "wrong", "wrong.pub")
    }
