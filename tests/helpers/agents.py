"""Agents for tests: one that answers what it is told to, and the real one."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING

from tests.helpers.children import LONG_LIFE, PATIENCE, Child
from tests.helpers.peers import need
from tui.keyops.encoding import wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FAILURE = b"\x05"
SUCCESS = b"\x06"


def framed(message: bytes) -> bytes:
    """A message with its length."""
    return wire.string(message)


def listing(keys: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The answer to what is loaded: blobs and comments."""
    return b"\x0c" + wire.u32(len(keys)) + b"".join(wire.string(a) + wire.string(b) for a, b in keys)


class FakeAgent:
    """Answers every question with the same bytes; None: hangs.

    Attributes:
        asked: the messages it was sent, without their lengths.
    """

    def __init__(self, path: Path, answer: bytes | None) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self._over = threading.Event()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen(8)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(OSError):
                talk, _ = self._socket.accept()
                threading.Thread(target=self._talk, args=(talk,), daemon=True).start()

    def _talk(self, talk: socket.socket) -> None:
        with talk, contextlib.suppress(OSError):
            size = int.from_bytes(talk.recv(4), "big")
            self.asked.append(talk.recv(size, socket.MSG_WAITALL))
            if self.answer is None:
                self._over.wait(60)
            else:
                talk.sendall(self.answer)

    def end(self) -> None:
        """Stop listening."""
        self._over.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)


@contextlib.contextmanager
def fake_agent(path: Path, answer: bytes | None) -> Iterator[FakeAgent]:
    """A fake agent at a socket that is not there yet."""
    made = FakeAgent(path, answer)
    try:
        yield made
    finally:
        made.end()


@contextlib.contextmanager
def ssh_agent(path: Path, *, askpass: str = "/bin/false") -> Iterator[Path]:
    """The real one, listening at a path; it asks for confirmation with this program."""
    env = {**os.environ, "SSH_ASKPASS": askpass, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none:0"}
    process = Child(
        [need("ssh-agent"), "-D", "-a", path],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        life=LONG_LIFE,
    )
    try:
        _wait_for(path)
        yield path
    finally:
        process.end()


def _wait_for(path: Path) -> None:
    """Until it listens: the socket is there a little before."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
            talk.connect(str(path))
            return
        time.sleep(0.01)
    raise RuntimeError("ssh-agent did not start")
