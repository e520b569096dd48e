"""Undoing what programs put between the lines of a key, and names of their own in its BEGIN and END lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import armour_lines
from .base import EVERYWHERE, DamageKind, Reading, lines
from .text import BASE64_LINE, TYPE, is_header

if TYPE_CHECKING:
    from collections.abc import Iterator

# Lines of something else between those of the body

_BLOCK: Final = compiled(
    rb"-----BEGIN (?P<label>[A-Z0-9 ]{1,40})-----\r?\n"
    rb"(?P<body>[^-]{1,100000}(?:-(?!----END )[^-]{0,100000}){0,200})-----END (?P=label)-----"
)
_MOST_STRAYS: Final = 40
_PAGER: Final = compiled(rb"--\s?More|\(END\)|lines [0-9]+-|^:$", re.IGNORECASE)
_SIGN: Final = compiled(rb"[^A-Za-z0-9+/=\s][\x80-\xbf]*+")
_NARROWEST: Final = 16
_MANGLED: Final = compiled(rb"[A-Za-z0-9+/]{12}")
"""What a line has that was base64; words of prose are shorter, or have other signs in them."""


def _is_stray(row: bytes, width: int) -> bool:
    bare = row.strip(b" \t\r\f")
    if not bare:
        return True
    return not BASE64_LINE.fullmatch(bare) or (len(bare) < _NARROWEST and len(bare) < width)


def _undo_strays(data: bytes) -> Iterator[Reading]:
    block = _BLOCK.search(data)
    if block is None:
        return
    rows = block["body"].rstrip(b"\r\n").split(b"\n")
    head = 0
    if is_header(rows[0]):
        head = next((at for at, row in enumerate(rows) if not row.strip()), 0)
    body = rows[head:]
    width = max((len(row.strip()) for row in body if BASE64_LINE.fullmatch(row.strip())), default=0)
    last = len(body) - 1
    kept, strays = [], []
    for at, row in enumerate(body):
        if not _is_stray(row, 0 if at == last else width):
            kept.append(row)
        elif row.strip():
            strays.append(row.strip(b" \t\r\f"))
    if not 0 < len(strays) <= _MOST_STRAYS or not kept:
        return
    if any(b"DEK-Info" in row for row in rows[:head]) and any(map(_MANGLED.search, strays)):
        return  # of what is locked so nothing proves that a line may go
    who = "pagers" if any(_PAGER.search(row) for row in strays) else "pages, prompts and messages"
    count = len(strays)
    inside = b"\n".join((*rows[:head], *([b""] if head else []), *kept)) + b"\n"
    yield Reading(
        data[: block.start("body")] + inside + data[block.end("body") :],
        f"{lines(count)} of other text within the body, as added by {who}",
        f"remove {lines(count)} of other text",
        "SO" if any(row.startswith(b"-") for row in strays) else None,  # PuTTYgen passes over those
    )


def _undo_signs(data: bytes) -> Iterator[Reading]:
    """Single characters that do not occur in base64."""
    block = _BLOCK.search(data)
    if block is None or b":" in block["body"]:
        return
    count = sum(1 for _ in _SIGN.finditer(block["body"]))
    if 0 < count <= _MOST_STRAYS:
        one = count == 1
        what = "1 character" if one else f"{count} characters"
        yield Reading(
            data[: block.start("body")] + _SIGN.sub(b"", block["body"]) + data[block.end("body") :],
            f"{what} within the base64 that {'does' if one else 'do'} not belong to it",
            f"remove {what}",
        )


def _undo_repeated(data: bytes) -> Iterator[Reading]:
    """A line that was copied or typed twice."""
    block = _BLOCK.search(data)
    rows = block["body"].split(b"\n") if block is not None else []
    kept = [row for at, row in enumerate(rows) if not at or row != rows[at - 1] or not row.strip()]
    count = len(rows) - len(kept)
    if block is not None and 0 < count <= _MOST_STRAYS:
        yield Reading(
            data[: block.start("body")] + b"\n".join(kept) + data[block.end("body") :],
            f"{lines(count)} of the body repeated",
            f"remove {lines(count)}",
        )


# BEGIN and END lines with a name of their own

_EDGE: Final = compiled(rb"(?m)^[ \t]*+-{2,12}[ \t]?(?P<words>[^\n-][^\n]{0,80}?)-{2,12}[ \t]*+\r?$")
_MOST_EDGES: Final = 4
_BEGINS: Final = compiled(rb"BEGIN ", re.IGNORECASE)


def _undo_edges(data: bytes) -> Iterator[Reading]:
    edges = list(_EDGE.finditer(data))
    if not 2 <= len(edges) <= _MOST_EDGES:
        return
    first, second = edges[0], edges[1]
    words = first["words"].strip()
    if armour_lines.find(first[0]):
        return
    name = _BEGINS.sub(b"", words, count=1)
    shown = name.decode("utf-8", "replace")
    title = f"The BEGIN line reads {shown}, which no program recognizes, as after a translation or an edit"
    if name == b"CERTIFICATE":
        title = "BEGIN and END lines of a certificate around it, such as certutil -encode adds to any file"
    yield Reading(
        data[first.end() : second.start()].strip() + b"\n",
        title,
        "rewrite the BEGIN and END lines",
    )


# A key line that a backslash continues

_CONTINUED: Final = compiled(rb"\\\r?\n[ \t]*+")
_SOME_KEY: Final = compiled(TYPE + rb"[ \t\\]")


def _undo_continued(data: bytes) -> Iterator[Reading]:
    count = sum(1 for _ in _CONTINUED.finditer(data)) if b"\\\n" in data or b"\\\r\n" in data else 0
    if count and b"BEGIN" not in data and _SOME_KEY.search(data):
        yield Reading(
            _CONTINUED.sub(b"", data),
            f"The key line is continued by a backslash at the end of {lines(count)}, as in a shell",
            f"join {lines(count + 1)}",
        )


# An address in a key type

_LINK: Final = compiled(rb"\[([a-z0-9@.-]{10,60})\]\(mailto:[a-z0-9@.-]{10,60}\)")
_HIDDEN: Final = compiled(
    rb"((?:ssh|ecdsa|sk)-[a-z0-9-]{3,40}?(?:-v01)?)(?: at openssh\.com| at openssh dot com|\(at\)openssh\.com"
    rb"|\[at\]openssh\.com|\[email.{0,6}protected\])(?=[ \t])"
)


def _undo_hidden(data: bytes) -> Iterator[Reading]:
    if b"AAAA" not in data or b"BEGIN" in data:
        return
    new = _HIDDEN.sub(rb"\1@openssh.com", _LINK.sub(rb"\1", data))
    if new != data:
        yield Reading(
            new,
            "The @openssh.com of its key type was hidden or turned into a link, as web pages, "
            "Markdown and mail "
            "archives do with addresses",
            "restore the key type",
        )


STRAY_LINES: Final = DamageKind(
    "stray-lines",
    "Other text between the lines of the body",
    "a page number, a prompt or a message between lines of base64",
    "removed",
    EVERYWHERE,
    undo=_undo_strays,
)
REPEATED_LINES: Final = DamageKind(
    "repeated-lines",
    "A line of the body repeated",
    "two lines of base64 in a row that are the same",
    "one of them removed",
    EVERYWHERE,
    undo=_undo_repeated,
)
STRAY_SIGNS: Final = DamageKind(
    "stray-signs",
    "Stray characters in the base64",
    "characters that do not occur in base64, in lines of base64",
    "removed",
    EVERYWHERE,
    undo=_undo_signs,
)
OTHER_EDGES: Final = DamageKind(
    "other-edges",
    "BEGIN and END lines with another name",
    "lines with dashes at both ends around the body, and a name that no program recognizes",
    "those of the body",
    EVERYWHERE,
    undo=_undo_edges,
)
HIDDEN_ADDRESS: Final = DamageKind(
    "hidden-address",
    "The address in a key type hidden or turned into a link",
    "`[email protected]`, ` at openssh.com` or `](mailto:` in place of @openssh.com",
    "written",
    EVERYWHERE,
    undo=_undo_hidden,
)
CONTINUED: Final = DamageKind(
    "continued-line",
    "A key line continued with backslashes",
    "a backslash at the end of a piece of a key line",
    "joined",
    EVERYWHERE,
    undo=_undo_continued,
)
