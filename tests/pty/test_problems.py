"""What is wrong in a folder, on a real terminal: the list, one fix, and all that need no decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.pty.places import YES
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path

ENTER, ESC = "\r", "\x1b"


def test_the_worst_is_repaired_in_place_then_all_the_rest_after_one_preview(fence: Path) -> None:
    folder = desk.fill(
        fence / ".ssh", ["id_ed25519", "id_ed25519.pub", "id_rsa", "id_rsa.pub", "wrong", "wrong.pub"]
    )
    whole = (folder / "id_ed25519").read_bytes()
    (folder / "id_ed25519").write_bytes(whole.replace(b"\n", b"\r\n"))
    (folder / "id_rsa").chmod(0o644)
    theirs = (folder / "wrong.pub").read_bytes()
    with Session(["python", "-m", "tui"]) as session:
        session.wait_for("3 keys, ")
        session.send("!")
        session.wait_for("> !! id_ed25519 ")
        session.wait_for("Enter shows the repair, before and after")
        session.settle()
        session.send(ENTER)
        session.wait_for("Repair id_ed25519")
        session.wait_for("[In place, with a backup]")
        session.settle()
        session.send(ENTER)
        session.wait_for("id_ed25519 was repaired; the original is kept as")
        session.settle()
        session.send("F")
        session.wait_for("Make these 2 changes?")
        session.wait_for("set the mode of id_rsa to 0600")
        session.settle()
        assert (folder / "id_rsa").stat().st_mode & 0o777 == 0o644
        session.send(YES)
        session.wait_for("2 changes made; what was replaced is kept in backups")
        session.settle()
        session.send(ESC)
        session.wait_until(lambda: "changes made" not in session.text(), "the list is still there")
        session.send("q")
        assert session.wait_exit() == 0
    assert (folder / "id_ed25519").read_bytes() == whole
    assert (folder / "id_rsa").stat().st_mode & 0o777 == 0o600
    kept = {path.read_bytes() for path in folder.iterdir() if ".backup-" in path.name}
    assert {whole.replace(b"\n", b"\r\n"), theirs} <= kept
