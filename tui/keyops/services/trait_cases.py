"""Cases of damage that programs treat apart from the rest of its kind, each with an id of its own.

What a rule says of the kind it says of the case, unless it names the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import pem
from ..patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

_EXACT: Final = compiled(rb"-----BEGIN [A-Z0-9 ]+-----.*?-----END [A-Z0-9 ]+-----", 16)
"""Flag 16 lets the dot match newlines."""
_SMALL: Final = compiled(rb"-{2,}\s*begin\s")
_BLANKS: Final = compiled(rb"\n[ \t]*\n(?=[^\s])")
_FIRST: Final = compiled(rb"-----BEGIN [A-Z0-9 ]+-----[ \t]*(\n[ \t]*)+\n(?=[^\s])")
_STARTS: Final = (b"-", b"PuTTY-User-Key-File-")


def _lines(data: bytes) -> list[bytes]:
    """Those that are not blank, of a file that begins with the key; none of another."""
    lines = [line for line in pem.with_lf(data).split(b"\n") if line.strip()]
    return lines if lines and lines[0].strip().startswith(_STARTS) else []


def _at_the_end(data: bytes) -> bool:
    lines = _lines(data)
    return bool(lines) and all(line[-1:] not in {b" ", b"\t"} for line in lines[:-1])


def _at_the_start(data: bytes) -> bool:
    lines = _lines(data)
    return bool(lines) and all(line[:1] not in {b" ", b"\t"} for line in lines[1:])


def _behind_begin(data: bytes) -> bool:
    text = pem.with_lf(data).strip()
    return len(_BLANKS.findall(_FIRST.sub(b"", text, 1))) == 0 and _FIRST.search(text) is not None


def _more(data: bytes) -> bool:
    return b"-----BEGIN " in data and _EXACT.search(data) is not None


def _small(data: bytes) -> bool:
    return _SMALL.search(data) is not None


def _other_dashes(data: bytes) -> bool:
    """Such as the long dash that a word processor makes of two."""
    return any(dash.encode() in data for dash in "‐‑‒–—―−")  # noqa: RUF001 - the very characters


_CASES: Final[dict[str, tuple[tuple[str, Callable[[bytes], bool]], ...]]] = {
    "trailing-blanks": (("trailing-end", _at_the_end),),
    "indented": (("indented-first", _at_the_start),),
    "blank-lines": (("blank-first", _behind_begin),),
    "dashes": (("dashes-other", _other_dashes), ("label-small", _small), ("dashes-more", _more)),
}
"""By the kind: blanks only behind the END line, a blank only before the BEGIN line, blank lines only behind
it; dashes that are other characters, small letters in a label, and nothing but dashes too many."""
IDS: Final = frozenset(name for cases in _CASES.values() for name, _ in cases)


def case_of(name: str, data: bytes) -> str:
    """The id of the case that a kind of damage is in a file; that of the kind where it is none of them."""
    return next((case for case, holds in _CASES.get(name, ()) if holds(data)), name)
