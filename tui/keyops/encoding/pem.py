"""Armour: base64 between a BEGIN and an END line, with headers or without.

Two kinds are in use. PEM (RFC 7468, and RFC 1421 for the headers of encrypted traditional keys) has
five dashes: ``-----BEGIN RSA PRIVATE KEY-----``. SSH2 (RFC 4716) has four dashes and a space:
``---- BEGIN SSH2 PUBLIC KEY ----``; its headers may continue on the next line after a backslash.

Reading is generous: LF, CRLF or CR, a byte order mark, blanks around lines, text before and after the
block, any width, no newline at the end. Inspection tells about such damage; it does not stop reading.
"""

from __future__ import annotations

import binascii
import contextlib
import re
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError
from ..patterns import compiled
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_EDGE: Final = compiled(
    rb"(?P<line>^[ \t]*+)?+(?:"
    rb"(?P<begin>(?P<dashes>-----|---- )BEGIN (?P<label>[A-Z0-9 ]{1,64}?)(?: ----|-----))"
    rb"|(?P<end>(?P<ends>-----|----) ?END (?P<of>[A-Z0-9 ]{1,64}?) ?(?P=ends)))",
    re.MULTILINE,
)
_BEGIN: Final = b"-----BEGIN "
_LABEL: Final = compiled(rb"[A-Z0-9 ]{1,64}")
_DASHES: Final = compiled(rb"----(?=-? ?(?:BEGIN|END) )")
"""Begins each edge, behind the blanks of its line."""
_NARROWEST: Final = 40
_WIDEST: Final = 76
_NOT_BASE64: Final = compiled(rb"[^A-Za-z0-9+/=]")


@dataclass(frozen=True, slots=True)
class Block:
    """One armoured block."""

    label: str
    """What stands after BEGIN, such as ``RSA PRIVATE KEY``."""
    headers: Mapping[str, bytes]
    """By name as written; the value without surrounding blanks, continuation lines joined."""
    body: bytes
    """Decoded."""
    start: int = 0
    """Where it begins in the file, counted with LF as line end, see ``with_lf``."""
    end: int = 0
    """Where what follows its END line begins."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a block stands in a text with LF as its only line end."""

    label: str
    start: int
    """Where its BEGIN line begins, behind blanks."""
    inside: int
    """Where its BEGIN line ends."""
    stop: int | None
    """Where its END line begins; None when there is none."""
    after: int
    """Where what follows it begins."""


def has_label(data: bytes, *labels: str) -> bool:
    """Whether a BEGIN line with one of the labels stands anywhere in the data."""
    return any(
        f"BEGIN {label}-----".encode() in data or f"BEGIN {label} ----".encode() in data for label in labels
    )


def find(data: bytes, labels: Sequence[str], container: str) -> tuple[Block, ...]:
    """All blocks with one of the labels, in the order of the file.

    Args:
        data: the file.
        labels: which blocks to take; others are passed over.
        container: what to call it in an error.

    Raises:
        CorruptKeyError: a block has no END line, or its body is not base64.
    """
    text = with_lf(data)
    wanted = set(labels)
    return tuple(_block(text, span, container) for span in _spans(text) if span.label in wanted)


def spans(data: bytes) -> tuple[Span, ...]:
    """Where the blocks of a file stand, whatever their labels are, in one pass over it. Never raises."""
    return tuple(_spans(with_lf(data)))


def _spans(text: bytes) -> Iterator[Span]:
    """A block ends at the END line of its label; without one, at the next BEGIN that begins a line."""
    if (only := whole(text)) is not None:
        yield only
        return
    begin: re.Match[bytes] | None = None
    for edge in _edges(text):
        if begin is None:
            begin = edge if edge["begin"] else None
        elif edge["begin"] and edge["line"] is not None:
            yield _span(begin, edge.start("begin"))
            begin = edge
        elif edge["end"] and edge["line"] is not None and _belongs(begin, edge):
            after = text.find(b"\n", edge.end()) + 1 or len(text)
            yield _span(begin, after, edge.start())
            begin = None
    if begin is not None:
        yield _span(begin, len(text))


