"""Undoing what happens to the bytes of characters: EBCDIC, NULs, UTF-8 read twice, hexadecimal."""

from __future__ import annotations

import base64
import contextlib
import re
import unicodedata
import zlib
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import identity
from .base import EVERYWHERE, Container, DamageKind, Reading, by_count, places
from .text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

# EBCDIC

_LETTERS: Final = compiled(rb"[\x81-\x89\x91-\x99\xa2-\xa9\xc1-\xc9\xd1-\xd9\xe2-\xe9\xf0-\xf9\x40\x60]")
"""Letters, digits, the blank and the hyphen."""
_OPEN_SYSTEMS: Final = str.maketrans("\u00ac^[]\u00dd\u00a8\x85", "^\u00ac\u00dd\u00a8[]\n")
"""From code page 037 to 1047, in which z/OS writes: they swap a few signs, none of them of a key."""
_RECORD: Final = 80


def _undo_ebcdic(data: bytes) -> Iterator[Reading]:
    if 3 * len(_LETTERS.findall(data)) < len(data):
        return
    plain = data.decode("cp037")
    for text in (plain.translate(_OPEN_SYSTEMS), plain.replace("\x85", "\n")):
        if not text[:_RECORD].isascii():
            continue
        for new in (text,) if "\n" in text else (_of_records(text), text):
            yield Reading(
                new.encode(),
                "EBCDIC text: a transfer from z/OS or IBM i did not convert it",
                "convert EBCDIC to ASCII",
            )


def _of_records(text: str) -> str:
    """Of a data set with records of a fixed length, without line ends."""
    return "".join(text[at : at + _RECORD].rstrip() + "\n" for at in range(0, len(text), _RECORD))


# NULs


_RUN: Final = compiled(rb"\0{16}")
"""More of them than stand between two characters."""


def _undo_nuls(data: bytes) -> Iterator[Reading]:
    count = data.count(0)
    if 3 * count < len(data) or count == len(data) or _RUN.search(data):
        return
    start = len(data) - len(data.lstrip(b"\xff\xfe\0"))
    for new in (*_decoded(data), data[start:].replace(b"\0", b"")):
        yield Reading(
            new,
            "NUL bytes between the characters: UTF-16 or UTF-32 text, as Windows programs write it, or "
            "part of one",
            "convert it to UTF-8",
        )


_PAIRS: Final = compiled(rb"[\t\n\r -~]\0(?=[\t\n\r -~](?:\0|\Z)|\Z)")


def _undo_single_nuls(data: bytes) -> Iterator[Reading]:
    count = data.rstrip(b"\0").count(0)
    if count and (3 * count < len(data) or _RUN.search(data)):
        pairs = len(_PAIRS.findall(data))
        who = (
            "as PowerShell adds text to a file with >> (UTF-16 after ASCII)"
            if 2 * pairs > count > 8
            else "as a crash or a full disk leaves them"
            if _RUN.search(data)
            else "as C programs write at the end of a text"
        )
        refused = None if re.search(rb"(?m)^\0+$", data) else "SPO"
        for new in (data.replace(b"\0", b""), re.sub(rb"\0+", b"\n", data)):
            yield Reading(
                new,
                f"NUL bytes in {places(count)}, {who}",
                f"remove the NUL bytes from {places(count)}",
                refused,
            )


def _decoded(data: bytes) -> Iterator[bytes]:
    """As UTF-16 and UTF-32, with the byte that is missing at the start or the end of a part."""
    for codec, width in (("utf-16-le", 2), ("utf-16-be", 2), ("utf-32-le", 4), ("utf-32-be", 4)):
        fill = b"\0" * (-len(data) % width)
        for whole in {fill + data, data + fill}:
            with contextlib.suppress(UnicodeError):
                text = whole.decode(codec).strip("\ufeff\0")
                if "BEGIN" in text or "AAAA" in text or "PuTTY" in text:
                    yield text.encode()


# Read twice


_TWICE: Final = compiled(rb"\xc3[\x80-\xbf]|\xc2[\x80-\xbf]")


