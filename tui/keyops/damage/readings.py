"""The search for what a mangled text was: each reading alone, then each two of them, until one proves itself.

``ENCODINGS`` is the table: each row says what a text may have been before some program wrote it in another
way. A reading is right when the text, with the other kinds of damage repaired, is a whole key file: its
lengths fit and its halves prove each other (``proof``). The simplest right one is taken. Of a file of key
lines each line that is not read is looked at alone, and lines that are read stay as they are.

The work is bounded: by the size of the file, by how much text is looked at, by how many readings are tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ..patterns import compiled
from ..records import replace
from . import (
    alphabet,
    code_pages,
    colours,
    decoration,
    device_keys,
    dumps,
    frames,
    glued,
    key_words,
    line_order,
    live_lines,
    metadata_user,
    plain_frames,
    ppk_readings,
    separators,
    spelling,
    strays,
    taken_out,
    transfer_codes,
    word_order,
)
from .base import Container, Seen
from .ppk import PPK_MAC
from .proof import prove
from .text import TYPE, Text
from .truncation import TRUNCATED
from .whole_keys import whole_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .base import DamageKind

    Found = tuple[list[tuple[DamageKind, Seen]], Text]
    Walk = Callable[[bytes], Found]

ENCODINGS: Final[tuple[DamageKind, ...]] = (
    alphabet.PADDING,
    alphabet.URL_SAFE,
    alphabet.PLUS_LOST,
    spelling.PERCENT,
    spelling.ENTITIES,
    spelling.TAGS,
    spelling.ESCAPES,
    spelling.QUOTED_PRINTABLE,
    spelling.UTF7,
    code_pages.EBCDIC,
    code_pages.NULS,
    code_pages.SINGLE_NULS,
    code_pages.READ_TWICE,
    code_pages.LOOK_ALIKES,
    code_pages.HEXADECIMAL,
    dumps.DUMPS,
    code_pages.GZIP,
    transfer_codes.TRANSFER_CODES,
    colours.COLOURS,
    metadata_user.USER_BEFORE,
    decoration.DECORATED,
    decoration.PROMPTS,
    decoration.DECORATED_KEYS,
    strays.STRAY_LINES,
    strays.OTHER_EDGES,
    strays.CONTINUED,
    strays.HIDDEN_ADDRESS,
    frames.PPK_IN_FRAME,
    frames.FRAMES,
    separators.LONE_N,
    separators.SEPARATOR,
    separators.SPREAD,
    frames.ONE_LINE_LIST,
    frames.BASE64_INSIDE,
    glued.MISSING_BLANK,
    key_words.TYPE_SIGN,
    word_order.COMMA_BEFORE_TYPE,
    word_order.OPTIONS_AFTER_TYPE,
    word_order.MARKER,
    word_order.BANNER,
    word_order.OPEN_QUOTE,
    key_words.KEY_START,
    key_words.TORN_LINE,
    key_words.PEM_IN_LINE,
    ppk_readings.PPK_HEADLESS,
    ppk_readings.PPK_COUNTS,
    ppk_readings.PPK_LOST_LINE,
    strays.REPEATED_LINES,
    line_order.REVERSED,
    line_order.SWAPPED,
    strays.STRAY_SIGNS,
    plain_frames.FRAMES_OF_ANY,
    device_keys.DEVICE_KEYS,
    taken_out.TAKEN_OUT,
)
"""One row per encoding, the likelier ones first; the last is tried when no other, and no two, are right."""
_NOT_RIGHT: Final = frozenset({PPK_MAC.id, TRUNCATED.id})
"""Can be repaired, but is not left by the right reading, which has the right MAC and all of the key."""
_TRIED: Final = ENCODINGS[:-1]

_OF_BYTES: Final = (code_pages.EBCDIC, code_pages.NULS, code_pages.SINGLE_NULS, code_pages.GZIP)
"""What may be tried of bytes that are no text."""

DEEPEST: Final = 2
"""So many encodings may lie on each other, and the layers that are peeled off in any case."""
MOST_READINGS: Final = 600
MOST_BYTES: Final = 3 << 19
"""Of text that is looked at for one file, all readings together."""
LARGEST: Final = 128 * 1024
MOST_LINES: Final = 100
"""So many key lines that are not read are looked at alone."""
_LIKE_KEY: Final = compiled(rb"(?i)(?:ssh|ecdsa|sk)\W.{40}|AAAA.{40}")
_BEFORE_KEY: Final = compiled(rb"(?m)^(?P<words>[^#\n]{1,200}?)(?<![ \t])[ \t]++" + TYPE + rb"[ \t]++AAAA")
_CODE: Final = compiled(rb"[\"'][ \t]*+[:=]|[\[{:][ \t]*+[\"']|=>|:=")
"""What JSON and source code have before a value, and no options, hosts or principals."""


class _Work:
    """What may still be done for a file."""

    def __init__(self) -> None:
        self.readings = MOST_READINGS
        self.size = MOST_BYTES
        self.seen: set[int] = set()

    def may(self, data: bytes) -> bool:
        """Whether a text may be looked at: it is new, and not too much."""
        mark = hash(data)
        if mark in self.seen or self.readings <= 0 or len(data) > 2 * LARGEST:
            return False
        self.seen.add(mark)
        self.readings -= 1
        return self.takes(len(data))

    def takes(self, size: int) -> bool:
        """Whether so much text may be looked at; it is counted."""
        self.size -= size
        return self.size >= 0


def needs(found: Found) -> bool:
    """Whether a text, repaired as far as it could be, is no whole key file, but might be read as one."""
    seen, text = found
    if any(one.why_not or row.id in _NOT_RIGHT for row, one in seen) or not prove(text.data):
        return True
    if _has_nuls(text):
        return True
    return bool(decoration.decorations(_words_before(text.data)))


def _has_nuls(text: Text) -> bool:
    """Whether there are NUL bytes in a text with a key, which is no tar archive."""
    if text.container is Container.UNKNOWN or text.data[257:262] == b"ustar":
        return False
    return b"\0" in text.data.rstrip(b"\0\x1a")


def _words_before(data: bytes) -> Iterator[tuple[int, bytes]]:
    if b"BEGIN " in data or len(data) > LARGEST:
        return
    for one in live_lines.read(data):
        yield one.number, one.words
    for match in _BEFORE_KEY.finditer(data):
        yield data.count(b"\n", 0, match.start()) + 1, match["words"]


def search(data: bytes, walk: Walk, peel: Walk) -> Found | None:
    """The simplest right reading of a file, and what was done to it; None when there is none.

    Args:
        data: the whole file, of which no whole key file could be made.
        walk: finds and repairs all other kinds of damage.
        peel: the same, for the layers around the whole file alone.
    """
    if len(data) > LARGEST:
        return None
    work = _Work()
    found = _search(data, walk, peel, work)
    if found is not None:
        return found
    some = _by_lines(data, walk, peel, work)
    if some is not None and prove(some[1].data):
        return some
    return _search(data, walk, peel, _Work(), (taken_out.TAKEN_OUT,)) or some


def _search(
    data: bytes, walk: Walk, peel: Walk, work: _Work, rows: tuple[DamageKind, ...] = ()
) -> Found | None:
    before = _Before(live_lines.read(data), whole_keys(data))
    level: list[Found] = [([], Text(data))]
    for _ in range(1 if rows else DEEPEST):
        following: list[Found] = []
        for found in level:
            for seen, text in _steps(found, peel, work, rows or _TRIED):
                more, outcome = walk(text.data)
                if _is_right((more, outcome), before) and not hides_begin(more, text.data):
                    return [*seen, *more], _with_one_end(outcome)
                following.append((seen, text))
        level = following
    return None


def hides_begin(seen: list[tuple[DamageKind, Seen]], data: bytes) -> bool:
    """Whether a BEGIN line was called missing in a text that has such a word: it may be written otherwise."""
    return b"BEGI" in data and any(row.id == "begin-missing" for row, _ in seen)


def _with_one_end(text: Text) -> Text:
    return Text(text.data.rstrip(b"\n") + b"\n") if text.data.endswith(b"\n\n") else text


def _steps(found: Found, peel: Walk, work: _Work, rows: tuple[DamageKind, ...]) -> Iterator[Found]:
    """The readings of a text, as it is and with the layers around it peeled off."""
    starts = [found]
    layers, peeled = peel(found[1].data)
    if layers:
        starts.append(([*found[0], *layers], peeled))
    for seen, text in starts:
        if not work.takes(len(text.data)):
            return
        for row in _OF_BYTES if text.is_binary else rows:
            assert row.undo is not None  # noqa: S101 - for the type checker: all rows of this table have it
            for one in row.undo(text.data):
                if work.may(one.data):
                    yield [*seen, (row, Seen(one.title, one.change, refused=one.refused))], Text(one.data)


class _Before(NamedTuple):
    """The keys of a text that no reading may lose."""

    alive: tuple[live_lines.Live, ...] = ()
    """Those that OpenSSH reads."""
    bodies: frozenset[bytes] = frozenset()
    """Base64 of all that stand whole in it, whatever stands around them."""


def _is_right(found: Found, before: _Before) -> bool:
    """Whether it is a whole key file, in which no key is lost that was whole before."""
    seen, text = found
    if any(one.why_not or row.id in _NOT_RIGHT for row, one in seen):
        return False
    if text.container is Container.UNKNOWN or not prove(text.data):
        return False
    words = list(_words_before(text.data))
    if decoration.decorations(words) or any(_CODE.search(one) for _, one in words):
        return False
    return not _lost(before, text.data)


def _lost(before: _Before, after: bytes) -> bool:
    """Whether a key would be lost that was whole, or that OpenSSH read; a number before a line is no host."""
    if not before.bodies <= whole_keys(after):
        return True
    marks = decoration.decorations((one.number, one.words) for one in before.alive)
    real = [one for one in before.alive if one.words not in marks]
    return bool(real and live_lines.compare(real, live_lines.read(after)).lost)


def _by_lines(data: bytes, walk: Walk, peel: Walk, work: _Work) -> Found | None:
    """Each key line by itself that is not read."""
    rows = data.split(b"\n")
    if b"BEGIN " in data or len(rows) < 3:
        return None
    all_seen: list[tuple[DamageKind, Seen]] = []
    tried = 0
    for at, row in enumerate(rows):
        line = row.strip()
        if tried >= MOST_LINES or line.startswith(b"#") or not _LIKE_KEY.search(line) or live_lines.read(row):
            continue
        tried += 1
        found = _line(row, walk, peel, work)
        if found is None:
            continue
        seen, text = found
        all_seen += [(kind, replace(one, title=f"Line {at + 1}: {_small(one.title)}")) for kind, one in seen]
        rows[at] = text.data.rstrip(b"\n")
    return (all_seen, Text(b"\n".join(rows))) if all_seen else None


def _line(row: bytes, walk: Walk, peel: Walk, work: _Work) -> Found | None:
    found = walk(row + b"\n")
    if found[0] and _is_right(found, _Before()):
        return found
    return _search(row + b"\n", walk, peel, work)


def _small(title: str) -> str:
    return (
        title
        if title[1:2].isupper() or title.startswith(("HTML", "EBCDIC"))
        else title[0].lower() + title[1:]
    )
