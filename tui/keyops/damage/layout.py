"""Damage to the lines inside armour: indentation, trailing blanks, blank lines, width, labels."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import dataclass
from .base import (
    ARMOURED,
    EVERYWHERE,
    Container,
    DamageKind,
    Seen,
    blank_lines,
    by_count,
    lines,
    refusals,
    spliced,
)
from .text import TYPE, split_headers, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from .text import ArmourBlock, Text

_PPK_COMMENT: Final = b"Comment:"
_PPK_LAST: Final = compiled(rb"[ \t]*+Private-(?:MAC|Hash):")


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines from the first to the last one of the key."""

    start: int
    stop: int
    rows: list[bytes]
    outer: frozenset[int]
    """The numbers of BEGIN and END lines, or of the first line of a PPK file."""


def _region(text: Text) -> _Region | None:
    if text.start < 0:
        return None
    data = text.data
    start = data.rfind(b"\n", 0, text.start) + 1
    if data[start : text.start].strip():
        start = text.start
    stop = len(data)
    if text.edges:
        stop = data.find(b"\n", text.edges[-1].end)
        stop = len(data) if stop < 0 else stop
    rows = data[start:stop].split(b"\n")
    if text.is_ppk:
        last = next((at for at, row in enumerate(rows) if _PPK_LAST.match(row)), len(rows) - 1)
        rows = rows[: last + 1]
        return _Region(start, start + len(b"\n".join(rows)), rows, frozenset({0}))
    outer = frozenset(data.count(b"\n", start, edge.start) for edge in text.edges)
    return _Region(start, stop, rows, outer)


def _rewritten(text: Text, change: Callable[[_Region], list[bytes]]) -> bytes:
    region = _region(text)
    if region is None:
        return text.data
    return text.data[: region.start] + b"\n".join(change(region)) + text.data[region.stop :]


# Indentation

_INDENTED_KEY: Final = compiled(rb"(?m)^[ \t]++(?=" + TYPE + rb"[ \t])")


def _continued(rows: list[bytes], at: int) -> bool:
    """Whether a line continues a header: its blanks belong to it."""
    return at > 0 and rows[at - 1].endswith(b"\\")


def _indented(region: _Region) -> list[int]:
    rows = region.rows
    return [
        at
        for at, row in enumerate(rows)
        if row[:1] in {b" ", b"\t"} and row.strip() and not _continued(rows, at)
    ]


def _find_indented(text: Text) -> Seen | None:
    region = _region(text)
    if region is None:
        count = len(_INDENTED_KEY.findall(text.data)) if text.has_key_line else 0
    else:
        found = _indented(region)
        count = len(found) if not region.outer.isdisjoint(found) else 0
    return _indentation(count) if count else None


def _find_indented_inside(text: Text) -> Seen | None:
    region = _region(text)
    count = len(_indented(region)) if region is not None else 0
    return _indentation(count) if count else None


def _indentation(count: int) -> Seen:
    return Seen(
        f"{lines(count)} {by_count(count, 'is', 'are')} indented, as in YAML",
        f"remove the leading spaces of {lines(count)}",
    )


def _repair_indented(text: Text) -> bytes:
    if text.start < 0:
        return _INDENTED_KEY.sub(b"", text.data)
    return _rewritten(text, _dedented)


def _dedented(region: _Region) -> list[bytes]:
    rows = region.rows
    indents = [len(row) - len(row.lstrip()) for row in rows if row.strip()]
    common = min(indents, default=0)
    return [row[common:] if _continued(rows, at) else row.lstrip(b" \t") for at, row in enumerate(rows)]


# Blanks behind lines


def _trailing(region: _Region, *, ppk: bool) -> list[int]:
    rows = region.rows
    found = [at for at, row in enumerate(rows) if row[-1:] in {b" ", b"\t"}]
    everywhere = len(found) == sum(1 for row in rows if row)
    if not ppk or everywhere:
        return found
    # Blanks at the end of a comment belong to it: the MAC covers them.
    return [at for at in found if not rows[at].startswith(_PPK_COMMENT)]


def _find_trailing(text: Text) -> Seen | None:
    region = _region(text)
    found = _trailing(region, ppk=text.is_ppk) if region is not None else []
    if region is None or (region.outer.isdisjoint(found) and not text.is_ppk):
        return None
    return _blanks(len(found)) if found else None


def _find_trailing_inside(text: Text) -> Seen | None:
    region = _region(text)
    found = _trailing(region, ppk=text.is_ppk) if region is not None else []
    return _blanks(len(found)) if found else None


def _blanks(count: int) -> Seen:
    return Seen(
        f"{lines(count)} {by_count(count, 'ends', 'end')} in spaces",
        f"remove the trailing spaces of {lines(count)}",
    )


def _repair_trailing(text: Text) -> bytes:
    def stripped(region: _Region) -> list[bytes]:
        found = set(_trailing(region, ppk=text.is_ppk))
        return [row.rstrip(b" \t") if at in found else row for at, row in enumerate(region.rows)]

    return _rewritten(text, stripped)


# Blank lines


def _rows(text: Text, block: ArmourBlock) -> tuple[list[bytes], list[bytes]] | None:
    """Headers and body of a whole block, without BEGIN and END lines; None when run together with them."""
    inside = text.inside(block)
    if block.begin is None or block.end is None or not inside.startswith(b"\n") or not inside.endswith(b"\n"):
        return None
    headers, body = split_headers(inside[1:-1])
    return headers, body


def _blank_lines(headers: list[bytes], body: list[bytes]) -> tuple[int, int]:
    """How many blank lines are too many: among the headers, and in the body."""
    above = sum(1 for row in headers if not row.strip())
    below = sum(1 for row in body if not row.strip())
    gap = bool(headers) and bool(body) and not body[0].strip()
    return above, below - gap


