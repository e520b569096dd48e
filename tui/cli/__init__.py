"""The headless twin of the screens: verbs for scripts, screen readers and dumb terminals.

Exit codes: 0 fine, 1 a key was refused or something is wrong with it, 2 wrong usage; of ``check --for`` also
3, the service may refuse the key, and 4, that cannot be told; of ``verify`` also 3, the signature is sound
and nobody's identity was checked.
Nothing here imports Textual; the screens are only imported when one is to be shown.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Final

from tui import __version__, undumpable
from tui.cli import streams
from tui.keyops.errors import KeyOpsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tui.settings import Loaded

EXIT_FINE: Final = 0
EXIT_REFUSED: Final = 1
EXIT_USAGE: Final = 2
EXIT_MAY_REFUSE: Final = 3
EXIT_CANNOT_TELL: Final = 4

VERBS: Final = {
    "inspect": "inspecting",
    "generate": "generating",
    "convert": "converting",
    "edit": "editing",
    "public": "showing",
    "check": "checking",
    "services": "listing",
    "export": "exporting",
    "mend": "mending",
    "certificate": "certificate",
    "audit": "auditing",
    "host-keys": "host_keys",
    "sign": "signing",
    "verify": "signing",
    "agent": "agent",
    "hosts": "hosts",
    "settings": "settings",
}
"""Each verb and the module of this package that has its ``parser(name)`` and ``run(arguments)``.

A module is imported when its verb is used, so that each is as quick as it can be.
"""

EPILOG: Final = """\
verbs (keywright VERB --help tells more):
  inspect       tell what key files are, without asking for anything
  generate      make a key pair
  convert       write a key in another container
  edit          change passphrase, lock or comment; the container stays
  public        print the public half
  check         tell which services and clients take a key, and why not
  services      list those services and clients
  export        write a key in the form that a secret field asks for
  mend          mend a damaged key file
  certificate   sign, show, attach and remove certificates
  audit         look for weak and revoked keys
  host-keys     make the host keys that a server does not have yet
  sign          sign a file with a private key
  verify        verify such a signature
  agent         list, add and remove the keys of ssh-agent
  hosts         find, remove and hash the servers in known_hosts
  settings      show the settings, or set one

Without a verb the screens open, on PATH or on ~/.ssh. Passphrases come from
--passphrase-file and --new-passphrase-file (first line; an empty file means
none) or are asked for on the terminal; never from arguments or the environment.

exit codes: 0 fine, 1 a key was refused or something is wrong with it, 2 wrong usage;
check --for also 3, it may be refused, and 4, that cannot be told;
verify also 3, the signature is sound and nobody's identity was checked
"""


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
    if argv and argv[0] in VERBS:
        undumpable.settle()
        verb = importlib.import_module(f"tui.cli.{VERBS[argv[0]]}")
        arguments = verb.parser(argv[0]).parse_args(argv[1:])
        try:
            return int(verb.run(arguments))
        except KeyOpsError as error:
            from tui.cli import subjects

            return refuse(error, subjects.name_of(error, arguments))
        except KeyboardInterrupt:
            sys.stderr.write("\n")
            return 130
        except BrokenPipeError:
            return _broken_pipe()
    return _mistyped(argv) or _screens(_parser().parse_args(argv))


def _mistyped(argv: Sequence[str]) -> int:
    """The exit code for a word that is no file and nearly a verb, after saying so; 0 for all else."""
    from pathlib import Path

    from tui.keyops import presence

    word = argv[0] if argv else ""
    if not word.isidentifier() or presence.is_taken(Path(word)):
        return EXIT_FINE
    import difflib

    near = difflib.get_close_matches(word, VERBS, n=1, cutoff=0.75)
    if not near:
        return EXIT_FINE
    sys.stderr.write(f"keywright: there is no verb and no file called {word!a}; did you mean {near[0]}?\n")
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
    from tui.visible import visible

    where = f"{name}: " if name else ""
    sys.stderr.write(visible(f"keywright: {where}{error.title}") + "\n")
    if error.hint:
        sys.stderr.write(visible(f"  {error.hint}") + "\n")
    return EXIT_REFUSED


def _parser() -> argparse.ArgumentParser:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(
        prog="keywright",
        description="A keyboard-driven terminal workbench for SSH keys: generate, inspect, convert, copy.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="keywright [PATH]\n       keywright VERB ...",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a folder or a key file to open")
    add_options(parser)
    parser.add_argument("--version", action="version", version=f"keywright {__version__}")
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each setting that may differ in one run."""
    import argparse

    from tui.settings import ROWS

    for row in ROWS:
        if row.option and row.is_switch:
            action = argparse.BooleanOptionalAction
            parser.add_argument(f"--{row.name}", action=action, default=None, help=row.about)
        elif row.option:
            choices = row.choices() if row.choices else None
            words = f"{row.about}: {row.values}"
            parser.add_argument(f"--{row.name}", choices=choices, metavar=row.name.upper(), help=words)


def chosen_for(arguments: argparse.Namespace) -> Loaded:
    """The settings of this run: defaults, the file, the options."""
    from tui import settings

    given = {row.name: getattr(arguments, row.attribute) for row in settings.ROWS if row.option}
    return settings.load().override(given)


def _screens(arguments: argparse.Namespace) -> int:
    from tui import preflight

    problem = preflight.prepare()
    if problem:
        sys.stderr.write(problem + "\n")
        return EXIT_USAGE
    chosen = chosen_for(arguments)
    start = arguments.path or chosen.settings.start_path
    from tui.first_look import FirstLook

    first_look = FirstLook(start)  # while what follows is imported
    from tui.app import run

    return run(
        start,
        chosen,
        first_look=first_look,
        ascii_terminal=preflight.takes_ascii_only(sys.stderr),
    )


def _broken_pipe() -> int:
    """Whoever read our output went away; say nothing more, also not at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_REFUSED
