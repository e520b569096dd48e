"""One change of ssh_config: a host is given a key, and only that key. All other bytes stay.

The options go directly under the Host line of that very name, in front of what stands there, for the first
value that ssh meets counts. Where no Host line has the name, a new block goes before the first one, so that
no pattern above it says otherwise; in a file without blocks, at its end. Source: ssh_config(5).
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import SshConfigError
from ..files import paths as presence
from ..files import storage
from ..patterns import compiled
from ..records import dataclass, field
from . import config_files, expansion

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .config_files import ConfigLine

_HOST: Final = compiled(r"[^\s\"'#*?!,=]+")
_INDENT: Final = compiled(rb"[ \t]+(?=[^ \t\r\n#])")


@dataclass(frozen=True, slots=True)
class ConfigEdit:
    """What is written, and where."""

    path: Path
    before: bytes | None = field(repr=False)
    """None where the file is not there yet."""
    data: bytes = field(repr=False)
    number: int
    """The line from which on the new lines stand, from 1."""
    added: tuple[str, ...]
    """The new lines, without their ends. Raw."""
    block: str
    """The Host line they stand under."""


def plan(host: str, key: Path, config: Path) -> ConfigEdit | None:
    """What is to be changed so that a host gets a key, and no other.

    Args:
        host: a name as Host has it.
        key: the private key file, or its ``.pub``.
        config: the file of the user; one that it includes is changed where that names the host.

    Returns:
        None where the block says all of it already.

    Raises:
        SshConfigError: the name, or that of the file, cannot stand in a configuration.
        KeyOpsError: the file cannot be read.
    """
    if not _HOST.fullmatch(host):
        raise SshConfigError(
            f"{host} cannot be a name in Host", "Use the name alone, without spaces or patterns"
        )
    wanted = (f"IdentityFile {spelled(key)}", "IdentitiesOnly yes")
    for line in config_files.read(config):
        if line.keyword == "host" and line.arguments == (host,):
            return _in_block(line, wanted)
    if not presence.is_there(config):
        lines = (f"Host {host}", *(f"    {text}" for text in wanted))
        return ConfigEdit(config, None, "".join(f"{text}\n" for text in lines).encode(), 1, lines, lines[0])
    return _new_block(config, host, wanted)


def renamed(old: Path, new: Path, hosts: Collection[str], config: Path) -> ConfigEdit | None:
    """The first file in which lines that name a key are to name another.

    Only lines of blocks for these hosts alone change: one that counts for other hosts too, above the first
    block, under a pattern or a Match, stays.

    Args:
        old: the key that is named, by its private file or its ``.pub``.
        new: the private file of the other key.
        hosts: as Host lines have them.
        config: the file of the user.

    Raises:
        SshConfigError: the name of the file cannot stand in a configuration.
        KeyOpsError: the file cannot be read.
    """
    lines = [one for one in config_files.read(config) if _names(one, old) and _is_for(one.block, hosts)]
    if not lines:
        return None
    path = lines[0].path
    before = storage.read_key_file(path)
    parts = before.split(b"\n")
    changed = [one for one in lines if one.path == path]
    for one in changed:
        raw = parts[one.number - 1].decode("utf-8", "surrogateescape")
        text = config_files.with_argument(raw, spelled(new))
        parts[one.number - 1] = text.encode("utf-8", "surrogateescape")
    shown = tuple(parts[one.number - 1].decode("utf-8", "surrogateescape").rstrip("\r") for one in changed)
    return ConfigEdit(path, before, b"\n".join(parts), changed[0].number, shown, changed[0].block)


def _names(line: ConfigLine, key: Path) -> bool:
    if line.keyword != "identityfile" or not line.arguments:
        return False
    path = expansion.of_any_host(line.arguments[0])
    return path in {key, key.with_name(f"{key.name}.pub")}


def _is_for(block: str, hosts: Collection[str]) -> bool:
    word, *names = block.split() or [""]
    return word.lower() == "host" and set(names) <= set(hosts)


def still_named(key: Path, config: Path) -> tuple[ConfigLine, ...]:
    """The lines of the configuration that name a key."""
    return tuple(line for line in config_files.read(config) if _names(line, key))


def save(edit: ConfigEdit, stamp: str) -> tuple[Path, ...]:
    """Write it; what stood there is kept in a backup.

    Returns:
        The backup; none where the file is new.

    Raises:
        StorageError: it was changed meanwhile, or the file system said no; the file is as it was.
    """
    if edit.before is None:
        return storage.save([storage.NewFile(edit.path, edit.data, private=True)])
    return (
        storage.replace_with_backup(edit.path, edit.data, private=False, stamp=stamp, expected=edit.before),
    )


def spelled(path: Path) -> str:
    """A path as it is written in a configuration.

    Raises:
        SshConfigError: no spelling of it means that path.
    """
    text, home = str(path), expansion.home().rstrip("/")
    text = text.replace("%", "%%")
    if home and text.startswith(f"{home}/"):
        text = f"~{text[len(home) :]}"
    if re.search(r'["\\\n\r\0]|\$\{', text):
        raise SshConfigError(f"{path.name} cannot be named in a configuration", "Rename the file")
    return f'"{text}"' if re.search(r"[\s#']", text) else text


def _in_block(host: ConfigLine, wanted: Sequence[str]) -> ConfigEdit | None:
    before = storage.read_key_file(host.path)
    below = [line for line in config_files.parse(before, host.path) if line.number > host.number]
    block = list(itertools.takewhile(lambda line: not line.opens_block, below))
    missing = [text for text in wanted if not _says(block, text)]
    if not missing:
        return None
    lines = before.split(b"\n")
    indent = next((found[0] for line in block if (found := _INDENT.match(lines[line.number - 1]))), b"    ")
    added = [indent + text.encode("utf-8", "surrogateescape") for text in missing]
    return _inserted(host.path, before, host.number, added, host.block)


def _says(block: Sequence[ConfigLine], wanted: str) -> bool:
    """Whether the first of its kind in a block, or any IdentityFile, says what is wanted."""
    (line,) = config_files.parse(wanted.encode("utf-8", "surrogateescape"), Path())
    same = [each.arguments for each in block if each.keyword == line.keyword]
    if line.keyword == "identityfile":
        return line.arguments in same
    return bool(same) and same[0] == line.arguments


def _new_block(config: Path, host: str, wanted: Sequence[str]) -> ConfigEdit:
    before = storage.read_key_file(config)
    first = next((line.number for line in config_files.parse(before, config) if line.opens_block), None)
    lines = before.split(b"\n")
    block = f"Host {host}"
    added = [block.encode(), *(f"    {text}".encode("utf-8", "surrogateescape") for text in wanted)]
    if first is None:
        at = len(lines) - (not lines[-1])
        return _inserted(config, before, at, [b"", *added] if before.strip() else added, block)
    at = first - 1
    while at and lines[at - 1].lstrip(b" \t").startswith(b"#"):  # the comment above a block is its own
        at -= 1
    return _inserted(config, before, at, [*added, b""], block)


def _inserted(path: Path, before: bytes, at: int, added: Sequence[bytes], block: str) -> ConfigEdit:
    """The file with lines put behind its first ``at`` lines, ended as the file ends its own."""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    parts = before.split(b"\n")
    head = b"".join(part + b"\n" for part in parts[:at])
    rest = b"\n".join(parts[at:])
    if at and at == len(parts):  # the last line has no end
        head = head[:-1] + end
    data = head + b"".join(line + end for line in added) + rest
    shown = tuple(line.decode("utf-8", "surrogateescape") for line in added if line)
    return ConfigEdit(path, before, data, at + 1 + (not added[0]), shown, block)