def whole(text: bytes) -> Span | None:
    """The block with five dashes that fills a text from its first to its last byte; None when there is more.

    Most key files are that, and it is seen in a microsecond; looking for edges takes ten.
    """
    if not text.startswith(_BEGIN) or text.count(b"----") != 4:
        return None
    inside = text.find(b"-----\n", len(_BEGIN))
    label = text[len(_BEGIN) : inside]
    stop = len(text) - len(label) - len(b"-----END -----\n")
    if inside < 0 or stop <= inside or not _LABEL.fullmatch(label):
        return None
    if text[stop - 1 :] != b"\n-----END " + label + b"-----\n":
        return None
    return Span(label.decode(), 0, inside + len(b"-----"), stop, len(text))


def _edges(text: bytes) -> Iterator[re.Match[bytes]]:
    """As ``_EDGE.finditer``, which is tried at each byte: 50 microseconds for a key file, and 8 so."""
    at = line = 0
    while (dashes := _DASHES.search(text, at)) is not None:
        line = text.rfind(b"\n", at, dashes.start()) + 1 or line
        begins = line >= at and not text[line : dashes.start()].strip(b" \t")
        edge = _EDGE.match(text, line if begins else dashes.start())
        if edge is not None:
            yield edge
        at = dashes.start() + 1 if edge is None else edge.end()


def _belongs(begin: re.Match[bytes], end: re.Match[bytes]) -> bool:
    return end["of"] == begin["label"] and end["ends"] == begin["dashes"].strip()


def _span(begin: re.Match[bytes], after: int, stop: int | None = None) -> Span:
    return Span(begin["label"].decode(), begin.start("begin"), begin.end("begin"), stop, after)


def _block(text: bytes, span: Span, container: str) -> Block:
    if span.stop is None:
        raise CorruptKeyError(
            container,
            f"its END {span.label} line is missing: the file was cut off, or that line was changed",
            "Copy the whole file again, from the BEGIN line to the END line",
            field="END line",
        )
    headers, body = _split(text[span.inside : span.stop])
    return Block(span.label, headers, decode(body, container), span.start, span.after)


def require(data: bytes, label: str, container: str, *, ssh2: bool = False) -> tuple[Block, ...]:
    """The blocks of a label in a file that was recognised by it, at least one; see ``find``.

    Args:
        data: the file.
        label: the one the blocks must have.
        container: what to call the file in an error.
        ssh2: whether its lines have four dashes and a space, as those of RFC 4716.

    Raises:
        CorruptKeyError: there is none; and as ``find``.
    """
    blocks = find(data, (label,), container)
    if not blocks:
        line = f"---- BEGIN {label} ----" if ssh2 else f"-----BEGIN {label}-----"
        words = "four dashes and a space" if ssh2 else "five dashes on each side"
        raise CorruptKeyError(
            container,
            "its BEGIN line was changed",
            f"The first line must be {line} with {words}",
            field="BEGIN line",
        )
    return blocks


def with_lf(data: bytes) -> bytes:
    """A text with LF as its only line end."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def splice(data: bytes, block: Block, new: bytes) -> bytes:
    """A file with one of its blocks replaced; what stands around it stays, with LF as line end."""
    text = with_lf(data)
    return text[: block.start] + new + text[block.end :]


def width_of(data: bytes, block: Block, usual: int) -> int:
    """The columns of a block's base64; the usual number where its lines are no way to write it again."""
    lines = with_lf(data)[block.start : block.end].split(b"\n")
    body = [line for line in lines[1:-2] if line.strip() and b":" not in line]
    width = len(body[0]) if len(body) > 1 else 0
    return width if _NARROWEST <= width <= _WIDEST else usual


