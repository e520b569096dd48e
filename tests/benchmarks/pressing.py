"""From a key press to what it changes on the terminal: at rest, and while something heavy goes on.

The key is a step to the neighbouring name in the list of keys and back; it is over when the first bytes
with that name have come. Beside it stands the same program at rest; at rest, a bare Textual app with a list.
"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.bare import BARE, ROWS
from tests.benchmarks.hanging import HangingMount, can_mount
from tests.benchmarks.inspecting import folder_of_keys
from tests.benchmarks.report import Figure, median, p99
from tests.benchmarks.timing import session as program
from tests.helpers.peers import need
from tests.pty.places import ESCAPE, F2, F3, F10, agree
from tui.keyops.conversion.conversion import pack
from tui.keyops.generation.generation import KeySpec, generate
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pty.session import Session

AIM = 2.0
PRESSES = 200
GAP = 0.03
"""Seconds between two presses: a key that is held down."""
MANY = 10_000
PHRASE = "correct horse"
FIRST, SECOND = "aaa_first", "aab_second"
PRIMES = (2**4096 - 2549, 2**4096 - 8067)
"""Probable primes, so that no key of this size must be made."""


def delays(
    session: Session,
    down: str = "j",
    up: str = "k",
    names: tuple[str, str] = (FIRST, SECOND),
    presses: int = PRESSES,
) -> list[float]:
    """Seconds of each press; the first name is chosen."""
    found = []
    for at in range(presses):
        found.append(session.delay(down if at % 2 == 0 else up, names[(at + 1) % 2].encode()))
        session.run_for(GAP)
    return found


def measure() -> Iterator[Figure]:
    """All figures."""
    with program(["python", "-c", BARE]) as bare:
        bare.wait_for(ROWS[0])
        bare.settle()
        bare.send("\x1b[B\x1b[A")
        bare.settle()
        theirs = delays(bare, "\x1b[B", "\x1b[A", ROWS)
    with keys() as folder, keywright(folder / FIRST) as session:
        ours = delays(session)
    yield from figures("at rest", ours, theirs, "bare app", None)
    for name, load in LOADS:
        found = load()
        if found is None:
            print(f"  {name}: cannot be had here (Linux, root and /dev/fuse)")
        else:
            yield from figures(name, found, ours, "at rest", AIM)


def figures(
    name: str, ours: list[float], theirs: list[float], whom: str, aim: float | None
) -> Iterator[Figure]:
    """The middle and the worst."""
    for what, of, one in (("p50", median, None), ("p99", p99, aim)):
        yield Figure(f"{name}, {what}", of(ours) * 1000, "ms", one, of(theirs) * 1000, whom)


@contextmanager
def keys(*more: Callable[[Path], object]) -> Iterator[Path]:
    """A folder with two keys, and more that is put there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / ".ssh"
        folder.mkdir()
        for key in (FIRST, SECOND):
            write(folder / key, pack(generate(KeySpec("ed25519", 256)), "openssh").data)  # each in a row
        for add in more:
            add(folder)
        yield folder


def write(path: Path, data: bytes) -> None:
    """A private file."""
    path.touch(0o600)
    path.write_bytes(data)


@contextmanager
def keywright(start: Path) -> Iterator[Session]:
    """The list of keys at rest, with a name chosen."""
    env = {
        "HOME": str(start.parent.parent),
        "XDG_STATE_HOME": None,
        "XDG_CONFIG_HOME": None,
        "SSH_AUTH_SOCK": None,
    }
    with program(["python", "-m", "tui", start], env) as session:
        session.wait_for(SECOND)
        session.settle()
        yield session


def making() -> list[float]:
    """While two searches for RSA 16384 race; what was pressed until one of them was lucky does not count."""
    found: list[float] = []
    with keys() as folder:
        while len(found) < PRESSES:
            with keywright(folder / FIRST) as session:
                session.send(F3)
                session.wait_for("[ Generate ]")
                session.settle()
                session.send(f"\tr\t1{F10}")
                agree(session)
                session.wait_for("searching for two primes")
                session.settle()  # before that, keys are kept for a question
                session.send(F2)
                session.wait_for(SECOND)
                some = delays(session, presses=40)
                session.send(F3)
                session.run_for(0.5)
                if "searching for two primes" in session.text():
                    found += some
                session.send(ESCAPE)
    return found


def unlocking() -> list[float]:
    """While 500 rounds of bcrypt are computed."""

    def slow(folder: Path) -> None:
        command = [need("ssh-keygen"), "-q", "-t", "ed25519", "-a", "500", "-N", PHRASE]
        subprocess.run([*command, "-f", folder / "aa_slow"], check=True)

    found: list[float] = []
    with keys(slow) as folder:
        while len(found) < PRESSES:
            with keywright(folder / "aa_slow") as session:
                session.send("u")
                session.wait_for("Passphrase of")
                session.send(f"{PHRASE}\r")
                session.wait_gone("Passphrase of")
                session.send("jj")
                session.settle(0.05)
                found += delays(session, presses=40)
                assert "is unlocked" not in session.text()
    return found


def loading() -> list[float]:
    """While the primes of an RSA key of 8192 bits are proved."""

    def large(folder: Path) -> None:
        write(folder / "aa_large", pack(KeyPair(rsa_8192()), "openssh").data)

    found: list[float] = []
    with keys(large) as folder:
        while len(found) < PRESSES:
            with keywright(folder / "aa_large") as session:
                session.send("v")
                session.run_for(0.3)
                session.send("j")
                session.settle(0.05)
                found += delays(session, presses=40)
    return found


def rsa_8192() -> RsaPrivateKey:
    """Its halves agree."""
    p, q = PRIMES
    d = pow(65537, -1, (p - 1) * (q - 1))
    return RsaPrivateKey(RsaPublicKey(p * q, 65537), d, p, q, pow(q, -1, p))


def looking() -> list[float]:
    """While 10,000 files are looked at."""
    with (
        keys(lambda folder: folder_of_keys(folder, MANY)) as folder,
        program(["python", "-m", "tui", folder / FIRST]) as session,
    ):
        session.wait_for("Generate")  # the names alone are there before Textual is
        session.wait_for(SECOND)
        return delays(session)


def hanging() -> list[float] | None:
    """In a folder on a mount that does not answer any more."""
    if not can_mount():
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / ".ssh"
        folder.mkdir()
        with ExitStack() as stack:
            mount = stack.enter_context(HangingMount(folder, [FIRST, SECOND, "others"]))
            session = stack.enter_context(keywright(folder / FIRST))
            stack.push(mount)  # it goes first: who waits for it cannot be killed
            mount.hang()
            session.send("r")
            session.run_for(1)
            return delays(session)


LOADS: tuple[tuple[str, Callable[[], list[float] | None]], ...] = (
    ("making RSA 16384", making),
    ("unlocking, bcrypt 500", unlocking),
    ("proving RSA 8192", loading),
    (f"a folder of {MANY:,} files", looking),
    ("a mount that hangs", hanging),
)
