"""Draws the pictures in docs/ from a real terminal session: ``make shots``.

The program runs in a pseudo-terminal on a folder of test keys; what its terminal shows is drawn as PNG.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.screens.desk import fill
from tests.terminal.picture import draw
from tests.terminal.session import ROOT, Session

DOCS = ROOT / "docs"
PPK = ROOT / "tests" / "corpus" / "puttygen-0.78" / "rsa-4096-locked.ppk"
SIZES = ((80, 24), (120, 40))
F3 = "\x1bOR"


def main() -> None:
    """Draw each screen at both sizes."""
    DOCS.mkdir(exist_ok=True)
    for cols, rows in SIZES:
        with tempfile.TemporaryDirectory() as name:
            home = Path(name) / "home"
            folder = fill(home / ".ssh")
            shutil.copy(PPK, folder / "build.ppk")
            (folder / "build.ppk").chmod(0o600)
            env = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "USER": "kai", "LOGNAME": "kai"}
            env |= {"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22", "SSH_TTY": "/dev/pts/9", "TMUX": None}
            _shots(cols, rows, env)


def _shots(cols: int, rows: int, env: dict[str, str | None]) -> None:
    def shot(session: Session, name: str) -> None:
        session.settle(0.5)
        draw(session.screen, DOCS / f"{name}-{cols}x{rows}.png")

    with Session(["python", "-m", "tui"], cols, rows, env=env) as session:
        session.wait_for("id_rsa")
        session.settle(1)
        session.send("/id_rsa\r")
        session.wait_for("RSA 2048")
        session.send("\x1b")
        shot(session, "keys")
        session.send("?")
        session.wait_for("What can be done")
        shot(session, "help")
        session.send("\x1b")
        session.settle(0.5)
        session.send("/build\r")
        session.wait_for("RSA 4096")
        session.send("w")
        session.wait_for("Because")
        shot(session, "works-with")
        session.send("\x1b")
        session.settle(0.5)
        session.send("c")
        session.wait_for("Weaker")
        shot(session, "convert")
        session.send("\r")
        session.wait_for("Passphrase of build.ppk")
        session.send("correct horse")
        shot(session, "passphrase")
        session.send("\r")
        session.wait_for("was made")
        session.send("y")
        session.wait_for("OSC 52")
        shot(session, "made")
        session.send("p")
        session.wait_for("authorized_keys line")
        shot(session, "public")
        session.send("\x1b")
        session.settle(0.5)
        session.send(F3)
        session.wait_for("Ed25519")
        session.send("\tR")
        session.wait_for("nine in ten")
        shot(session, "generate")
        session.send("\t16384\r")
        session.wait_for("searching")
        session.run_for(4)
        draw(session.screen, DOCS / f"searching-{cols}x{rows}.png")
        session.send("\x1b")
        session.settle(0.5)
        session.send("\x11")
        session.wait_exit()


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    main()
