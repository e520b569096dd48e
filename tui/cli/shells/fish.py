"""Completion for fish: a line for each option and each word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import ALIASES, commands
from ..commands import ValueKind
from . import OWN_SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..commands import Argument, Command

_HEAD: Final = """\
# keywright in fish: verbs, options and values. Made by "keywright completion fish"; changes are lost.

function __keywright_is --description 'Whether these are the first words behind keywright'
    set -l words (commandline -opc)
    set -e words[1]
    switch "$words[1]"
        case %s
            set words[1] %s
    end
    set -l count (count $argv)
    test (count $words) -ge $count; or return 1
    test $count -eq 0; or test "$words[1..$count]" = "$argv"
end

function __keywright_next --description 'Whether the word behind these is the one that is typed'
    __keywright_is $argv; and test (count (commandline -opc)) -eq (math 1 + (count $argv))
end

function __keywright_services
    set -l own $HOME/.config
    set -q XDG_CONFIG_HOME; and set own $XDG_CONFIG_HOME
    set -l files $own/keywright/services/*.toml
    string split ' ' %s
    test -n "$files"; and sed -n %s $files 2>/dev/null
end

complete -c keywright -f
"""


def script(every: tuple[Command, ...]) -> str:
    """The completion of all commands."""
    (alias,) = ALIASES.items()
    head = _HEAD % (*alias, _quoted(" ".join(commands.service_ids())), _quoted(OWN_SERVICES))
    return head + "".join(f"{line}\n" for command in every for line in ("", *_lines(command)))


def _lines(command: Command) -> Iterator[str]:
    told = commands.summaries()
    if not command.words:
        for name, words in told.items():
            yield f"complete -c keywright -n __keywright_next -a {_quoted(name)} -d {_quoted(words)}"
    none = f"not __fish_seen_subcommand_from {' '.join(told)}"
    where = f"__keywright_is {command.name}" if command.words else none
    start = f"complete -c keywright -n {_quoted(where)}"
    for option in command.options:
        yield f"{start} {_names(option)}{_value(option)} -d {_quoted(option.help)}"
    for place, operand in enumerate(command.operands):
        if isinstance(operand.values, tuple):
            following = f"__keywright_next {command.name}" if place == 0 else where
            yield f"complete -c keywright -n {_quoted(following)} -a {_quoted(' '.join(operand.values))}"
        elif operand.values is ValueKind.VERB:
            yield f"{start} -a {_quoted(' '.join(told))}"
        elif operand.values in {ValueKind.FILE, ValueKind.START}:
            yield f"{start} -F"


def _names(option: Argument) -> str:
    return " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)


def _value(option: Argument) -> str:
    if option.values is None:
        return ""
    if option.values is ValueKind.FILE:
        return " -r -F"
    if option.values is ValueKind.FOLDER:
        return " -x -a '(__fish_complete_directories)'"
    if option.values is ValueKind.SERVICE:
        return " -x -a '(__keywright_services)'"
    return f" -x -a {_quoted(' '.join(option.values))}" if isinstance(option.values, tuple) else " -x"


def _quoted(text: str) -> str:
    """One word for fish, which knows two escapes between single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
