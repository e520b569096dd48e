r"""Undoing dumps other than plain hexadecimal: ``od`` with characters, octal numbers and words, ``hexdump``.

::

    0000000   -   -   -   -   -   B   E   G  \n              od -c: an offset in octal, cells of four columns
    0000000 026455 026455 041055                             od: octal words, the lower byte first
    0000000 2d2d 2d2d 422d                                   od -x, hexdump: hexadecimal words, likewise

The last line is the size alone; a word of which half a byte is behind the end is filled with zero. A line
``*`` stands for lines like the one before it. Source: od(1) and hexdump(1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROW: Final = compiled(rb"(?P<at>[0-9a-fA-F]{5,16})(?P<rest>(?:[ \t][^\n]*+)?)")
_WORDS: Final = compiled(rb"(?:[ \t]++[0-9a-fA-F]{4})++[ \t]*+")
_OCTAL_WORDS: Final = compiled(rb"(?:[ \t]++[0-7]{6})++[ \t]*+")
_OCTAL_BYTES: Final = compiled(rb"(?:[ \t]++[0-7]{3})++[ \t]*+")
_CELL: Final = 4
_ROW_BYTES: Final = 16
_ESCAPED: Final = {
    b"\\0": b"\0", b"\\a": b"\a", b"\\b": b"\b", b"\\f": b"\f", b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t",
    b"\\v": b"\v", b"nul": b"\0", b"nl": b"\n", b"cr": b"\r", b"sp": b" ", b"ht": b"\t",
}  # fmt: skip
_FEWEST: Final = 3
_LARGEST: Final = 64 * 1024


def _undo(data: bytes) -> Iterator[Reading]:
    rows = [_ROW.fullmatch(row.rstrip(b"\r")) or row for row in data.strip(b"\n").split(b"\n")]
    if len(rows) < _FEWEST or any(isinstance(row, bytes) and row.strip() != b"*" for row in rows):
        return
    cells = [b"*" if isinstance(row, bytes) else row["rest"] for row in rows]
    size = b"" if isinstance(rows[-1], bytes) or rows[-1]["rest"].strip() else rows[-1]["at"]
    for name, parse in _KINDS:
        found = _all(cells, parse)
        if found is not None:
            yield Reading(_cut(found, size), f"A dump, as printed by {name}", "write the bytes that it shows")


def _all(cells: list[bytes], parse: Callable[[bytes], bytes | None]) -> bytes | None:
    """The bytes of all lines; None where one is not as it should be."""
    found, part = bytearray(), b""
    for at, cell in enumerate(cells):
        new = part if cell == b"*" and at else parse(cell) if cell.strip() else b""
        if new is None or len(found) > _LARGEST:
            return None
        found += new
        part = new
    return bytes(found)


def _cut(found: bytes, size: bytes) -> bytes:
    """Without what fills the last line: the size is in hexadecimal with hexdump, in octal with od."""
    for base in (16, 8):
        try:
            more = len(found) - int(size or b"0", base)
        except ValueError:
            continue
        if 0 <= more < _ROW_BYTES:
            return found[: len(found) - more]
    return found


def _characters(row: bytes) -> bytes | None:
    """Of ``od -c`` and ``od -a``: one character a cell, right-aligned."""
    cells = [row[at : at + _CELL] for at in range(0, len(row), _CELL)]
    out = bytearray()
    for cell in cells:
        word = cell.strip(b" ")
        if len(cell) == _CELL and cell == b"    ":
            out += b" "
        elif len(word) == 1:
            out += word
        elif word in _ESCAPED:
            out += _ESCAPED[word]
        elif len(word) == 3 and word.isdigit() and not word.strip(b"01234567"):
            out.append(int(word, 8) & 0xFF)
        else:
            return None
    return bytes(out)


def _hex_words(row: bytes) -> bytes | None:
    if not _WORDS.fullmatch(row):
        return None
    return b"".join(bytes.fromhex(word.decode("ascii"))[::-1] for word in row.split())


def _octal_words(row: bytes) -> bytes | None:
    if not _OCTAL_WORDS.fullmatch(row):
        return None
    return b"".join((int(word, 8) & 0xFFFF).to_bytes(2, "little") for word in row.split())


def _octal_bytes(row: bytes) -> bytes | None:
    return bytes(int(word, 8) & 0xFF for word in row.split()) if _OCTAL_BYTES.fullmatch(row) else None


_KINDS: Final = (
    ("od -b", _octal_bytes),
    ("od -c", _characters),
    ("hexdump or od -x", _hex_words),
    ("od", _octal_words),
)

DUMPS: Final = DamageKind(
    "dump",
    "A dump of the file",
    "offsets, followed by characters, octal numbers or two-byte words",
    "the bytes that it shows",
    EVERYWHERE,
    undo=_undo,
)
