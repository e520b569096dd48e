"""Colours of the terminal's own, for people alone: none in a pipe, none where the user wants none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from ..keyops.patterns import compiled

if TYPE_CHECKING:
    from typing import TextIO

_BOLD, _CYAN, _GREEN, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[32m", "\x1b[0m"
_LOOKS: Final = (
    (compiled(r"(?P<before>)(?P<what>usage:)"), _BOLD),
    (compiled(r"(?P<before>)(?P<what>[A-Za-z][^.]*:)$"), _BOLD),
    (compiled(r"(?P<before>)(?P<what>[A-Z][a-z]+(?: codes)?)$"), _BOLD),
    (compiled(r"(?P<before> {6})(?P<what>keywright .*)"), _GREEN),
    (compiled(r"(?P<before> {2,4})(?P<what>-\S.*?)(?=  |$)"), _CYAN),
    (compiled(r"(?P<before> {2,4})(?P<what>[A-Za-z\d]\S*)(?=  )"), _CYAN),
)
"""Headings, examples, options and what stands before its words."""


def is_wanted(stream: TextIO | None) -> bool:
    """Whether colours may go there: a terminal that has them, and ``NO_COLOR`` is not set (no-color.org)."""
    if stream is None or os.environ.get("NO_COLOR") or os.environ.get("TERM") in {None, "", "dumb"}:
        return False
    return stream.isatty()


def help_page(text: str) -> str:
    """A page of help with its headings, options and examples in colours.

    Args:
        text: as argparse makes it, without escape codes.
    """
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    for pattern, look in _LOOKS:
        if found := pattern.match(line):
            return f"{found['before']}{look}{found['what']}{_PLAIN}{line[found.end() :]}"
    return line
