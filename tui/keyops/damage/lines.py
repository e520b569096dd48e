"""Damage to public key lines: split over several lines, or with a key type that is not that of the key."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import dataclass
from . import identity, live_lines
from .base import KEY_LINES, Container, DamageKind, Seen, lines, refusals, spliced
from .text import TYPE, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .text import Text

_START: Final = compiled(
    rb"(?:^|(?<=[ \t\n]))(?P<type>"
    + TYPE
    + rb")(?P<gap>[ \t\n]++)(?P<body>AAAA[A-Za-z0-9+/=]*+)(?=[ \t\n]|$)"
)
_MORE: Final = compiled(rb"(?P<gap>[ \t\n]++)(?P<body>[A-Za-z0-9+/]++={0,2}+|={1,2}+)(?=[ \t\n]|$)")
_ODD: Final = compiled(rb"(?m)^[ \t]*+(?:" + TYPE + rb"|[A-Za-z0-9+/]{3,}+={0,2}+)[ \t]*+$")
_WRONG: Final = compiled(
    rb"(?mi)(?:^|(?<=[ \t]))(?P<type>"
    rb"(?=(?:ssh|ecdsa|sk)[_-]|[a-z0-9_-]{0,16}(?:rsa|ds[as]|ecdsa|25519|448|nistp|mldsa))"
    rb"[a-z0-9_.@-]{2,80}+)[ \t]++"
    rb"(?-i:(?P<body>AAAA[A-Za-z0-9+/]++={0,2}+))(?=[ \t]|$)"
)
_BARE: Final = compiled(
    rb"(?m)^(?P<blank>[ \t]*+(?:(?!#|"
    + TYPE
    + rb"[ \t]|[^ \t\n]*,"
    + TYPE
    + rb"[ \t])(?=[!#-?A-~]*[.:*|\[])[!#-?A-~]++[ \t]++)?)(?P<body>AAAA[A-Za-z0-9+/]++={0,2}+)(?=[ \t]|$)"
)
_TYPED: Final = compiled(TYPE + rb"[ \t]++\Z")
"""No key type is missing where one is joined to what stands before it, as in ``3:ssh-rsa``."""
_LONGEST_TYPE: Final = 64
_MOST_PIECES: Final = 2000


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key line, joined from its pieces."""

    type: bytes
    body: bytes
    """Base64, without the breaks in it."""
    start: int
    stop: int
    """Behind the last piece."""
    breaks: int
    """Line ends within it, and before its base64."""
    blanks: int
    """Blanks within its base64."""


def key_lines(data: bytes) -> Iterator[KeyLine]:
    """The key lines of a file, each as far as its base64 goes on."""
    at = 0
    while match := _START.search(data, at):
        line = _joined(data, match)
        yield line
        at = line.stop


def _joined(data: bytes, match: re.Match[bytes]) -> KeyLine:
    """Take further pieces until the key is as long as it says; none when that never comes."""
    pieces, stop = [match["body"]], match.end()
    breaks, blanks = int(b"\n" in match["gap"]), 0
    alone = KeyLine(match["type"], match["body"], match.start(), stop, breaks, 0)
    size = len(match["body"])
    wanted = _wanted(b"".join(pieces))
    while size < wanted and len(pieces) < _MOST_PIECES:
        more = _MORE.match(data, stop)
        if more is None:
            return alone
        pieces.append(more["body"])
        size += len(more["body"])
        stop = more.end()
        breaks += b"\n" in more["gap"]
        blanks += b"\n" not in more["gap"]
        if size >= wanted:
            wanted = _wanted(b"".join(pieces))
    if size != wanted:
        return alone
    return KeyLine(match["type"], b"".join(pieces), match.start(), stop, breaks, blanks)


