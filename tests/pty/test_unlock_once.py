"""A key unlocked once in a real terminal: nothing asks again until it is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.pty.places import F2, F10, agree
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path

ASKED = "Passphrase of id_rsa"


def test_a_passphrase_given_once_does_for_everything_until_l(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    (folder / "note").write_text("to be signed")
    asked = 0
    with Session(["python", "-m", "tui", folder / "id_rsa"]) as session:
        session.wait_for(">   id_rsa ")
        session.settle()
        session.send("u")
        session.wait_for(ASKED)
        session.send(f"{desk.PHRASE}\r")
        session.wait_for("until you press L")
        session.wait_for("L lock ")
        session.wait_for(" open ")
        asked = session.raw.count(ASKED.encode())
        session.send("v")
        session.wait_for("Verified id_rsa")
        session.send("\x1b")
        session.wait_gone("Verified id_rsa")
        session.settle()
        session.send("N")
        session.wait_for("public_modulus")
        session.settle()
        session.send("P")
        agree(session, "Show the private numbers of id_rsa?")
        session.wait_for("private_exponent")
        session.send("\x1b")
        session.wait_gone("private_exponent")
        session.settle()
        session.send("c")
        session.wait_for("[ Convert ]")
        session.settle()
        session.send(F10)
        session.wait_for("was made from id_rsa")
        assert session.raw.count(ASKED.encode()) == asked
        session.send(F2)
        session.wait_for("L lock ")
        session.settle()
        session.send("L")
        session.wait_for("Keys need their passphrase again")
        session.wait_until(lambda: " open " not in session.text(), "marked as unlocked")
        session.settle()
        session.send("v")
        session.wait_for(ASKED)
        session.send("\x1b")
        session.wait_gone(ASKED)
        session.send("q")
        assert session.wait_exit() == 0
