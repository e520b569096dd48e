"""What stands before and after a key that was cut out of a bigger text, or pasted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import other_blocks
from .base import ARMOURED, Container, DamageKind, Seen, lines, refusals

if TYPE_CHECKING:
    from .text import Text


def _find_before(text: Text) -> Seen | None:
    before = other_blocks.before(text)
    if not before or other_blocks.is_company(before):
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
    return Seen(
        f"{what} before the {mark}",
        f"remove {what[0].lower() + what[1:]} before the {mark}",
        refused="P" if text.container is Container.RFC4716 and not before.strip() else None,
    )


_ORACLE: Final = b"OCI_API_KEY"
"""What the manual of Oracle Cloud Infrastructure has its users write behind a key."""


def _find_after(text: Text) -> Seen | None:
    after = other_blocks.after(text).strip(b" \t\n\0\x1a")
    if not after or other_blocks.is_company(after):
        return None
    if after == _ORACLE:
        return Seen(
            "The word OCI_API_KEY follows the END line, as Oracle Cloud asks for",
            "remove the line after the END line; keep it in the file that Oracle Cloud reads",
        )
    count = after.count(b"\n") + 1
    return Seen(
        f"{lines(count)} of other text after the END line",
        f"remove {lines(count)} after the END line",
    )


TEXT_BEFORE: Final = DamageKind(
    "text-before",
    "Blank lines or other text before BEGIN",
    "the file does not start with the key",
    "removed",
    refusals(openssh="SP", pem="P", pem_locked="P", rfc4716="SP", sshcom="P", ppk="P"),
    _find_before,
    other_blocks.without_before,
    only=ARMOURED | {Container.PPK},
)
TEXT_AFTER: Final = DamageKind(
    "text-after",
    "Other text after END",
    "more than blank lines after the END line",
    "removed",
    {},
    _find_after,
    other_blocks.without_after,
    only=ARMOURED,
)
