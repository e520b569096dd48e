"""What can be seen of a repair: lines before and after it, as far as they hold nothing secret."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from ..damage.base import Container
from ..damage.text import Text
from ..patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..damage.armour_lines import Edge

_MOST_ROWS: Final = 8
"""Lines that are shown of a difference."""
_SHOWN: Final = 120
"""Characters of a line that are shown: of a longer one both ends."""
_ENDING: Final = compiled(rb"\r*+\n?+")


def difference(before: bytes, after: bytes) -> tuple[tuple[str, str], ...]:
    """Lines before and after repairing that hold nothing secret: BEGIN and END lines, or public key lines.

    A line that was not there before, or is not there after, stands next to an empty one; where nothing but
    the ends of lines change, that of the first BEGIN line is shown. Raw text, for ``visible``. Of a file that
    holds a private key no other line is ever among them.
    """
    text, repaired = Text(before), Text(after)
    if repaired.container in {Container.PUBLIC, Container.PUBLIC_LINES}:
        if text.is_binary or b"PRIVATE" in before:
            return ()
        return tuple(_changed(_rows(before), _rows(after)))[:_MOST_ROWS]
    pairs = [
        (old, new)
        for old, new in zip(text.edges, repaired.edges, strict=False)
        if (old.word, old.label) in {(new.word, old.label), (new.word, new.label)}
    ]
    changed = [(old.as_found, new.as_found) for old, new in pairs if old.as_found != new.as_found]
    if not changed:
        ends = [(old.as_found, _ending(before, old), _ending(after, new)) for old, new in pairs]
        changed = [(line + old, line + new) for line, old, new in ends if b"\r" in old and old != new][:1]
    return tuple((_line(old), _line(new)) for old, new in changed[:2])


def _ending(data: bytes, edge: Edge) -> bytes:
    """What ends the line of an edge."""
    found = _ENDING.match(data, edge.end)
    return found[0] if found else b""


def _changed(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """The lines that differ; those at both ends that are the same are passed over."""
    start = _same(before, after)
    before, after = before[start:], after[start:]
    same = _same(reversed(before), reversed(after))
    before, after = before[: len(before) - same], after[: len(after) - same]
    pairs = itertools.zip_longest(before[:_MOST_ROWS], after[:_MOST_ROWS], fillvalue="")
    return ((_cut(old), _cut(new)) for old, new in pairs if old != new)


def _same(before: Iterable[str], after: Iterable[str]) -> int:
    """How many lines are the same from the start on."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _rows(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").split("\n")


def _line(row: bytes) -> str:
    return _cut(row.decode("utf-8", "surrogateescape"))


def _cut(text: str) -> str:
    return cut_inside(text, _SHOWN)


def cut_inside(text: str, room: int) -> str:
    """Both ends of a line: the type of a key stands in front, a comment and the end of the line behind."""
    return text if len(text) <= room else f"{text[: room // 2]}...{text[3 - room + room // 2 :]}"
