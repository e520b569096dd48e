"""The bytes that a passphrase may have been for the program that locked the file.

What is typed reaches a program as bytes, and not everywhere as the same: accents are composed (NFC) or
characters of their own (NFD, in names and texts of macOS), the bytes are UTF-8, or those of a code page on
Windows, and a script that reads a file leaves the line end where it is. Nothing of it is seen on the screen.

An ASCII passphrase without blanks at its ends has one spelling in every code page: of it, only what may
follow it is tried. Each attempt costs a run of the KDF, so the likeliest come first, and fewer are made of a
costly KDF.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from ..secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAGES: Final = {
    "cp850": "in the Windows console code page CP850",
    "cp437": "in the Windows console code page CP437",
    "iso8859-15": "in Latin-9",
    "cp1250": "in the Windows code page CP1250",
    "iso8859-2": "in Latin-2",
    "cp1251": "in the Windows code page CP1251",
    "cp866": "in the Windows console code page CP866",
    "koi8-r": "in KOI8-R",
    "cp1253": "in the Windows code page CP1253",
    "cp1254": "in the Windows code page CP1254",
    "mac-roman": "in Mac Roman",
    "shift-jis": "in Shift JIS",
    "gbk": "in GBK",
}
"""Others in which the bytes of a program may be, by their names in Python."""
WORDS: Final = {
    **_PAGES,
    "twice": "with its UTF-8 encoded a second time, as read in a Windows code page",
    "typographic": "with typographic quotes and dashes, as phones and word processors write them",
    "plain-signs": "with plain quotes and dashes in place of typographic ones",
    "nfc": "with composed accents (NFC), as most keyboards give them",
    "nfd": "with separate accents (NFD), as macOS writes them",
    "cp1252": "in the Windows code page CP1252",
    "latin-1": "in Latin-1",
    "utf-8": "in UTF-8",
    "utf-8-nfd": "in UTF-8 with separate accents (NFD)",
    "question-marks": "with question marks for characters missing from the Windows code page CP1252",
    "trimmed": "without the spaces and line endings around it",
    "unquoted": "without the quotes around it",
    "other-case": "with upper and lower case swapped, as with Caps Lock on",
    "first-letter": "with its first letter in the other case, as phones write the first word",
    "no-break": "with no-break spaces between its words, as Option-Space types them",
    "no-break-latin-1": "with no-break spaces in a Windows code page between its words",
    "spaces": "with ordinary spaces in place of its no-break spaces",
    "newline": "with a line ending (LF) after it, as left by a script",
    "crlf": "with a line ending (CR LF) after it, as left by a script",
    "cr": "with a CR after it, as left by a script",
    "blank": "with a space after it",
    "blank-before": "with a space before it",
    "quoted": "in double quotes, as a script or a settings file left it",
    "quoted-once": "in single quotes, as a script or a settings file left it",
    "bom": "with a byte order mark (BOM) before it, as left by Notepad",
}
"""By id, how a passphrase was written that opened a key, as it stands after ``opens it``."""

_BOM: Final = "\ufeff"
_NO_BREAK: Final = "\u00a0".encode()
_MOST_SECONDS: Final = 4.0
_FEWEST: Final = 2
_SECONDS: Final = {"rounds": 0.03, "iterations": 5e-7, "memory_kib": 6e-7, "n": 2e-6}
"""About how long one unit of work takes, by the name of the work factor; rounded up."""


def of(passphrase: Secret, work: Mapping[str, int | str] | None = None) -> Iterator[tuple[str, Secret]]:
    """A passphrase as it was given, with an empty id, and then its other spellings, each with its id.

    Args:
        passphrase: not empty.
        work: the work factors of the KDF: of a costly one not all are made.
    """
    yield "", passphrase
    given = passphrase.reveal()
    seen = {given}
    for name, spelled in _others(given):
        if spelled and spelled not in seen and len(seen) <= _most(work or {}):
            seen.add(spelled)
            yield name, Secret(spelled)


def spelled(passphrase: Secret | None, name: str) -> Secret | None:
    """A passphrase in the spelling that opened a key; as it was given where the id is empty."""
    if passphrase is None or not name:
        return passphrase
    return Secret(next(other for one, other in _others(passphrase.reveal()) if one == name))


def _most(work: Mapping[str, int | str]) -> int:
    """How many other spellings are tried."""
    numbers = {name: value for name, value in work.items() if isinstance(value, int)}
    once = sum(seconds * numbers.get(name, 0) for name, seconds in _SECONDS.items())
    once *= numbers.get("passes", 1) * numbers.get("p", 1) * numbers.get("r", 8) / 8
    return max(_FEWEST, int(_MOST_SECONDS / once)) if once else len(WORDS)


def _others(given: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        text = given.decode()
    except UnicodeDecodeError:
        import unicodedata

        try:
            text = given.decode("cp1252")
        except UnicodeDecodeError:  # five bytes are no character in it
            text = given.decode("latin-1")

        yield "utf-8", unicodedata.normalize("NFC", text).encode()
        yield "utf-8-nfd", unicodedata.normalize("NFD", text).encode()
    else:
        if not text.isascii():
            yield from _of_text(text)
    bare = given.removeprefix(_BOM.encode()).strip(b" \t\r\n")
    yield "trimmed", bare
    if len(bare) > 2 and bare[:1] == bare[-1:] and bare[:1] in {b'"', b"'"}:
        yield "unquoted", bare[1:-1]
    yield "spaces", given.replace(_NO_BREAK, b" ")
    yield "other-case", bare.swapcase()
    for name, end in (("newline", b"\n"), ("crlf", b"\r\n"), ("blank", b" "), ("cr", b"\r")):
        yield name, bare + end
    yield "no-break", bare.replace(b" ", _NO_BREAK)
    yield "no-break-latin-1", bare.replace(b" ", b"\xa0")
    yield "first-letter", bare[:1].swapcase() + bare[1:]
    yield "blank-before", b" " + bare
    yield "quoted", b'"' + bare + b'"'
    yield "quoted-once", b"'" + bare + b"'"
    yield "bom", _BOM.encode() + bare
    yield from _of_signs(bare)
    if not bare.isascii():
        yield from _in_pages(bare)


_SIGNS: Final = {"'": "\u2019", "--": "\u2014", "-": "\u2013", "...": "\u2026"}
"""What is typed, and what programs make of it."""


def _of_signs(bare: bytes) -> Iterator[tuple[str, bytes]]:
    text = bare.decode("utf-8", "surrogateescape")
    made, plain = text, text.replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    for typed, sign in _SIGNS.items():
        made, plain = made.replace(typed, sign), plain.replace(sign, typed)
    yield "typographic", made.encode("utf-8", "surrogateescape")
    yield "plain-signs", plain.encode("utf-8", "surrogateescape")


def _in_pages(bare: bytes) -> Iterator[tuple[str, bytes]]:
    """Text of other letters in the code pages that have them."""
    try:
        text = bare.decode()
    except UnicodeDecodeError:
        return
    for name in _PAGES:
        with contextlib.suppress(UnicodeEncodeError):
            yield name, text.encode(name)
    with contextlib.suppress(UnicodeDecodeError):
        yield "twice", bare.decode("cp1252").encode()


def _of_text(text: str) -> Iterator[tuple[str, bytes]]:
    import unicodedata

    composed = unicodedata.normalize("NFC", text)
    yield "nfc", composed.encode()
    yield "nfd", unicodedata.normalize("NFD", text).encode()
    for name, encoding, errors in (
        ("cp1252", "cp1252", "strict"),
        ("latin-1", "latin-1", "strict"),
        ("question-marks", "cp1252", "replace"),
    ):
        try:
            yield name, composed.encode(encoding, errors)
        except UnicodeEncodeError:
            continue
