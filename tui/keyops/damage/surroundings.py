"""What stands before and after a key that was cut out of a bigger text, or pasted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import other_blocks
from .base import ARMOURED, READERS, Container, DamageKind, Seen, lines, refusals
from .lines import key_lines
from .text import body_of, decoded

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
    refused = "P" if text.container is Container.RFC4716 and not before.strip() else None
    within = bool(text.blocks) and not before.endswith(b"\n")
    return Seen(
        f"{what} before the {mark}" + (", part of it on that line" if within else ""),
        f"remove {what[0].lower() + what[1:]} before the {mark}",
        refused=READERS[text.container] if within else refused,
    )


def _public_before(text: Text) -> bytes:
    """The line of the same key that is before a private one; empty when something else is."""
    before = other_blocks.before(text)
    found = list(key_lines(before)) if b"AAAA" in before else []
    if len(found) != 1 or before.strip().count(b"\n") or not text.blocks:
        return b""
    blob = decoded(found[0].body)
    body = body_of(text.inside(text.blocks[0]))
    return before if blob and body and blob in body else b""


def _find_public_before(text: Text) -> Seen | None:
    if not _public_before(text):
        return None
    return Seen("The public key is before the BEGIN line", "move it after the END line")


def _repair_public_before(text: Text) -> bytes:
    before = _public_before(text)
    return text.data[len(before) :].rstrip(b"\n") + b"\n" + before.strip() + b"\n"


_ORACLE: Final = b"OCI_API_KEY"
"""What the manual of Oracle Cloud Infrastructure has its users write behind a key."""


def _find_after(text: Text) -> Seen | None:
    after = other_blocks.after(text).strip(b" \t\n\0\x1a")
    if not after or other_blocks.is_company(after):
        return None
    if after == _ORACLE:
        return Seen(
            "OCI_API_KEY follows the END line, as Oracle Cloud requires",
            "remove the line after the END line; keep it in the file that Oracle Cloud reads",
        )
    count = after.count(b"\n") + 1
    return Seen(
        f"{lines(count)} of other text after the END line",
        f"remove {lines(count)} after the END line",
    )


PUBLIC_BEFORE: Final = DamageKind(
    "public-before",
    "The public key before the private one",
    "the line of the same key before BEGIN",
    "moved after END",
    refusals(openssh="SP"),
    _find_public_before,
    _repair_public_before,
    only=frozenset({Container.OPENSSH}),
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
    "anything other than blank lines after the END line",
    "removed",
    {},
    _find_after,
    other_blocks.without_after,
    only=ARMOURED,
)
