"""Completion for zsh: a function for each command, all of them of ``_arguments``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .. import ALIASES, commands
from ..commands import ValueKind
from . import OWN_SERVICES, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..commands import Argument, Command

_HEAD: Final = """\
#compdef keywright
# keywright in zsh: verbs, options and values. Made by "keywright completion zsh"; changes are lost.
"""
_ACTIONS: Final = {
    ValueKind.FILE: "_files",
    ValueKind.FOLDER: "_files -/",
    ValueKind.SERVICE: "__keywright_services",
    ValueKind.VERB: "__keywright_verbs",
    ValueKind.START: "__keywright_start",
    ValueKind.TEXT: " ",
}
_SERVICES: Final = """
__keywright_services() {
    local -a ids own
    ids=(%s)
    own=(${XDG_CONFIG_HOME:-$HOME/.config}/keywright/services/*.toml(N))
    (( $#own )) && ids+=(${(f)"$(sed -n %s $own 2>/dev/null)"})
    _wanted services expl service compadd -a ids
}
"""
_VERBS: Final = """
__keywright_verbs() {
    local -a verbs
    verbs=(%s
    )
    _describe -t verbs verb verbs
}
"""
_START: Final = """
__keywright_start() {
    _alternative 'verbs:verb:__keywright_verbs' 'files:file:_files'
}
"""
_TAIL: Final = """
_keywright() {
    local curcontext=$curcontext state line name=''
    typeset -A opt_args
    while (( CURRENT > 2 )); do
        case "$name $words[2]" in
%s
            *) break ;;
        esac
        shift words
        (( CURRENT-- ))
    done
    _keywright_${name// /_}
}

if [[ $funcstack[1] == _keywright ]]; then
    _keywright "$@"
else
    compdef _keywright keywright
fi
"""


def script(every: tuple[Command, ...]) -> str:
    """The completion of all commands."""
    told = commands.summaries()
    verbs = "".join(f"\n        {quoted(f'{name}:{words}')}" for name, words in told.items())
    return "".join(
        (
            _HEAD,
            _VERBS % verbs,
            _SERVICES % (" ".join(commands.service_ids()), quoted(OWN_SERVICES)),
            _START,
            *(_function(command) for command in every),
            _TAIL % "\n".join(_steps(every)),
        )
    )


def _steps(every: tuple[Command, ...]) -> Iterator[str]:
    """What leads from one command to the next: the one before and a word."""
    for command in every:
        if command.words:
            older = [f"' {old}'" for old, name in ALIASES.items() if command.words == (name,)]
            before = quoted(f"{' '.join(command.words[:-1])} {command.words[-1]}")
            yield f"            {' | '.join((before, *older))}) name={quoted(command.name)} ;;"


def _function(command: Command) -> str:
    rows = [*map(_option, command.options), *_operands(command)]
    lines = " \\\n".join(f"        {row}" for row in rows)
    return f"\n_keywright_{command.name.replace(' ', '_')}() {{\n    _arguments -s -S : \\\n{lines}\n}}\n"


def _option(option: Argument) -> str:
    names = option.names
    apart = "*" if option.is_repeated else f"({' '.join(names)})" if len(names) > 1 else ""
    told = re.sub(r"([\[\]\\])", r"\\\1", option.help)
    ends = [f"{name}{_joint(name, option)}" for name in option.offered]
    spec = f"[{told}]{_value(option)}"
    hidden = [f"{name}{_joint(name, option)}" for name in names if name not in option.offered]
    rows = [quoted(f"{apart}{end}{spec}") for end in ends]
    rows += [quoted(f"!{apart}{end}{_value(option)}") for end in hidden]
    return " ".join(rows)


def _joint(name: str, option: Argument) -> str:
    """How a value follows: behind a space always, behind ``=`` or at once too."""
    if option.values is None:
        return ""
    return "=" if name.startswith("--") else "+"


def _operands(command: Command) -> Iterator[str]:
    for place, operand in enumerate(command.operands, 1):
        lead = "*" if operand.is_repeated else str(place)
        yield quoted(f"{lead}{_value(operand)}")


def _value(argument: Argument) -> str:
    if argument.values is None:
        return ""
    name = argument.metavar.replace(":", "\\:")
    if isinstance(argument.values, ValueKind):
        return f":{name}:{_ACTIONS[argument.values]}"
    return f":{name}:({' '.join(argument.values)})"
