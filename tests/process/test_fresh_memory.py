"""The child in which keywright goes on: nobody can look into it, and it seems to be the program itself."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers import peers
from tests.helpers.children import PATIENCE, Child
from tests.helpers.processes import children, until_state
from tests.helpers.project import ROOT
from tests.pty.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc")
PHRASE = "correct-horse-battery"


def locked_key(folder: Path) -> Path:
    """A key with a passphrase."""
    path = folder / "id"
    peers.run("ssh-keygen", "-q", "-t", "ed25519", "-a", "1", "-N", PHRASE, "-f", path)
    return path


def slow_key(folder: Path) -> Path:
    """The same, as if it had more rounds: a passphrase is tried for some seconds, and does not open it."""
    path = locked_key(folder)
    first, *body, last = path.read_bytes().splitlines(keepends=True)
    inside = base64.b64decode(b"".join(body))
    at = inside.index(b"bcrypt") + 6 + 4 + 4 + 16  # the length of its options, that of the salt, and the salt
    assert inside[at : at + 4] == bytes((0, 0, 0, 1))
    slower = inside[:at] + (300).to_bytes(4, "big") + inside[at + 4 :]
    path.write_bytes(first + base64.encodebytes(slower) + last)
    return path


@pytest.mark.interop
def test_a_passphrase_cannot_be_read_by_who_opened_the_memory_before(tmp_path: Path) -> None:
    """Root may look into everything; without that one power it is a user as others are."""
    key = slow_key(tmp_path)
    drop = ["setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"] if os.getuid() == 0 else []
    if drop:
        peers.need("setpriv")
    convert: list[str | Path]
    convert = [sys.executable, "-m", "tui", "convert", key, "--to", "pkcs8", "-o", key.with_name("out")]
    told = subprocess.run(
        [*drop, sys.executable, "-m", "tests.helpers.peeping", PHRASE, *convert],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=2 * PATIENCE,
    )
    assert told.stdout == "in use not found\n", told.stderr


# The program that was started stands for the child


def program(body: str) -> list[str]:
    """A program that goes on in a child, and then does something."""
    code = f"import os, signal, sys, time\nfrom tui.process import fresh_memory\nfresh_memory.go_on()\n{body}"
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("sys.exit(0)", 0),
        ("sys.exit(130)", 130),
        ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("os.abort()", -signal.SIGABRT),
    ],
)
def test_it_ends_as_the_child_does(body: str, status: int, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program(body), cwd=tmp_path, env=env, check=False, timeout=PATIENCE)
    assert done.returncode == status
    assert list(tmp_path.iterdir()) == [], "a core"


@pytest.fixture
def waiting() -> Iterator[tuple[Child, int]]:
    """A program that tells the signals it gets, and its child."""
    tell = "\n".join(
        f"signal.signal(signal.{name}, lambda *_: print('{name}', flush=True))"
        for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGUSR1")
    )
    body = f"{tell}\nprint(os.getpid(), flush=True)\nwhile True: time.sleep(0.1)"
    with Child(program(body), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())


def test_a_signal_that_is_sent_to_it_reaches_the_child(waiting: tuple[Child, int]) -> None:
    process, _ = waiting
    assert process.stdout is not None
    for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGUSR1"):
        process.send_signal(signal.Signals[name])
        assert process.stdout.readline() == f"{name}\n"


def test_they_stop_and_go_on_together(waiting: tuple[Child, int]) -> None:
    process, child = waiting
    os.kill(child, signal.SIGSTOP)
    until_state(process.pid, "T")
    process.send_signal(signal.SIGCONT)
    until_state(child, "SR")
    until_state(process.pid, "SR")


def test_killed_it_leaves_no_child(waiting: tuple[Child, int]) -> None:
    process, child = waiting
    process.kill()
    process.wait(PATIENCE)
    until_state(child, "-Z")


def test_no_child_is_born_for_the_version() -> None:
    code = (
        "import os, sys\nfrom tui import __main__ as entry\n"
        "os.fork = lambda: print('born') or 1 / 0\nsys.argv = ['keywright', '--version']\nentry.start()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("keywright ")


def test_where_no_process_can_be_started_it_goes_on_in_this_one() -> None:
    code = (
        "import os\nfrom tui.process import fresh_memory\nfirst = os.getpid()\n"
        "def fork(): raise BlockingIOError(11, 'no')\n"
        "os.fork = fork\nfresh_memory.go_on()\nimport signal\n"
        "print(first == os.getpid(), signal.pthread_sigmask(signal.SIG_BLOCK, ()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "True set()\n"


# In a shell


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Session]:
    """A shell in which a verb needs a passphrase."""
    locked_key(tmp_path)
    with Session(["bash", "--norc", "-i"], env={"PS1": "ready> "}, cwd=tmp_path) as session:
        session.wait_for("ready>")
        session.send(f"PYTHONPATH={ROOT} {sys.executable} -m tui convert id --to pkcs8 -o out\r")
        session.wait_for("assphrase for")
        yield session


def test_ctrl_c_at_a_prompt_ends_both(asked: Session) -> None:
    asked.send("\x03")
    asked.wait_raw(b"for id: \r\n")
    asked.run_for(1)  # what is typed before the shell has the terminal again is thrown away
    asked.send("echo left $?\r")
    asked.wait_for("left 130")


def test_ctrl_z_and_fg_at_a_prompt(asked: Session) -> None:
    asked.send("\x1a")
    asked.wait_for("Stopped")
    asked.send("jobs -l | wc -l; kill -0 %1 && echo there\r")
    asked.wait_for("there")
    asked.send("fg\r")
    asked.run_for(0.5)
    asked.send(f"{PHRASE}\r")
    asked.run_for(0.5)
    asked.send("echo left $?\r")
    asked.wait_for("left 0")


def test_a_job_is_killed_whole(asked: Session) -> None:
    asked.send("\x1a")
    asked.wait_for("Stopped")
    seen = [pid for pid in children(asked.pid) for pid in (pid, *children(pid))]
    assert len(seen) == 2
    asked.send("kill %1; fg\r")
    for pid in seen:
        until_state(pid, "-")
