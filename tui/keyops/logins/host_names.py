"""Names of hosts that the user's own files name: ssh's config, and, when asked for, the history of shells.

They are tried on the hashed names of known_hosts. Of a history only what follows ssh, scp, sftp, git and
their like is looked at, and nothing of it is kept.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .. import limits
from ..errors import KeyOpsError
from ..files import storage
from . import config_files

if TYPE_CHECKING:
    from collections.abc import Iterator

_HISTORIES: Final = (".bash_history", ".zsh_history", ".local/share/fish/fish_history", ".histfile")
_COMMAND: Final = re.compile(
    r"(?:^|[\s;|&(])(?:auto)?(?:ssh|scp|sftp|rsync|mosh|git|ssh-copy-id|ssh-keyscan|ssh-keygen)\s+(?P<rest>.*)"
)
_PORT: Final = re.compile(r"(?:^|\s)-[pP]\s*(?P<port>[0-9]{1,5})(?=\s|$)")
_HOST: Final = re.compile(
    r"(?:[a-z+]+://)?(?:[\w.+-]+@)?(?P<host>\[?[A-Za-z0-9](?:[A-Za-z0-9.:_-]*[A-Za-z0-9])?\]?(?::[0-9]{1,5})?)"
    r"(?:[:/].*)?"
)
_LONGEST: Final = 300
"""Characters of a word that may name a host."""
_ALIASES: Final = frozenset({"hostname", "hostkeyalias", "proxyjump"})


def configured(path: Path) -> Iterator[str]:
    """The hosts of an ssh config and of what it includes, with their ports. Never raises."""
    lines = config_files.read(path)
    ports = {line.block: line.arguments[0] for line in lines if line.keyword == "port" and line.arguments}
    yield from config_files.names(lines)
    for line in lines:
        if line.keyword not in _ALIASES and line.keyword != "host":
            continue
        for argument in ",".join(line.arguments).split(","):
            name = argument.rpartition("@")[2]
            yield name
            if line.block in ports:
                yield f"[{name}]:{ports[line.block]}"


def typed(history: str) -> Iterator[str]:
    """What stands for a host in the commands of a history; most of it is none, which does no harm."""
    for line in history.splitlines():
        command = _COMMAND.search(line)
        if command is None:
            continue
        port = _PORT.search(command["rest"])
        for word in command["rest"].split():
            found = _HOST.fullmatch(word.strip("\"'")) if len(word) <= _LONGEST else None
            if found is not None:
                yield found["host"]
                if port is not None:
                    yield f"[{found['host']}]:{port['port']}"


def in_histories() -> Iterator[str]:
    """The hosts in the histories of the user's shells. Never raises."""
    for name in _HISTORIES:
        try:
            data = limits.of_long_list(storage.read_key_file, Path.home() / name)
        except KeyOpsError:
            continue  # not there, or longer than any that is read
        yield from typed(data.decode("utf-8", "replace"))


def all_of(*, history: bool) -> Iterator[str]:
    """The hosts of the user's config, and of the histories where that was allowed."""
    yield from configured(config_files.of_user())
    if history:
        yield from in_histories()
