"""A real sshd on loopback that lets one key in."""

from __future__ import annotations

import contextlib
import getpass
import re
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.children import LONG_LIFE, PATIENCE, Child
from tests.helpers.peers import need, run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator


@dataclass(frozen=True)
class Server:
    """Where it listens and where its files are."""

    port: int
    folder: Path

    def let_in(self, public_line: bytes) -> None:
        """Make this the only key that may log in."""
        (self.folder / "authorized_keys").write_bytes(public_line.rstrip(b"\n") + b"\n")

    def log_in(self, private: Path, passphrase: str = "") -> subprocess.CompletedProcess[bytes]:
        """Run ``echo let in`` with nothing but this private key; an askpass program gives its passphrase."""
        askpass = self.folder / "askpass"
        askpass.write_text(f"#!/bin/sh\ncat {self.folder}/phrase\n")
        askpass.chmod(0o700)
        (self.folder / "phrase").write_text(passphrase + "\n")
        return run(
            "ssh",
            "-F", "/dev/null", "-p", str(self.port), "-i", private,
            "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
            "-o", "PreferredAuthentications=publickey",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=20",
            f"{getpass.getuser()}@127.0.0.1", "echo let in",
            ok=False,
            env={"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none:0"},
        )  # fmt: skip

    def accepts(self, publics: Collection[Path]) -> frozenset[str]:
        """Names of the public keys with which sshd would let us in; one connection asks about each."""
        told = run(
            "ssh",
            "-F", "/dev/null", "-p", str(self.port), "-v",
            *(word for public in publics for word in ("-i", public)),
            "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
            "-o", "PreferredAuthentications=publickey",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=20",
            f"{getpass.getuser()}@127.0.0.1", "true",
            ok=False,
        ).stderr.decode(errors="replace")  # fmt: skip
        asked = re.findall(r"Offering public key: (\S+)", told)
        if sorted(map(str, publics)) != sorted(asked):
            raise RuntimeError(f"sshd was not asked about every key:\n{told}")
        return frozenset(Path(path).stem for path in re.findall(r"Server accepts key: (\S+)", told))


@contextlib.contextmanager
def sshd(folder: Path, prepare: Callable[[Path], str] = lambda _: "") -> Iterator[Server]:
    """Start a server of our own on a free port; stop it at the end.

    Args:
        folder: where its files are; empty.
        prepare: called when its host key is there; gives further lines of its configuration.
    """
    program = need("sshd")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "host")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "authorized_keys").touch()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"StrictModes no\nAuthorizedKeysFile {folder}/authorized_keys\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\n" + prepare(folder)
    )
    with contextlib.suppress(PermissionError):
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    log = (folder / "sshd.log").open("wb")
    process = Child(
        [program, "-D", "-e", "-f", folder / "config"],
        stderr=log,
        stdin=subprocess.DEVNULL,
        life=LONG_LIFE,
    )
    try:
        _wait_for(port, process, folder)
        yield Server(port, folder)
    finally:
        process.end()
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("sshd did not start: " + (folder / "sshd.log").read_text())
