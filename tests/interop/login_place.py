"""A server on loopback that knows many keys, an agent, and configurations for both."""

from __future__ import annotations

import contextlib
import functools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.agents import ssh_agent
from tests.helpers.peers import run
from tests.interop.loopback import sshd
from tui.keyops.conversion.conversion import pack
from tui.keyops.inspection.inspection import read
from tui.keyops.logins import answers, client
from tui.process import programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tui.keyops.logins.offers import LoginPlan

STRANGER = "127.0.0.3"
"""From here nobody is let in, so that ssh offers all it has."""
ALL = (
    "a", "b", "c", "d", "f", "g", "ec", "r", "small", "pem", "lockedpem", "locked", "open", "cut", "pkcs8",
    "putty", "wrong", "only",
)  # fmt: skip
"""The keys that the server knows."""
STRICT = "127.0.0.2"
"""From here a server has the usual MaxAuthTries."""


def spelled(lines: str, keys: Path) -> str:
    """Lines of a configuration, of which the cases write the long words short."""
    for short, word in (("; ", "\n"), ("IF ", "IdentityFile {k}/"), ("CF ", "CertificateFile {k}/")):
        lines = lines.replace(short, word)
    return lines.replace("{k}", str(keys))


@dataclass(frozen=True)
class Place:
    """Keys, an agent, and a server that knows every one of the keys."""

    keys: Path
    port: int
    agent: Path

    def config(self, lines: str) -> str:
        """A configuration with these lines; the name of its file."""
        path = self.keys / "config"
        hosts, lines = "box stranger strict", spelled(lines, self.keys)
        path.write_text(
            f"Host {hosts}\n  HostName 127.0.0.1\n  Port {self.port}\n  StrictHostKeyChecking no\n"
            f"  UserKnownHostsFile {self.keys}/known\n  LogLevel ERROR\n{lines}\n"
            f"Host stranger\n  BindAddress {STRANGER}\nHost strict\n  BindAddress {STRICT}\n"
        )
        return str(path)

    def load(self, names: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have the agent hold these, and nothing else."""
        monkeypatch.setenv("SSH_AUTH_SOCK", str(self.agent))
        run("ssh-add", "-q", "-D")
        for name in names.split():
            run("ssh-add", "-q", self.keys / name)


@contextlib.contextmanager
def place(keys: Path, folder: Path) -> Iterator[Place]:
    """A place; its keys and its server in two empty folders."""
    _make_keys(keys)

    def prepare(folder: Path) -> str:
        return (
            f"MaxAuthTries 50\nTrustedUserCAKeys {keys}/ca.pub\n"
            f"Match Address {STRANGER}\n  AuthorizedKeysFile none\n  TrustedUserCAKeys none\n"
            f"Match Address {STRICT}\n  MaxAuthTries 6\n  AuthorizedKeysFile {folder}/strict\n"
        )

    with sshd(folder, prepare) as server, ssh_agent(folder / "agent") as agent:
        lines = [(keys / f"{name}.pub").read_bytes() for name in ALL]
        (folder / "authorized_keys").write_bytes(b"".join(lines))
        (folder / "strict").write_bytes((keys / "g.pub").read_bytes())
        (keys / "only").rename(keys / "elsewhere")
        (keys / "pem.pub").unlink()
        (keys / "lockedpem.pub").unlink()
        yield Place(keys, server.port, agent)


def _make_keys(keys: Path) -> None:
    def make(name: str, *more: str, phrase: str = "") -> None:
        run("ssh-keygen", "-q", "-N", phrase, "-C", name, "-f", keys / name, *(more or ("-t", "ed25519")))

    for name in ("a", "b", "c", "d", "f", "g", "open", "cut", "only", "ca", "wrong", "putty", "pkcs8"):
        make(name)
    make("ec", "-t", "ecdsa")
    make("r", "-t", "rsa", "-b", "2048")
    make("small", "-t", "rsa", "-b", "1024")
    make("pem", "-t", "ecdsa", "-m", "PEM")
    make("lockedpem", "-t", "ecdsa", "-m", "PEM", phrase="correct horse")
    make("locked", phrase="correct horse")
    (keys / "open").chmod(0o644)
    (keys / "cut").write_bytes((keys / "cut").read_bytes()[:200])
    for name, container in (("putty", "ppk3"), ("pkcs8", "pkcs8")):
        pair = read((keys / name).read_bytes())[0].open()
        (keys / name).write_bytes(pack(pair, container).data)
    shutil.copy(keys / "a.pub", keys / "wrong.pub")
    for name, options in (
        ("b", ("-n", "{user}")),
        ("expired", ("-n", "{user}", "-V", "20200101:20200201")),
        ("early", ("-n", "{user}", "-V", "20990101:20990201")),
        ("other", ("-n", "somebody")),
        ("nobody", ()),
        ("host", ("-h", "-n", "box")),
    ):
        _certify(keys, name, *options)


def _certify(keys: Path, name: str, *options: str) -> None:
    if name != "b":
        shutil.copy(keys / "c", keys / name)
        shutil.copy(keys / "c.pub", keys / f"{name}.pub")
    words = [word.format(user=Path.home().owner()) for word in options]
    run("ssh-keygen", "-q", "-s", keys / "ca", "-I", "x", *words, keys / f"{name}.pub")


@functools.cache
def version() -> tuple[int, int] | None:
    """Of the ssh that is here."""
    return client.version_of(programs.run(client.VERSION).errors)


def plan_of(host: str, config: str) -> LoginPlan:
    """What we say that ssh does."""
    ran = programs.run(client.question(host, config))
    return client.plan_for(client.config_of(host, ran.status, ran.out, ran.errors), version())


def log_in(host: str, config: str) -> answers.LoginAnswer:
    """What it does."""
    return answers.explain(programs.run(client.login(host, config), 60).errors, host, "me")
