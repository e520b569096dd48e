r"""Words before a key: options without double quotes, and blanks between options or the names of a host.

sshd reads ``from="10.0.0.1"`` and no other quotes, and only commas between options; so does ssh between
names. What is meant can be told where the words, written so, are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..formats._option_names import FLAGS, VALUED, any_of
from ..patterns import compiled
from . import live_lines
from .base import KEY_LINES, DamageKind, Seen, lines, refusals, spliced
from .text import TYPE

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from .text import Text

_LINE: Final = compiled(
    rb"(?m)^[ \t]*+(?P<words>[^#\s\"'][^\n]{0,2000}?)(?<![ \t])[ \t]++(?=" + TYPE + rb"[ \t]++AAAA)"
)


def _changed(data: bytes, change: Callable[[bytes], bytes]) -> list[tuple[int, int, bytes]]:
    """Where the words before a key stand that should be other ones, and which."""
    return [
        (match.start("words"), match.end("words"), new)
        for match in _LINE.finditer(data)
        if (new := change(match["words"])) != match["words"]
    ]


def _kind(
    kind: tuple[str, str, str, str], change: Callable[[bytes], bytes], title: str, step: str
) -> DamageKind:
    """A kind of which the title and the step have a place for the lines."""

    def find(text: Text) -> Seen | None:
        found = _changed(text.data, change)
        if not found:
            return None
        first = text.data.count(b"\n", 0, found[0][0]) + 1
        where = f"on line {first}" if len(found) == 1 else f"in {lines(len(found))}"
        return Seen(title.format(where), step.format(where))

    def repair(text: Text) -> bytes:
        return spliced(text.data, _changed(text.data, change))

    return DamageKind(*kind, refusals(public="SP", public_lines="S"), find, repair, only=KEY_LINES)


# Options

_VALUED: Final = any_of(VALUED)
_DOUBLE: Final = rb"(?:\xe2\x80[\x9c\x9d\x9e]|\xc2[\xab\xbb])"
_SINGLE: Final = rb"(?:\xe2\x80[\x98\x99])"
_OPTION: Final = rb"(?:" + _VALUED + rb"=|" + any_of(FLAGS) + rb")"
_VALUE: Final = compiled(
    rb"(?i)(?P<name>(?<![a-z-])" + _VALUED + rb"=)(?:"
    + _DOUBLE + rb"(?P<long>[^\"\n]{0,900}?)" + _DOUBLE
    + rb"|" + _SINGLE + rb"(?P<short>[^\"\n]{0,900}?)" + _SINGLE
    + rb"|'(?P<plain>[^\"'\n]{0,900}?)'"
    + rb"|(?P<bare>[^\"' \t,\n\x80-\xff]{1,200})(?=[,]|\Z)"
    + rb"|(?P<words>(?=[^\s\"'])(?:(?![, \t]" + _OPTION + rb")[^\"'\n\x80-\xff]){1,900}?)"
    + rb"(?=,[ \t]*+" + _OPTION + rb"|\Z))"
)  # fmt: skip
_BETWEEN: Final = compiled(
    rb'(?i)("(?:\\"|[^"\n])*+")|[ \t]*+,[ \t]*+|(?<=[a-z"])[ \t]++(?=' + _OPTION + rb")"
)


def _quoted(words: bytes) -> bytes:
    """Options with their values in double quotes, where that makes options of them."""
    if b"=" not in words or live_lines.are_options(words):
        return words
    new = _VALUE.sub(_rewritten, words)
    return new if new != words and live_lines.are_options(new) else words


def _rewritten(match: re.Match[bytes]) -> bytes:
    kinds = ("long", "short", "plain", "bare", "words")
    value = next(value for name in kinds if (value := match[name]) is not None)
    return match["name"] + b'"' + value + b'"'


def is_misquoted(words: bytes) -> bool:
    """Whether words before a key are options whose values are not in double quotes: no host, no principal."""
    return _quoted(words) != words


def _joined(words: bytes) -> bytes:
    """Options with only commas between them, where that makes options of them."""
    if b" " not in words and b"\t" not in words:
        return words
    new = _BETWEEN.sub(lambda match: match[1] or b",", words)
    return new if new != words and live_lines.are_options(new) else words


# Names of a host

_NAME: Final = rb"[!A-Za-z0-9_*?\[][A-Za-z0-9_.:*?\[\]%-]*+"
_NAMES: Final = compiled(
    rb"(?P<marker>(?:@[a-z-]{1,20}[ \t]++)?)(?P<names>" + _NAME + rb"(?:[ \t]*+,[ \t]*+" + _NAME + rb")++)"
)
_GAP: Final = compiled(rb"[ \t]*+,[ \t]*+")


def _named(words: bytes) -> bytes:
    """Names of a host with only commas between them."""
    match = _NAMES.fullmatch(words)
    if match is None:
        return words
    new = _GAP.sub(b",", match["names"])
    is_host = (b"." in new or b":" in new) and not live_lines.are_options(new)
    return match["marker"] + new if is_host else words


OPTION_QUOTES: Final = _kind(
    (
        "option-quotes",
        "Option values without double quotes",
        "no quotes, single quotes or typographic ones around a value before a key",
        "double quotes",
    ),
    _quoted,
    'The option values {} are not in plain double quotes ("), and sshd ignores the line',
    "write the values {} in double quotes",
)
OPTION_BLANKS: Final = _kind(
    (
        "option-blanks",
        "Spaces between options",
        "spaces between two authorized_keys options, next to a comma or in its place",
        "only a comma",
    ),
    _joined,
    "There is a space between the options {}, and sshd ignores the line",
    "put only a comma between the options {}",
)
HOST_BLANKS: Final = _kind(
    (
        "host-blanks",
        "Spaces between host names",
        "a space next to a comma between two names before a key",
        "removed",
    ),
    _named,
    "There is a space between host names {}, and ssh ignores the line",
    "remove the space between the names {}",
)
