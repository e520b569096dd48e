"""Damage to BEGIN and END lines: mangled, folded, missing, run together with the body."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import quick_check
from .base import ARMOURED, EVERYWHERE, Container, DamageKind, Seen, by_count, lines, spliced
from .text import BASE64_LINE, is_header, split_headers, width_of, wrapped

if TYPE_CHECKING:
    from . import armour_lines
    from .text import ArmourBlock, Text


def _names(found: list[armour_lines.Edge]) -> str:
    words = sorted({edge.word for edge in found})
    return f"{' and '.join(words)} line" + ("s" if len(words) > 1 else "")


_SMALL_TYPE: Final = compiled(rb"-----(?:BEGIN|END) (?:(?i:RSA|DSA|EC)) PRIVATE KEY-----")
"""The word for which OpenSSL's PEM_read_bio_PrivateKey, which ssh calls, takes small letters too."""


def _only_the_type_is_small(text: Text) -> bool:
    ends = {edge.as_found.partition(b" ")[2] for edge in text.edges}
    return len(ends) == 1 and all(_SMALL_TYPE.fullmatch(edge.as_found) for edge in text.edges)


def _find_dashes(text: Text) -> Seen | None:
    wrong = [edge for edge in text.edges if not edge.is_right and not edge.is_folded]
    if not wrong:
        return None
    one = len({edge.word for edge in wrong}) == 1
    if all(edge.as_found.upper() == edge.right for edge in wrong):
        return Seen(
            f"The {_names(wrong)} {'is' if one else 'are'} in lowercase: "
            f"{'it' if one else 'they'} must read {wrong[0].right.decode()}{'' if one else ' and so on'}",
            f"write {lines(len(wrong))} in capitals",
            refused="PO" if _only_the_type_is_small(text) else None,
        )
    return Seen(
        f"The {_names(wrong)} {'is' if one else 'are'} mangled: "
        f"{'it' if one else 'they'} must read {wrong[0].right.decode()}{'' if one else ' and so on'}",
        f"restore the {'four' if wrong[0].label.startswith('SSH2') else 'five'} dashes of "
        f"{lines(len(wrong))}",
    )


def _find_folded(text: Text) -> Seen | None:
    wrong = [edge for edge in text.edges if edge.is_folded]
    if not wrong:
        return None
    one = len({edge.word for edge in wrong}) == 1
    return Seen(
        f"The {_names(wrong)} {'is' if one else 'are'} folded over two lines",
        f"join {lines(len(wrong))} again",
    )


def _repair_edges(text: Text) -> bytes:
    return spliced(text.data, ((edge.start, edge.end, edge.right) for edge in text.edges))


# Missing


def _is_inside(line: bytes) -> bool:
    return BASE64_LINE.fullmatch(line) is not None or is_header(line)


def _body_before(text: Text, block: ArmourBlock) -> int:
    """Where the body before an END line without a BEGIN line starts; its own start when there is no body."""
    at = block.stop
    while at > block.start:
        line = text.data.rfind(b"\n", block.start, at - 1) + 1 or block.start
        row = text.data[line:at].strip(b"\n")
        if row.strip() and not _is_inside(row):
            break
        at = line
    while text.data[at : at + 1] == b"\n":
        at += 1
    return at


def _without_begin(text: Text) -> list[tuple[ArmourBlock, int]]:
    found = [(block, _body_before(text, block)) for block in text.blocks if block.begin is None]
    return [(block, at) for block, at in found if at < block.stop]


def _find_begin_missing(text: Text) -> Seen | None:
    found = _without_begin(text)
    if not found:
        return None
    label = found[0][0].label
    return Seen(f"The BEGIN {label} line is missing", f"add a BEGIN {label} line before the body")


def _repair_begin_missing(text: Text) -> bytes:
    return spliced(
        text.data,
        ((at, at, quick_check.edge("BEGIN", block.label) + b"\n") for block, at in _without_begin(text)),
    )


def _without_end(text: Text) -> list[ArmourBlock]:
    return [block for block in text.blocks if block.end is None]