def _wanted(packed: bytes) -> int:
    """How many characters of base64 the key has, as far as its lengths can be read."""
    body = decoded(packed.rstrip(b"="))
    declared = identity.declared_size(body) if body else None
    if declared is None:
        return len(packed) + 4 * _is_within_type(body or b"")
    return max(-(-declared // 3) * 4, 0)


def _is_within_type(body: bytes) -> bool:
    """Whether the first piece ends before the name of the key type does, as that of a certificate may."""
    return 4 < len(body) < 4 + min(int.from_bytes(body[:4], "big"), _LONGEST_TYPE)


def _split(text: Text) -> list[KeyLine]:
    if not text.has_key_line or not (_ODD.search(text.data) or text.container is Container.PUBLIC):
        return []
    return [line for line in key_lines(text.data) if line.breaks or line.blanks]


def _find_split(text: Text) -> Seen | None:
    found = _split(text)
    if not found:
        return None
    breaks, blanks = sum(line.breaks for line in found), sum(line.blanks for line in found)
    if not breaks:
        place = "place" if blanks == 1 else "places"
        return Seen(f"The base64 has spaces in it, in {blanks:,} {place}", "remove the spaces")
    count = breaks + len(found)
    return Seen(
        f"The key line is split into {lines(count)}, as if copied from a terminal that wrapped it",
        "join the key into one line again"
        if len(found) == 1
        else f"join {len(found)} keys into one line each",
    )


def _repair_split(text: Text) -> bytes:
    return spliced(
        text.data, ((line.start, line.stop, line.type + b" " + line.body) for line in _split(text))
    )


def _may_hold_lines(text: Text) -> bool:
    """Whether key lines may be in it: the public key of a damaged PPK file is none."""
    return not text.edges and text.ppk_at < 0 and b"AAAA" in text.data and b"-Lines:" not in text.data


def _wrong(text: Text) -> list[tuple[re.Match[bytes], bytes]]:
    if not _may_hold_lines(text):
        return []
    found = []
    for match in _WRONG.finditer(text.data):
        # The type inside stands in its first few bytes; 64 characters hold the longest one.
        inside = identity.type_of_blob(decoded(match["body"][:96]) or b"")
        if inside and inside != match["type"]:
            found.append((match, inside))
    return found


_READ_AS_RSA: Final = frozenset({b"rsa-sha2-256", b"rsa-sha2-512"})
"""Names of signatures, which OpenSSH takes for the type of an RSA key."""


def _find_wrong_type(text: Text) -> Seen | None:
    found = _wrong(text)
    if not found:
        return None
    match, inside = found[0]
    word, right = match["type"][:60].decode("ascii"), inside.decode("ascii")
    count = len(found)
    if count == 1:
        title = f"The key type says {word}, but the key is {right}"
        refused = "P" if right == "ssh-rsa" and match["type"] in _READ_AS_RSA else None
        return Seen(title, f"change the key type to {right}", refused=refused)
    return Seen(
        f"The key type of {count:,} keys does not match the key",
        f"correct {count:,} key types",
    )


def _repair_wrong_type(text: Text) -> bytes:
    return spliced(text.data, ((*match.span("type"), inside) for match, inside in _wrong(text)))


def _bare(text: Text) -> list[tuple[int, bytes]]:
    """Where a key type is missing, and which."""
    if not _may_hold_lines(text):
        return []
    found = []
    for match in _BARE.finditer(text.data):
        blob = decoded(match["body"]) or b""
        inside = identity.type_of_blob(blob)
        whole = len(blob) >= (identity.declared_size(blob) or len(blob) + 1)
        if whole and not live_lines.is_key(inside, base64.b64encode(blob)):
            continue  # a private key of Dropbear begins as a public one
        named = _TYPED.search(match["blank"]) is not None
        if inside and not named and not _is_continued(text.data, match.start()):
            found.append((match.start("body"), inside))
    return found


def _is_continued(data: bytes, at: int) -> bool:
    """Whether the line before ends in a key type, so that this one only was split from it."""
    return re.search(TYPE + rb"[ \t\n]*+\Z", data[max(at - 100, 0) : at]) is not None


def _find_no_type(text: Text) -> Seen | None:
    found = _bare(text)
    if not found:
        return None
    word = found[0][1].decode("ascii")
    if len(found) == 1:
        return Seen(f"The key type {word} is missing before the base64", f"add {word} before it")
    return Seen(
        f"The key type is missing before the base64 of {len(found):,} keys",
        f"add {len(found):,} key types",
    )


def _repair_no_type(text: Text) -> bytes:
    return spliced(text.data, ((at, at, inside + b" ") for at, inside in _bare(text)))


SPLIT_LINE: Final = DamageKind(
    "split-line",
    "Public key line split",
    "line endings or spaces within the base64, as its lengths show",
    "one line again",
    refusals(public="S", public_lines="S"),
    _find_split,
    _repair_split,
    only=KEY_LINES,
)
WRONG_TYPE: Final = DamageKind(
    "wrong-type",
    "Wrong key type",
    "the type before the base64 is not the one in it",
    "the type of the key",
    refusals(public="SP", public_lines="S"),
    _find_wrong_type,
    _repair_wrong_type,
    only=KEY_LINES,
)
TYPE_MISSING: Final = DamageKind(
    "type-missing",
    "No key type",
    "a line begins with the base64 of a public key",
    "the type of the key",
    refusals(public="SP", public_lines="S"),
    _find_no_type,
    _repair_no_type,
    only=KEY_LINES,
)
