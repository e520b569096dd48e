"""``keywright inspect --numbers``: the numbers of each key, as ``puttygen -O text`` writes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ...keyops.inspection import numbers
from ...keyops.inspection.inspection import read
from ...visible import visible
from .. import passphrase_options, streams
from ..error_subject import subject

if TYPE_CHECKING:
    import argparse

    from ...keyops.secret import Secret


def run(arguments: argparse.Namespace) -> int:
    """Tell the numbers of each key; those of private halves only when that was asked for."""
    given = passphrase_options.from_file(arguments.passphrase_file)
    several = len(arguments.paths) > 1
    for name in arguments.paths:
        with subject(name):
            _dump(name, arguments, given, several=several)
    return 0


def _dump(name: str, arguments: argparse.Namespace, given: Secret | None, *, several: bool) -> None:
    entries = read(streams.content(name))
    for place, entry in enumerate(entries, 1):
        if several or len(entries) > 1:
            sys.stdout.write(visible(f"# {name}, key {place}") + "\n")
        private = entry.is_private and (arguments.private_numbers or entry.public is None)
        passphrase = given
        if private and passphrase is None and entry.encryption is not None:
            passphrase = passphrase_options.ask(name)
        for number in numbers.of_entry(entry, passphrase, private=arguments.private_numbers):
            sys.stdout.write(visible(number.line) + "\n")
