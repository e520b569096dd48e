"""The text of ssh_config: its Host and Match blocks, where each option stands, and what is included.

What an option means for a host is asked of ``ssh -G``; this is for saying in which line of which file it
stands, and for changing one. A line is a keyword in any case, blanks or ``=``, and arguments, in double
quotes where they hold blanks. Source: ssh_config(5); OpenSSH 9.2 readconf.c ``process_config_line_depth``,
misc.c ``argv_split``.
"""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError
from ..files.reading import read_key_file
from ..patterns import compiled
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM: Final = Path("/etc/ssh/ssh_config")
_LINE: Final = compiled(
    r"[ \t]*(?P<word>[A-Za-z][A-Za-z0-9]*)(?:[ \t]*=[ \t]*|[ \t]+)(?P<rest>.*)", re.DOTALL
)
_ARGUMENT: Final = compiled(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|([^ \t"\'#][^ \t]*)|(#.*))')
_DEPTH: Final = 16
_MOST_FILES: Final = 256
_WILD: Final = compiled(r"[*?!]")


@dataclass(frozen=True, slots=True)
class ConfigLine:
    """One option. Everything is raw."""

    path: Path
    number: int
    """From 1."""
    keyword: str
    """In lower case."""
    arguments: tuple[str, ...]
    block: str = ""
    """The Host or Match line it stands under, such as ``Host box``; empty above the first."""

    @property
    def opens_block(self) -> bool:
        """Whether it is a Host or Match line."""
        return self.keyword in {"host", "match"}


def of_user() -> Path:
    """The file of the user, in the home folder that ssh goes by: see ``expansion.home``."""
    from .expansion import home

    return Path(home()) / ".ssh" / "config"


def read(path: Path) -> tuple[ConfigLine, ...]:
    """The options of a file and of all that it includes, in the order in which ssh meets them.

    What is not there, or cannot be read, is left out, as ssh does with an Include. Never raises.
    """
    seen: list[Path] = []
    return tuple(_read(path, "", 0, seen))


def _read(path: Path, block: str, depth: int, seen: list[Path]) -> Iterator[ConfigLine]:
    if depth > _DEPTH or len(seen) >= _MOST_FILES:
        return
    seen.append(path)
    try:
        data = read_key_file(path)
    except KeyOpsError:
        return
    for line in parse(data, path, block):
        if line.opens_block:
            block = line.block
        yield line
        if line.keyword == "include":
            for argument in line.arguments:
                for found in included(argument, path):
                    yield from _read(found, block, depth + 1, seen)


def parse(data: bytes, path: Path, block: str = "") -> Iterator[ConfigLine]:
    """The options of one file."""
    for number, text in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        found = _LINE.fullmatch(text.rstrip(" \t\r\f"))
        if found is None:
            continue
        keyword, arguments = found["word"].lower(), _arguments(found["rest"])
        if keyword in {"host", "match"}:
            block = f"{found['word']} {' '.join(arguments)}"
        yield ConfigLine(path, number, keyword, arguments, block)


def _arguments(text: str) -> tuple[str, ...]:
    found, at = [], 0
    while at < len(text):
        match = _ARGUMENT.match(text, at)
        if match is None or match[4] is not None:
            break
        found.append(next((part for part in match.groups()[:3] if part is not None), ""))
        at = match.end()
    return tuple(found)


def with_argument(raw: str, text: str) -> str:
    """A line with another first argument; what stands around it stays.

    Args:
        raw: a line that has one, without its LF.
        text: the argument as it is spelled in a configuration.
    """
    found = _LINE.fullmatch(raw)
    argument = _ARGUMENT.match(found["rest"]) if found is not None else None
    if found is None or argument is None:
        return raw
    return raw[: found.start("rest")] + text + found["rest"][argument.end() :]


def included(pattern: str, path: Path) -> list[Path]:
    """The files that an Include names: relative ones are of ~/.ssh, in the file of the system of /etc/ssh."""
    from .expansion import home

    folder = SYSTEM.parent if path.is_relative_to(SYSTEM.parent) else Path(home()) / ".ssh"
    if pattern.startswith("~/"):
        pattern = f"{home()}/{pattern[2:]}"
    return [Path(name) for name in sorted(glob.glob(os.path.join(folder, pattern)))]  # noqa: PTH118, PTH207


def names(lines: tuple[ConfigLine, ...]) -> tuple[str, ...]:
    """The hosts that Host lines name without a pattern, each once, in their order."""
    found = (name for line in lines if line.keyword == "host" for name in line.arguments)
    return tuple(dict.fromkeys(name for name in found if not _WILD.search(name)))
