"""Draws the pictures of docs/pictures from a real terminal session: ``make shots``.

The program runs in a pseudo-terminal on a folder of test keys, with an agent of its own; what its terminal
shows is drawn as PNG. Only what README.md or a page of docs/ shows is kept. ``make shots ARGS=FOLDER`` draws
every step into another folder instead, at two sizes, in the terminal's own colours and in the light theme.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.helpers.desk import CORPUS as KEYS
from tests.helpers.desk import fill
from tests.helpers.peers import run
from tests.pty import picture
from tests.pty.places import F2, F3, F10, YES, agree
from tests.pty.session import ROOT, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = ROOT / "docs" / "pictures"
CORPUS = ROOT / "tests" / "corpus"
MORE = {
    "build.ppk": CORPUS / "puttygen-0.78" / "rsa-4096-locked.ppk",
    "known_hosts": CORPUS / "ssh-keygen-9.2" / "known_hosts",
    "deploy_ca": KEYS / "ca_user",
}
SIZES = ((80, 24), (120, 40))
THEMES = ("terminal", "light")

ESC, ENTER = "\x1b", "\r"


class Step(NamedTuple):
    """What is typed, what must be seen then, and the name of the picture of it; no picture without."""

    keys: str
    wanted: str
    picture: str = ""


def go_to(name: str, wanted: str) -> Step:
    """Put the cursor on a file of the Keys screen."""
    return Step(f"/{name}{ENTER}", wanted)


STORY = (
    Step("", "id_rsa"),
    go_to("id_rsa", "RSA 2048"),
    Step(ESC, "id_ed25519", "keys"),
    Step("?", "What can be done", "help"),
    Step(ESC, "id_ed25519"),
    Step("e", "Comment", "edit"),
    Step(ESC, "id_ed25519"),
    Step("x", "No weakness found", "audit"),
    Step(ESC, "id_ed25519"),
    Step("a", "Agent at", "agent"),
    Step(ESC, "id_ed25519"),
    Step(",", "Theme", "settings"),
    Step(ESC, "id_ed25519"),
    go_to("build", "RSA 4096"),
    Step("w", "Because", "works-with"),
    Step(ESC, "build.ppk"),
    Step("c", "Weaker", "convert"),
    Step(F10, "Passphrase of build.ppk"),
    Step("correct horse", "\u2022", "passphrase"),
    Step(ENTER, "was made"),
    Step("y", "OSC 52", "made"),
    Step("p", "authorized_keys line", "public"),
    Step(ESC, "was made"),
    Step(F2, "build.ppk"),
    Step(ESC, "id_ed25519"),
    go_to("known", "known_hosts"),
    Step(ENTER, "Hosts", "hosts"),
    Step(ESC, "known_hosts"),
    Step(ESC, "id_ed25519"),
    go_to("authorized", "authorized_keys"),
    Step(ENTER, "may log in", "authorized"),
    Step(ESC, "authorized_keys"),
    Step(ESC, "id_ed25519"),
    go_to("from", "ECDSA 521"),
    Step("m", "A new file", "repair"),
    Step(ESC, "from_mail"),
    Step(ESC, "id_ed25519"),
    go_to("deploy", "deploy_ca"),
    Step("t", "ertif", "certificate"),
    Step(ENTER, "Principals", "certify"),
    Step(ESC, "deploy_ca"),
    Step(F3, "Ed25519"),
    Step("\tR", "rarely over", "generate"),
    Step(f"\t16384{F10}", "without a passphrase"),
    Step(YES, "searching", "searching"),
)


def shown() -> set[str]:
    """Names of the pictures that a page shows."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return {name for page in pages for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text())}


def main() -> None:
    """Draw what the pages show; or every step, at each size and in each theme, into a folder."""
    if folders := sys.argv[1:]:
        for theme, (cols, rows) in itertools.product(THEMES, SIZES):
            folder = Path(folders[0]) / f"{theme}-{cols}x{rows}"
            folder.mkdir(parents=True, exist_ok=True)
            with world() as env:
                tell(STORY, cols, rows, env, theme, folder)
        return
    with tempfile.TemporaryDirectory() as name, world() as env:
        tell(STORY, *SIZES[0], env, THEMES[0], Path(name))
        for old in PICTURES.glob("*.png"):
            old.unlink()
        for wanted in shown():
            shutil.copy(Path(name) / f"{wanted}.png", PICTURES)


@contextlib.contextmanager
def world() -> Iterator[dict[str, str | None]]:
    """A home folder with keys, and an agent that holds one of them; over SSH, outside of tmux."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        folder = fill(home / ".ssh")
        for target, source in MORE.items():
            if source.exists():
                shutil.copy(source, folder / target)
                (folder / target).chmod(0o600)
        mailed = (KEYS / "id_ecdsa-521").read_bytes().replace(b"\n", b"\r\n")
        (folder / "from_mail").write_bytes(mailed)
        (folder / "from_mail").chmod(0o600)
        plain, locked = ((KEYS / f"{name}.pub").read_text() for name in ("id_ed25519", "id_rsa-2048-locked"))
        lines = f'restrict,command="borg serve" {locked}from="10.0.0.0/8" {plain}#{locked}'
        (folder / "authorized_keys").write_text(lines)
        (folder / "authorized_keys").chmod(0o600)
        socket = home / "agent"
        started = run("ssh-agent", "-a", socket).stdout.decode()
        try:
            run("ssh-add", "-q", folder / "id_ed25519", env={"SSH_AUTH_SOCK": str(socket)})
            env: dict[str, str | None] = {"HOME": str(home), "USER": "kai", "LOGNAME": "kai"}
            env |= {"XDG_CONFIG_HOME": None, "XDG_STATE_HOME": str(home / "state"), "TMUX": None}
            env |= {"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22", "SSH_TTY": "/dev/pts/9"}
            yield env | {"SSH_AUTH_SOCK": str(socket)}
        finally:
            os.kill(int(started.split("SSH_AGENT_PID=")[1].split(";")[0]), signal.SIGTERM)


def tell(
    story: tuple[Step, ...], cols: int, rows: int, env: dict[str, str | None], theme: str, folder: Path
) -> None:
    """Type the story, and draw its pictures into a folder."""
    with Session(["python", "-m", "tui", "--theme", theme], cols, rows, env=env) as session:
        for step in story:
            session.send(step.keys)
            session.wait_for(step.wanted)
            if step.picture == "searching":
                session.run_for(3)  # it never comes to rest
            else:
                session.settle(0.5)
            if step.picture:
                picture.draw(session.screen, folder / f"{step.picture}.png")
        session.send(ESC)
        session.settle(0.5)
        session.send("\x11")
        agree(session, "Leave this form?")
        session.wait_exit()


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    main()
