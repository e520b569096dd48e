"""A monkey at the keyboard: 200 random keys a second, over every screen, in a real terminal.

It must not crash the program, make it write outside its folder, or leave a child. The keys follow from the
seed; how the program is slowed by the machine does not.
"""

from __future__ import annotations

import fcntl
import os
import random
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

from tests.soak import cage

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
RATE = 200
"""Keys each second."""

NAMED = {
    "\r": 9, "\t": 6, "\x1b[Z": 2, "\x1b": 7, " ": 2, "\x7f": 3, "\x1b[A": 4, "\x1b[B": 8, "\x1b[C": 4,
    "\x1b[D": 3, "\x1b[5~": 1, "\x1b[6~": 1, "\x1b[H": 1, "\x1b[F": 1, "\x1b[3~": 1, "\x1bOP": 1,
    "\x1bOQ": 4, "\x1bOR": 4, "\x1bOS": 4, "\x15": 1, "\x0c": 1, "\x01": 1, "\x0b": 1, "\x03": 1,
    "\x10": 1, "\x1b[200~a pasted\nphrase\x1b[201~": 1, "\x1b[200~pasted\x1b[201~": 1, "\xfc": 1, "鍵": 1,
}  # fmt: skip
"""Keys with a name, as a terminal sends them, and how often; Ctrl+Z and Ctrl+Q are for other tests."""
LETTERS = "abcdefghijklmnoprstuvwxyz" * 2 + "0123456789" + ".:?GNSTxyj" + "jkcvwmuenatsdp" * 3 + ",_-"
SIZES = ((80, 24), (60, 20), (120, 40), (40, 10))


def keys(random_: random.Random) -> str:
    """One key press, or a word typed at once."""
    if random_.random() < 0.002:
        return "q"
    if random_.random() < 0.01:
        return "correct horse"
    if random_.random() < 0.55:
        return random_.choice(LETTERS)
    return random_.choices(list(NAMED), list(NAMED.values()))[0]


def sandbox(folder: Path) -> Path:
    """A home with keys of many kinds, locked ones, damaged ones; returns what holds them."""
    ssh = folder / "home" / ".ssh"
    ssh.mkdir(parents=True, mode=0o700)
    for name in ("tmp", "work"):
        (folder / name).mkdir()
    for source in sorted(CORPUS.iterdir()):
        if source.is_dir():
            for path in sorted(source.iterdir())[:: 7 if source.name.startswith("openssh") else 11]:
                if path.is_file() and path.name != "MANIFEST.toml" and path.stat().st_size < 100_000:
                    shutil.copy(path, ssh / f"{source.name}-{path.name}")
    shutil.copytree(ssh, folder / "work" / "keys")
    return ssh


