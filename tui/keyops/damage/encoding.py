"""Damage to characters and line ends: what editors, shells and file transfer do to a file."""

from __future__ import annotations

import bisect
import codecs
import itertools
import re
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import ARMOURED, EVERYWHERE, Container, DamageKind, Seen, by_count, lines, refusals, spliced
from .text import BOM, PPK, TYPE

if TYPE_CHECKING:
    from .text import Text

_LOOK_AT: Final = 64
_MOST_ODD: Final = 2000
_PAIRED: Final = compiled("[\u2020-\u7e7e]{24}")
"""What ASCII looks like when two bytes of it are taken for one character; nobody comments a key so."""
_ENDS: Final = {b"\xff\xfe": ("utf-16-le", 2), b"\xfe\xff": ("utf-16-be", 2)}


def _utf16_codec(data: bytes) -> tuple[str, int] | None:
    """The codec, and how many bytes its mark takes; None when it is not UTF-16 of Latin text."""
    if data.startswith(codecs.BOM_UTF32_LE) and len(data) % 4 == 0:
        return "utf-32-le", 4
    codec, mark = _ENDS.get(data[:2], ("", 0))
    head = data[mark : mark + _LOOK_AT]
    even, odd = head[::2], head[1::2]
    if len(odd) < 4:
        return None
    if not any(odd) and all(even) and codec != "utf-16-be":
        return "utf-16-le", mark
    if not any(even) and all(odd) and codec != "utf-16-le":
        return "utf-16-be", mark
    return None


def decoded_utf16(data: bytes) -> bytes | None:
    """UTF-16 text as UTF-8; None when it is not UTF-16 of Latin text, or not all of it is."""
    codec = _utf16_codec(data)
    if codec is None:
        return None
    try:
        text = data[codec[1] :].decode(codec[0])
        return None if _PAIRED.search(text) else text.encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None


def _find_utf16(text: Text) -> Seen | None:
    codec = _utf16_codec(text.data)
    if codec is None:
        return None
    order = "little-endian" if codec[0].endswith("le") else "big-endian"
    wide = codec[0].startswith("utf-32")
    name = "UTF-32" if wide else "UTF-16"
    title = f"{name} text ({order}), {'four' if wide else 'two'} bytes per character"
    if decoded_utf16(text.data) is None:
        return Seen(
            title + ", but not all of it",
            why_not="two programs wrote to it in different encodings: split it into its parts first",
        )
    return Seen(title, f"convert {name} to ASCII (UTF-8)")


def _repair_utf16(text: Text) -> bytes:
    return decoded_utf16(text.data) or text.data


_BOMS: Final = compiled(rb"\A(?:" + BOM + rb")++")


def _find_bom(text: Text) -> Seen | None:
    if not text.data.startswith(BOM):
        return None
    return Seen(
        "Starts with a byte order mark, three invisible bytes",
        "remove the byte order mark",
    )


def _repair_bom(text: Text) -> bytes:
    return _BOMS.sub(b"", text.data)


def _find_crcrlf(text: Text) -> Seen | None:
    count = text.data.count(b"\r\r\n")
    if not count:
        return None
    end = by_count(count, "ends", "end")
    words = f"{lines(count)} {end} in CR CR LF: converted to Windows line endings twice"
    return Seen(words, f"convert {lines(count)} from CR CR LF to LF")


def _repair_crcrlf(text: Text) -> bytes:
    return re.sub(rb"\r++\n", b"\n", text.data)


def _find_crlf(text: Text) -> Seen | None:
    count = text.data.count(b"\r\n")
    if not count:
        return None
    words = f"{lines(count)} {by_count(count, 'ends', 'end')} in CRLF (Windows line endings)"
    return Seen(words, f"convert {lines(count)} from CRLF to LF")


def _repair_crlf(text: Text) -> bytes:
    return text.data.replace(b"\r\n", b"\n")


