"""What stands before and behind a key that was cut out of a bigger text, or pasted with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..formats import _blocks
from .base import ARMOURED, Container, DamageKind, Seen, lines, refusals, verb

if TYPE_CHECKING:
    from .text import Text

_OTHER_BEGIN: Final = re.compile(rb"-----BEGIN (?!OPENSSH|SSH2)[A-Z0-9 ]{1,40}-----")


def _is_company(text: Text, other: bytes) -> bool:
    """Whether other text is a key too, or a certificate that belongs beside a PEM key."""
    if _blocks.holds_key(other):
        return True
    forgiving = text.container in {Container.PEM, Container.PEM_LOCKED, Container.PKCS8, Container.SPKI}
    return forgiving and _OTHER_BEGIN.search(other) is not None


def _before(text: Text) -> bytes:
    """What stands before the key, but for blanks in its own line, which are indentation."""
    if text.start <= 0:
        return b""
    line = text.data.rfind(b"\n", 0, text.start) + 1
    return text.data[:line] if not text.data[line : text.start].strip(b" \t") else text.data[: text.start]


def _find_before(text: Text) -> Seen | None:
    before = _before(text)
    if not before or _is_company(text, before):
        return None
    mark = "BEGIN line" if text.blocks else "first line"
    count = before.count(b"\n") + (not before.endswith(b"\n"))
    what = (
        f"{lines(count)} of other text"
        if before.strip()
        else "A blank line"
        if count == 1
        else f"{count} blank lines"
    )
    one = count == 1
    return Seen(
        f"{what} {'stands' if one else 'stand'} before its {mark}",
        f"{what[0].lower() + what[1:]} before the {mark} {'is' if one else 'are'} left out",
        refused="P" if text.container is Container.RFC4716 and not before.strip() else None,
    )


def _repair_before(text: Text) -> bytes:
    return text.data[len(_before(text)) :]


def _after(text: Text) -> bytes:
    if not text.blocks or text.blocks[-1].end is None:
        return b""
    return text.data[text.blocks[-1].end.end :]


_ORACLE: Final = b"OCI_API_KEY"
"""What the manual of Oracle Cloud Infrastructure has its users write behind a key."""


def _find_after(text: Text) -> Seen | None:
    after = _after(text).strip(b" \t\n\0\x1a")
    if not after or _is_company(text, after):
        return None
    if after == _ORACLE:
        return Seen(
            "The word OCI_API_KEY follows its END line, where Oracle Cloud asks for it",
            "the line behind the END line is left out; keep it in the file that Oracle Cloud reads",
        )
    count = after.count(b"\n") + 1
    return Seen(
        f"{lines(count)} of other text {verb(count, 'follows', 'follow')} its END line",
        f"{lines(count)} behind the END line {verb(count, 'is', 'are')} left out",
    )


def _repair_after(text: Text) -> bytes:
    return text.data[: len(text.data) - len(_after(text))] + b"\n"


TEXT_BEFORE: Final = DamageKind(
    "text-before",
    "Blank lines or other text before BEGIN",
    "the key begins later than the file",
    "left out",
    refusals(openssh="SP", pem="P", pem_locked="P", rfc4716="SP", sshcom="P", ppk="P"),
    _find_before,
    _repair_before,
    only=ARMOURED | {Container.PPK},
)
TEXT_AFTER: Final = DamageKind(
    "text-after",
    "Other text behind END",
    "more than blank lines behind the END line",
    "left out",
    {},
    _find_after,
    _repair_after,
    only=ARMOURED,
)
