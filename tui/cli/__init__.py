"""The headless twin of the screens: verbs for scripts, screen readers and dumb terminals.

Exit codes: 0 fine, 1 a key was refused or something is wrong with it, 2 wrong usage; of ``check --for`` also
3, the service may refuse the key, and 4, that cannot be told; of ``verify`` also 3, the signature is sound
and nobody's identity was checked. 130 is Ctrl+C; ``tui.cli.overview`` tells them all.
Nothing here imports Textual; the screens are only imported when one is to be shown.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Final

from .. import __version__
from ..keyops.errors import KeyOpsError
from ..process import hardening
from . import streams

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    from ..settings import LoadedSettings

EXIT_FINE: Final = 0
EXIT_REFUSED: Final = 1
EXIT_USAGE: Final = 2
EXIT_MAY_REFUSE: Final = 3
EXIT_CANNOT_TELL: Final = 4

VERBS: Final = (
    "list",
    "inspect",
    "generate",
    "convert",
    "edit",
    "public",
    "check",
    "services",
    "export",
    "repair",
    "rename",
    "delete",
    "certificate",
    "audit",
    "host-keys",
    "sign",
    "verify",
    "agent",
    "hosts",
    "authorized",
    "why",
    "uses",
    "install",
    "rotate",
    "settings",
    "completion",
    "help",
    "version",
)
"""Each has a module of its name in ``verbs``, with ``parser(name)`` and ``run(arguments)``.

A module is imported when its verb is used, so that each is as quick as it can be.
"""

ALIASES: Final = {"mend": "repair"}
"""Older names of verbs, which scripts may hold."""


def main(argv: Sequence[str]) -> int:
    """Run keywright.

    Args:
        argv: the arguments without the program's name.

    Returns:
        The exit code.
    """
    streams.settle()
    if argv and argv[0] == "--version":  # asked by scripts, often: before anything is imported
        sys.stdout.write(f"keywright {__version__}\n")
        return EXIT_FINE
    _take_any_home()
    name = ALIASES.get(argv[0], argv[0]) if argv else ""
    if name in VERBS:
        return _run(name, argv[1:])
    if name[:1] not in {"", "-"} and not _is_place(name):
        return _mistyped(argv)
    arguments = _screens_arguments(argv)
    if arguments.path is None:
        return _screens(arguments)
    word = str(arguments.path)
    if not any(map(_is_place, (word, *(one for one in argv if one.endswith(word))))):  # Path drops the ./
        return _mistyped([word])
    return _nothing_there(arguments.path) or _screens(arguments)


def module_of(verb: str) -> ModuleType:
    """The module of a verb, imported."""
    return importlib.import_module(f".verbs.{verb.replace('-', '_')}", __name__)


def _run(name: str, words: Sequence[str]) -> int:
    hardening.settle()
    from . import complaints

    if not complaints.begin(words):
        return _done(name, words)
    try:
        code = _done(name, words)
    except SystemExit as end:  # the words cannot be used, or the help was told
        code = int(end.code or 0)
    complaints.answer(code)
    return code


def _done(name: str, words: Sequence[str]) -> int:
    verb = module_of(name)
    arguments = verb.parser(name).parse_args(words)
    try:
        return int(verb.run(arguments))
    except KeyOpsError as error:
        from . import error_subject

        return refuse(error, error_subject.name_of(error, arguments))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        return _broken_pipe()


def _is_place(word: str) -> bool:
    """Whether a word is a file or folder; what is written with a slash is meant as one."""
    from pathlib import Path

    from ..keyops.files import paths as presence

    return "/" in word or word == "~" or presence.is_taken(Path(word))


def _nothing_there(path: Path) -> int:
    """Refuse what is written as a path where there is nothing; 0 where there is, or that cannot be known."""
    from ..keyops.files import reading

    try:
        path.expanduser().lstat()
    except (FileNotFoundError, NotADirectoryError) as error:
        return refuse(reading.why_unreadable(path, error))
    except (OSError, ValueError, RuntimeError):
        return 0
    return 0


def _mistyped(argv: Sequence[str]) -> int:
    """Say that the first word is neither a verb nor a file."""
    from . import usage_error

    problem = usage_error.misplaced(argv, (), is_verb=False) or usage_error.no_such_verb(
        argv[0], (*VERBS, *ALIASES)
    )
    sys.stderr.write(f"keywright: {problem}\n")
    return EXIT_USAGE


def _take_any_home() -> None:
    """In a container the user may be nobody that is known, without HOME: the root of all is the home then."""
    if os.path.expanduser("~") == "~":  # noqa: PTH111 - Path.home would raise
        os.environ["HOME"] = "/"


def refuse(error: KeyOpsError, name: str = "") -> int:
    """Tell an error on standard error: what, why, and the next step.

    Args:
        error: what happened.
        name: the file it is about, where the sentence does not name it.
    """
    from ..visible import visible
    from . import complaints, next_steps

    where = f"{name}: " if name else ""
    sys.stderr.write(visible(f"keywright: {where}{error.title}") + "\n")
    step = next_steps.hint(error)
    if step:
        sys.stderr.write(visible(f"  {step}") + "\n")
    complaints.remember_error(error, name, step)
    return EXIT_REFUSED


def _screens_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of the program without a verb.

    A path alone, or nothing, is read here: argparse takes 5 ms, and would stay in memory with the screens.
    """
    from . import plain_words

    if len(argv) > 1 or not all(word != "-" and plain_words.is_operand(word) for word in argv):
        return screens_parser().parse_args(argv)
    from pathlib import Path
    from types import SimpleNamespace

    from ..settings import ROWS

    path = Path(argv[0]) if argv else None
    return SimpleNamespace(path=path, **{row.attribute: None for row in ROWS if row.option})  # type: ignore[return-value]


