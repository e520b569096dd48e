"""``keywright list``: a line for each key of a folder or a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ...keyops.files.listing import ORDERS
from .. import complaints, output
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="List keys, one line for each. For a folder: name, type, encryption, its other files, "
        "comment and age; files with no key, or with several, are left out. For a file of any size, such as "
        "authorized_keys: bits, fingerprint, comment and type, as ssh-keygen -l prints them, then line and "
        "options.",
        epilog="In the list of a folder a leading ! means a problem with one of its files; \u2260 means that "
        "file belongs to another key.",
    )
    made.add_argument(
        "place",
        nargs="?",
        type=output.place,
        metavar="PATH",
        help="a folder or a file (default: where the screens start)",
    )
    made.add_argument(
        "--sort",
        choices=ORDERS,
        metavar="ORDER",
        help=f"for a folder: one of {', '.join(ORDERS)} (default: name)",
    )
    made.add_argument(
        "--json", action="store_true", help="for a folder: a JSON array, one object for each key"
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """List them."""
    place: Path = arguments.place or _start()
    if not os.path.exists(place) or os.path.isdir(place):  # noqa: PTH110, PTH112 - never raise
        from . import list_folder

        return list_folder.run(place, arguments.sort or ORDERS[0], as_json=arguments.json)
    if arguments.json or arguments.sort:
        return complaints.complain(
            "--json and --sort are for folders; as JSON: keywright inspect --jsonl FILE"
        )
    from . import list_file

    return list_file.run(place)


def _start() -> Path:
    from ... import settings

    return settings.load().settings.start_path
