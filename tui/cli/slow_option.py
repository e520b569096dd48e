"""``--allow-slow``: have a key unlocked or audited that asks for more work than is done unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from ..keyops import limits

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


_UNLOCKING: Final = "try the passphrase even if it takes longer than any key tool would ask for; Ctrl+C stops"


def add(parser: argparse.ArgumentParser, words: str = _UNLOCKING) -> None:
    """Add ``--allow-slow``; the words say what it allows."""
    parser.add_argument("--allow-slow", action="store_true", help=words)


def run(arguments: argparse.Namespace, operation: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run an operation, with the limits on its work lifted where the user said so.

    A KDF does not return to Python before it is done, so that Ctrl+C must end the whole process meanwhile.
    Nothing is written before an operation has returned.
    """
    if not arguments.allow_slow:
        return operation(*args, **kwargs)
    import signal

    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return limits.lifted(operation, *args, **kwargs)
    finally:
        signal.signal(signal.SIGINT, before)
