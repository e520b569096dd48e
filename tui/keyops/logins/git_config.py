"""What git does with a key: it signs commits with one, logs in with one, and trusts signers.

Source: git-config(1): user.signingKey, gpg.format, gpg.ssh.allowedSignersFile, core.sshCommand.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError
from ..files.reading import read_key_file
from ..formats import _key_lines
from ..patterns import compiled
from .uses import Use, of_signers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .uses import UsedKey

NAMES: Final = ("user.signingkey", "gpg.ssh.allowedsignersfile", "core.sshcommand", "gpg.format")
QUESTION: Final = ("git", "config", "--null", "--get-regexp", f"^({'|'.join(map(re.escape, NAMES))})$")
_LITERAL: Final = compiled(r"(?:key::)?\s*(?P<type>\S+)\s+(?P<body>AAAA\S+)")
_NAMED: Final = compiled(r"-i\s*(\S+)|IdentityFile[ =](\S+)")
_SECTION: Final = compiled(r'\[\s*([\w.-]+)(?:\s+"([^"]*)")?\s*\].*')
_VALUE: Final = compiled(r"([A-Za-z][\w-]*)\s*=\s*(.*)")


def of_git(subject: UsedKey, values: Mapping[str, str]) -> Iterator[Use]:
    """What git does with it.

    Args:
        subject: the key.
        values: of NAMES, as git tells them.
    """
    signing = values.get("user.signingkey", "")
    literal = _LITERAL.match(signing)
    if literal is not None:
        with contextlib.suppress(KeyOpsError):
            if subject.has(_key_lines.read_key(literal["type"].encode(), literal["body"].encode(), "git")[0]):
                yield Use("git-signing", "git signs commits with it: user.signingkey")
    elif signing and values.get("gpg.format") == "ssh" and subject.is_at(_path(signing)):
        yield Use("git-signing", "git signs commits with it: user.signingkey")
    command = values.get("core.sshcommand", "")
    named = _NAMED.findall(command)
    if any(subject.is_at(_path(first or second)) for first, second in named):
        yield Use("git-ssh", "git logs in with it: core.sshCommand")
    signers = values.get("gpg.ssh.allowedsignersfile", "")
    if signers:
        yield from of_signers(subject, _path(signers))


def values_of(told: bytes) -> dict[str, str]:
    """The values that ``git config --null --get-regexp`` told; of several of a name the last counts."""
    found = {}
    for part in told.decode("utf-8", "surrogateescape").split("\0"):
        name, _, value = part.partition("\n")
        if name:
            found[name.lower()] = value
    return found


def values_of_file(path: Path) -> dict[str, str]:
    """The same from the text of a file, where git is not installed: sections and values in one line each."""
    found: dict[str, str] = {}
    section = ""
    with contextlib.suppress(KeyOpsError):
        for raw in read_key_file(path).decode("utf-8", "surrogateescape").splitlines():
            line = raw.strip()
            if head := _SECTION.fullmatch(line):
                section = ".".join(part for part in head.groups() if part).lower()
            elif value := _VALUE.fullmatch(line):
                found[f"{section}.{value[1].lower()}"] = value[2].strip().strip('"')
    return {name: value for name, value in found.items() if name in NAMES}


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser may raise
