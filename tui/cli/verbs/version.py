"""``keywright version``: one of the words that people try first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ... import __version__
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb: none."""
    return ArgumentParser(prog=f"keywright {prog}", description="Print the version.")


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - it has none
    """Print it."""
    sys.stdout.write(f"keywright {__version__}\n")
    return 0
