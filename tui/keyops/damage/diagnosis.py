"""What is wrong with the bytes of a key file, in the order in which it must be repaired.

``DAMAGES`` is the one table; its rows live in ``damages/`` by family. Looking goes from the top: first what
the whole file went through (UTF-16, quotes, base64), then its armour, then its lines, its body last. What
lies under a layer is only seen when the layer is off, so each kind is repaired in memory before the next is
looked for. Reading the bytes takes linear time; nothing here runs a KDF or needs a passphrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError
from ..findings import Finding, Severity
from ..patterns import compiled
from ..records import dataclass, field
from ..wording import listed
from . import (
    armour,
    blocks_among_lines,
    decoration,
    encoding,
    glued,
    headers,
    inner_blanks,
    labels,
    layout,
    lines,
    other_blocks,
    pasted,
    ppk,
    readings,
    strays,
    surroundings,
    word_quotes,
    wrapping,
)
from . import folder as beside
from . import truncation as cut
from .base import CANNOT, KEY_LINES, PROGRAMS, READERS, Container
from .text import Text

if TYPE_CHECKING:
    from .base import DamageKind, Seen

DAMAGES: Final[tuple[DamageKind, ...]] = (
    encoding.UTF16,
    encoding.BYTE_ORDER_MARK,
    encoding.CRCRLF,
    encoding.CRLF,
    encoding.CR,
    pasted.PASTE_MARKS,
    pasted.RICH_TEXT,
    wrapping.QUOTED,
    wrapping.ESCAPED_TWICE,
    wrapping.ESCAPED,
    wrapping.BASE64,
    encoding.ODD_BLANKS,
    word_quotes.OPTION_BLANKS,
    word_quotes.OPTION_QUOTES,
    word_quotes.HOST_BLANKS,
    blocks_among_lines.BLOCKS_AMONG_LINES,
    armour.DASHES,
    armour.FOLDED_EDGE,
    encoding.LINE_MARKS,
    wrapping.BARE_BODY,
    armour.BEGIN_TWICE,
    armour.BEGIN_MISSING,
    armour.ONE_LINE,
    ppk.PPK_ONE_LINE,
    armour.JOINED_LINES,
    surroundings.PUBLIC_BEFORE,
    surroundings.TEXT_BEFORE,
    other_blocks.BLOCK_BEFORE,
    layout.INDENTED,
    layout.INDENTED_INSIDE,
    layout.TRAILING_BLANKS,
    layout.TRAILING_INSIDE,
    inner_blanks.BLANKS_INSIDE,
    armour.END_MISSING,
    surroundings.TEXT_AFTER,
    other_blocks.BLOCK_AFTER,
    layout.NO_HEADER_GAP,
    headers.LOCK_HEADERS,
    headers.HEADERS,
    headers.PROC_TYPE,
    headers.LOCK_LOST,
    layout.BLANK_LINES,
    labels.WRONG_LABEL,
    layout.REWRAPPED,
    ppk.PPK_LINES,
    ppk.PPK_CAPITALS,
    ppk.PPK_VERSION,
    glued.GLUED_KEYS,
    lines.TYPE_MISSING,
    lines.SPLIT_LINE,
    lines.WRONG_TYPE,
    encoding.NO_LAST_NEWLINE,
    cut.TRUNCATED,
    ppk.PPK_MAC,
    *readings.ENCODINGS,
    beside.MODE_OPEN,
    beside.PAIR_DIFFERS,
    beside.PRIVATE_IN_PUB,
    beside.PUBLIC_AS_PRIVATE,
)
"""One row per kind, in the order in which they are looked for and repaired. Text encodings, which have
readings in place of a finder, are searched for where the others lead to no whole key: see ``readings``."""

_LAYERS: Final = DAMAGES[: DAMAGES.index(wrapping.BASE64) + 1]
"""What the whole file went through."""

READINGS: Final = frozenset(row.id for row in readings.ENCODINGS)
"""Before they are undone the text shows nothing of the key, or shows it wrongly."""

_LARGE: Final = 128 * 1024
"""Bytes. No file with one key is larger, whatever it went through: in a larger one only damage that a file of
many key lines may have is looked for."""
_OF_LARGE: Final = frozenset({"utf-16", "bom", "crcrlf", "crlf", "cr", "no-last-newline"})

_MOST_ROUNDS: Final = 8
"""How often something may come to light under a layer."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage in one file."""

    id: str
    severity: Severity
    """ERROR when the program that owns the container refuses the file for it."""
    title: str
    hint: str
    change: str
    """What repairing does, such as ``convert 38 lines from CRLF to LF``; empty when it cannot be repaired."""
    why_not: str = ""
    """Why it cannot be repaired; empty when it can."""
    refusing: str = ""
    """Letters of the PROGRAMS that refuse the file for it, of those that read its format at all."""

    @property
    def finding(self) -> Finding:
        """The same, as inspection tells it."""
        return Finding(self.id, self.severity, self.title, self.hint, is_lost=bool(self.why_not))


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a file, and its bytes with all repaired that can be."""

    damages: tuple[Damage, ...]
    data: bytes = field(repr=False)
    container: Container = Container.UNKNOWN

    @property
    def hopeless(self) -> Damage | None:
        """The first damage that cannot be repaired."""
        return next((one for one in self.damages if one.why_not), None)


def diagnose(data: bytes) -> tuple[Damage, ...]:
    """What is wrong with a file, in the order in which it must be repaired. Never raises.

    Empty for a file that is as it should be, and for one that is no key at all.
    """
    return examine(data).damages


def examine(data: bytes) -> Diagnosis:
    """Tell what is wrong, and repair it in memory as far as it can be. Never raises.

    Whether the outcome is a key is not looked at: that is for ``repairing``.
    """
    seen, text = _walk(data)
    if len(data) <= _LARGE and (readings.hides_begin(seen, data) or readings.needs((seen, text))):
        seen, text = readings.search(data, _walk, _peel) or (seen, text)
    if text.container is Container.UNKNOWN or not seen:
        return Diagnosis((), data)
    if any(
        row is cut.TRUNCATED for row, _ in seen
    ):  # what stood at the end is only a part of what is missing
        seen = [
            pair for pair in seen if pair[0].id not in {armour.END_MISSING.id, encoding.NO_LAST_NEWLINE.id}
        ]
    if any(row is strays.OTHER_EDGES for row, _ in seen):  # taking them off leaves a bare body
        seen = [pair for pair in seen if pair[0] is not wrapping.BARE_BODY]
    words = _as_read(data, text.data) if text.container in KEY_LINES else ""
    anyway = "SO" if _is_as_openssl_reads(data, text) else ""
    damages = tuple(_damage(row, found, text.container, words, anyway) for row, found in seen)
    return Diagnosis(damages, text.data, text.container)


_OF_OPENSSL: Final = frozenset({Container.PEM, Container.PEM_LOCKED, Container.PKCS8, Container.SPKI})
_BEHIND: Final = compiled(rb"(?m)(?<![\x80-\xff])[\x80-\xff]++$")


def _is_as_openssl_reads(data: bytes, text: Text) -> bool:
    """Whether all that is wrong is what OpenSSL cuts off the end of each line: bytes that are not ASCII.

    Its crypto/pem/pem_lib.c ``sanitize_line`` takes them for negative numbers, which are below a blank.
    """
    return text.container in _OF_OPENSSL and not data.isascii() and _BEHIND.sub(b"", data) == text.data


def _as_read(data: bytes, repaired: bytes) -> str:
    """What OpenSSH reads of a file of key lines, of which it refuses lines and never the file.

    Empty for a file that is a single key line, of which nothing is read.
    """
    from . import live_lines

    alive = live_lines.read(data)
    marks = decoration.decorations((one.number, one.words) for one in alive)
    now = [
        one
        for one in alive
        if not (one.is_passed_over or one.words in marks or word_quotes.is_misquoted(one.words))
    ]
    if not now and repaired.strip().count(b"\n") == 0:
        return ""
    after = [one for one in live_lines.read(repaired) if not one.is_passed_over]
    known = {one.blob for one in now}
    gained = live_lines.told(live_lines.compare(now, after).gained, None)
    more = sum(one.blob not in known for one in gained)
    read = len(live_lines.told(now, None))
    if not read:
        words = f"{_READS_NONE} in the file as it is"
        return words + (f"; it can read {_keys(more)} {_REPAIRED}" if more else "")
    words = f"OpenSSH reads {_keys(read)} in the file as it is"
    return words + (f", and {more:,} more {_REPAIRED}" if more else "")


def _keys(count: int) -> str:
    return "1 key" if count == 1 else f"{count:,} keys"


def _peel(data: bytes) -> tuple[list[tuple[DamageKind, Seen]], Text]:
    return _walk(data, _LAYERS)


def _walk(data: bytes, rows: tuple[DamageKind, ...] = DAMAGES) -> tuple[list[tuple[DamageKind, Seen]], Text]:
    text = Text(data)
    found: list[tuple[DamageKind, Seen]] = []
    for _ in range(_MOST_ROUNDS):
        peeled = False
        for row in rows:
            if row.find is None or (text.is_binary and not row.peels):
                continue
            if len(text.data) > _LARGE and row.id not in _OF_LARGE:
                continue
            seen = row.find(text)
            if seen is None:
                continue
            found.append((row, seen))
            if row.repair is None or seen.why_not:
                continue
            text = Text(row.repair(text))
            if row.peels:
                peeled = True
                break
        if not peeled:
            break
    return found, text


_READS_NONE: Final = "OpenSSH cannot read any key"
_REPAIRED: Final = "after the repair"


def _damage(row: DamageKind, seen: Seen, container: Container, words: str, anyway: str = "") -> Damage:
    refusing = row.refused.get(container, "") if seen.refused is None else seen.refused
    refusing = "".join(letter for letter in refusing if letter not in anyway)
    readers = READERS.get(container, "")
    refusing = "".join(letter for letter in readers if letter in refusing)
    severity = Severity.WARNING if len(seen.also) > 1 else Severity.INFO
    if refusing:
        severity = Severity.ERROR if readers[0] in refusing else Severity.WARNING
    if words and ("S" in refusing or _REPAIRED in words):
        severity = Severity.WARNING
        who = words
        if not words.startswith(_READS_NONE):
            refusing = refusing.replace("S", "")
    else:
        who = _who(refusing, readers, container, seen.also)
    hint = f"{who}. {CANNOT}: {seen.why_not}" if seen.why_not else f"{who}. Repair will {seen.change}"
    return Damage(row.id, severity, seen.title, hint, seen.change, seen.why_not, refusing)


def _who(refusing: str, readers: str, container: Container, also: tuple[str, ...]) -> str:
    names = [*(PROGRAMS[letter] for letter in refusing), *also]
    if not names:
        return f"Harmless in {'an' if container.startswith(_SOUNDS_LIKE_VOWELS) else 'a'} {container}"
    who = f"{listed(names)} {'rejects' if len(names) == 1 else 'reject'} this file"
    others = [PROGRAMS[letter] for letter in readers if letter not in refusing]
    if others:
        who += f"; {listed(others)} {'accepts' if len(others) == 1 else 'accept'} it"
    return who


def error_of(diagnosis: Diagnosis) -> CorruptKeyError:
    """What to raise for a file in which something is lost. ``hopeless`` must not be None."""
    lost = diagnosis.hopeless
    assert lost is not None  # noqa: S101 - the caller looked
    title = lost.title[0].lower() + lost.title[1:]
    hint = lost.why_not[0].upper() + lost.why_not[1:]
    return CorruptKeyError(str(diagnosis.container), title, hint, field=lost.id)


_SOUNDS_LIKE_VOWELS: Final = ("O", "R", "s")
