r"""BEGIN and END lines, also mangled ones.

A right one is ``-----BEGIN LABEL-----``, or ``---- BEGIN SSH2 LABEL ----`` with four dashes and blanks.
Mangled ones have another number of dashes, dashes from a word processor (en dash, em dash, minus ...),
blanks between them, small letters, or are folded over two lines. A line without any dash is taken for one
only where nothing else stands in it. Only labels known here are looked for, so that prose is left alone.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from ..patterns import compiled
from ..records import dataclass
from .quick_check import edge

MAX_EDGES: Final = 200
"""No key file has more blocks; what follows is not looked at."""

_DASH: Final = rb"(?:-|\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xef\xb9[\x98\xa3]|\xef\xbc\x8d|\xc2\xad|[\x96\x97])"
"""ASCII; the dashes of Unicode, minus, small and full width, soft hyphen; en and em dash of Windows-1252."""
_GAP: Final = rb"[ \t\n]{1,8}+"
_WORDS: Final = compiled(
    rb"(?P<word>BEGIN|END)" + _GAP + rb"(?P<label>"
    rb"(?:(?:OPENSSH|RSA|EC|DSA|ENCRYPTED|SSH2"
    + _GAP
    + rb"ENCRYPTED)"
    + _GAP
    + rb")?PRIVATE"
    + _GAP
    + rb"KEY"
    rb"|(?:(?:RSA|SSH2)" + _GAP + rb")?PUBLIC" + _GAP + rb"KEY"
    rb"|EC" + _GAP + rb"PARAMETERS)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_LEFT: Final = compiled(rb"(?:" + _DASH + rb"[ \t]?+){1,12}+\Z")
_FOLDED_LEFT: Final = compiled(rb"(?:\A|(?<=\n))(?:" + _DASH + rb"){1,5}+[ \t]*+\n[ \t]*+\Z")
_RIGHT: Final = compiled(rb"(?:[ \t]?+" + _DASH + rb"){1,16}+")
_FOLDED: Final = compiled(rb"[ \t]*+\n[ \t]*+(?:" + _DASH + rb"){1,5}+(?![ \t]?(?:BEGIN|END))")
_DASHES: Final = compiled(_DASH)
_WINDOW: Final = 64


@dataclass(frozen=True, slots=True)
class Edge:
    """A BEGIN or END line, right or mangled."""

    start: int
    end: int
    """Behind its last dash."""
    word: str
    label: str
    as_found: bytes

    @property
    def right(self) -> bytes:
        """As it should be."""
        return edge(self.word, self.label)

    @property
    def is_right(self) -> bool:
        """Whether it is as it should be."""
        return self.as_found == self.right

    @property
    def is_folded(self) -> bool:
        """Whether it stands in two lines."""
        return b"\n" in self.as_found


_MAX_WORDS: Final = 20_000
"""So many words that may be those of an edge are looked at: no key file has more."""


def find(data: bytes) -> tuple[Edge, ...]:
    """All edges, in the order of the file. Time is linear in its size."""
    if not any(word in data for word in (b"BEGIN", b"END", b"Begin", b"End", b"begin", b"end")):
        return ()
    found: list[Edge] = []
    behind = 0
    for match in itertools.islice(_WORDS.finditer(data), _MAX_WORDS):
        if len(found) == MAX_EDGES:
            break
        start = _left_of(data, match.start(), behind)
        end = _right_of(data, match.end())
        if (start, end) == match.span() and not _is_alone(data, start, end):
            continue
        label = " ".join(match["label"].decode("ascii").upper().split())
        found.append(Edge(start, end, match["word"].decode("ascii").upper(), label, data[start:end]))
        behind = end
    return tuple(found)


def _left_of(data: bytes, at: int, behind: int) -> int:
    """Where the dashes before a word begin; not before the end of the edge before."""
    window = data[max(behind, at - _WINDOW) : at]
    match = _LEFT.search(window)
    start = match.start() if match else len(window)
    if match is None or len(_DASHES.findall(match[0])) < 4:
        folded = _FOLDED_LEFT.search(window[:start])
        start = folded.start() if folded else start
    return at - len(window) + start


def _right_of(data: bytes, at: int) -> int:
    """Where the dashes behind a label end, folded ones included."""
    match = _RIGHT.match(data, at)
    if match is None:
        folded = _FOLDED.match(data, at)
        return folded.end() if folded else at
    dashes = list(_DASHES.finditer(data, at, match.end()))
    if _WORDS.match(data, match.end()):  # the next edge follows at once, and half of the dashes are its own
        return dashes[max(len(dashes) // 2 - 1, 0)].end()
    folded = _FOLDED.match(data, match.end()) if len(dashes) < 4 else None
    return folded.end() if folded else match.end()


def _is_alone(data: bytes, start: int, end: int) -> bool:
    """Whether nothing else stands in the line."""
    before = data.rfind(b"\n", 0, start) + 1
    after = data.find(b"\n", end)
    return not data[before:start].strip() and not data[end : len(data) if after < 0 else after].strip()
