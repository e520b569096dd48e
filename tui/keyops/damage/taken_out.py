"""Public keys in other text: JSON of a service, YAML of cloud-init, a device configuration, LDIF, CSV.

Where a key ends is told by its own lengths, be it folded over lines or not; its type is in it. The last thing
that is tried: words that may be options, hosts or principals of a key are never taken for other text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..formats import _key_lines
from ..formats._option_names import FLAGS, VALUED, any_of
from ..patterns import compiled
from . import identity, live_lines
from .base import EVERYWHERE, DamageKind, Reading, by_count
from .text import TYPE, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY: Final = compiled(rb"(?<![A-Za-z0-9+/=])(?:" + TYPE + rb")?+(?P<body>AAAA[A-Za-z0-9+/]{16,}+)")
_MORE: Final = compiled(rb"[ \t]*+\r?\n[ \t]*+(?P<piece>[A-Za-z0-9+/]++={0,2})")
_END: Final = compiled(rb"={0,2}(?![A-Za-z0-9+/=])")
_COMMENT: Final = compiled(
    rb"[ \t](?P<words>[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]{0,80}+)(?=[\"'\\,;<\]\r\n]|\Z)"
)
_LIMITS: Final = compiled(rb"(?i)\b(?:" + any_of(VALUED) + rb"[ \t]*+=|" + any_of(FLAGS) + rb"\b)")
_MOST: Final = 200


def _undo(data: bytes) -> Iterator[Reading]:
    if (
        b"BEGIN " in data
        or b"-Lines:" in data
        or _LIMITS.search(data)
        or any(map(_key_lines.is_key_line, data.split(b"\n")))
    ):
        return
    found = list(dict.fromkeys(_keys(data)))
    if found:
        what = "The public key is" if len(found) == 1 else f"{len(found)} public keys are"
        yield Reading(
            b"".join(found),
            f"{what} within other text, as in JSON, YAML and device configurations",
            f"write {by_count(len(found), 'it', 'each')} on a line of its own, without that text",
        )


def _keys(data: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MOST):
        match = _KEY.search(data, at)
        if match is None:
            return
        body, at = _whole(data, match["body"], match.end())
        word = identity.type_of_blob(decoded(body[:96]) or b"")
        if word and live_lines.is_key(word, body):
            comment = _COMMENT.match(data, at)
            yield b" ".join((word, body, *((comment["words"].rstrip(),) if comment else ()))) + b"\n"


def _whole(data: bytes, body: bytes, at: int) -> tuple[bytes, int]:
    """The base64 of a key, as far as it goes on in the lines below; and where it ends."""
    for _ in range(_MOST):
        wanted = identity.declared_size(decoded(body) or b"")
        more = _MORE.match(data, at)
        if more is None or (wanted is not None and len(body) >= -(-wanted // 3) * 4):
            break
        body, at = body + more["piece"], more.end()
    end = _END.match(data, at)
    return (body + end[0], end.end()) if end is not None and not body.endswith(b"=") else (body, at)


TAKEN_OUT: Final = DamageKind(
    "within-text",
    "Public keys within other text",
    "JSON, YAML, LDIF, CSV, a device configuration, unless a word before a key could limit it",
    "each on a line of its own",
    EVERYWHERE,
    undo=_undo,
)
