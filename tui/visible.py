r"""Text from files, file names and other programs, made safe to show.

A comment in a key may hold anything: escape sequences that write to the reader's clipboard, marks
that turn the reading direction round, characters that take no room. ``visible`` turns each of them
into an escape that can be read, so that what is shown is what is there::

    \n \r \t     line feed, carriage return, tab
    \x1b         a C0 control or DEL; also a byte that is not valid UTF-8 (\x80 to \xff)
    \u202e       any other code point below 10000: C1 controls, bidi marks, odd spaces, BOM, surrogates
    \U000e0041   the same above: tag characters, private use, unassigned

The standard library only: the headless command line shows text too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from .keyops.patterns import compiled

MAX_MARKS: Final = 2
"""Combining marks in a row that stay as they are; a word in any living script needs no more."""

_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Printable by Python's reckoning, yet nothing is seen: blank letters of Hangul and Khmer, the blank
# Braille cell, the grapheme joiner, variation selectors, and a note without a head.
_BLANK: Final = compiled(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)


def visible(text: str | bytes) -> str:
    r"""Text in which every character can be seen, for one line of a screen or of an error.

    Plain text comes back unchanged, a backslash too: the result is for reading, not for getting
    the original back (a comment that spells ``\x1b`` out looks like one that holds the control).
    Therefore doing it twice changes nothing more.

    Args:
        text: from anywhere; bytes are taken as UTF-8, and those that are not show as ``\xNN``, like
            the lone surrogates that Python makes of undecodable file names.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    if text.isprintable() and (text.isascii() or not _needs_care(text)):
        return text
    import unicodedata

    shown: list[str] = []
    marks = MAX_MARKS  # a mark with nothing to sit on would sit on our own text
    for char in text:
        if not char.isprintable() or _BLANK.match(char):
            shown.append(_escape(char))
            marks = MAX_MARKS
        elif not unicodedata.category(char).startswith("M"):
            shown.append(char)
            marks = 0
        elif marks < MAX_MARKS:
            shown.append(char)
            marks += 1
        else:
            shown.append(_escape(char))
    return "".join(shown)


def path_text(path: str | os.PathLike[str]) -> str:
    """A path as people write it: ``~`` for the home folder, and nothing hidden in its names.

    Args:
        path: absolute or relative. A relative path that really begins with ``~`` gets ``./`` before
            it, because what is shown is often typed again.
    """
    text = os.fspath(path)
    home = os.fspath(Path.home()).rstrip("/")
    if home and (text == home or text.startswith(home + "/")):
        return visible("~" + text[len(home) :])
    return visible("./" + text if text.startswith("~") else text)


def holds_blank(text: str) -> bool:
    """Whether a text holds a character that counts as printable and still shows nothing."""
    return _BLANK.search(text) is not None


def _needs_care(text: str) -> bool:
    import unicodedata

    return holds_blank(text) or any(unicodedata.category(char)[0] == "M" for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
