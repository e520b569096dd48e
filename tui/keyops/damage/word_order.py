"""Key lines whose words are in another order or have other signs between them than their program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import live_lines
from .base import EVERYWHERE, DamageKind, Reading, lines
from .text import TYPE

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_COMMA: Final = compiled(rb"(?m)^(?P<words>[^\s#,\"][^\s#\"]{0,400}?),[ \t]*+(?=" + TYPE + rb"[ \t]++AAAA)")


def _undo_comma(data: bytes) -> Iterator[Reading]:
    new, count = _COMMA.subn(rb"\g<words> ", data)
    if count:
        yield Reading(
            new,
            f"There is a comma before the key type in {lines(count)}, where a space belongs",
            "write a space in its place",
        )


_AFTER: Final = compiled(
    rb"(?m)^(?P<type>[ \t]*+" + TYPE + rb")[ \t]++(?P<words>[a-zA-Z-]{2,40}(?:=\"[^\n]{0,900}?\")?"
    rb"(?:,[^\n]{0,900}?)??)[ \t]++(?=AAAA)"
)


def _undo_after(data: bytes) -> Iterator[Reading]:
    def moved(match: re.Match[bytes]) -> bytes:
        if not live_lines.are_options(match["words"]):
            return match[0]
        return match["words"] + b" " + match["type"].strip() + b" "

    new = _AFTER.sub(moved, data)
    if new != data:
        yield Reading(
            new, "The options are between the key type and the key", "move them before the key type"
        )


_MARKERS: Final = (
    (compiled(rb"(?im)^@(?:cert[ _-]?authorit(?:y|ies)|ca)(?=[ \t])"), b"@cert-authority"),
    (compiled(rb"(?im)^@(?:revoke|revokes|revoked-key|revocation)(?=[ \t])"), b"@revoked"),
    (compiled(rb"(?im)^@(?:cert-authority|revoked)[,:](?=[ \t])"), b""),
)


def _undo_marker(data: bytes) -> Iterator[Reading]:
    if b"@" not in data:
        return
    for pattern, right in _MARKERS:
        found = pattern.search(data)
        if found is None:
            continue
        word = right or found[0][:-1]
        new = pattern.sub(word, data)
        if new != data:
            yield Reading(
                new,
                f"The marker {found[0].decode('ascii')} is not one that ssh knows",
                f"write {word.decode('ascii')}",
            )


_BANNER: Final = compiled(
    rb"(?m)^(?P<banner># ?\S{1,255}:[0-9]{1,5} SSH-[0-9.]{3}-[^\n]{1,240}?)[ \t]++"
    rb"(?=[^\s#]{1,300}[ \t]++" + TYPE + rb"[ \t]++AAAA)"
)


def _undo_banner(data: bytes) -> Iterator[Reading]:
    new, count = _BANNER.subn(rb"\g<banner>\n", data)
    if count:
        yield Reading(
            new,
            "The key is on the same line as the comment before it, as when the output of ssh-keyscan "
            "is put on "
            "one line",
            "put it on a line of its own",
        )


_OPEN: Final = compiled(
    rb"(?m)^(?P<left>(?:[a-zA-Z-]{2,40},)*+[a-z-]{4,40}=\"[^\"\n]{0,600})\n"
    rb"(?P<right>[^\"\n]{0,600}\"[^\n]{0,600}?[ \t]" + TYPE + rb"[ \t]++AAAA)"
)


def _joined(match: re.Match[bytes]) -> bytes:
    """The two lines as one: between words with a blank, within a list with none, as sshd reads a list."""
    left = match["left"].rstrip()
    return left + (b"" if left.endswith(b",") else b" ") + match["right"].lstrip()


def _undo_open(data: bytes) -> Iterator[Reading]:
    new = _OPEN.sub(_joined, data)
    if new != data:
        yield Reading(
            new,
            "The value of an option continues on the next line, and sshd reads neither line",
            "join the two lines",
        )


COMMA_BEFORE_TYPE: Final = DamageKind(
    "comma-before-type",
    "A comma before the key type",
    "options or host names, a comma, and the key type",
    "a space",
    EVERYWHERE,
    undo=_undo_comma,
)
OPTIONS_AFTER_TYPE: Final = DamageKind(
    "options-after-type",
    "Options between key type and key",
    "`ssh-ed25519 no-pty AAAA...`",
    "moved before the key type",
    EVERYWHERE,
    undo=_undo_after,
)
MARKER: Final = DamageKind(
    "marker",
    "A marker that ssh does not know",
    "`@cert_authority`, `@revoke` and the like at the beginning of a line",
    "the intended marker",
    EVERYWHERE,
    undo=_undo_marker,
)
BANNER: Final = DamageKind(
    "banner-line",
    "A key after a comment from ssh-keyscan",
    "`# HOST:22 SSH-2.0-...` and the key on one line",
    "a line of its own",
    EVERYWHERE,
    undo=_undo_banner,
)
OPEN_QUOTE: Final = DamageKind(
    "open-quote",
    "An option split over two lines",
    "a quote that is opened on one line and closed on the next",
    "joined",
    EVERYWHERE,
    undo=_undo_open,
)
