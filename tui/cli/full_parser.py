"""The parser of every verb, whole: no abbreviations, and no message that repeats a value that was typed.

What follows an option may be a passphrase, whatever the option was meant to be. So a usage error names our
options and what they want; of what was typed it shows at most the name of an option. Every message goes
through ``visible``: file names may hold escape codes.
"""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ..keyops.patterns import compiled
from ..keyops.wording import listed
from .argument_parser import UnusableError
from .help_formatter import HelpLines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from _typeshed import SupportsWrite

vars(argparse)["_"] = str
"""What argparse says is English, as all else here: looking for a translation takes 1 ms of each verb."""

_STOCK: Final = {
    "expected one argument": "needs a value",
    "expected at least one argument": "needs a value",
}
"""What argparse says of an option, and what we say. What is not known here may hold a value."""

_MISSING: Final = compiled(r"the following arguments are required: (.*)", re.DOTALL)
_ONE_OF: Final = compiled(r"one of the arguments (.*) is required", re.DOTALL)
_ALIASES: Final = compiled(r"-[\w-]+(?:/-[\w-]+)+")


class _Problem(argparse.ArgumentError):
    """An argument that cannot be used, in words of ours."""


class FullParser(argparse.ArgumentParser):
    """argparse, with short errors and a wall between what is typed and what is shown."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as argparse has them
        options.setdefault("formatter_class", HelpLines)
        super().__init__(**{**options, "allow_abbrev": False, "exit_on_error": False})
        self.color = False  # of Python 3.14: an escape code is an escape code

    def parse_args(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        namespace: Any = None,  # noqa: ANN401 - as argparse has it
    ) -> Any:  # noqa: ANN401 - as argparse has it
        """The arguments of the verb.

        Raises:
            SystemExit: 2, after an error was told; 0 after help.
        """
        words = list(sys.argv[1:] if args is None else args)
        known = dict.fromkeys(self.options())
        from . import usage_error

        if problem := usage_error.misplaced(words, known, is_verb=" " in self.prog):
            self.error(problem)
        found, rest = self.parse_known_args(words, namespace)
        if rest and not self._took_late(found, rest):
            self.error(usage_error.unknown(rest, words, known, self._operands()))
        return found

    def _took_late(self, found: Any, rest: list[str]) -> bool:  # noqa: ANN401 - as argparse has it
        """Take words behind options, which argparse leaves over where the last operand may be absent."""
        rows = [action for action in self._actions if not action.option_strings]
        if not rows or any(word.startswith("-") for word in rest):
            return False
        last = rows[-1]
        value = getattr(found, last.dest, None)
        if last.nargs == "*":
            setattr(found, last.dest, [*(value or ()), *(self._get_value(last, word) for word in rest)])
        elif last.nargs == "?" and value is None and len(rest) == 1:
            setattr(found, last.dest, self._get_value(last, rest[0]))
        else:
            return False
        return True

    def parse_known_args(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        namespace: Any = None,  # noqa: ANN401 - as argparse has it
    ) -> tuple[Any, list[str]]:
        """As argparse, with the errors of this class."""
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            self.error(_words(error))

    def options(self) -> Iterator[str]:
        """Every option of this parser, and of those below it."""
        for action in self._actions:
            yield from action.option_strings
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - nothing else leads to them
                for parser in action.choices.values():
                    yield from parser.options()

    def error(self, message: str) -> NoReturn:
        """One sentence, and where there is more to read."""
        if found := _MISSING.match(message.replace("{", "").replace("}", "") if "{" in message else ""):
            message = f"choose one of {listed(found[1].split(','), 'or')}"
        elif found := _MISSING.match(message):
            message = f"{_short(found[1])} {'are' if ', ' in found[1] else 'is'} missing"
        elif found := _ONE_OF.match(message):
            message = f"give one of {', '.join(map(_short, found[1].split()))}"
        verb = self.prog.removeprefix("keywright").strip()
        more = f"keywright help{' ' * bool(verb)}{verb}"
        from . import complaints

        complaints.remember(message, f"See: {more}")
        self.exit(2, f"{self.prog}: {message}\n  See: {more}\n")

    def _operands(self) -> str:
        """What it takes that is no option; empty where that depends on the first of them."""
        rows = [action for action in self._actions if not action.option_strings]
        if any(isinstance(row, argparse._SubParsersAction) for row in rows):  # noqa: SLF001
            return ""
        return " ".join(str(row.metavar or row.dest) for row in rows)

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # noqa: ANN401 - as argparse has it
        if action.choices is None or value in action.choices:
            return
        from . import usage_error

        words = usage_error.choose(str(value), map(str, action.choices))
        is_action = isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - it has no name to tell
        raise _Problem(None if is_action else action, words)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:  # noqa: ANN401 - as argparse has it
        try:
            return super()._get_value(action, arg_string)
        except argparse.ArgumentError as error:
            ours = error.__context__
            words = str(ours) if isinstance(ours, UnusableError) else "cannot be used like this"
            raise _Problem(action, words) from None

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Write the help: in colours where a person reads it."""
        from ..visible import visible
        from . import painting

        text = "\n".join(map(visible, self.format_help().split("\n")))
        if file is None and painting.is_wanted(sys.stdout):
            text = painting.help_page(text)
        super()._print_message(text, sys.stdout if file is None else file)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        from ..visible import visible

        super()._print_message("\n".join(map(visible, message.split("\n"))), file)


def _words(error: argparse.ArgumentError) -> str:
    """What is wrong, without the value that argparse may tell."""
    name, said = _short(error.argument_name or ""), error.message
    if isinstance(error, _Problem):
        return f"{name}: {said}" if name else said
    if not name:  # names of arguments only: Python 3.12 and later raise them
        return said if _MISSING.match(said) or _ONE_OF.match(said) else "these arguments cannot be used"
    if said in _STOCK:
        return f"{name} {_STOCK[said]}"
    if said.startswith("not allowed with argument "):
        return f"{name} and {_short(said.removeprefix('not allowed with argument '))} cannot be used together"
    return (
        f"{name} accepts no value"
        if said.startswith("ignored explicit")
        else f"{name} cannot be used like this"
    )


def _short(names: str) -> str:
    """Options by the first long spelling of each."""

    def first(found: re.Match[str]) -> str:
        spelled = found[0].split("/")
        return next((one for one in spelled if one.startswith("--")), spelled[0])

    return _ALIASES.sub(first, names)
