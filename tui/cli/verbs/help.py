"""``keywright help [VERB]``: one of the words that people try first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .. import VERBS, overview, screens_parser, usage_error
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse

_CODES = "exit-codes"


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}", description=f"Explain a verb, or the exit codes: keywright help {_CODES}."
    )
    made.add_argument(
        "words", nargs="*", metavar="VERB", help=f"a verb such as convert or certificate sign, or {_CODES}"
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    words = arguments.words
    if not words:
        screens_parser().print_help()
        return 0
    if words[0] == _CODES:
        sys.stdout.write(overview.exit_codes())
        return 0
    return _explain(words)


def _explain(words: list[str]) -> int:
    from .. import ALIASES, EXIT_USAGE, main

    if ALIASES.get(words[0], words[0]) not in VERBS:
        problem = usage_error.choose(words[0], (*VERBS, _CODES))
        sys.stderr.write(f"keywright help: no such verb; {problem}\n  See: keywright help\n")
        return EXIT_USAGE
    return main([*words[:2], "--help"])
