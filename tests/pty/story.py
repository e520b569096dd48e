"""The jobs people come with, told once: for the checkout, and for each way to get keywright."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.keys import make
from tests.pty.places import F10
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack

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


def a_refused_key_becomes_pem(argv: Sequence[str | Path], folder: Path, cwd: Path | None = None) -> bytes:
    """By the three key presses of the README, in 80x24 over SSH.

    Args:
        argv: the program; the key is added.
        folder: where ``id_rsa`` is put, and ``id_rsa.pem`` is made.
        cwd: where the program is started; else in the folder.

    Returns:
        The public key that was copied to the clipboard.
    """
    key = folder / "id_rsa"
    key.write_bytes(pack(make("rsa"), "openssh").data)
    key.chmod(0o600)
    with Session([*argv, key], env={**OVER_SSH, "HOME": str(folder)}, cwd=cwd or folder) as session:
        session.wait_for("c convert")
        session.send("c")
        session.wait_for("[PEM")
        session.send(F10)
        session.wait_for("id_rsa.pem was made")
        session.send("y")
        session.wait_for("OSC 52")
        copied = clipboard(session)
        session.send("\x11")
        assert session.wait_exit() == 0
    assert key.with_suffix(".pem").read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")
    assert copied == key.with_suffix(".pem.pub").read_bytes().strip()
    return copied
