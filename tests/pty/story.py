"""The job people come with, told once: for the checkout, and for each file that is handed out."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pty.places import F10
from tests.pty.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PHRASE = "correct horse"
PPK = Path(__file__).resolve().parents[1] / "corpus" / "puttygen-0.78" / "rsa-4096-locked.ppk"
OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "SSH_TTY": "/dev/pts/9"}


def clipboard(session: Session) -> bytes:
    """What the program last sent to the terminal's clipboard by OSC 52."""
    sent = bytes(session.raw).rsplit(b"\x1b]52;c;", 1)[1]
    return base64.b64decode(sent.split(b"\x07")[0].split(b"\x1b")[0])


def a_locked_ppk_becomes_pem(
    argv: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
) -> tuple[bytes, bytes]:
    """By keyboard alone, in 80x24 over SSH, with a passphrase that was wrong at first.

    Args:
        argv: the program.
        folder: where ``build.ppk`` is put, and ``build.pem`` is made.
        env: added to the environment.

    Returns:
        The public key that was copied to the clipboard, and all that the program wrote.
    """
    shutil.copy(PPK, folder / "build.ppk")
    with Session([*argv, folder], env={**OVER_SSH, **(env or {})}) as session:
        session.wait_for("build.ppk")
        session.send("/build\r")
        session.wait_for("RSA 4096")
        session.send("c")
        session.wait_for("[PEM")
        session.wait_for("Lost")
        session.send(F10)
        session.wait_for("Passphrase of build.ppk")
        session.send("wrong\r")
        session.wait_for("does not open")
        session.send(PHRASE + "\r")
        session.wait_for("build.pem was made")
        session.send("y")
        session.wait_for("OSC 52")
        copied = clipboard(session)
        session.send("\x11")
        assert session.wait_exit() == 0
    return copied, bytes(session.raw)