def _doubled(text: Text) -> list[ArmourBlock]:
    """BEGIN lines right before another one like it: nothing stands between the two."""
    pairs = itertools.pairwise(text.blocks)
    return [
        one
        for one, next_one in pairs
        if one.end is None and next_one.begin is not None and not text.inside(one).strip()
    ]


def _find_doubled(text: Text) -> Seen | None:
    found = _doubled(text)
    if not found:
        return None
    return Seen("There are two BEGIN lines, one after the other", "remove the first one")


def _repair_doubled(text: Text) -> bytes:
    edits = []
    for block in _doubled(text):
        assert block.begin is not None  # noqa: S101 - for the type checker
        edits.append((block.begin.start, block.stop, b""))
    return spliced(text.data, edits)


def _find_end_missing(text: Text) -> Seen | None:
    found = _without_end(text)
    if not found:
        return None
    label = found[0].label
    if not any(BASE64_LINE.fullmatch(line) for line in text.inside(found[0]).split(b"\n")):
        return Seen(
            f"The END {label} line is missing, and so is the key",
            why_not="nothing of the key is left after its BEGIN line",
        )
    return Seen(f"The END {label} line is missing", f"add an END {label} line after the body")


def _repair_end_missing(text: Text) -> bytes:
    return spliced(
        text.data,
        ((block.start, block.stop, _closed(text.inside(block), block.label)) for block in _without_end(text)),
    )


def _closed(inside: bytes, label: str) -> bytes:
    """The body with its END line, and what is not body behind that; half an END line is dropped."""
    headers, rows = split_headers(inside)
    stop = next(
        (at for at, row in enumerate(rows) if row.strip() and not BASE64_LINE.fullmatch(row)), len(rows)
    )
    body = b"\n".join(rows[:stop]).rstrip()
    extra = len(b"".join(body.split())) % 4
    if extra and not body.endswith(b"="):  # cut within four characters: the last bytes are gone anyway
        body = body[:-extra].rstrip()
    rest = [row for row in rows[stop:] if row.strip() and not row.lstrip().startswith(b"-")]
    kept = [*headers, body, quick_check.edge("END", label), *rest, b""]
    return b"\n".join(kept)


# Run together

_PEM_HEADERS: Final = compiled(
    rb"\s*+Proc-Type:\s*+4,\s*+ENCRYPTED\s*+DEK-Info:\s*+([A-Z0-9-]{1,32}),\s*+"
    rb"([0-9A-Fa-f]{32}|[0-9A-Fa-f]{16})"
)
_DES_HEADERS: Final = compiled(
    rb"\s*+Proc-Type:\s*+4,\s*+ENCRYPTED\s*+DEK-Info:\s*+(DES[A-Z0-9-]{1,32}),\s*+([0-9A-Fa-f]{16})"
)
_SSH2_HEADER: Final = compiled(rb'\s*+([A-Za-z][A-Za-z0-9-]{0,63}):\s*+("(?:[^"\\]|\\.)*+")\s*+')


def _flat(text: Text) -> list[ArmourBlock]:
    """Whole blocks in which no line ends are left."""
    return [
        block
        for block in text.blocks
        if block.begin and block.end and text.inside(block).strip() and not _has_lines(text.inside(block))
    ]


def _has_lines(inside: bytes) -> bool:
    """Whether there are line ends, be it that the body is one line between them, with blanks at the ends."""
    return b"\n" in inside.strip() or (
        inside.lstrip(b" \t").startswith(b"\n") and inside.rstrip(b" \t").endswith(b"\n")
    )


def _unfolded(inside: bytes, label: str) -> bytes | None:
    """A body, and its headers if any, in lines again; None when where the headers end cannot be told."""
    headers: list[bytes] = []
    at = 0
    if match := _DES_HEADERS.match(inside) or _PEM_HEADERS.match(inside):
        headers = [b"Proc-Type: 4,ENCRYPTED", b"DEK-Info: " + match[1] + b"," + match[2], b""]
        at = match.end()
    while match := _SSH2_HEADER.match(inside, at):
        headers.append(match[1] + b": " + match[2])
        at = match.end()
    packed = b"".join(inside[at:].split())
    if not BASE64_LINE.fullmatch(packed):
        return None
    return b"".join(row + b"\n" for row in headers) + wrapped(packed, width_of(label))


