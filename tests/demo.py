"""Records the job people come with in a real terminal: ``make demo`` writes demo.cast and demo.gif.

A service says that "The key format is invalid". Look up the service, read why, convert, copy.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.helpers.desk import CORPUS, age
from tests.pty.recording import Recording
from tests.pty.session import ROOT, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = ROOT / "docs" / "pictures"
TITLE = "keywright: a refused key, made acceptable"
COLUMNS, ROWS = 80, 24


class Step(NamedTuple):
    """What is pressed, what must be seen then, and how long to look at it."""

    keys: str
    wanted: str
    seconds: float
    pressed: str = ""
    """The key and what it does, for the line below the picture."""


STORY = (
    Step("", "$", 0.5),
    Step("# Jira says: The key format is invalid\r", "$", 0.8),
    Step("keywright\r", "SHA256", 3.0),
    Step("w", "refuses", 2.5, "w which services accept this key?"),
    Step("/", "/", 0.5, "/ find the service"),
    Step("jira", "/ jira", 0.5, "/ find the service"),
    Step("\r", "The key format is invalid", 4.2, "/ find the service"),
    Step("\r", "id_rsa.pem", 3.8, "Enter make it work: here is the plan"),
    Step("y", "id_rsa.pem was made", 3.8, "y write it"),
    Step("y", "OSC 52", 3.5, "y copy the public key to deploy it"),
    Step("\x11", "$", 0.5, "Ctrl+Q quit"),
    Step("head -1 .ssh/id_rsa.pem\r", "BEGIN RSA", 3.0),
)


@contextlib.contextmanager
def shell() -> Iterator[Session]:
    """A shell at home, over SSH, with one RSA key in OpenSSH format and the command ``keywright``."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "kai"
        folder = home / ".ssh"
        folder.mkdir(parents=True, mode=0o700)
        for end, mode in (("", 0o600), (".pub", 0o644)):
            shutil.copy(CORPUS / f"id_rsa-2048{end}", folder / f"id_rsa{end}")
            (folder / f"id_rsa{end}").chmod(mode)
            age(folder / f"id_rsa{end}")
        programs = Path(name) / "bin"
        programs.mkdir()
        command = programs / "keywright"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tui "$@"\n')
        command.chmod(0o755)
        env: dict[str, str | None] = {"HOME": str(home), "USER": "kai", "LOGNAME": "kai", "PS1": "$ "}
        env |= {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "NO_COLOR": None}
        env |= {"XDG_CONFIG_HOME": None, "XDG_STATE_HOME": str(home / "state"), "TMUX": None}
        env |= {"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22", "SSH_TTY": "/dev/pts/9", "SSH_AUTH_SOCK": None}
        with Session(["bash", "--norc", "--noprofile"], COLUMNS, ROWS, env=env, cwd=home) as session:
            yield session


def tell(session: Session) -> Recording:
    """Type the story as fast as people do, and record it."""
    recording = Recording(session, TITLE)
    for step in STORY:
        for typed in range(1, len(step.keys)):
            session.send(step.keys[typed - 1])
            session.wait_for(step.keys[:typed].rstrip())
            recording.take(pace(step), step.pressed)
        session.send(step.keys[-1:])
        session.wait_for(step.wanted)
        session.settle()
        recording.take(step.seconds, step.pressed)
    return recording


def pace(step: Step) -> float:
    """Seconds from one typed character of a step to the next."""
    return 0.25 if step.pressed else 0.06


def main() -> None:
    """Record the story, and write it in both forms."""
    PICTURES.mkdir(exist_ok=True)
    with shell() as session:
        recording = tell(session)
        recording.write_cast(PICTURES / "demo.cast")
        recording.write_picture(PICTURES / "demo.gif")


if __name__ == "__main__":
    main()
