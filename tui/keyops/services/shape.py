"""What the bytes of a key file look like, apart from the key: line endings, and what a label gives away."""

from __future__ import annotations

from typing import Final

from ..patterns import compiled
from ..records import dataclass
from .rules import Need
from .traits import Trait, traits_of

_BOM: Final = b"\xef\xbb\xbf"
_LABELS: Final = {b"RSA PRIVATE KEY": "rsa", b"EC PRIVATE KEY": "ecdsa", b"DSA PRIVATE KEY": "dsa"}
_BEGIN: Final = compiled(rb"-----BEGIN ([A-Z0-9 ]{1,64})-----")
_LINE_OF_BOM: Final = compiled(rb"\A\xef\xbb\xbf[ \t]*\r?\n")
_CR_AT_BEGIN: Final = compiled(rb"-----BEGIN [A-Z0-9 ]{1,64}-----[ \t]*\r")
_CR: Final = compiled(rb"-----(?:BEGIN|END) [A-Z0-9 ]{1,64}-----[ \t]*\r")
_BLANKS: Final = b" \t\r\n-"
"""Blanks, and what is left of mangled dashes."""
_STARTS: Final = (b"-----BEGIN ", b"---- BEGIN ", b"PuTTY-User-Key-File-")


@dataclass(frozen=True, slots=True)
class Shape:
    """Facts about the bytes. The default is a file as we write it."""

    lf: bool = True
    """No carriage returns; of armour, none behind its BEGIN and END lines."""
    lf_at_begin: bool = True
    """No carriage return behind the BEGIN line."""
    crlf: bool = False
    """A carriage return at the end of each line, before the newline or alone."""
    final_newline: bool = True
    bom: bool = False
    """A byte order mark on the first line of the key; alone on a line it is text before it."""
    starts_at_once: bool = True
    """Nothing before the BEGIN line, or before the first line of a PPK; of other files, always."""
    text_before: bool = False
    """More than blanks before it."""
    words_before: bool = False
    """More than blanks and a byte order mark."""
    family: str | None = None
    """The key type that a PEM label gives away, also when the rest is locked."""
    size: int = 0
    """Bytes."""
    traits: tuple[Trait, ...] = ()
    """What else is to be seen in the bytes, and how the numbers of the key are written."""

    def meets(self, need: Need) -> bool:
        """Whether a reader gets what it needs."""
        return {
            Need.LF: self.lf,
            Need.LF_AT_BEGIN: self.lf_at_begin,
            Need.CRLF: self.crlf,
            Need.FINAL_NEWLINE: self.final_newline,
            Need.NO_BOM: not self.bom,
            Need.NOTHING_BEFORE: self.starts_at_once,
            Need.NO_TEXT_BEFORE: not self.text_before,
            Need.NO_WORDS_BEFORE: not self.words_before,
        }[need]


def shape_of(data: bytes) -> Shape:
    """Look at the bytes of a key file. Never raises."""
    text = data.removeprefix(_BOM)
    begin = _BEGIN.search(text)
    armoured = begin is not None or any(start in text for start in _STARTS)
    newlines = data.count(b"\n")
    before = text[: _start(text)]
    line_of_bom = _LINE_OF_BOM.match(data) is not None
    return Shape(
        lf=b"\r" not in data or (begin is not None and not _CR.search(data)),
        lf_at_begin=_CR_AT_BEGIN.search(text) is None,
        crlf=b"\r" in data and newlines == data.count(b"\r\n") and newlines in {0, data.count(b"\r")},
        final_newline=data.rstrip(b"\0 \t\f\x1a").endswith(b"\n"),
        bom=data.startswith(_BOM) and not line_of_bom,
        starts_at_once=not armoured or text.startswith(_STARTS),
        text_before=armoured and (line_of_bom or bool(before.strip(_BLANKS))),
        words_before=armoured and bool(before.replace(_BOM, b"").strip(_BLANKS)),
        family=_LABELS.get(begin[1]) if begin else None,
        size=len(data),
        traits=traits_of(data),
    )


def _start(text: bytes) -> int:
    """Where the key begins; mangled dashes before it are no other text."""
    return min((at for start in _STARTS if (at := text.find(start)) >= 0), default=0)