def _find_cr(text: Text) -> Seen | None:
    count = text.data.count(b"\r")
    if not count:
        return None
    words = f"{lines(count)} {by_count(count, 'ends', 'end')} in CR alone (line endings of very old Macs)"
    return Seen(words, f"convert {lines(count)} from CR to LF")


def _repair_cr(text: Text) -> bytes:
    return text.data.replace(b"\r", b"\n")


_ODD: Final = compiled(
    rb"\xc2\xa0|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"  # non-ASCII spaces not ASCII
    rb"|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81\xa0|\xef\xbb\xbf"  # characters without width
    rb"|[\x0b\x0c]|(?<=[A-Za-z0-9+/=])\xc2\xad(?=\r?\n)"  # a soft hyphen at the end of a line, as in a PDF
)
_WIDTHLESS: Final = compiled(rb"\xc2\xad|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81\xa0|\xef\xbb\xbf")
_LINE_BREAK: Final = compiled(rb"\xe2\x80[\xa8\xa9]|[\x0b\x0c]")
_ODD_MARKS: Final = (
    b"\xc2\xa0",
    b"\xc2\xad",
    b"\xe2\x80",
    b"\xe2\x81",
    b"\xe3\x80",
    b"\xef\xbb",
    b"\x0b",
    b"\x0c",
)
_COMMENT: Final = compiled(rb"(?m)^[ \t]*Comment:(?:[ \t]|" + _ODD.pattern + rb")?+(?P<value>[^\n]*+)")
_KEY_PART: Final = compiled(TYPE + rb"(?:[ \t\n]|" + _ODD.pattern + rb")++[A-Za-z0-9+/=]++")


def _odd_spans(text: Text) -> list[tuple[int, int]]:
    """Where odd blanks harm: in an armoured file but its comment, and between type and key of a line."""
    data = text.data
    if not any(mark in data for mark in _ODD_MARKS):
        return []
    if b"BEGIN" in data or PPK in data:
        comments = [match.span("value") for match in _COMMENT.finditer(data)]
        found = [match.span() for match in itertools.islice(_ODD.finditer(data), _MOST_ODD + 1)]
        if len(found) > _MOST_ODD:  # whatever this is, it is no key
            return []
        return [span for span in found if not _is_within(comments, span[0])]
    spans: list[tuple[int, int]] = []
    for match in _KEY_PART.finditer(data):
        spans += [odd.span() for odd in _ODD.finditer(data, match.start(), match.end())]
    return spans


def _is_within(spans: list[tuple[int, int]], at: int) -> bool:
    """Whether a place is in one of the spans, which are in order and apart."""
    before = bisect.bisect_right(spans, at, key=lambda span: span[0])
    return before > 0 and at < spans[before - 1][1]


_FEEDS: Final = frozenset({b"\x0b", b"\x0c"})
_SOFT_HYPHEN: Final = b"\xc2\xad"


def _find_odd_blanks(text: Text) -> Seen | None:
    odd = [text.data[start:end] for start, end in _odd_spans(text)]
    count = len(odd)
    if not count:
        return None
    soft = all(one == _SOFT_HYPHEN for one in odd)
    feeds = all(one in _FEEDS for one in odd)
    what = f"{count:,} {by_count(count, 'non-ASCII space', 'non-ASCII spaces')}"
    if feeds:
        what = f"{count:,} {by_count(count, 'form feed', 'form feeds')}"
    if soft:
        what = f"{count:,} soft {by_count(count, 'hyphen', 'hyphens')}"
    who = "PDF files" if soft else "printing programs" if feeds else "web pages and word processors"
    return Seen(
        f"Contains {what}, as {who} write",
        f"{'remove' if soft else 'replace'} {what}",
        refused="SO" if soft and text.container is not Container.PPK else None,
    )


def _repair_odd_blanks(text: Text) -> bytes:
    edits = []
    for start, end in _odd_spans(text):
        odd = text.data[start:end]
        blank = b"" if _WIDTHLESS.fullmatch(odd) else b"\n" if _LINE_BREAK.fullmatch(odd) else b" "
        edits.append((start, end, blank))
    return spliced(text.data, edits)