_MARK_TWICE: Final = b"\xc3\xaf\xc2\xbb\xc2\xbf"


def _undo_read_twice(data: bytes) -> Iterator[Reading]:
    for page in ("cp1252", "latin-1") if _TWICE.search(data) else ():
        try:
            new = data.decode().encode(page)
            new.decode()
        except UnicodeError:
            continue
        yield Reading(
            new,
            "UTF-8 was read as Windows-1252 or Latin-1 and encoded as UTF-8 a second time",
            "decode the UTF-8 once",
        )
    if data.startswith(_MARK_TWICE):
        yield Reading(
            data.removeprefix(_MARK_TWICE),
            "It starts with a byte order mark that was encoded as UTF-8 twice",
            "remove the byte order mark",
        )


# Look-alikes

_HYPHENS: Final = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"), "\uff0b": "+"}
)


_LETTERS_ALIKE: Final = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd",
    "ABEKMHOPCTXIJSaeopcyxijsABEZHIKMNOPTYXov",
)
"""Letters of Cyrillic and Greek that look like Latin ones."""


def _undo_look_alikes(data: bytes) -> Iterator[Reading]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        yield from _latin_blanks(data)
        text = data.decode("cp1252", "replace") if re.search(rb"[\x96\x97]", data) else ""
    if text.isascii():
        return
    new = (
        unicodedata.normalize("NFKC", text)
        .translate(_HYPHENS)
        .translate(_LETTERS_ALIKE)
        .replace("\u200b", "")
        .replace("\ufeff", "")
    )
    count = sum(1 for letter in text if ord(letter) > 0x7F) - sum(1 for letter in new if ord(letter) > 0x7F)
    if count > 0:
        yield Reading(
            new.encode(),
            f"Lookalike characters in {places(count)}, as word processors, web pages and input methods "
            "write them",
            f"write plain characters in {places(count)}",
        )


