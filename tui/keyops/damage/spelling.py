r"""Undoing what programs spell in another way: ``%2B``, ``&#43;``, ``\u002b``, ``=2B``, ``+AD0-``."""

from __future__ import annotations

import html
import quopri
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import replace
from .base import EVERYWHERE, Container, DamageKind, Reading, places

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator


def _reading(pattern: re.Pattern[bytes], data: bytes, new: bytes, what: str, who: str) -> Iterator[Reading]:
    count = sum(1 for _ in pattern.finditer(data))
    if count and new != data:
        yield Reading(
            new,
            f"Characters are written as {what} in {places(count)}, as {who}",
            f"decode {what} in {places(count)}",
        )


# Percent

_PERCENT: Final = compiled(rb"%([0-9A-Fa-f]{2})")


def _undo_percent(data: bytes) -> Iterator[Reading]:
    words = ("%-codes", "in web addresses and forms")
    if b"%" not in data:
        return
    plain = _PERCENT.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    yield from _reading(_PERCENT, data, plain, *words)
    if b"+" in data and (b" " not in data or b"%2B" in data.upper()):
        formed = _PERCENT.sub(lambda match: bytes.fromhex(match[1].decode()), data.replace(b"+", b" "))
        yield from _reading(_PERCENT, data, formed, *words)


# HTML

_ENTITY: Final = compiled(rb"&(?:#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5}|[A-Za-z]{2,12});")
_BREAK: Final = compiled(rb"(?i)(?<![ \t])[ \t]*+<(?:br|/p|/div|/li|/tr|/pre)\b[^<>]{0,200}>(?:\r?\n)?")
_TAG: Final = compiled(rb"</?[A-Za-z!](?![^<>\s]{0,200}@)[^<>]{0,200}>|<!\[CDATA\[|\]\]>")
"""What is between < and >, but for an address of mail."""


def _undo_entities(data: bytes) -> Iterator[Reading]:
    if b"&" not in data:
        return
    once = _ENTITY.sub(_character, data)
    for new in dict.fromkeys((once, _ENTITY.sub(_character, once))):
        yield from _reading(_ENTITY, data, new, "HTML or XML entities", "in web pages and XML files")


def _character(match: re.Match[bytes]) -> bytes:
    return html.unescape(match[0].decode("ascii")).encode("utf-8", "replace")


def _undo_tags(data: bytes) -> Iterator[Reading]:
    count = sum(1 for _ in _TAG.finditer(data)) if b"<" in data else 0
    if not count:
        return
    for plain in (_TAG.sub(b"", _BREAK.sub(b"\n", data)), _TAG.sub(b"\n", data)):
        new = _ENTITY.sub(_character, plain)
        yield Reading(
            new.strip() + b"\n",
            f"HTML or XML tags in {places(count)}, as if copied from a page's source",
            f"remove the tags from {places(count)}",
        )


# Backslashes

_ESCAPE: Final = compiled(
    rb"(?<!\\)\\++(?:(?P<code>u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2})"
    rb"|(?P<end>r\\++n|[rn])|(?P<same>[/\"'+=\\ -])|(?P<tab>t))"
)


def _undo_escapes(data: bytes) -> Iterator[Reading]:
    if b"\\" not in data:
        return
    who = "in JSON and in source code"
    new = _ESCAPE.sub(_escaped, data)
    for one in (new, new.strip() + b"\n"):
        yield from _reading(_ESCAPE, data, one, "backslash escapes", who)
        if one.endswith(b"\n"):
            break


def _escaped(match: re.Match[bytes]) -> bytes:
    if match["end"]:
        return b"\n"
    if match["tab"]:
        return b"\t"
    if match["same"]:
        return match["same"]
    code = match["code"].decode("ascii")
    number = int(code, 8) if code[0] in "0123" else int(code[1:].strip("{}"), 16)
    if number < 0x80 or number > 0x10FFFF:
        return bytes([number & 0x7F])
    if 0xDC80 <= number <= 0xDCFF:  # a byte that Python could not read, as it shows it
        return bytes([number - 0xDC00])
    return chr(number).encode("utf-8", "replace")


# Quoted-printable, UTF-7

_QUOTED: Final = compiled(rb"=(?:[0-9A-F]{2}|[ \t]*+\r?\n)")
_UTF7: Final = compiled(rb"\+(?:[A-Za-z0-9/]{2,400}+)?-")


def _undo_quoted_printable(data: bytes) -> Iterator[Reading]:
    if b"=" in data and _QUOTED.search(data):
        new = quopri.decodestring(data)
        refused = "SPO" if b"=0A" in data else None  # a coded line end in BEGIN is more than PuTTYgen reads
        for one in _reading(_QUOTED, data, new, "=3D and the like (quoted-printable)", "in mail"):
            yield replace(one, refused=refused)


def _undo_utf7(data: bytes) -> Iterator[Reading]:
    if b"+" not in data or not _UTF7.search(data):
        return
    new = _UTF7.sub(_of_utf7, data)
    yield from _reading(_UTF7, data, new, "+AD0- and the like (UTF-7)", "in old mail")


def _of_utf7(match: re.Match[bytes]) -> bytes:
    try:
        return match[0].decode("utf-7").encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return match[0]


def _row(
    name: str, title: str, signs: str, remedy: str, undo: Callable[[bytes], Iterator[Reading]]
) -> DamageKind:
    return DamageKind(name, title, signs, remedy, EVERYWHERE, undo=undo)


PERCENT: Final = _row(
    "percent-codes", "`%2B` and the like", "a percent sign and two hexadecimal digits", "read", _undo_percent
)
ENTITIES: Final = _row(
    "entities", "HTML or XML entities", "`&#43;`, `&equals;` and the like", "read", _undo_entities
)
TAGS: Final = _row("tags", "HTML or XML tags", "`<br>` and the like", "removed", _undo_tags)
ESCAPES: Final = _row(
    "escapes",
    "Backslash escapes",
    r"`\u003d`, `\x3d`, `\075`, `\/`, `\n` and the like",
    "read",
    _undo_escapes,
)
QUOTED_PRINTABLE: Final = DamageKind(
    "quoted-printable",
    "Quoted-printable",
    "`=3D`, and `=` at the end of lines",
    "read",
    EVERYWHERE | {Container.OPENSSH: "S"},
    undo=_undo_quoted_printable,
)
UTF7: Final = _row("utf-7", "UTF-7", "`+AD0-` and the like", "read", _undo_utf7)