_MARKED: Final = compiled(rb"(?m)^[ \t]*+(?:[>|#][ \t]?)++")


def _find_marks(text: Text) -> Seen | None:
    """Marks before every line of the key; comments of an authorized_keys file are not meant."""
    count = len(_marked_lines(text))
    if not count:
        return None
    words = f"A mark such as > or # before {lines(count)}, as mail programs and diffs add it"
    return Seen(words, f"remove the mark before {lines(count)}")


def _marked_lines(text: Text) -> list[re.Match[bytes]]:
    if text.start < 0:
        return []
    begin, last = (
        text.data.rfind(b"\n", 0, text.start) + 1,
        text.edges[-1].end if text.edges else len(text.data),
    )
    if not _MARKED.match(text.data, begin):
        return []
    return list(_MARKED.finditer(text.data, begin, last))


def _repair_marks(text: Text) -> bytes:
    return spliced(text.data, ((*match.span(), b"") for match in _marked_lines(text)))


def _find_no_newline(text: Text) -> Seen | None:
    if text.data.rstrip(b"\0\x1a").endswith(b"\n"):  # what follows the last line end does no harm
        return None
    what = "END line" if text.blocks else "last line"
    return Seen(f"No newline at the end of the {what}", "add a newline at the end")


def _repair_no_newline(text: Text) -> bytes:
    return text.data.rstrip(b"\0\x1a") + b"\n"


UTF16: Final = DamageKind(
    "utf-16",
    "UTF-16",
    "begins with FF FE or FE FF, or every second byte is NUL",
    "encoded as ASCII",
    EVERYWHERE,
    _find_utf16,
    _repair_utf16,
    peels=True,
)
BYTE_ORDER_MARK: Final = DamageKind(
    "bom",
    "Byte order mark",
    "begins with EF BB BF",
    "removed",
    refusals(
        openssh="SP",
        pem="P",
        pem_locked="P",
        rfc4716="SP",
        sshcom="P",
        ppk="P",
        public="SP",
        public_lines="S",
    ),
    _find_bom,
    _repair_bom,
)
CRCRLF: Final = DamageKind(
    "crcrlf",
    "Windows line endings, converted twice",
    "CR CR LF",
    "LF",
    refusals(openssh="SP", pem="P", pem_locked="P", rfc4716="P", sshcom="P", ppk="P"),
    _find_crcrlf,
    _repair_crcrlf,
)
CRLF: Final = DamageKind(
    "crlf", "Windows line endings", "CR LF", "LF", refusals(openssh="S"), _find_crlf, _repair_crlf
)
CR: Final = DamageKind(
    "cr",
    "Line endings of old Macs",
    "CR without LF",
    "LF",
    EVERYWHERE | {Container.PPK: "", Container.PUBLIC: "", Container.RFC4716: "P"},
    _find_cr,
    _repair_cr,
)
ODD_BLANKS: Final = DamageKind(
    "odd-blanks",
    "Non-ASCII spaces",
    "no-break spaces, zero-width characters",
    "spaces, or nothing",
    EVERYWHERE,
    _find_odd_blanks,
    _repair_odd_blanks,
)
LINE_MARKS: Final = DamageKind(
    "line-marks",
    "Marks before each line",
    "`>` or `#` before BEGIN and the lines after it",
    "removed",
    EVERYWHERE | {Container.PKCS8: "SO", Container.RFC4716: "SP"},
    _find_marks,
    _repair_marks,
    only=ARMOURED | {Container.PPK},
)
NO_LAST_NEWLINE: Final = DamageKind(
    "no-last-newline",
    "No newline at the end",
    "the last byte is not LF",
    "a newline is added",
    refusals(openssh="S"),
    _find_no_newline,
    _repair_no_newline,
)

__all__ = ["BYTE_ORDER_MARK", "CR", "CRCRLF", "CRLF", "LINE_MARKS", "NO_LAST_NEWLINE", "ODD_BLANKS", "UTF16"]
