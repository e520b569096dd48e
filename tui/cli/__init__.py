"""The headless twin of the screens: verbs for scripts, screen readers and dumb terminals.

Exit codes: 0 fine, 1 a key was refused or something is wrong with it, 2 wrong usage.
Nothing here imports Textual; the screens are only imported when one is to be shown.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui import __version__
from tui.keyops.errors import KeyOpsError

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_FINE: Final = 0
EXIT_REFUSED: Final = 1
EXIT_USAGE: Final = 2

VERBS: Final = {
    "inspect": "inspecting",
    "generate": "generating",
    "convert": "converting",
    "public": "showing",
    "check": "checking",
    "services": "listing",
    "export": "exporting",
    "mend": "mending",
}
"""Each verb and the module of this package that has its ``parser(name)`` and ``run(arguments)``.

A module is imported when its verb is used, so that each is as quick as it can be.
"""

EPILOG: Final = """\
Without a verb the screens open, on PATH or on ~/.ssh. Passphrases come from
--passphrase-file and --new-passphrase-file (first line; an empty file means
none) or are asked for on the terminal; never from arguments or the environment.

exit codes: 0 fine, 1 a key was refused or something is wrong with it, 2 wrong usage
"""


def main(argv: Sequence[str]) -> int:
    """Run keywright.

    Args:
        argv: the arguments without the program's name.

    Returns:
        The exit code.
    """
    if argv and argv[0] in VERBS:
        verb = importlib.import_module(f"tui.cli.{VERBS[argv[0]]}")
        arguments = verb.parser(argv[0]).parse_args(argv[1:])
        try:
            return int(verb.run(arguments))
        except KeyOpsError as error:
            return refuse(error)
        except KeyboardInterrupt:
            sys.stderr.write("\n")
            return 130
        except BrokenPipeError:
            return _broken_pipe()
    return _screens(_parser().parse_args(argv))


def refuse(error: KeyOpsError, name: str = "") -> int:
    """Tell an error on standard error: what, why, and the next step.

    Args:
        error: what happened.
        name: the file it is about, where the sentence does not name it.
    """
    from tui.visible import visible

    where = f"{name}: " if name and name not in error.title else ""
    sys.stderr.write(visible(f"keywright: {where}{error.title}") + "\n")
    if error.hint:
        sys.stderr.write(visible(f"  {error.hint}") + "\n")
    return EXIT_REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="keywright",
        description="A keyboard-driven terminal workbench for SSH keys: generate, inspect, convert, copy.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=f"keywright [PATH]\n       keywright {{{','.join(VERBS)}}} ...",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a folder or a key file to open")
    parser.add_argument(
        "--mouse", action="store_true", help="let the program have the mouse, not the terminal"
    )
    parser.add_argument("--version", action="version", version=f"keywright {__version__}")
    return parser


def _screens(arguments: argparse.Namespace) -> int:
    from tui import preflight

    problem = preflight.prepare()
    if problem:
        sys.stderr.write(problem + "\n")
        return EXIT_USAGE
    from tui.app import run

    return run(arguments.path or Path.home() / ".ssh", mouse=arguments.mouse)


def _broken_pipe() -> int:
    """Whoever read our output went away; say nothing more, also not at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_REFUSED
