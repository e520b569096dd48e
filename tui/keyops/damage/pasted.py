"""What programs add to a text that they paste or save: the marks of a terminal, the code of rich text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Seen, places

if TYPE_CHECKING:
    import re

    from .text import Text

# Bracketed paste: a terminal puts ESC [200~ and ESC [201~ around what is pasted; xterm(1), control sequences

_PASTE: Final = compiled(rb"(?:\x1b|\^\[|\\e|\\x1b|\\033)?+\[20[01]~")


def _find_paste(text: Text) -> Seen | None:
    if b"[20" not in text.data:
        return None
    count = len(_PASTE.findall(text.data))
    if not count:
        return None
    return Seen(
        f"The marks of a paste ([200~ and [201~) are in the text in {places(count)}, as terminals send them",
        f"remove them from {places(count)}",
    )


def _repair_paste(text: Text) -> bytes:
    return _PASTE.sub(b"", text.data)


PASTE_MARKS: Final = DamageKind(
    "paste-marks",
    "Bracketed-paste markers",
    "`[200~` and `[201~`, with or without ESC before them",
    "removed",
    EVERYWHERE,
    _find_paste,
    _repair_paste,
    peels=True,
)

# Rich text: RTF 1.9.1, the control words of plain paragraphs

_RTF: Final = b"{\\rtf"
_GROUP: Final = compiled(
    rb"\{\\(?:\*|fonttbl|colortbl|stylesheet|info|generator|pict)[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}"
)
_CODE: Final = compiled(
    rb"\\(?:(?P<word>[a-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?|'(?P<byte>[0-9a-f]{2})|(?P<sign>[^a-z]))"
    rb"|[{}]|\r?\n"
)
_PARAGRAPHS: Final = frozenset({b"par", b"line", b"sect"})
_MOST: Final = 128 * 1024


def _plain(data: bytes) -> bytes:
    """The text of a rich text document, as far as a key may be in it."""
    return _CODE.sub(_meant, _GROUP.sub(b"", data)).strip() + b"\n"


def _meant(match: re.Match[bytes]) -> bytes:
    if match["byte"]:
        return bytes.fromhex(match["byte"].decode("ascii"))
    if match["word"]:
        return b"\n" if match["word"] in _PARAGRAPHS else b"\t" if match["word"] == b"tab" else b""
    sign = match["sign"] or b""
    return b"\n" if sign in {b"\n", b"\r"} else sign if sign in {b"{", b"}", b"\\"} else b""


def _find_rich(text: Text) -> Seen | None:
    if not text.data.lstrip().startswith(_RTF) or len(text.data) > _MOST:
        return None
    plain = _plain(text.data)
    if b"BEGIN " not in plain and b" AAAA" not in plain and b"PuTTY-User-Key-File" not in plain:
        return None
    return Seen("Rich text (RTF), as TextEdit and WordPad save it", "write its plain text")


def _repair_rich(text: Text) -> bytes:
    return _plain(text.data)


RICH_TEXT: Final = DamageKind(
    "rich-text",
    "Rich text",
    "a file that begins with `{\\rtf`",
    "written as plain text",
    EVERYWHERE,
    _find_rich,
    _repair_rich,
    peels=True,
)
