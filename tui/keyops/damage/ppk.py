"""Damage that only PPK files have: their counts of lines, their headers run together, their MAC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError, KeyOpsError
from ..patterns import compiled
from ..records import dataclass
from .base import Container, DamageKind, Seen, refusals, spliced
from .text import BASE64_LINE, wrapped

if TYPE_CHECKING:
    import re

    from .text import Text

WIDTH: Final = 64
_COUNT: Final = compiled(rb"(?m)^(?P<name>Public-Lines|Private-Lines): (?P<count>[0-9]{1,6})[ \t]*$")
_NAMES: Final = (
    rb"Encryption|Comment|Public-Lines|Key-Derivation|Argon2-Memory|Argon2-Passes|Argon2-Parallelism"
    rb"|Argon2-Salt|Private-Lines|Private-MAC|Private-Hash"
)
_MAC: Final = compiled(rb"Private-(?:MAC|Hash): ")
_HEADER: Final = compiled(rb"[ \t]*+(?P<name>" + _NAMES + rb"): ")
_FLAT_BODY: Final = compiled(rb"(?P<name>(?:Public|Private)-Lines: )(?P<rest>[0-9][A-Za-z0-9+/= \t]*+)")


@dataclass(frozen=True, slots=True)
class CountedLines:
    """The lines of base64 behind one of the two headers that count them."""

    name: str
    count: int
    """What the header says."""
    header: int
    """Where the header stands."""
    start: int
    stop: int
    rows: tuple[bytes, ...]

    @property
    def packed(self) -> bytes:
        """The base64, without line ends."""
        return b"".join(row.strip() for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether there is as much of it as the count asks for, however it is wrapped."""
        lines = -(-len(self.packed) // WIDTH)
        return lines == self.count and len(self.packed) % 4 == 0

    @property
    def is_tidy(self) -> bool:
        """Whether its lines are as PuTTY writes them."""
        rows = [row for row in self.rows if row.strip()]
        return len(rows) == self.count and all(len(row.strip()) == WIDTH for row in rows[:-1])


def bodies(data: bytes) -> list[CountedLines]:
    """Both bodies of a PPK file, as far as they are there."""
    found = []
    for match in _COUNT.finditer(data):
        start = at = min(match.end() + 1, len(data))
        rows: list[bytes] = []
        while at < len(data):
            stop = data.find(b"\n", at)
            stop = len(data) if stop < 0 else stop
            row = data[at:stop]
            if row.strip() and not BASE64_LINE.fullmatch(row):
                break
            rows.append(row)
            at = min(stop + 1, len(data))
        found.append(
            CountedLines(match["name"].decode(), int(match["count"]), match.start(), start, at, tuple(rows))
        )
        if len(found) == 2:
            break
    return found


def _untidy(text: Text) -> list[CountedLines]:
    if not text.is_ppk:
        return []
    return [body for body in bodies(text.data) if body.is_whole and not body.is_tidy]


def _find_lines(text: Text) -> Seen | None:
    if not _untidy(text):
        return None
    return Seen(
        "The base64 is not wrapped at 64 characters, or its line count is wrong",
        "wrap the base64 at 64 characters",
    )


def _repair_lines(text: Text) -> bytes:
    return spliced(
        text.data,
        (
            (body.header, body.stop, f"{body.name}: {body.count}\n".encode() + wrapped(body.packed, WIDTH))
            for body in _untidy(text)
        ),
    )


def _find_one_line(text: Text) -> Seen | None:
    if not text.is_ppk or b"\n" in text.data[text.ppk_at :].strip():
        return None
    if b"Private-Lines" not in text.data:
        return None
    return Seen(
        "Everything is on one line: the line endings were lost or turned into spaces",
        "split the headers and the base64 into lines",
    )


def _repair_one_line(text: Text) -> bytes:
    start = text.ppk_at
    flat = _HEADER.sub(rb"\n\g<name>: ", text.data[start:].strip())
    return text.data[:start] + _FLAT_BODY.sub(_lines_of, flat) + b"\n"


def _lines_of(match: re.Match[bytes]) -> bytes:
    """The header and its lines; where no blank follows the count, it is the one that fits the length."""
    words = b"".join(match["rest"].split())
    for digits in range(1, 5):
        count, packed = words[:digits], words[digits:]
        if count.isdigit() and len(packed) % 4 == 0 and -(-len(packed) // WIDTH) == int(count):
            return match["name"] + count + b"\n" + wrapped(packed, WIDTH).rstrip(b"\n")
    return match[0]


def _find_mac(text: Text) -> Seen | None:
    """Asks the reader of the format; only a file that is not locked can be asked without a passphrase."""
    if not text.is_ppk or b"Encryption: none" not in text.data or not _MAC.search(text.data):
        return None
    from ..formats.ppk import container as ppk

    try:
        ppk.read(text.data)[0].open(None)
    except CorruptKeyError as error:
        if error.field not in {"Private-MAC", "Private-Hash"}:
            return None
    except KeyOpsError:
        return None
    else:
        return None
    if ppk.resealed(text.data) is not None:
        return Seen(
            "The MAC does not match, but the key is intact: its comment or a header was edited",
            "recompute the MAC",
        )
    return Seen(
        "The MAC does not match: the file was changed after it was written",
        why_not="PuTTY's MAC covers the whole file at once, so there is no telling which byte changed",
    )


def _repair_mac(text: Text) -> bytes:
    from ..formats.ppk import container as ppk

    return ppk.resealed(text.data) or text.data


_VERSION: Final = compiled(rb"PuTTY-User-Key-File-(?P<number>[23]):")
_ANY_MAC: Final = compiled(rb"(?m)^Private-MAC: (?P<hex>[0-9a-fA-F]++)[ \t]*+$")
_DIGITS: Final = {40: b"2", 64: b"3"}
"""The version, by the hexadecimal digits of the MAC."""


def _right_version(text: Text) -> bytes:
    """The version that a file has, where its first line says another; empty where it says the right one."""
    claimed, mac = _VERSION.search(text.data), _ANY_MAC.search(text.data)
    right = _DIGITS.get(len(mac["hex"]), b"") if mac else b""
    if claimed is None or right in {b"", claimed["number"]}:
        return b""
    is_locked = b"Encryption: none" not in text.data
    return right if not is_locked or (b"Key-Derivation:" in text.data) == (right == b"3") else b""


def _find_version(text: Text) -> Seen | None:
    right = _right_version(text).decode()
    if not right:
        return None
    other = "2" if right == "3" else "3"
    return Seen(
        f"Its first line says version {other}, but the file is version {right}: changing the number "
        "does not convert the file",
        f"write version {right} there; to get version {other}, convert it",
    )


def _repair_version(text: Text) -> bytes:
    return _VERSION.sub(b"PuTTY-User-Key-File-" + _right_version(text) + b":", text.data, count=1)


_CAPITALS: Final = compiled(
    rb"(?m)^Private-(?:MAC|Hash): (?P<hex>(?=[0-9a-f]*+[A-F])[0-9A-Fa-f]{40,64})[ \t]*$"
)


def _find_capitals(text: Text) -> Seen | None:
    if not text.is_ppk or not _CAPITALS.search(text.data):
        return None
    return Seen("Its MAC is in capitals", "write the MAC in lowercase")


def _repair_capitals(text: Text) -> bytes:
    def lower(match: re.Match[bytes]) -> bytes:
        return match[0].replace(match["hex"], match["hex"].lower())

    return _CAPITALS.sub(lower, text.data)


PPK_CAPITALS: Final = DamageKind(
    "ppk-capitals",
    "MAC of a PPK file in capitals",
    "A to F in its Private-MAC or Private-Hash line",
    "lowercase letters",
    refusals(ppk="P"),
    _find_capitals,
    _repair_capitals,
    only=frozenset({Container.PPK}),
)
PPK_ONE_LINE: Final = DamageKind(
    "ppk-one-line",
    "Line endings of a PPK file lost or turned into spaces",
    "all headers on one line",
    "split into lines again",
    refusals(ppk="P"),
    _find_one_line,
    _repair_one_line,
    only=frozenset({Container.PPK}),
)
PPK_LINES: Final = DamageKind(
    "ppk-lines",
    "Base64 of a PPK file wrapped at another width",
    "the counts do not fit lines of 64 characters",
    "lines of 64, counted again",
    refusals(ppk="P"),
    _find_lines,
    _repair_lines,
    only=frozenset({Container.PPK}),
)
PPK_MAC: Final = DamageKind(
    "ppk-mac",
    "PPK MAC mismatch",
    "the HMAC over the headers and both keys differs",
    "recomputed if the two keys in the file prove each other, as after an edit of its comment",
    refusals(ppk="P"),
    _find_mac,
    _repair_mac,
    only=frozenset({Container.PPK}),
)
PPK_VERSION: Final = DamageKind(
    "ppk-version",
    "First line of a PPK file edited",
    "version 2 in its first line and the MAC of version 3, or the other way round",
    "its real version",
    refusals(ppk="P"),
    _find_version,
    _repair_version,
    only=frozenset({Container.PPK}),
)
