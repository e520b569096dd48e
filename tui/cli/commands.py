"""Every verb with its options and operands, read from its own parser.

Completions and man pages are made from these records, so that what a parser takes is offered and explained,
and nothing else. Only they need it: a verb that runs imports none of this.
"""

from __future__ import annotations

import argparse
import enum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from . import VERBS, module_of, output, overview, screens_parser

if TYPE_CHECKING:
    from collections.abc import Iterator


class ValueKind(enum.StrEnum):
    """What a value is, where it is not one of a few words."""

    FILE = enum.auto()
    FOLDER = enum.auto()
    SERVICE = enum.auto()
    VERB = enum.auto()
    START = enum.auto()
    """The first word: a verb, or a file or folder to open."""
    TEXT = enum.auto()
    """Something that no shell can know."""


_FILES: Final = frozenset({"PATH", "FILE", "IN", "PUB", "CERT", "KEY"})
"""What stands in the help for a file that may be ``-`` too, and so has no type."""


class Argument(NamedTuple):
    """An option, a switch or an operand."""

    names: tuple[str, ...]
    """As they are typed, the one to offer first; empty for an operand."""
    metavar: str
    """What stands for the value in the help; empty for a switch."""
    help: str
    values: ValueKind | tuple[str, ...] | None
    """What may follow: words, or a kind of value; None for a switch."""
    is_repeated: bool
    """Whether it may be given more than once."""

    @property
    def offered(self) -> tuple[str, ...]:
        """The names without older spellings."""
        return tuple(name for name in self.names if name not in output.FORMAT_OPTIONS[1:])


class Command(NamedTuple):
    """A verb, a second word of one such as ``certificate sign``, or the program without a verb."""

    words: tuple[str, ...]
    """As they are typed behind ``keywright``; empty for the program itself."""
    about: str
    usage: str
    more: str
    """What the help says at its end."""
    groups: tuple[tuple[str, tuple[Argument, ...]], ...]
    """Titles of groups, and the options in each; operands are in the first."""

    @property
    def name(self) -> str:
        """As one types it behind ``keywright``."""
        return " ".join(self.words)

    @property
    def options(self) -> tuple[Argument, ...]:
        """All that begins with a dash."""
        return tuple(one for _, arguments in self.groups for one in arguments if one.names)

    @property
    def operands(self) -> tuple[Argument, ...]:
        """The others, in their order."""
        return tuple(one for _, arguments in self.groups for one in arguments if not one.names)


def commands() -> tuple[Command, ...]:
    """The program itself, each verb, and each second word behind the verb it belongs to."""
    parsers = ((name, module_of(name).parser(name)) for name in VERBS)
    return (
        _command((), screens_parser()),
        *(one for name, parser in parsers for one in _below((name,), parser)),
    )


def summaries() -> dict[str, str]:
    """What each verb is for, in a few words."""
    return {name: words for group in overview.GROUPS for name, words in group.verbs}


def service_ids() -> tuple[str, ...]:
    """The services that ``--for`` knows without the user's own; those a shell finds by their file names."""
    from ..keyops import services

    return services.built_in()


def _below(words: tuple[str, ...], parser: argparse.ArgumentParser) -> Iterator[Command]:
    yield _command(words, parser)
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, made in action.choices.items():
                yield from _below((*words, name), made)


def _command(words: tuple[str, ...], parser: argparse.ArgumentParser) -> Command:
    formatter = parser._get_formatter()  # noqa: SLF001
    groups = []
    for group in parser._action_groups:  # noqa: SLF001
        rows = tuple(_argument(action, formatter, is_start=not words) for action in group._group_actions)  # noqa: SLF001
        if rows:
            groups.append((group.title or "", rows))
    return Command(words, parser.description or "", parser.format_usage(), parser.epilog or "", tuple(groups))


def _argument(action: argparse.Action, formatter: argparse.HelpFormatter, *, is_start: bool) -> Argument:
    metavar = ""
    if action.nargs != 0:
        metavar = str(action.metavar or action.dest.upper())
    return Argument(
        tuple(action.option_strings),
        f"[{metavar}]" if action.option_strings and action.nargs == "?" else metavar,
        formatter._expand_help(action) if action.help else "",  # noqa: SLF001
        _values(action, metavar, is_start=is_start),
        action.nargs in {"+", "*"} or isinstance(action, argparse._AppendAction),  # noqa: SLF001
    )


def _values(action: argparse.Action, metavar: str, *, is_start: bool) -> ValueKind | tuple[str, ...] | None:
    if action.nargs == 0:
        return None
    if action.choices is not None:
        return tuple(map(str, action.choices))
    if "--for" in action.option_strings:
        return ValueKind.SERVICE
    if is_start and not action.option_strings:
        return ValueKind.START
    if action.type in {Path, output.file_name, output.place} or metavar in _FILES:
        return ValueKind.FOLDER if metavar == "DIR" else ValueKind.FILE
    return ValueKind.VERB if metavar == "VERB" else ValueKind.TEXT
