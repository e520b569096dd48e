"""Where a child process of ours begins, and the command that starts it.

Installed or in a checkout, Python runs this file as a script, with the name of what to do. A single file that
needs no Python has no files to run: there the program starts itself, with a first word that nobody types.
Either way nothing secret is in the argument list, and only what the child needs is imported.
"""

from __future__ import annotations

import os
import sys
from typing import Final

FROZEN_WORD: Final = "--child"
"""The first argument with which a single file is such a child; see ``release/single_file_entry.py``."""


def command(name: str) -> tuple[str, ...]:
    """The command that starts a child.

    Args:
        name: ``worker``, ``copy`` or ``paste``.
    """
    if getattr(sys, "frozen", False):
        return sys.executable, FROZEN_WORD, name
    # -P: neither the current folder nor that of the script may take the place of installed modules.
    return sys.executable, "-P", os.path.realpath(__file__), name


def main(name: str) -> None:
    """Do what a child of this name is for, and end."""
    if name == "worker":
        from .worker import main as work

        work()
    from . import desktop_clipboard

    desktop_clipboard.main(name)


if __name__ == "__main__":
    # Neither a checkout nor what a zipapp unpacked is on the path of a script that is started by its file.
    # (pathlib would take a tenth of the time that a short job needs.)
    _PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120
    _HOME, _NAME = os.path.split(_PACKAGE)
    __package__ = f"{_NAME}.process"  # a script has none: the imports above are relative to it
    if _HOME not in sys.path:
        sys.path.insert(0, _HOME)
    main(sys.argv[1])
