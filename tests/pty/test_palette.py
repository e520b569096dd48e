"""Actions with an argument, typed in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


def test_a_format_a_theme_and_a_type_are_typed_in_the_list_of_actions(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_rsa"]) as session:
        session.wait_for(">   id_rsa ")
        session.settle()
        for typed, found, done in (
            ("theme nord", "Theme nord, until you quit", "[Keys]"),
            ("convert to pkcs8", "Convert id_rsa to PKCS#8", "[PKCS#8]"),
            ("generate ecdsa 384", "Generate a key: ECDSA 384", "[384]"),
        ):
            session.send("\x1bOQ:")
            session.wait_for("Every action")
            session.settle()
            session.send(typed)
            session.wait_for(found)
            session.settle()
            session.send("\r")
            session.wait_for(done)
            session.settle()
        session.send("\x1bOQ")
        session.wait_for("[Keys]")
        session.send("q")
        assert session.wait_exit() == 0
