"""Who uses a key: ssh's configuration, authorized_keys of this account, the agent, git, allowed_signers.

What a name or a pattern of ssh_config means is asked of ``ssh -G`` by the caller; here it is looked up where
the key stands. A key is known by its public key, wherever that can be seen, else by the path of its file.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..agent import client as agent
from ..errors import AgentError, KeyOpsError
from ..files.reading import read_key_file
from ..formats import allowed_signers
from ..inspection import inspection
from ..records import dataclass
from ..trust import known_hosts
from . import config_files, expansion, identity_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..keys.base import PublicKey
    from .client_config import ClientConfig

_NAMED_BY: Final = {"identityfile": "IdentityFile", "certificatefile": "CertificateFile"}


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a key is used. Everything is raw."""

    kind: str
    """``ssh-config``, ``ssh-host``, ``ssh-default``, ``authorized-keys``, ``known-hosts``, ``agent``,
    ``git-signing``, ``git-ssh`` or ``allowed-signers``."""
    title: str
    path: Path | None = None
    line: int = 0
    host: str = ""
    """Of ``ssh-host`` and ``ssh-default``: the host, as ssh's configuration names it."""


@dataclass(frozen=True, slots=True)
class UsedKey:
    """The key that is asked about."""

    path: Path
    publics: tuple[PublicKey, ...]
    """Of all keys in the file; empty where they cannot be seen."""

    def has(self, public: PublicKey | None) -> bool:
        """Whether it is this key."""
        return public is not None and public in self.publics

    @property
    def names(self) -> frozenset[str]:
        """The paths under which ssh or git may name it."""
        stem = self.path.with_name(self.path.name.removesuffix(".pub").removesuffix("-cert"))
        return frozenset(
            os.path.realpath(path)
            for path in (
                self.path,
                stem,
                stem.with_name(f"{stem.name}.pub"),
                stem.with_name(f"{stem.name}-cert.pub"),
            )
        )

    def is_at(self, path: Path) -> bool:
        """Whether a file is this key, by its name or by the public key in it or next to it."""
        return os.path.realpath(path) in self.names or self.has(identity_files.public_of(path)[0])


def subject_of(path: Path) -> UsedKey:
    """The key in a file, or the one whose ``.pub`` lies next to it.

    Raises:
        KeyOpsError: the file cannot be read.
    """
    return UsedKey(path.absolute(), agent.public_halves(path))


def of_config(subject: UsedKey, lines: Iterable[config_files.ConfigLine]) -> Iterator[Use]:
    """The lines of ssh's configuration that name it. Those with tokens of a host are left to ``of_hosts``."""
    for line in lines:
        if line.keyword not in _NAMED_BY or not line.arguments:
            continue
        path = expansion.of_any_host(line.arguments[0])
        if path is not None and subject.is_at(path):
            title = f"{_NAMED_BY[line.keyword]} of {line.block or 'every host'}"
            yield Use("ssh-config", title, line.path, line.number)


def of_hosts(subject: UsedKey, configs: Mapping[str, ClientConfig]) -> Iterator[Use]:
    """The hosts to which ssh offers the file, by what ``ssh -G`` told of each."""
    for name, config in configs.items():
        if any(_is_named(subject, text, config) for text in config.certificate_files):
            yield Use("ssh-host", f"ssh {name}", host=name)
        elif any(_is_named(subject, text, config) for text in config.identity_files):
            usual = " by its usual name" if config.uses_defaults else ""
            yield Use("ssh-default" if usual else "ssh-host", f"ssh {name}{usual}", host=name)


def _is_named(subject: UsedKey, text: str, config: ClientConfig) -> bool:
    try:
        return subject.is_at(expansion.expand(text, config))
    except KeyOpsError:
        return False


def of_agent(subject: UsedKey) -> Iterator[Use]:
    """The agent, if it holds it; an agent that does not answer uses nothing."""
    if not agent.address():
        return
    with contextlib.suppress(AgentError):
        for one in agent.identities(agent.QUICK):
            if subject.has(one.public):
                kind = "certificate" if one.certificate else "key"
                yield Use("agent", f"the agent holds the {kind} as {one.name}", Path(agent.address()))


def of_key_lines(subject: UsedKey, home: Path) -> Iterator[Use]:
    """authorized_keys and known_hosts of this account."""
    for name in ("authorized_keys", "authorized_keys2"):
        path = home / ".ssh" / name
        for number, _, public in _lines(path):
            if subject.has(public):
                yield Use("authorized-keys", "logs in to this account", path, number)
    path = home / ".ssh" / "known_hosts"
    with contextlib.suppress(KeyOpsError):
        for line in known_hosts.load(path).lines:
            if subject.has(line.public):
                yield Use(
                    "known-hosts",
                    f"host key of {line.names or 'a host with a hashed name'}",
                    path,
                    line.number,
                )


def of_signers(subject: UsedKey, path: Path) -> Iterator[Use]:
    """The lines of an allowed_signers file."""
    with contextlib.suppress(KeyOpsError):
        for entry in allowed_signers.FORMAT.read(read_key_file(path)):
            if subject.has(entry.public):
                yield Use("allowed-signers", "its signatures are trusted", path, entry.line)


def _lines(path: Path) -> Iterator[tuple[int, str, PublicKey]]:
    """Line, options and key of each line that is a public key."""
    with contextlib.suppress(KeyOpsError):
        for entry in inspection.recognise(read_key_file(path), path.name):
            if entry.public is not None:
                yield entry.line, entry.options, entry.public
