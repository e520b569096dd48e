"""``keywright version``: one of the words that people try first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ... import __version__
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(prog=f"keywright {prog}", description="Print the version.")
    made.add_argument("--json", action="store_true", help="a JSON array with one object")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    if arguments.json:
        import platform

        from .. import json_objects

        json_objects.write([{"version": __version__, "python": platform.python_version()}])
        return 0
    sys.stdout.write(f"keywright {__version__}\n")
    return 0