class Terminal:
    """keywright in a pseudo-terminal that takes no picture: quick enough for a monkey."""

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self.written = bytearray()
        """The last of what the program wrote."""
        self.total = 0
        self._waiting = b""
        self._master, slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        os.set_blocking(self._master, False)
        program = [sys.executable, "-m", "tui", str(folder / "home" / ".ssh")]
        if cage.is_there():
            program = [sys.executable, "-m", "tests.soak.cage", str(folder), *program]
        env = {
            "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "SSH_TTY": "/dev/pts/0",
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        try:
            self.process = subprocess.Popen(
                program,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=env,
                cwd=folder / "work",
                start_new_session=True,
                preexec_fn=_own_terminal,  # noqa: PLW1509 - its controlling one, so that it hears of its loss
            )
        finally:
            os.close(slave)

    def type(self, text: str) -> None:
        """Press keys; those that the program does not take yet wait."""
        self._waiting += text.encode()

    def turn(self, seconds: float) -> None:
        """Let keys and screens pass for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self.process.poll() is None:
            wants = [self._master] if self._waiting else []
            readable, writable, _ = select.select([self._master], wants, [], min(left, 0.05))
            if writable:
                self._waiting = self._waiting[os.write(self._master, self._waiting[:64]) :]
            if readable:
                self._read()

    def _read(self) -> bool:
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the last process has closed the terminal, or there is nothing
            return False
        self.total += len(data)
        self.written += data
        del self.written[:-20_000]
        return bool(data)

    def last_words(self) -> str:
        """What the program said after the screens were gone."""
        while self._read():
            pass
        return self.written.decode("utf-8", "replace").rpartition("\x1b[?1049l")[2]

    @property
    def backlog(self) -> int:
        """Bytes of keys that the program has not taken."""
        return len(self._waiting)

    def close(self) -> None:
        """End the program, politely if it can be, and give the terminal back."""
        if self.process.poll() is None:
            self.process.terminate()
            self.turn(8)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)


def _own_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def left_behind(session: int) -> list[str]:
    """The processes of a terminal session, with their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session:
                    found.append(f"{entry.name} {fields[0]} {(entry / 'cmdline').read_bytes()!r}")
            except OSError:
                continue
    return found


def outside(folder: Path) -> set[str]:
    """Every file of the sandbox where the monkey's requests should have put none."""
    homes = {folder / "home" / ".ssh", folder / "work"}
    allowed = {"home/.config", "home/.local", "home/.cache"}
    names = set()
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        inside = any(path == home or home in path.parents for home in homes)
        if path.is_file() and not inside and not any(name.startswith(where) for where in allowed):
            names.add(name)
    return names


def open_private(folder: Path) -> set[str]:
    """Private files that the program wrote and others may read: the copies from the corpus are older."""
    found = set()
    for path in (folder / "home").rglob("*"):
        if path.is_file() and path.name.startswith("id_") and path.stat().st_mode & 0o077:
            data = path.read_bytes()
            if re.search(rb"PRIVATE KEY|PuTTY-User-Key-File", data):
                found.add(str(path.relative_to(folder)))
    return found


def run(seconds: float, seed: int, *, folder: Path | None = None) -> str:
    """Let the monkey loose; one line with figures.

    Raises:
        AssertionError: something of what must not happen did; the seed repeats its keys.
    """
    random_ = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="monkey-") as name:
        place = folder or Path(name)
        sandbox(place)
        end, pressed, starts, written = time.monotonic() + seconds, 0, 0, 0
        history: list[str] = []
        while time.monotonic() < end:
            terminal = Terminal(place, random_.choice(SIZES))
            starts += 1
            try:
                terminal.turn(min(1.5, max(0.5, seconds / 4)))
                while terminal.process.poll() is None and time.monotonic() < end:
                    burst = [keys(random_) for _ in range(RATE // 20)] if terminal.backlog < RATE else []
                    history = (history + burst)[-200:]
                    pressed += len(burst)
                    terminal.type("".join(burst))
                    terminal.turn(0.05)
                status = terminal.process.poll()
                where = f"seed {seed}, key {pressed}; the last keys: {history!r}"
                words = terminal.last_words() if status is not None else ""
                assert status in {None, 0, 130}, f"the program ended with {status}:\n{words}\n{where}"
            finally:
                terminal.close()
            written += terminal.total
            assert terminal.process.returncode in {0, 130, 143}, f"{terminal.last_words()}\n{where}"
            assert not (left := left_behind(terminal.process.pid)), f"left behind: {left}; {where}"
            assert not (found := outside(place)), f"written outside: {found}; {where}"
        assert not (found := open_private(place)), f"readable by others: {found}; seed {seed}"
        made = sum(1 for path in (place / "home" / ".ssh").rglob("*") if path.is_file())
    drawn = f"{written / 1e6:.1f} MB drawn"
    return f"seed {seed}: {pressed} keys, {starts} starts, {drawn}, {made} files in its folder"


if __name__ == "__main__":
    print(run(float(sys.argv[1]), int(sys.argv[2])))
