"""Armour: base64 between a BEGIN and an END line, with headers or without.

Two kinds are in use. PEM (RFC 7468, and RFC 1421 for the headers of encrypted traditional keys) has
five dashes: ``-----BEGIN RSA PRIVATE KEY-----``. SSH2 (RFC 4716) has four dashes and a space:
``---- BEGIN SSH2 PUBLIC KEY ----``; its headers may continue on the next line after a backslash.

Reading is generous: LF, CRLF or CR, a byte order mark, blanks around lines, text before and after the
block, any width, no newline at the end. Inspection tells about such damage; it does not stop reading.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.keyops.errors import CorruptKeyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BEGIN: Final = re.compile(rb"(?P<dashes>-----|---- )BEGIN (?P<label>[A-Z0-9 ]{1,64}?)(?: ----|-----)")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]")


@dataclass(frozen=True, slots=True)
class Block:
    """One armoured block."""

    label: str
    """What stands after BEGIN, such as ``RSA PRIVATE KEY``."""
    headers: Mapping[str, bytes]
    """By name as written; the value without surrounding blanks, continuation lines joined."""
    body: bytes
    """Decoded."""


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
    blocks = []
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for match in _BEGIN.finditer(data):
        label = match["label"].decode()
        if label not in labels:
            continue
        dashes = match["dashes"].strip()
        tail = re.compile(rb"^[ \t]*" + dashes + rb" ?END " + match["label"] + rb" ?" + dashes, re.MULTILINE)
        end = tail.search(data, match.end())
        if end is None:
            raise CorruptKeyError(
                container,
                f"its END {label} line is missing: the file was cut off, or that line was changed",
                "Copy the whole file again, from the BEGIN to the END line",
                field="END line",
            )
        headers, body = _split(data[match.end() : end.start()])
        blocks.append(Block(label, headers, decode(body, container)))
    return tuple(blocks)


def _split(text: bytes) -> tuple[dict[str, bytes], bytes]:
    """Headers and body. A header has a colon, which base64 never has.

    Blanks at the start of a continued line belong to the value, unless all lines are indented.
    """
    headers: dict[str, bytes] = {}
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
    wrong = _NOT_BASE64.search(packed)
    if wrong:
        raise CorruptKeyError(
            container,
            f"the base64 body has a byte that does not belong there (0x{packed[wrong.start()]:02x})",
            field="body",
        )
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise CorruptKeyError(
            container,
            f"the base64 body was cut or changed ({len(packed)} characters do not make whole bytes)",
            field="body",
        ) from None


def wrap(body: bytes, width: int) -> bytes:
    """Base64 in lines of the given width, each ended by LF."""
    text = base64.b64encode(body)
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
