"""Key lines in which a blank or a line end is missing: between type and key, key and comment, two keys.

Where a key ends is told by its own lengths. Of two keys in one line OpenSSH reads the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import identity, live_lines
from .base import (
    EVERYWHERE,
    KEY_LINES,
    TO_STANDARD,
    DamageKind,
    Reading,
    Seen,
    by_count,
    lines,
    refusals,
    spliced,
)
from .text import TYPE, Text, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE_AND_KEY: Final = compiled(
    rb"(?P<type>"
    + TYPE
    + rb")(?P<gap>(?:[ \t]*+"
    + TYPE
    + rb")*+[ \t]*+)(?:(?P<body>AAAA[A-Za-z0-9+/_-]*+={0,2}+)(?P<rest>[^ \t\n]?))?+"
)
"""Takes types without a key too: none of them begins another match."""
_MOST: Final = 2000


def _undo_missing(data: bytes) -> Iterator[Reading]:
    """A key type that is glued to its key or stands twice, and a comment that is glued to the key."""
    if b"AAAA" not in data:
        return
    parts, at, count = [], 0, 0
    for match, _ in zip(_TYPE_AND_KEY.finditer(data), range(_MOST), strict=False):
        if match["body"] is None:
            continue
        size = _size(match["body"])
        is_glued = bool(match["rest"]) or size < len(match["body"])
        if match["gap"] == b" " and not is_glued:
            continue
        if size > len(match["body"]):
            continue
        gap = b" " if is_glued else b""
        body = match["body"][:size] + gap + match["body"][size:]
        parts += [data[at : match.start()], match["type"], b" ", body]
        at = match.end("body")
        count += 1
    if count:
        yield Reading(
            b"".join((*parts, data[at:])),
            "The space between type, key and comment is missing, or the type is repeated, in "
            f"{lines(count)}, as after a template or an edit",
            f"separate the words in {lines(count)}",
        )


def _size(body: bytes) -> int:
    """How many characters the key has that begins a text; more than there are where it goes on."""
    inside = decoded(body.translate(TO_STANDARD))
    declared = identity.declared_size(inside) if inside else None
    return len(body) + 1 if declared is None else -(-declared // 3) * 4


# Two keys in one line

_BLANKS: Final = b" \t"

_ANOTHER: Final = compiled(
    rb"(?P<type>" + TYPE + rb")[ \t]++(?P<body>AAAA[A-Za-z0-9+/]++={0,2}+)(?=[ \t\n\r,;]|\Z)"
)
_OPTION: Final = compiled(rb"(?<=[ \t])(?P<words>(?:[A-Za-z-]++(?:=\"(?:\\\"|[^\"])*+\")?,?)++)[ \t]++\Z")
_FIRST_HOST: Final = compiled(
    rb"[ \t]*+(?:@[a-z-]{1,20}[ \t]++)?(?P<words>[^ \t@\"=][^ \t\"=]*+)[ \t]++" + TYPE + rb"[ \t]++AAAA"
)
_HOST: Final = compiled(rb"(?=[^.:*|\[]*+[.:*|\[])[^@\"=]++")
"""Names of a host before a key: what the second key of a line of known_hosts has before it too."""


def _cuts(data: bytes) -> list[tuple[int, int]]:
    """Where another key begins behind a whole one in its line: what is cut out there, from and to."""
    if data.count(b"AAAA") < 2 or b"BEGIN " in data:
        return []
    found: list[tuple[int, int]] = []
    start = 0
    for row in data.split(b"\n"):
        if row.count(b"AAAA") > 1 and not row.lstrip().startswith(b"#"):
            found += [(start + one, start + two) for one, two in _cuts_of(row)]
        start += len(row) + 1
    return found


def _cuts_of(row: bytes) -> Iterator[tuple[int, int]]:
    first = True
    behind = 0
    host = _FIRST_HOST.match(row)
    if host is not None and live_lines.are_options(host["words"]):
        host = None
    for match in _ANOTHER.finditer(row):
        if not live_lines.is_key(match["type"], match["body"]):
            continue
        if not first:
            stop = match.start()
            option = _OPTION.search(row, behind, stop)
            if option is not None and live_lines.are_options(option["words"]):
                stop = option.start("words")
            elif host is not None:
                stop = _start_of_host(row, behind, stop)
            yield _start_of_gap(row, behind, stop), stop
        first = False
        behind = match.end()


def _start_of_host(row: bytes, start: int, stop: int) -> int:
    """Where the last word begins, when it names a host; else where it ends, or what follows it."""
    words = row[start:stop].rstrip(_BLANKS)
    at = max(words.rfind(blank) for blank in (b" ", b"\t")) + 1
    named = at > 0 and start + len(words) < stop and _HOST.fullmatch(words, at) is not None
    return start + at if named else stop


def _start_of_gap(row: bytes, start: int, stop: int) -> int:
    """Where the blanks begin, and the separator between them, that end there."""
    words = row[start:stop].rstrip(_BLANKS)
    bare = words[:-1].rstrip(_BLANKS) if words.endswith((b",", b";", b"|")) else words
    return start + len(bare)


def _find_glued(text: Text) -> Seen | None:
    count = len(_cuts(text.data))
    if not count:
        return None
    return Seen(
        f"{_keys(count)} in the comment of another key: the line ending before "
        f"{by_count(count, 'it', 'them')} is missing",
        "put the key on a line of its own" if count == 1 else "put each key on a line of its own",
    )


def _keys(count: int) -> str:
    return f"{'One key' if count == 1 else f'{count:,} keys'} {by_count(count, 'is', 'are')}"


def _repair_glued(text: Text) -> bytes:
    return spliced(text.data, ((start, stop, b"\n") for start, stop in _cuts(text.data)))


MISSING_BLANK: Final = DamageKind(
    "missing-blank",
    "Words of a key line run together",
    "no space after the key type or the key, or the key type repeated",
    "separated by spaces",
    EVERYWHERE,
    undo=_undo_missing,
)
GLUED_KEYS: Final = DamageKind(
    "glued-keys",
    "Two public keys on one line",
    "a key type and a whole key in the comment of another",
    "a line for each",
    refusals(public="", public_lines=""),
    _find_glued,
    _repair_glued,
    only=KEY_LINES,
)