_GAP_IS_READ: Final = frozenset({Container.PEM, Container.PKCS8, Container.SPKI})
"""Containers that may have headers: one blank line after BEGIN is the end of none."""


def _only_a_gap(block: ArmourBlock, text: Text) -> bool:
    """Whether the one blank line of a block stands behind its BEGIN line, where headers would end."""
    rows = _rows(text, block)
    if rows is None or rows[0]:
        return False
    blank = [at for at, row in enumerate(rows[1]) if not row.strip()]
    return blank in ([], [0])


def _find_blank_lines(text: Text) -> Seen | None:
    above = below = 0
    for block in text.blocks:
        rows = _rows(text, block)
        if rows is not None and any(row.strip() for row in rows[1]):
            counts = _blank_lines(*rows)
            above, below = above + counts[0], below + counts[1]
    count = above + below
    if count <= 0:
        return None
    stand = f"{blank_lines(count)} among its lines"
    all_refuse = {Container.PEM_LOCKED: "SPO", Container.RFC4716: "P", Container.SSHCOM: "P"}
    refused = all_refuse.get(text.container) if above else None
    if text.container in _GAP_IS_READ and all(map(_only_a_gap, text.blocks, itertools.repeat(text))):
        refused = ""
    return Seen(
        stand,
        f"remove {blank_lines(count)}",
        refused=refused,
    )


def _repair_blank_lines(text: Text) -> bytes:
    return _blocks_rewritten(text, _tidy)


def _tidy(headers: list[bytes], body: list[bytes], label: str) -> list[bytes]:
    headers = [row for row in headers if row.strip()]
    gap = [b""] if headers and not label.startswith("SSH2") else []
    return [*headers, *gap, *(row for row in body if row.strip())]


def _blocks_rewritten(text: Text, change: Callable[[list[bytes], list[bytes], str], list[bytes]]) -> bytes:
    edits = []
    for block in text.blocks:
        rows = _rows(text, block)
        if rows is not None:
            inner = b"".join(row + b"\n" for row in change(*rows, block.label))
            edits.append((block.start, block.stop, b"\n" + inner))
    return spliced(text.data, edits)


def _find_no_gap(text: Text) -> Seen | None:
    for block in text.blocks:
        rows = _rows(text, block)
        if rows and rows[0] and rows[1] and rows[1][0].strip() and not block.label.startswith("SSH2"):
            return Seen("The blank line between headers and body is missing", "add a blank line")
    return None


# Width


def _find_rewrapped(text: Text) -> Seen | None:
    if text.container is not Container.PEM_LOCKED:
        return None
    count = 0
    for block in text.blocks:
        rows = _rows(text, block)
        if rows is None or not rows[0]:
            continue
        body = [row for row in rows[1] if row.strip()]
        count += sum(1 for row in body[:-1] if len(row) != 64) + any(len(row) > 64 for row in body[-1:])
    if not count:
        return None
    return Seen(
        f"{lines(count)} of the body {by_count(count, 'is', 'are')} not 64 characters wide",
        "wrap the body at 64 characters",
    )


def _repair_rewrapped(text: Text) -> bytes:
    def change(headers: list[bytes], body: list[bytes], label: str) -> list[bytes]:
        packed = b"".join(b"".join(body).split())
        return _tidy(headers, wrapped(packed, width_of(label)).split(b"\n"), label)

    return _blocks_rewritten(text, change)


INDENTED: Final = DamageKind(
    "indented",
    "Indentation",
    "spaces before BEGIN or END",
    "removed",
    EVERYWHERE | {Container.PUBLIC: "P", Container.PUBLIC_LINES: ""},
    _find_indented,
    _repair_indented,
)
INDENTED_INSIDE: Final = DamageKind(
    "indented-inside",
    "Indentation of the body",
    "spaces before lines of base64 only",
    "removed",
    refusals(openssh="P", pem="P", pem_locked="SPO", rfc4716="P", sshcom="P", ppk="P"),
    _find_indented_inside,
    _repair_indented,
    only=ARMOURED | {Container.PPK},
)
TRAILING_BLANKS: Final = DamageKind(
    "trailing-blanks",
    "Trailing spaces",
    "spaces after BEGIN or END",
    "removed",
    refusals(openssh="SP", pem="P", pem_locked="P", rfc4716="P", sshcom="P", ppk="P"),
    _find_trailing,
    _repair_trailing,
    only=ARMOURED | {Container.PPK},
)
TRAILING_INSIDE: Final = DamageKind(
    "trailing-inside",
    "Trailing spaces in the body",
    "spaces after lines of base64 only",
    "removed",
    {},
    _find_trailing_inside,
    _repair_trailing,
    only=ARMOURED,
)
BLANK_LINES: Final = DamageKind(
    "blank-lines",
    "Blank lines inside",
    "blank lines between BEGIN and END",
    "removed",
    refusals(pem="SO", pem_locked="SO", pkcs8="SO", spki="SO"),
    _find_blank_lines,
    _repair_blank_lines,
    only=ARMOURED,
)
NO_HEADER_GAP: Final = DamageKind(
    "no-header-gap",
    "No blank line after the headers",
    "DEK-Info directly before the body",
    "a blank line is added",
    refusals(pem_locked="SO"),
    _find_no_gap,
    _repair_blank_lines,
    only=frozenset({Container.PEM_LOCKED}),
)
REWRAPPED: Final = DamageKind(
    "rewrapped",
    "Body wrapped at another width",
    "an encrypted PEM body whose lines are not 64 characters long",
    "lines of 64",
    refusals(pem_locked="SO"),
    _find_rewrapped,
    _repair_rewrapped,
    only=frozenset({Container.PEM_LOCKED}),
)
