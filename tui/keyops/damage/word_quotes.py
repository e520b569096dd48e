r"""Options without quotes or in other ones, and blanks between the names of a host: words before a key.

sshd reads ``from="10.0.0.1"`` and no other quotes; ssh reads names with commas alone between them. What is
meant can be told where the words, written so, are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import live_lines
from .base import KEY_LINES, DamageKind, Seen, lines, refusals
from .text import TYPE

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from .text import Text

_VALUED: Final = rb"(?:command|environment|expiry-time|from|permitlisten|permitopen|principals|tunnel)"
_DOUBLE: Final = rb"(?:\xe2\x80[\x9c\x9d\x9e]|\xc2[\xab\xbb])"
_SINGLE: Final = rb"(?:\xe2\x80[\x98\x99])"
_VALUE: Final = compiled(
    rb"(?i)(?P<name>(?<![a-z-])" + _VALUED + rb"=)(?:"
    + _DOUBLE + rb"(?P<long>[^\"\n]{0,900}?)" + _DOUBLE
    + rb"|" + _SINGLE + rb"(?P<short>[^\"\n]{0,900}?)" + _SINGLE
    + rb"|'(?P<plain>[^\"'\n]{0,900}?)'"
    + rb"|(?P<bare>[^\"' \t,\n\x80-\xff]{1,200})(?=[,]|\Z))"
)  # fmt: skip
_LINE: Final = compiled(
    rb"(?m)^[ \t]*+(?P<words>[^#\s\"'][^\n]{0,2000}?)[ \t]++(?=" + TYPE + rb"[ \t]++AAAA)"
)


def _quoted(words: bytes) -> bytes:
    return _VALUE.sub(_rewritten, words)


def _rewritten(match: re.Match[bytes]) -> bytes:
    value = next(value for name in ("long", "short", "plain", "bare") if (value := match[name]) is not None)
    return match["name"] + b'"' + value + b'"'


def _badly_quoted(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where the words of a line stand that sshd passes over for its quotes, and as they should be."""
    if b"=" not in data:
        return
    for match in _LINE.finditer(data):
        words = match["words"]
        if is_misquoted(words):
            yield match.start("words"), match.end("words"), _quoted(words)


def is_misquoted(words: bytes) -> bool:
    """Whether words before a key are options whose values are not in double quotes: no host, no principal."""
    if b"=" not in words:
        return False
    new = _quoted(words)
    return new != words and not live_lines.are_options(words) and live_lines.are_options(new)


def _replaced(data: bytes, found: Iterator[tuple[int, int, bytes]]) -> bytes:
    parts, at = [], 0
    for start, stop, new in found:
        parts += [data[at:start], new]
        at = stop
    return b"".join((*parts, data[at:]))


def _where(data: bytes, found: list[tuple[int, int, bytes]]) -> str:
    first = data.count(b"\n", 0, found[0][0]) + 1
    return f"in line {first}" if len(found) == 1 else f"in {lines(len(found))}"


def _find_quotes(text: Text) -> Seen | None:
    found = list(_badly_quoted(text.data))
    if not found:
        return None
    where = _where(text.data, found)
    return Seen(
        f'The values of options {where} are not in plain double quotes ("), and sshd ignores the line',
        f"write the values {where} in double quotes",
    )


def _repair_quotes(text: Text) -> bytes:
    return _replaced(text.data, _badly_quoted(text.data))


# Names of a host

_NAME: Final = rb"[!A-Za-z0-9_*?\[][A-Za-z0-9_.:*?\[\]%-]*+"
_PARTED: Final = compiled(
    rb"(?m)^[ \t]*+(?:@[a-z-]{1,20}[ \t]++)?(?P<names>" + _NAME
    + rb"(?:[ \t]*+,[ \t]*+" + _NAME + rb")++)[ \t]++(?=" + TYPE + rb"[ \t]++AAAA)"
)  # fmt: skip
_GAP: Final = compiled(rb"[ \t]*+,[ \t]*+")


def _parted(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where the names of a host have blanks between them, and as they should be."""
    if b", " not in data and b" ," not in data and b",\t" not in data:
        return
    for match in _PARTED.finditer(data):
        new = _GAP.sub(b",", match["names"])
        if new != match["names"] and (b"." in new or b":" in new) and not live_lines.are_options(new):
            yield match.start("names"), match.end("names"), new


def _find_parted(text: Text) -> Seen | None:
    found = list(_parted(text.data))
    if not found:
        return None
    where = _where(text.data, found)
    return Seen(
        f"There is a space between the names of a host {where}, and ssh ignores the line",
        f"remove the space between the names {where}",
    )


def _repair_parted(text: Text) -> bytes:
    return _replaced(text.data, _parted(text.data))


OPTION_QUOTES: Final = DamageKind(
    "option-quotes",
    "Values of options without double quotes",
    "no quotes, single quotes or typographic ones around a value before a key",
    "double quotes",
    refusals(public="SP", public_lines="S"),
    _find_quotes,
    _repair_quotes,
    only=KEY_LINES,
)
HOST_BLANKS: Final = DamageKind(
    "host-blanks",
    "Spaces between the names of a host",
    "a space next to a comma between two names before a key",
    "removed",
    refusals(public="SP", public_lines="S"),
    _find_parted,
    _repair_parted,
    only=KEY_LINES,
)