def raw_headers(data: bytes, block: Block) -> tuple[tuple[str, bytes], ...]:
    """The headers of a block as they stand in the file: name in lower case, and all lines with their LF."""
    lines = with_lf(data)[block.start : block.end].splitlines(keepends=True)[1:]
    found: list[tuple[str, list[bytes]]] = []
    continued = False
    for line in lines:
        if continued:
            found[-1][1].append(line)
        elif b":" in line:
            found.append((line.partition(b":")[0].decode("latin-1").strip().lower(), [line]))
        elif line.strip():
            break
        continued = bool(found) and line.rstrip().endswith(b"\\")
    return tuple((name, b"".join(parts)) for name, parts in found)


def _split(text: bytes) -> tuple[dict[str, bytes], bytes]:
    """Headers and body. A header has a colon, which base64 never has.

    Blanks at the start of a continued line belong to the value, unless all lines are indented.
    """
    headers: dict[str, bytes] = {}
    if b":" not in text:
        return headers, text
    lines = _dedented(text)
    at = 0
    while at < len(lines) and (b":" in lines[at] or not lines[at]):
        name, colon, value = lines[at].partition(b":")
        parts = [value]
        while parts[-1].endswith(b"\\") and at + 1 < len(lines):
            at += 1
            parts[-1] = parts[-1][:-1]
            parts.append(lines[at])
        if colon:
            headers[name.decode("latin-1").strip()] = b"".join(parts).strip()
        at += 1
    return headers, b"".join(lines[at:])


def _dedented(text: bytes) -> list[bytes]:
    """The lines without blanks at their ends, and without the indentation that all of them share."""
    lines = [line.rstrip() for line in text.split(b"\n")]
    indents = (len(line) - len(line.lstrip()) for line in lines if line)
    common = min(indents, default=0)
    return [line[common:] for line in lines]


def decode(text: bytes, container: str) -> bytes:
    """Base64 to bytes; blanks are passed over, anything else that is not base64 is an error.

    Raises:
        CorruptKeyError: says which character is wrong, or that the body was cut.
    """
    packed = b"".join(text.split())
    bare = packed.rstrip(b"=")
    if len(packed) - len(bare) <= -len(bare) % 4:
        with contextlib.suppress(binascii.Error, ValueError):
            return binascii.a2b_base64(packed, strict_mode=True)
    wrong = _NOT_BASE64.search(packed)
    if wrong:
        problem = f"the base64 body has a byte that does not belong there (0x{packed[wrong.start()]:02x})"
    elif len(packed) - len(bare) > -len(bare) % 4:
        problem = "the base64 body has too many = signs at its end"
    else:
        problem = f"the base64 body was cut off or changed ({len(packed)} characters do not make whole bytes)"
    raise CorruptKeyError(container, problem, field="body")


def decode_exactly(text: bytes, container: str) -> bytes:
    """As ``decode``, with nothing over: what OpenSSH's ``b64_pton`` refuses is refused.

    Raises:
        CorruptKeyError: as ``decode``; and where ``=`` stand that do not belong, or bits are left over.
    """
    raw = decode(text, container)
    if binascii.b2a_base64(raw, newline=False) != b"".join(text.split()):
        raise CorruptKeyError(
            container,
            "its base64 ends in stray characters, and OpenSSH refuses it",
            field="body",
        )
    return raw


def wrap(body: bytes, width: int) -> bytes:
    """Base64 in lines of the given width, each ended by LF."""
    text = binascii.b2a_base64(body, newline=False)
    return b"".join(text[at : at + width] + b"\n" for at in range(0, len(text), width))


def armour(label: str, body: bytes, *, width: int = 64, headers: Mapping[str, str] | None = None) -> bytes:
    """A PEM block with five dashes; headers are followed by a blank line."""
    head = "".join(f"{name}: {value}\n" for name, value in (headers or {}).items())
    return b"".join(
        (
            f"-----BEGIN {label}-----\n{head}".encode(),
            b"\n" if head else b"",
            wrap(body, width),
            f"-----END {label}-----\n".encode(),
        )
    )
