"""Undoing what happens to line ends: other signs for them, one character a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, DamageKind, Reading, lines, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Another sign where lines should end

_BEGIN: Final = compiled(rb"-----BEGIN [A-Z0-9 ]{1,40}-----|---- BEGIN [A-Z0-9 ]{1,40} ----")
_END: Final = compiled(rb"-----END [A-Z0-9 ]{1,40}-----|---- END [A-Z0-9 ]{1,40} ----")
_PPK: Final = compiled(
    rb"PuTTY-User-Key-File-[123]: [a-z0-9@.-]{1,50}?(?P<sign>[^a-z0-9@.-]{1,16}?)Encryption: "
)
_MAC: Final = compiled(rb"Private-(?:MAC|Hash): [0-9a-f]{40,64}")
_SIGN: Final = compiled(rb" {0,2}+[^A-Za-z0-9+/= \t-]{1,16}+(?: ?[\"'])?|[ \t]++|_x000[AD]_")
_BETWEEN: Final = (b" | ", b", ", b"; ", b";", b"|")
"""Signs between the lines of a text in which no key can be seen yet."""
_FEWEST: Final = 2
_HEADERS: Final = ((b"Proc-Type: 4\nENCRYPTED", b"Proc-Type: 4,ENCRYPTED"),)
_DEK: Final = compiled(rb"(DEK-Info: [A-Z0-9-]{1,32})\n([0-9A-Fa-f]{16,32}\n)")


def _undo_separator(data: bytes) -> Iterator[Reading]:
    begin = _BEGIN.search(data)
    if begin is None:
        ppk = _PPK.search(data)
        if ppk is None and b"\n" not in data.strip():
            for between in _BETWEEN:
                if data.count(between) >= _FEWEST:
                    yield from _separated(data, 0, len(data), between)
        if ppk and ppk["sign"].strip(b"\n"):
            last = _MAC.search(data, ppk.end())
            stop = last.end() if last else len(data)
            yield from _separated(data, ppk.start(), stop, ppk["sign"])
        return
    end = _END.search(data, begin.end())
    sign = _SIGN.match(data, begin.end())
    if end is not None and sign is not None and sign[0].strip(b" \n"):
        yield from _separated(data, begin.start(), end.end(), sign[0])


def _separated(data: bytes, start: int, stop: int, sign: bytes) -> Iterator[Reading]:
    inside = data[start:stop]
    count = inside.count(sign)
    new = inside.replace(sign, b"\n").rstrip(b"\n")
    for wrong, right in _HEADERS:
        new = new.replace(wrong, right)
    new = _DEK.sub(rb"\1,\2", new)
    shown = sign.decode("ascii", "replace").replace("\n", "").strip()
    shown = shown if shown.isprintable() and shown and "\ufffd" not in shown else "another character"
    yield Reading(
        data[:start] + new + b"\n",
        f"{shown} takes the place of line endings in {places(count)}, as when a list or table is written "
        "on one line",
        f"replace {shown} with a newline in {places(count)}",
    )


# One character per line, or a blank between all of them

_SIGNS: Final = {b" ": "blank", b"\n": "newline", b",": "comma"}
_CHARACTER: Final = rb"(?:[\x00-\x09\x0b-\x7f]|[\xc2-\xf4][\x80-\xbf]{1,3}|[^\n])"
_ONE_EACH: Final = compiled(rb"(?:" + _CHARACTER + rb"?\n){40,}+" + _CHARACTER + rb"?")
_BY_COMMAS: Final = compiled(rb"(?:" + _CHARACTER + rb"?,){80,}+" + _CHARACTER + rb"?")


def _undo_spread(data: bytes) -> Iterator[Reading]:
    by_commas = _BY_COMMAS.fullmatch(data.strip())
    if by_commas or _ONE_EACH.fullmatch(data):
        rows = data.strip().split(b",") if by_commas else data.split(b"\n")
        count = len(rows)
        for gap in (b"\n", b"", b" "):
            joined = b"".join(row or gap for row in (rows if rows[-1] else rows[:-1]))
            yield Reading(
                joined.strip() + b"\n",
                "Every character is on a line of its own, as when a program takes a string for a list",
                f"join {lines(count)}",
            )
            if b"" not in rows[:-1]:
                break
    for sign, narrowed in ((sign, narrowed) for sign in _SIGNS for narrowed in (_narrowed, _narrowed_text)):
        pieces = data.strip().split(b"\n") if sign != b"\n" else [data.strip(b"\n")]
        if narrowed is _narrowed_text and data.isascii():
            continue
        whole = _while_there(narrowed(piece.strip(b" "), sign) for piece in pieces)
        if len(data) > 80 and len(whole) == len(pieces):
            yield Reading(
                b"\n".join(whole) + b"\n",
                f"There is a {_SIGNS[sign]} between all characters, as when a program takes a string for "
                "a list",
                "join the characters",
            )


def _while_there(halves: Iterable[bytes | None]) -> list[bytes]:
    """Those before the first that is None."""
    found = []
    for half in halves:
        if half is None:
            break
        found.append(half)
    return found


def _narrowed(row: bytes, sign: bytes) -> bytes | None:
    """Every other character of a line; None where another sign stands between two of them."""
    return row[::2] if row[1::2].count(sign) == len(row[1::2]) else None


def _narrowed_text(row: bytes, sign: bytes) -> bytes | None:
    """The same of characters that take several bytes."""
    text = row.decode("utf-8", "surrogateescape")
    if text[1::2].strip(sign.decode("ascii")):
        return None
    return text[::2].encode("utf-8", "surrogateescape")


# The backslash of \n lost

_LONE: Final = compiled(rb"(-----BEGIN [A-Z0-9 ]{1,40}-----)(?P<sign>[`/]r[`/]n|[`/]?n|rn)(?=[A-Za-z0-9+/])")


def _undo_lone_n(data: bytes) -> Iterator[Reading]:
    begin = _LONE.search(data)
    end = data.find(b"-----END", begin.end()) if begin else -1
    if begin is None or end < 0:
        return
    sign = begin["sign"]
    body = data[begin.end() : end]
    for width in (64, 70, 76):
        step = width + len(sign)
        rows = [body[at : at + step] for at in range(0, len(body), step)]
        if len(rows) > 1 and not rows[-2].endswith(sign):  # the last line is longer by an = too many
            rows[-2:] = [b"".join(rows[-2:])]
        if all(row.endswith(sign) for row in rows):
            new = b"\n".join(row[: -len(sign)] for row in rows)
            rest = data[end:].removesuffix(b"\n").removesuffix(sign) + b"\n"
            yield Reading(
                data[: begin.end(1)] + b"\n" + new + b"\n" + rest,
                f"The letter {sign.decode()} takes the place of line endings: the backslash of \\n was "
                "lost, as in a shell or a template"
                if sign.isalpha()
                else f"{sign.decode()} is spelled out in place of line endings, "
                + ("as PowerShell writes a newline" if sign.startswith(b"`") else "in place of \\n"),
                f"replace it with a newline in {places(len(rows) + 1)}",
            )


SEPARATOR: Final = DamageKind(
    "separator",
    "Another character in place of line endings",
    "commas, semicolons, bars, or quotes with commas between the lines",
    "line endings",
    EVERYWHERE,
    undo=_undo_separator,
)
SPREAD: Final = DamageKind(
    "spread",
    "One character per line",
    "a line ending or a space after every character",
    "joined",
    EVERYWHERE,
    undo=_undo_spread,
)
LONE_N: Final = DamageKind(
    "lone-n",
    r"The backslash of `\n` lost",
    "an `n` after BEGIN and after every 64 or 70 characters",
    "line endings",
    EVERYWHERE,
    undo=_undo_lone_n,
)