def _latin_blanks(data: bytes) -> Iterator[Reading]:
    """Such a byte begins no character of UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    count = text.count("\udca0")
    if count:
        yield Reading(
            text.replace("\udca0", " ").encode("utf-8", "surrogateescape"),
            f"Latin-1 no-break spaces in {places(count)}, as web pages and word processors write them",
            f"replace {by_count(count, 'it with a space', 'them with spaces')} in {places(count)}",
        )


# Hexadecimal

_OFFSET: Final = compiled(rb"[ \t]*+[0-9A-Fa-f]{4,16}:?(?:[ \t]++|\Z)")
_DIGITS: Final = compiled(rb"[0-9A-Fa-f \t]*+")
_HEX: Final = compiled(rb"(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s:,;-]{0,3}+){24,}+")
_PREFIX: Final = compiled(rb"0x|\\x|[\s:,;-]++")


def _undo_hex(data: bytes) -> Iterator[Reading]:
    title = "Written in hexadecimal, as {} and databases show bytes"
    text = data.strip()
    found: bytes | None = None
    listed = _ARRAY.search(text)
    if listed is not None:
        yield from _of_array(listed["numbers"])
    elif _LIST.fullmatch(text):
        yield from _of_array(text)
    if _HEX.fullmatch(text):
        found = _bytes_of(_PREFIX.sub(b"", text))
        title = title.format("xxd -p, openssl")
    elif len(rows := _dumped(text)) > 1:
        found = _bytes_of(b"".join(rows))
        title = title.format("xxd, hexdump -C")
    if found:
        yield Reading(_as_text(found), title, "decode the hexadecimal digits")


_ARRAY: Final = compiled(
    rb"[\[{(]\s*+(?P<numbers>(?:(?:0x[0-9A-Fa-f]{1,2}|[0-9]{1,3})\s*+[,;]?\s*+){40,}+)[\]})]"
)

_LIST: Final = compiled(rb"(?:[0-9]{1,3}[\s,;]++){40,}+[0-9]{1,3}")
"""The same without brackets, as PowerShell prints bytes: one a line, or with blanks between them."""


def _of_array(numbers: bytes) -> Iterator[Reading]:
    words = numbers.replace(b",", b" ").replace(b";", b" ").split()
    values = [int(word, 16 if word[:2] == b"0x" else 10) for word in words]
    if max(values) < 256:
        yield Reading(
            _as_text(bytes(values)),
            "Written as an array of numbers, as PowerShell, xxd -i and a Node.js Buffer show bytes",
            "write the bytes that they stand for",
        )


def _dumped(text: bytes) -> list[bytes]:
    """The digits in each line of a dump, behind its offset; none where a line is none of a dump."""
    rows = []
    for row in text.split(b"\n"):
        match = _OFFSET.match(row)
        rest = row[match.end() :] if match else b"."
        is_xxd = match is not None and match[0].rstrip().endswith(b":")
        digits = rest.partition(b"|")[0] if rest.rstrip().endswith(b"|") and not is_xxd else b"|"
        digits = digits if _DIGITS.fullmatch(digits) else rest.partition(b"  ")[0]
        if not _DIGITS.fullmatch(digits):
            return []
        rows.append(b"".join(digits.split()))
    return rows


def _bytes_of(digits: bytes) -> bytes | None:
    return bytes.fromhex(digits.decode("ascii")) if len(digits) % 2 == 0 else None


def _as_text(found: bytes) -> bytes:
    """Text as it is; the bytes of a key in base64, for which other kinds of damage put the armour on."""
    if identity.label_of(found) or identity.type_of_blob(found):
        return base64.b64encode(found) + b"\n"
    return found


# gzip

_LARGEST: Final = 128 * 1024
_PACKED: Final = compiled(rb"\s*+(?:H4sI|eJ|eN)[A-Za-z0-9+/=\s]++")
"""The same in base64."""


def _undo_gzip(data: bytes) -> Iterator[Reading]:
    if _PACKED.fullmatch(data):
        data = decoded(b"".join(data.split())) or b""
    if not data.startswith((b"\x1f\x8b\x08", b"\x78\x9c", b"\x78\xda")):
        return
    try:
        found = zlib.decompressobj(47).decompress(data, _LARGEST)
    except zlib.error:
        return
    yield Reading(
        _as_text(found), "Compressed with gzip, as cloud-init and Helm store files", "decompress it"
    )


EBCDIC: Final = DamageKind(
    "ebcdic",
    "EBCDIC",
    "a key file's words in code page 037 or 1047",
    "encoded as ASCII",
    EVERYWHERE,
    undo=_undo_ebcdic,
)
NULS: Final = DamageKind(
    "nul-bytes",
    "NUL bytes between the characters",
    "UTF-16 or UTF-32 that begins within a character",
    "removed",
    EVERYWHERE,
    undo=_undo_nuls,
)
SINGLE_NULS: Final = DamageKind(
    "single-nuls",
    "NUL bytes in the text",
    "stray 00 bytes",
    "removed",
    EVERYWHERE | {Container.OPENSSH: "S", Container.RFC4716: ""},
    undo=_undo_single_nuls,
)
READ_TWICE: Final = DamageKind(
    "utf-8-twice",
    "UTF-8 encoded twice",
    "`Â` and `Ã` before other characters",
    "encoded once",
    EVERYWHERE,
    undo=_undo_read_twice,
)
LOOK_ALIKES: Final = DamageKind(
    "look-alikes",
    "Lookalike characters",
    "full-width letters, other hyphens, non-ASCII spaces",
    "the plain characters",
    EVERYWHERE,
    undo=_undo_look_alikes,
)
HEXADECIMAL: Final = DamageKind(
    "hexadecimal",
    "Hexadecimal",
    "nothing but hexadecimal digits, or a dump of them",
    "read",
    EVERYWHERE,
    undo=_undo_hex,
)
GZIP: Final = DamageKind(
    "gzip", "Compressed with gzip", "begins with 1F 8B", "unpacked", EVERYWHERE, undo=_undo_gzip
)
