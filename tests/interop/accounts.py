"""Servers on loopback whose accounts have homes of their own, and the configuration that names them."""

from __future__ import annotations

import contextlib
import getpass
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.helpers.peers import run
from tests.interop.loopback import Server, sshd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Account:
    """An account on a server of its own."""

    server: Server
    home: Path

    @property
    def authorized(self) -> Path:
        """The file that says who may log in."""
        return self.home / ".ssh" / "authorized_keys"

    def holds(self, text: str) -> None:
        """Have the file hold this, and nothing else."""
        self.authorized.parent.mkdir(mode=0o700, exist_ok=True)
        self.authorized.write_text(text)
        self.authorized.chmod(0o600)

    def lets_in(self, private: Path) -> bool:
        """Whether this key, alone, logs in."""
        return b"let in" in self.server.log_in(private).stdout


@contextlib.contextmanager
def account(folder: Path) -> Iterator[Account]:
    """A server whose only account has its home in this empty folder."""
    home = folder / "home"
    home.mkdir()

    def prepare(_: Path) -> str:
        return (
            f"MaxStartups 100\nMatch all\n  AuthorizedKeysFile {home}/.ssh/authorized_keys\n"
            f"  SetEnv HOME={home}\n"
        )

    with sshd(folder, prepare) as server:
        yield Account(server, home)


def configuration(path: Path, accounts: dict[str, Account], lines: str = "") -> Path:
    """Write a configuration that names these accounts.

    Args:
        path: of the file.
        accounts: by the names of their hosts.
        lines: for every host.
    """
    blocks = [
        f"Host {name}\n  HostName 127.0.0.1\n  Port {one.server.port}\n  User {getpass.getuser()}\n"
        f"  StrictHostKeyChecking no\n  UserKnownHostsFile {path.parent}/known\n  LogLevel ERROR\n"
        for name, one in accounts.items()
    ]
    path.write_text("".join(blocks) + f"Host *\n  CanonicalizeHostname no\n{lines}")
    return path


def make_key(path: Path, phrase: str = "", kind: str = "ed25519", comment: str = "") -> Path:
    """A key of ssh-keygen."""
    run("ssh-keygen", "-q", "-t", kind, "-N", phrase, "-C", comment or path.name, "-f", path)
    return path
