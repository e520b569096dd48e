"""What can be seen of a repair: lines before and after it, as far as they hold nothing secret."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from ..damage.base import Container
from ..damage.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ROWS: Final = 8
"""Lines that are shown of a difference."""
_SHOWN: Final = 120
"""Characters of a line that are shown."""


def difference(before: bytes, after: bytes) -> tuple[tuple[str, str], ...]:
    """Lines before and after repairing that hold nothing secret: BEGIN and END lines, or public key lines.

    A line that was not there before, or is not there after, stands beside an empty one. Raw text, for
    ``visible``. Of a file that holds a private key no other line is ever among them.
    """
    text, repaired = Text(before), Text(after)
    if repaired.container in {Container.PUBLIC, Container.PUBLIC_LINES}:
        if text.is_binary or b"PRIVATE" in before:
            return ()
        return tuple(_changed(_rows(before), _rows(after)))[:_MOST_ROWS]
    pairs = zip(text.edges, repaired.edges, strict=False)
    return tuple(
        (_line(old.as_found), _line(new.as_found))
        for old, new in pairs
        if old.as_found != new.as_found
        and (old.word, old.label) in {(new.word, old.label), (new.word, new.label)}
    )[:2]


def _changed(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """The lines that differ; those at both ends that are the same are passed over."""
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    pairs = itertools.zip_longest(before[:_MOST_ROWS], after[:_MOST_ROWS], fillvalue="")
    return ((_cut(old), _cut(new)) for old, new in pairs if old != new)


def _rows(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").split("\n")


def _line(row: bytes) -> str:
    return _cut(row.decode("utf-8", "surrogateescape"))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