def _find_one_line(text: Text) -> Seen | None:
    flat = _flat(text)
    if not flat:
        return None
    body = _unfolded(text.inside(flat[0]), flat[0].label)
    title = "Everything is on one line: the line endings were lost or turned into spaces"
    if body is None:
        return Seen(title, why_not="it is unclear where the headers end and the body begins")
    count = body.count(b"\n") + 2
    return Seen(title, f"split it into {lines(count)} again")


def _repair_one_line(text: Text) -> bytes:
    edits = []
    for block in _flat(text):
        body = _unfolded(text.inside(block), block.label) or text.inside(block)
        edits.append((block.start, block.stop, b"\n" + body))
    repaired = spliced(text.data, edits)
    return repaired if repaired.endswith(b"\n") else repaired.rstrip(b" \t") + b"\n"


_BLANKS: Final = b" \t"


def _breaks(text: Text) -> list[int]:
    """Where a newline is missing next to a BEGIN or END line."""
    found = []
    for edge in text.edges:
        line = text.data.rfind(b"\n", 0, edge.start) + 1
        if edge.word == "END" and text.data[line : edge.start].strip(_BLANKS):
            found.append(edge.start)
        stop = text.data.find(b"\n", edge.end)
        if text.data[edge.end : len(text.data) if stop < 0 else stop].strip(b" \t\0\x1a"):
            found.append(edge.end)
    return found


def _find_joined(text: Text) -> Seen | None:
    count = len(_breaks(text))
    if not count:
        return None
    return Seen(
        "A BEGIN or END line has something else on it: a line ending next to it was lost",
        f"put back {count} line {by_count(count, 'ending', 'endings')}",
    )


def _repair_joined(text: Text) -> bytes:
    parts, at = [], 0
    for where in sorted(set(_breaks(text))):
        parts += [text.data[at:where].rstrip(_BLANKS), b"\n"]
        at = where
    return b"".join((*parts, text.data[at:]))


DASHES: Final = DamageKind(
    "dashes",
    "Mangled BEGIN or END line",
    "other than five dashes, long dashes, lowercase letters",
    "written as it should be",
    EVERYWHERE,
    _find_dashes,
    _repair_edges,
    only=ARMOURED,
)
FOLDED_EDGE: Final = DamageKind(
    "folded-edge",
    "Folded BEGIN or END line",
    "a line ending within it",
    "joined into one line",
    EVERYWHERE | {Container.RFC4716: "P"},
    _find_folded,
    _repair_edges,
    only=ARMOURED,
)
BEGIN_MISSING: Final = DamageKind(
    "begin-missing",
    "BEGIN line missing",
    "an END line and no BEGIN line",
    "rewritten",
    EVERYWHERE | {Container.RFC4716: "P"},
    _find_begin_missing,
    _repair_begin_missing,
    only=ARMOURED,
)
BEGIN_TWICE: Final = DamageKind(
    "begin-twice",
    "BEGIN line repeated",
    "two BEGIN lines, and nothing between them",
    "one of them removed",
    EVERYWHERE | {Container.OPENSSH: "S", Container.PEM: "SO", Container.RFC4716: "P"},
    _find_doubled,
    _repair_doubled,
    only=ARMOURED,
)
END_MISSING: Final = DamageKind(
    "end-missing",
    "END line missing",
    "a BEGIN line and no END line",
    "rewritten, if the body is complete",
    EVERYWHERE | {Container.RFC4716: "P"},
    _find_end_missing,
    _repair_end_missing,
    only=ARMOURED,
)
ONE_LINE: Final = DamageKind(
    "one-line",
    "Line endings lost or turned into spaces",
    "BEGIN, body and END on one line",
    "split into lines again",
    EVERYWHERE,
    _find_one_line,
    _repair_one_line,
    only=ARMOURED,
)
JOINED_LINES: Final = DamageKind(
    "joined-lines",
    "BEGIN or END not on a line of its own",
    "something else before or after it",
    "a line ending is added",
    EVERYWHERE,
    _find_joined,
    _repair_joined,
    only=ARMOURED,
)
