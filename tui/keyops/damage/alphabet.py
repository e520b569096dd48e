"""Undoing what happens to the letters of base64: another alphabet, blanks for ``+``, lost padding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import dataclass
from . import identity
from .base import EVERYWHERE, TO_STANDARD, DamageKind, Reading, places, spliced
from .text import PPK, TYPE, Text, decoded, is_header, split_headers

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

_KEY: Final = compiled(rb"(?:(?<=\s)|(?<=[\"'`,>])|\A)" + TYPE + rb"[ \t]++(?=AAAA)(?P<rest>[^\n]++)")
_PPK_BODY: Final = compiled(
    rb"(?:Public|Private)-Lines: ?[0-9]{1,5}\s(?P<rest>[^:]*?)(?=\s[A-Z][A-Za-z0-9-]{2,20}:|\Z)"
)
_WHOLE: Final = compiled(rb"[A-Za-z0-9+/_=\s-]{40,}+")
_MOST: Final = 500
"""So many bodies of a file are looked at."""


@dataclass(frozen=True, slots=True)
class Body:
    """A stretch of a text in which base64 stands."""

    start: int
    stop: int
    of_line: bool = False
    """Whether it is the rest of a key line: base64, and then perhaps a comment."""


def bodies(data: bytes) -> list[Body]:
    """Where base64 stands: in armour, in a PPK file, behind a key type, or all over."""
    text = Text(data)
    if text.blocks:
        return [_inside(text, block.start, block.stop) for block in text.blocks[:_MOST]]
    if PPK in data:
        return [Body(*match.span("rest")) for match in _some(_PPK_BODY, data)]
    found = [Body(*match.span("rest"), of_line=True) for match in _some(_KEY, data)]
    return found or ([Body(0, len(data))] if _WHOLE.fullmatch(data) else [])


def _some(pattern: re.Pattern[bytes], data: bytes) -> list[re.Match[bytes]]:
    return [match for match, _ in zip(pattern.finditer(data), range(_MOST), strict=False)]


def _inside(text: Text, start: int, stop: int) -> Body:
    """A block without its headers."""
    inside = text.data[start:stop]
    headers, rows = split_headers(inside) if b":" in inside else ([], [])
    if any(is_header(row) for row in headers):
        start = stop - len(b"\n".join(rows))
    return Body(start, stop)


def _rewritten(data: bytes, change: Callable[[bytes, bool], bytes]) -> bytes:
    return spliced(
        data,
        (
            (body.start, body.stop, change(data[body.start : body.stop], body.of_line))
            for body in bodies(data)
        ),
    )


# The alphabet for addresses

_FIRST: Final = compiled(rb"[A-Za-z0-9+/_-]++")
_PAIRS: Final = compiled(rb"(?:[^-]++--(?!-))++[^-]*+")
"""Each - of it stands twice."""
_URL_SAFE: Final = (
    "The base64 uses the URL-safe alphabet (- and _ for + and /), as token and secret libraries write it"
)


def _undo_url_safe(data: bytes) -> Iterator[Reading]:
    if b"-" not in data and b"_" not in data:
        return
    for change, who in (
        (_doubled, f"{_URL_SAFE}; before that each + became +-, as in UTF-7"),
        (_standard, _URL_SAFE),
    ):
        new = _rewritten(data, change)
        count = sum(data.count(one) - new.count(one) for one in (b"-", b"_"))
        if new != data:
            yield Reading(new, who, f"replace - and _ with + and / in {places(count)}")


def _standard(body: bytes, of_line: bool) -> bytes:  # noqa: FBT001 - two kinds of body
    return _by_word(body, _standard_word, of_line=of_line)


def _doubled(body: bytes, of_line: bool) -> bytes:  # noqa: FBT001 - as _standard
    return _by_word(body, _doubled_word, of_line=of_line)


def _by_word(body: bytes, change: Callable[[bytes], bytes], *, of_line: bool) -> bytes:
    if of_line:
        match = _FIRST.match(body)
        return body if match is None else change(match[0]) + body[match.end() :]
    return b"\n".join(
        _FIRST.sub(lambda match: change(match[0]), row)
        if (b"-" in row or b"_" in row) and b"-----" not in row
        else row
        for row in body.split(b"\n")
    )


def _standard_word(word: bytes) -> bytes:
    """As it stands where it has a +, which is not of that alphabet: this is UTF-7."""
    if (b"+" in word.lstrip(b"+") and b"-" in word) or (_PAIRS.fullmatch(word) and word.count(b"--") > 1):
        return word
    return word.translate(TO_STANDARD)


def _doubled_word(word: bytes) -> bytes:
    return (
        word.replace(b"--", b"+").replace(b"_", b"/") if b"+" not in word and _PAIRS.fullmatch(word) else word
    )


# Blanks in place of +

_PIECE: Final = compiled(rb" ?[A-Za-z0-9+/]*+={0,2}+")
_WIDTHS: Final = (64, 70, 76)
_LOST: Final = "Every + in the base64 was turned into a space, as web forms and URL decoders do"


def _undo_plus(data: bytes) -> Iterator[Reading]:
    for change in (_by_line, _by_width, _with_stripped_ends):
        new = _rewritten(data, change)
        if new != data:
            count = new.count(b"+") - data.count(b"+")
            yield Reading(new, _LOST, f"replace spaces with + in {places(count)}")


def _by_line(body: bytes, of_line: bool) -> bytes:  # noqa: FBT001 - as _standard
    if of_line:
        return _of_line(body)
    if b"\n" not in body.strip(b"\n") and body[:1] == body[-1:] == b" ":
        return b" " + body[1:-1].replace(b" ", b"+") + b" "
    return body.replace(b" ", b"+")


def _by_width(body: bytes, of_line: bool) -> bytes:  # noqa: FBT001 - as _standard
    """Of a body in one line, the blanks at its line ends stay."""
    if of_line:
        return body
    flat = body[1:] if body[:1] == b" " else body
    for width in _WIDTHS:
        rows = [flat[at : at + width + 1] for at in range(0, len(flat), width + 1)]
        if len(rows) > 1 and all(row[width:] in {b" ", b""} for row in rows) and b"\n" not in flat:
            kept = (row[:width].replace(b" ", b"+") for row in rows[:-1])
            last = rows[-1].rstrip(b" ").replace(b" ", b"+")
            return b" " + b" ".join((*kept, last)) + b" "
    return body


def _with_stripped_ends(body: bytes, of_line: bool) -> bytes:  # noqa: FBT001 - as _standard
    """As ``_by_line``, where blanks at the ends of lines are gone: all lines have one width."""
    rows = body.split(b"\n")
    width = max(map(len, rows))
    inner = [at for at, row in enumerate(rows) if row][:-1]
    if of_line or width > max(_WIDTHS) or not inner:
        return body
    short = [at for at in inner if width - 3 <= len(rows[at]) < width]
    for at in short:
        rows[at] = rows[at].ljust(width, b" ")
    return b"\n".join(row.replace(b" ", b"+") for row in rows) if short else body


_TELLING: Final = 4096
"""Characters of base64 in which all lengths of a key stand."""


def _of_line(body: bytes) -> bytes:
    """Take pieces until the key is as long as it says; what follows is its comment."""
    found = bytearray()
    at = bare = 0
    wanted, declared = 1 << 30, None
    while at < len(body) and bare < wanted:
        match = _PIECE.match(body, at)
        if match is None or match.end() == at:
            return body
        piece = match[0].replace(b" ", b"+")
        if signs := len(piece.rstrip(b"=")):
            bare = len(found) + signs
        is_told = len(found) >= _TELLING
        found += piece
        at = match.end()
        if not is_told:
            declared = _characters(bytes(found[:_TELLING]))
        wanted = len(found) + 1 if declared is None else declared
    if bare != wanted:
        return body
    found = found[:bare]
    rest = body[at:].lstrip(b"=")
    return bytes(found) + b"=" * (-bare % 4) + rest


def _characters(packed: bytes) -> int | None:
    """How many characters of base64 a key has without padding, as far as its first ones tell."""
    body = decoded(packed.rstrip(b"="))
    declared = identity.declared_size(body) if body else None
    return None if declared is None else -(-declared * 4 // 3)


# Padding

_TOKEN: Final = compiled(rb"[A-Za-z0-9+/]++=*+(?=[\s\"'`,]|\Z)")


def _undo_padding(data: bytes) -> Iterator[Reading]:
    new = _rewritten(data, _padded)
    if new != data:
        more = len(new) > len(data)
        yield Reading(
            new,
            "The = signs at the end of the base64 are missing: some encoders leave them out"
            if more
            else "The base64 has too many = signs at the end",
            "write the right number of = signs",
            refused=None if more or b"-----BEGIN " not in data else "SO",
        )


def _padded(body: bytes, of_line: bool) -> bytes:  # noqa: FBT001 - as _standard
    if of_line:
        match = _TOKEN.match(body)
        return body if match is None else _right(match[0]) + body[match.end() :]
    clean = body.rstrip()
    if not clean or b"=" in clean.rstrip(b"="):
        return body
    packed = len(b"".join(clean.rstrip(b"=").split()))
    return clean.rstrip(b"=") + b"=" * (-packed % 4 if packed % 4 != 1 else 0) + body[len(clean) :]


def _right(token: bytes) -> bytes:
    clean = token.rstrip(b"=")
    return clean + b"=" * (-len(clean) % 4) if len(clean) % 4 != 1 else token


URL_SAFE: Final = DamageKind(
    "url-safe",
    "URL-safe base64",
    "`-` and `_` in the base64",
    "`+` and `/`",
    EVERYWHERE,
    undo=_undo_url_safe,
)
PLUS_LOST: Final = DamageKind(
    "plus-lost",
    "Spaces in place of `+`",
    "spaces within the base64 where its lengths call for one more character",
    "`+` again",
    EVERYWHERE,
    undo=_undo_plus,
)
PADDING: Final = DamageKind(
    "padding",
    "Base64 padding missing or excessive",
    "base64 with too few or too many `=` at the end",
    "the right number of `=`",
    EVERYWHERE,
    undo=_undo_padding,
)

__all__ = ["PADDING", "PLUS_LOST", "URL_SAFE", "Body", "bodies"]
