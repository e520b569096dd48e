"""A file under examination: where its armour, its key lines and its PPK header are, found once."""

from __future__ import annotations

import base64
import binascii
from functools import cached_property
from typing import Final

from ..patterns import compiled
from ..records import dataclass
from . import armour_lines as edges
from .base import Container

PPK: Final = b"PuTTY-User-Key-File-"
BOM: Final = b"\xef\xbb\xbf"

TYPE: Final = (
    rb"(?:ssh-(?:rsa|dss|ed25519|ed448|mldsa44-ed25519)|ecdsa-sha2-nistp(?:256|384|521)"
    rb"|sk-ecdsa-sha2-nistp256|sk-ssh-ed25519)(?:-cert-v01)?(?:@openssh\.com)?"
)
"""The key type of a key line, as part of a pattern."""
_KEY_LINE: Final = compiled(rb"(?:^|[ \t\n,\"'])" + TYPE + rb"[ \t\n]++AAAA")
_BASE64: Final = compiled(rb"[A-Za-z0-9+/=\s]++")
_CONTROL: Final = compiled(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD: Final = 2048

CONTAINERS: Final = {
    "OPENSSH PRIVATE KEY": Container.OPENSSH,
    "RSA PRIVATE KEY": Container.PEM,
    "EC PRIVATE KEY": Container.PEM,
    "DSA PRIVATE KEY": Container.PEM,
    "EC PARAMETERS": Container.PEM,
    "PRIVATE KEY": Container.PKCS8,
    "ENCRYPTED PRIVATE KEY": Container.PKCS8,
    "PUBLIC KEY": Container.SPKI,
    "RSA PUBLIC KEY": Container.SPKI,
    "SSH2 PUBLIC KEY": Container.RFC4716,
    "SSH2 ENCRYPTED PRIVATE KEY": Container.SSHCOM,
}
"""What each label stands for, when no DEK-Info follows it."""


@dataclass(frozen=True, slots=True)
class ArmourBlock:
    """What stands between a BEGIN and an END line; one of the two may be missing."""

    begin: edges.Edge | None
    end: edges.Edge | None
    start: int
    """Of the inside."""
    stop: int

    @property
    def label(self) -> str:
        """What the BEGIN line says it is; else the END line."""
        known = self.begin or self.end
        return known.label if known else ""


class Text:
    """The bytes of a file, and what is found in them on first asking."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def is_binary(self) -> bool:
        """Whether it is no text at all: DER, a keystore. NUL and Ctrl-Z at the end do not count."""
        return _CONTROL.search(self.data.rstrip(b"\0\x1a"), 0, _HEAD) is not None

    @cached_property
    def edges(self) -> tuple[edges.Edge, ...]:
        """BEGIN and END lines."""
        return edges.find(self.data)

    @cached_property
    def blocks(self) -> tuple[ArmourBlock, ...]:
        """The armoured blocks, whole or not."""
        found: list[ArmourBlock] = []
        begin: edges.Edge | None = None
        behind = 0
        for edge in self.edges:
            if edge.word == "BEGIN":
                if begin is not None:
                    found.append(ArmourBlock(begin, None, begin.end, edge.start))
                begin = edge
                continue
            start = begin.end if begin is not None else behind
            found.append(ArmourBlock(begin, edge, start, edge.start))
            begin, behind = None, edge.end
        if begin is not None:
            found.append(ArmourBlock(begin, None, begin.end, len(self.data)))
        return tuple(found)

    @cached_property
    def ppk_at(self) -> int:
        """Where a PPK file begins; -1 where none does."""
        return self.data.find(PPK)

    @property
    def is_ppk(self) -> bool:
        """Whether it is a PPK file."""
        return self.ppk_at >= 0 and not self.edges

    @cached_property
    def start(self) -> int:
        """Where the key begins; -1 when it has neither armour nor the header of a PPK file."""
        if self.blocks:
            first = self.blocks[0]
            return first.begin.start if first.begin is not None else -1
        return self.ppk_at

    @cached_property
    def has_key_line(self) -> bool:
        """Whether there is something like a public key line."""
        return not self.edges and self.ppk_at < 0 and _KEY_LINE.search(self.data) is not None

    @cached_property
    def packed(self) -> bytes:
        """All of it without blanks when it is nothing but base64; else empty."""
        if self.edges or self.ppk_at >= 0 or not _BASE64.fullmatch(self.data):
            return b""
        return b"".join(self.data.split())

    @cached_property
    def container(self) -> Container:
        """What it is."""
        for block in self.blocks:
            known = CONTAINERS[block.label]
            if known is Container.PEM and b"DEK-Info" in self.data[block.start : block.stop]:
                return Container.PEM_LOCKED
            if block.label != "EC PARAMETERS":
                return known
        if self.is_ppk:
            return Container.PPK
        if self.has_key_line:
            several = next(_KEY_LINE.finditer(self.data), None)
            assert several is not None  # noqa: S101 - for the type checker: it was found just now
            again = _KEY_LINE.search(self.data, several.end())
            return Container.PUBLIC_LINES if again else Container.PUBLIC
        return Container.UNKNOWN

    def inside(self, block: ArmourBlock) -> bytes:
        """What stands in a block."""
        return self.data[block.start : block.stop]


_HEADER: Final = compiled(rb"[A-Za-z][A-Za-z0-9@-]{0,63}:")
BASE64_LINE: Final = compiled(rb"[ \t]*+[A-Za-z0-9+/]++={0,2}+[ \t]*+")


def is_header(line: bytes) -> bool:
    """Whether a line inside armour is a header; base64 has no colon."""
    return _HEADER.match(line.lstrip()) is not None


def split_headers(inside: bytes) -> tuple[list[bytes], list[bytes]]:
    """The header lines of a block, continued ones included, and the lines behind them, blank ones too."""
    rows = inside.split(b"\n")
    if b":" not in inside:
        return [], rows
    at, last = 0, 0
    while at < len(rows) and (is_header(rows[at]) or not rows[at].strip()):
        if rows[at].strip():
            while rows[at].endswith(b"\\") and at + 1 < len(rows):
                at += 1
            last = at + 1
        at += 1
    return rows[:last], rows[last:]


def body_of(inside: bytes) -> bytes | None:
    """The decoded body of a block, as far as it goes; None when it is not base64."""
    packed = b"".join(b"".join(split_headers(inside)[1]).split())
    return decoded(packed)


def decoded(packed: bytes) -> bytes | None:
    """Base64 without blanks, as far as it makes whole bytes; None when it is something else."""
    clean = packed.rstrip(b"=")
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def width_of(label: str) -> int:
    """The columns that the owner of a container writes."""
    return 70 if label in {"OPENSSH PRIVATE KEY", "SSH2 ENCRYPTED PRIVATE KEY"} else 64


def wrapped(packed: bytes, width: int) -> bytes:
    """Base64 in lines of a width, each ended by LF."""
    return b"".join(packed[at : at + width] + b"\n" for at in range(0, len(packed), width))
