r"""Undoing what stands around every line of a text in which no key can be seen yet, such as a dump in a list.

Signs that all lines begin and end with are taken off, be they quotes, list marks, borders or operators; so
are a first and a last line that are of the program around it. Nothing of the text tells that this is right:
only the key that is found in it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading, lines

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

_BOX: Final = rb"\xe2[\x94-\x97][\x80-\xbf]"
_HEAD: Final = compiled(rb"(?:[ \t\"'`+>|(\[{,/*;-]|" + _BOX + rb"|(?:echo|printf) )*+")
_TAIL: Final = compiled(rb"(?:\\n)?(?:[ \t\"'`+,;.)\]}|$\\]|" + _BOX + rb"|>>? [\w./-]{1,40})*+\Z")
_NUMBER: Final = compiled(rb"[ \t]*+([0-9]{1,6})[:.)|\]]?[ \t]?[ \t]*+")
_AROUND: Final = compiled(
    rb"[ \t]*+(?:(?:[\[\]{}(),;'\"$-]|"
    + _BOX
    + rb")*+|[`~]{3}[a-z0-9]{0,12}|[^\n]{0,60}?(?: [=:]|[:(\[{])[ \t]*+)"
)
"""A first or last line that is no part of a key: of a list, a box, a fence, or what a text is given to."""
_BETWEEN: Final = compiled(rb"[ \t]*+[\"'`][ \t]*+[+.,;\\]?[ \t]*+")
"""What is left of a quoted line end: the quote, and the operator behind it."""
_FEWEST: Final = 3
_MOST: Final = 20_000
"""Lines."""


def _undo(data: bytes) -> Iterator[Reading]:
    rows = data.rstrip(b"\r\n").split(b"\n")
    if len(rows) > _MOST:
        return
    for top, bottom in ((0, 0), (1, 1), (1, 0), (0, 1)):
        if len(rows) - top - bottom < 1 or not _are_around(rows, top, bottom):
            continue
        inner = [row for row in rows[top : len(rows) - bottom] if not _BETWEEN.fullmatch(row)]
        for bare in _bare(inner, dropped=top + bottom):
            if bare != rows:
                yield _reading(bare)


def _are_around(rows: Sequence[bytes], top: int, bottom: int) -> bool:
    return all(_AROUND.fullmatch(row) for row in (*rows[:top], *rows[len(rows) - bottom :]))


def _reading(rows: list[bytes]) -> Reading:
    return Reading(
        b"\n".join(rows) + b"\n",
        "The same characters surround every line, as in lists, source code and what programs print",
        f"remove them from {lines(len(rows))}",
    )


def _bare(rows: list[bytes], *, dropped: int) -> Iterator[list[bytes]]:
    """The lines without what is around each of them, in every way that this can be meant."""
    if not rows:
        return
    numbers = [_NUMBER.match(row) for row in rows]
    if _count_up(numbers):
        yield [row[found.end(1) + 1 :] for row, found in zip(rows, numbers, strict=True) if found]
        yield [row[found.end() :] for row, found in zip(rows, numbers, strict=True) if found]
    firsts = {row[:1] for row in rows}
    if len(rows) >= _FEWEST and len(firsts) > 1 and firsts <= {b"+", b"-", b" "}:
        yield [row[1:] for row in rows]
        yield [row[1:] for row in rows if not row.startswith(b"-")]
    head = _head(rows)
    tail = _tail(rows)
    if not (head or tail or dropped):
        return
    bare = [row[len(head) : len(row) - len(tail)] if row.endswith(tail) else row[len(head) :] for row in rows]
    if tail or len(rows) == 1:
        last = rows[-1]
        bare[-1] = last[len(head) : _end(last)] if not last.endswith(tail) or len(rows) == 1 else bare[-1]
    if any(quote in head for quote in (b'"', b"'")):
        bare = [row.replace(b'\\"', b'"').replace(b"\\\\", b"\\") for row in bare]
    yield bare
    if tail.strip():
        yield [row.rstrip() for row in bare]


def _count_up(numbers: Sequence[re.Match[bytes] | None]) -> bool:
    found = [int(one[1]) for one in numbers if one]
    first = found[0] if found else 0
    return len(found) == len(numbers) >= _FEWEST and found == list(range(first, first + len(found)))


def _head(rows: Sequence[bytes]) -> bytes:
    """What all lines begin with, as far as it is signs."""
    common = _common([row for row in rows if row])
    found = _HEAD.match(common)
    return found[0] if found else b""


def _tail(rows: Sequence[bytes]) -> bytes:
    """What all lines but the last end with, as far as it is signs."""
    upper = [row for row in (rows[:-1] or rows) if row]
    common = _common([row[::-1] for row in upper])[::-1]
    return common[_end(common) :]


def _common(rows: Sequence[bytes]) -> bytes:
    """What all of them begin with."""
    least, most = min(rows, default=b""), max(rows, default=b"")
    return least[
        : next((at for at, one in enumerate(least) if at >= len(most) or one != most[at]), len(least))
    ]


def _end(row: bytes) -> int:
    """Where the signs begin at the end of a line."""
    found = _TAIL.search(row, max(len(row) - 60, 0))
    return found.start() if found else len(row)


FRAMES_OF_ANY: Final = DamageKind(
    "plain-frames",
    "The same characters around every line",
    "quotes, list markers, borders or operators on each line of text that holds a key in another encoding",
    "removed",
    EVERYWHERE,
    undo=_undo,
)
