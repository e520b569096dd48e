"""What the bytes of a key file look like, apart from the key: line endings, and what a label gives away."""

from __future__ import annotations

import re
from typing import Final

from tui.keyops import damage
from tui.keyops.models import Severity
from tui.keyops.records import dataclass
from tui.keyops.services.rules import Need

_BOM: Final = b"\xef\xbb\xbf"
_LABELS: Final = {b"RSA PRIVATE KEY": "rsa", b"EC PRIVATE KEY": "ecdsa", b"DSA PRIVATE KEY": "dsa"}
_BEGIN: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,64})-----")
_NEEDS: Final = frozenset({"crlf", "bom", "text-before", "no-last-newline"})
"""Damage that the rules of a profile speak of themselves."""
_READ_OVER: Final = frozenset({"trailing-blanks", "blank-lines", "text-after", "rewrapped"})
_STARTS: Final = (b"-----BEGIN ", b"---- BEGIN ", b"PuTTY-User-Key-File-")


@dataclass(frozen=True, slots=True)
class Shape:
    """Facts about the bytes. The default is a file as we write it."""

    lf: bool = True
    """No carriage returns."""
    crlf: bool = False
    """A carriage return before each newline."""
    final_newline: bool = True
    bom: bool = False
    starts_at_once: bool = True
    """Nothing before the BEGIN line, or before the first line of a PPK; of other files, always."""
    family: str | None = None
    """The key type that a PEM label gives away, also when the rest is locked."""
    damages: tuple[str, ...] = ()
    """What else is wrong with the bytes, so that programs refuse them; the words of ``damage``."""
    nuisances: tuple[str, ...] = ()
    """The same, of what many programs read over."""

    def meets(self, need: Need) -> bool:
        """Whether a reader gets what it needs."""
        return {
            Need.LF: self.lf,
            Need.CRLF: self.crlf,
            Need.FINAL_NEWLINE: self.final_newline,
            Need.NO_BOM: not self.bom,
            Need.NOTHING_BEFORE: self.starts_at_once,
        }[need]


def shape_of(data: bytes) -> Shape:
    """Look at the bytes of a key file. Never raises."""
    text = data.removeprefix(_BOM)
    begin = _BEGIN.search(text)
    armoured = begin is not None or any(start in text for start in _STARTS)
    errors = [one for one in damage.diagnose(data) if one.severity is Severity.ERROR and one.id not in _NEEDS]
    return Shape(
        lf=b"\r" not in data,
        crlf=b"\n" in data and data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"),
        final_newline=data.endswith(b"\n"),
        bom=data.startswith(_BOM),
        starts_at_once=not armoured or text.startswith(_STARTS),
        family=_LABELS.get(begin[1]) if begin else None,
        damages=tuple(one.title for one in errors if one.id not in _READ_OVER),
        nuisances=tuple(one.title for one in errors if one.id in _READ_OVER),
    )