def screens_parser() -> argparse.ArgumentParser:
    """The arguments of the program without a verb."""
    from pathlib import Path

    from . import overview
    from .full_parser import FullParser

    class ProgramParser(FullParser):
        """Tells the verbs first: they are what people look for."""

        def format_help(self) -> str:
            page = self._get_formatter()
            page.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
            for text in (self.description, overview.verbs()):
                page.add_text(text)
            for group in self._action_groups:
                page.start_section(group.title)
                page.add_arguments(group._group_actions)  # noqa: SLF001 - as argparse does it
                page.end_section()
            page.add_text(self.epilog)
            return page.format_help()

    parser = ProgramParser(
        prog="keywright",
        description="A keyboard-driven terminal workbench for SSH keys: generate, inspect, convert, copy.",
        epilog=overview.epilog(),
        usage="keywright [PATH]\n       keywright VERB ...",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a folder or a key file to open")
    add_options(parser)
    parser.add_argument(
        "--version", action="version", version=f"keywright {__version__}", help="print the version"
    )
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each setting that may differ in one run."""
    import argparse

    from ..settings import ROWS
    from ..theme_names import few

    for row in ROWS:
        if row.option and row.is_switch:
            action = argparse.BooleanOptionalAction
            parser.add_argument(f"--{row.name}", action=action, default=None, help=row.about)
        elif row.option:
            choices = row.choices() if row.choices else None
            words = f"{row.about}: {few(choices) if choices else row.values}"
            parser.add_argument(f"--{row.name}", choices=choices, metavar=row.name.upper(), help=words)


def chosen_for(arguments: argparse.Namespace) -> LoadedSettings:
    """The settings of this run: defaults, the file, the options."""
    from .. import settings

    given = {row.name: getattr(arguments, row.attribute) for row in settings.ROWS if row.option}
    return settings.load().override(given)


def _screens(arguments: argparse.Namespace) -> int:
    from ..process import preflight

    problem = preflight.prepare()
    if problem:
        sys.stderr.write(problem + "\n")
        return EXIT_USAGE
    chosen = chosen_for(arguments)
    start = arguments.path or chosen.settings.start_path
    from ..process.prefetch import FirstLook

    first_look = FirstLook(start)  # while what follows is imported
    ascii_terminal = preflight.takes_ascii_only(sys.stderr)
    from ..process import early_screen
    from ..screens.keys import early_frame

    try:
        early_frame.show(first_look, start, chosen, os.environ, ascii_only=ascii_terminal)
        from ..app import run

        return run(start, chosen, first_look=first_look, ascii_terminal=ascii_terminal)
    finally:
        early_screen.leave()


def _broken_pipe() -> int:
    """Whoever read our output went away; say nothing more, also not at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_REFUSED
