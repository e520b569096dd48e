"""Undoing what stands around a text that shows no key yet: around each of its lines, or around base64 in it.

Below it lies another encoding, so that there is no BEGIN line to go by. What all lines begin or end with is
removed, and the longest word of base64 is decoded.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import EVERYWHERE, TO_STANDARD, DamageKind, Reading, lines
from .text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN: Final = compiled(rb"-----BEGIN [A-Z0-9 ]{1,40}-----|PuTTY-User-Key-File-[123]: [a-z]")
"""A key that shows itself; a dump shows pieces of one."""
_FEWEST: Final = 3
_LONGEST: Final = 60
"""Characters behind a line that are looked at."""
_NUMBER: Final = compiled(rb"[ \t]*+[0-9]{1,7}+[.:)\]|\t ]")
_LAST_SIGN: Final = compiled(rb".*[^A-Za-z0-9+/=%&]", re.DOTALL)
_FIRST_SIGN: Final = compiled(rb"[^A-Za-z0-9+/=%&].*", re.DOTALL)
_RESIDUE: Final = compiled(
    rb"[ \t]*+(?:[\[\]{}(),;`~+=\\-]|\xe2[\x94\x95][\x80-\xbf]|(?:const|let|var|key)\b"
    rb"|```[a-z]{0,12})++[ \t=]*+"
)
_BEHIND_LAST: Final = b" \t\r,;+"


def _undo_frame(data: bytes) -> Iterator[Reading]:
    if _SHOWN.search(data):
        return
    rows = [row for row in data.rstrip(b"\n").split(b"\n") if not row.strip() or not _RESIDUE.fullmatch(row)]
    found = [
        *(("A number", "as written by cat -n, nl and editors", freed) for freed in _without_numbers(rows)),
        ("The same text", "as added by lists, tables and commands", _without_common(rows)),
        *((*_mark_of(rows), freed) for freed in _without_signs(rows)),
    ]
    for what, who, freed in found:
        if freed and freed != rows:
            yield Reading(
                b"\n".join(freed) + b"\n",
                f"{what} {'before' if what.endswith('(#)') else 'around'} each line, {who}",
                f"remove it from {lines(len(freed))}",
            )


def _mark_of(rows: list[bytes]) -> tuple[str, str]:
    if all(row.lstrip().startswith(b"#") for row in rows if row.strip()):
        return "A comment marker (#)", "which switches a line off: OpenSSH skips it"
    return "A mark", "as added by lists and commands"


def _without_numbers(rows: list[bytes]) -> Iterator[list[bytes]]:
    found = [_NUMBER.match(row) for row in rows]
    if all(found):
        freed = [row[match.end() :] for row, match in zip(rows, found, strict=True) if match]
        yield freed
        if all(row[:1] in {b" ", b""} for row in freed):
            yield [row[1:] for row in freed]


_SEPARATORS: Final = (b"', '", b'", "', b'","', b" | ", b", ", b",", b"|", b";")
_IN_BRACKETS: Final = compiled(rb"\[\"[^\"]*\", ?\"[^\"]*\"\]|\['[^']*', ?'[^']*'\]")
"""A list of two."""
_ADDRESS: Final = rb"(?=[0-9a-f]{6,8}(?:[: ]|\Z))"
"""Of a line of a dump, whose column of characters may have the sign too."""
_OF_DUMP: Final = compiled(rb"0{6,8}[: ]")
_LIST_ENDS: Final = compiled(rb"\A[\[(]?[\"']?|[\"']?[])]?\Z")


def _undo_list(data: bytes) -> Iterator[Reading]:
    """All lines of a text in one, as a list."""
    text = data.strip()
    if b"\n" in text:
        return
    fewest = 1 if _IN_BRACKETS.fullmatch(text) else 2
    bare = _LIST_ENDS.sub(b"", text)
    behind = _ADDRESS if _OF_DUMP.match(bare) else b""
    for sign in _SEPARATORS:
        rows = re.split(re.escape(sign) + behind, bare)
        if len(rows) <= fewest:
            continue
        yield Reading(
            b"\n".join(rows) + b"\n",
            f"All on one line as a list, with {sign.decode()} where lines should end",
            f"write {lines(len(rows))}",
        )
        return


def _without_common(rows: list[bytes]) -> list[bytes] | None:
    """The lines without what all of them begin and end with, as far as it is no base64."""
    if len(rows) < _FEWEST:
        return None
    left = _LAST_SIGN.match(_common(rows))
    before = len(left[0]) if left else 0
    ends = [row.rstrip(_BEHIND_LAST) for row in rows]
    right = _FIRST_SIGN.search(_common([row[before:][::-1] for row in ends])[::-1])
    behind = len(right[0]) if right else 0
    return [row[before : len(row) - behind].rstrip() if behind else row[before:] for row in ends]


def _common(rows: list[bytes]) -> bytes:
    """What all lines begin with."""
    columns = zip(*rows, strict=False)
    return bytes(column[0] for column in itertools.takewhile(lambda column: len({*column}) == 1, columns))


_SIGN_BEFORE: Final = compiled(
    rb"[ \t]*+(?:[-+*>|\"'`,(\[{$#;/]|//|\xe2[\x94\x95][\x80-\xbf]|echo \"|\[\"|\['|[0-9]{1,7}[.:)\t]) ?"
)
_SIGNS_BEHIND: Final = compiled(
    rb"(?:[ \t]*+(?:[\"'`,)\]}$;|\\+]++|\xe2[\x94\x95][\x80-\xbf]|\\n|>>? ?[a-z._]{1,20}))*+[ \t]*+\Z"
)


def _without_end(row: bytes) -> bytes:
    at = max(len(row) - _LONGEST, 0)
    return row[:at] + _SIGNS_BEHIND.sub(b"", row[at:])


def _without_signs(rows: list[bytes]) -> Iterator[list[bytes]]:
    """Lines without the marks that each of them begins and ends with, one mark after the other."""
    for _ in range(3):
        ends = [_without_end(row) for row in rows]
        yield ends
        if not all(_SIGN_BEFORE.match(row) for row in rows if row):
            return
        rows = [_SIGN_BEFORE.sub(b"", row, count=1) for row in rows]
        yield rows
    yield [_without_end(row) for row in rows]


# Base64 of the file, within other text or not

_WORD: Final = compiled(
    rb"[A-Za-z0-9+/_-]{24,}+={0,2}+(?:[ \t]*+\r?\n[ \t]*+[A-Za-z0-9+/_-]{8,}+={0,2}+(?![^\s\"',]))*+"
)
_LAST_BIT: Final = compiled(rb"[ \t]*+\r?\n[ \t]*+[A-Za-z0-9+/_-]{1,7}+={0,2}+(?![^\s\"',])")
"""A last line too short to be told from a word: it may be one of the base64, or not."""


def _undo_inside(data: bytes) -> Iterator[Reading]:
    if _SHOWN.search(data):
        return
    word = max(_WORD.finditer(data), key=lambda match: len(match[0]), default=None)
    if word is None:
        return
    bit = _LAST_BIT.match(data, word.end())
    for packed in ([word[0] + bit[0]] if bit else []) + [word[0]]:
        found = decoded(b"".join(packed.split()).translate(TO_STANDARD))
        if found and 4 * len(packed) >= len(data):
            yield _inside(found, alone=len(packed) >= len(data.strip()))


def _inside(found: bytes, *, alone: bool) -> Reading:
    return Reading(
        found,
        "The whole file is base64, as secret stores keep it"
        if alone
        else "The key file is base64 inside other text, as in a Kubernetes secret, a data: URL or a setting",
        "decode the base64" if alone else "decode the base64 and leave out the text around it",
    )


# A PPK file between the lines of another format

_PPK_INSIDE: Final = compiled(
    rb"\s*+-{4,6} ?BEGIN [A-Z0-9 ]{1,60}-{4,6}\s++(?P<ppk>PuTTY-User-Key-File-[123]: .*?"
    rb"Private-(?:MAC|Hash): [0-9a-f]{40,64})\s*+(?:-{4,6} ?END [A-Z0-9 ]{1,60}-{4,6}\s*+)?",
    re.DOTALL,
)


def _undo_ppk_frame(data: bytes) -> Iterator[Reading]:
    found = _PPK_INSIDE.fullmatch(data)
    if found is not None:
        yield Reading(
            found["ppk"] + b"\n",
            "A PPK file is between a BEGIN and an END line, which belong to other formats",
            "remove the BEGIN and the END line",
        )


PPK_IN_FRAME: Final = DamageKind(
    "ppk-in-frame",
    "A PPK file between BEGIN and END lines",
    "`PuTTY-User-Key-File-` after a BEGIN line",
    "the lines are removed; converting makes a PEM file from it",
    EVERYWHERE,
    undo=_undo_ppk_frame,
)
FRAMES: Final = DamageKind(
    "framed-lines",
    "Something around every line of encoded text",
    "numbers, quotes, list markers or borders around lines of base64, of hexadecimal and the like",
    "removed",
    EVERYWHERE,
    undo=_undo_frame,
)
ONE_LINE_LIST: Final = DamageKind(
    "list-in-one-line",
    "A list on one line",
    "pieces separated by quotes and commas, or by bars",
    "a line for each",
    EVERYWHERE,
    undo=_undo_list,
)
BASE64_INSIDE: Final = DamageKind(
    "base64-inside",
    "Base64 of the file within other text",
    "a base64 word that holds a key file, in YAML, JSON or a URL, or under another encoding",
    "decoded",
    EVERYWHERE,
    undo=_undo_inside,
)
