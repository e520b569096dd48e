"""Completion for bash, from 3.2 on and without the package bash-completion.

File names are left to readline, which knows quoting, ``~`` and colours: where one is wanted, nothing is
proposed, and ``-o default`` does the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import ALIASES, commands
from ..commands import ValueKind
from . import OWN_SERVICES, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..commands import Argument, Command

_HEAD: Final = """\
# keywright in bash: verbs, options and values. Made by "keywright completion bash"; changes are lost.
"""
_SERVICES: Final = """
_keywright_services() {
    local own=${XDG_CONFIG_HOME:-$HOME/.config}/keywright/services
    echo %s
    [[ -d $own ]] && sed -n %s "$own"/*.toml 2>/dev/null
}
"""
_TAIL: Final = """
_keywright() {
    local cur=${COMP_WORDS[COMP_CWORD]} lead='' command='' waiting='' ended='' operands=0 takes='' word i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $waiting ]]; then
            [[ $word == = ]] || waiting=''  # --option=value is three words for bash
        elif [[ $ended || $word == - || $word != -* ]]; then
            if [[ $operands == 0 && ! $ended ]] && _keywright_command "$command $word"; then
                continue
            fi
            operands=$((operands + 1))
        elif [[ $word == -- ]]; then
            ended=yes
        elif [[ $word != --*=* ]] && _keywright_takes "$command" "$word"; then
            waiting=$word
        fi
    done
    if [[ $waiting ]]; then
        [[ $cur == = ]] && cur=''
        _keywright_takes "$command" "$waiting"
    elif [[ ! $ended && $cur == --*=* ]]; then
        lead=${cur%%=*}=
        _keywright_takes "$command" "${cur%%=*}"
        cur=${cur#*=}
    elif [[ ! $ended && $cur == -* ]]; then
        takes="words $(_keywright_options "$command")"
    else
        _keywright_takes "$command" "$operands"
    fi
    case $takes in
        words\\ *) takes=${takes#words } ;;
        service) takes=$(_keywright_services) ;;
        verb) takes=$(_keywright_verbs) ;;
        start) [[ $cur == */* ]] && return || takes=$(_keywright_verbs) ;;
        file) return ;;
        folder)
            compopt +o default +o bashdefault -o dirnames 2>/dev/null
            return
            ;;
        *)
            compopt +o default +o bashdefault 2>/dev/null
            return
            ;;
    esac
    [[ $command || $COMP_CWORD -gt 1 ]] && compopt +o default +o bashdefault 2>/dev/null
    while IFS='' read -r word; do
        COMPREPLY[${#COMPREPLY[@]}]=$lead$word
    done < <(compgen -W "$takes" -- "$cur")
}

complete -o bashdefault -o default -F _keywright keywright
"""


def script(every: tuple[Command, ...]) -> str:
    """The completion of all commands."""
    verbs = " ".join(command.name for command in every if len(command.words) == 1)
    return "".join(
        (
            _HEAD,
            _function("_keywright_verbs", [f"    echo {quoted(verbs)}"]),
            _SERVICES % (quoted(" ".join(commands.service_ids())), quoted(OWN_SERVICES)),
            _function("_keywright_command", _cases("$1", _names(every), other="*) return 1 ;;")),
            _function("_keywright_options", _cases("$1", _options(every))),
            _function("_keywright_takes", _cases("$1:$2", _values(every), other="*) return 1 ;;")),
            _TAIL,
        )
    )


def _function(name: str, body: list[str]) -> str:
    return "\n".join((f"\n{name}() {{", *body, "}\n"))


def _cases(subject: str, cases: Iterator[tuple[str, str]], other: str = "") -> list[str]:
    rows = [f"        {pattern}) {action} ;;" for pattern, action in cases]
    return [f'    case "{subject}" in', *rows, *([f"        {other}"] if other else []), "    esac"]


def _names(every: tuple[Command, ...]) -> Iterator[tuple[str, str]]:
    """What leads from one command to the next: the one before and a word."""
    for command in every:
        if command.words:
            older = [f"' {old}'" for old, name in ALIASES.items() if command.words == (name,)]
            before = f"{' '.join(command.words[:-1])} {command.words[-1]}"
            yield " | ".join((quoted(before), *older)), f"command={quoted(command.name)}"


def _options(every: tuple[Command, ...]) -> Iterator[tuple[str, str]]:
    for command in every:
        names = " ".join(name for option in command.options for name in option.offered)
        yield quoted(command.name), f"echo {quoted(names)}"


def _values(every: tuple[Command, ...]) -> Iterator[tuple[str, str]]:
    """What follows an option, or stands at the place of an operand: its number counts from 0."""
    for command in every:
        for option in command.options:
            if option.values is not None:
                patterns = " | ".join(quoted(f"{command.name}:{name}") for name in option.names)
                yield patterns, _takes(option)
        for place, operand in enumerate(command.operands):
            number = (
                f"{quoted(command.name + ':')}[0-9]*"
                if operand.is_repeated
                else quoted(f"{command.name}:{place}")
            )
            yield number, _takes(operand)


def _takes(argument: Argument) -> str:
    values = argument.values or ()
    kind = values if isinstance(values, ValueKind) else f"words {' '.join(values)}"
    return f"takes={quoted(str(kind))}"
