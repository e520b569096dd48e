"""A key that arrives as if it were typed: what a terminal without bracketed paste makes of a paste.

Each letter would be a command, and each line end an Enter. No one types as fast as keys queue up then: so
it is told from typing, by the way key files begin, or because so much so different text queues up at once.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from textual import events

OPENERS: Final = (
    "sk-ssh-ed25519@openssh.com AAAA",
    "sk-ecdsa-sha2-nistp256@openssh.com AAAA",
    "-----BEGIN ",
    "---- BEGIN ",
    "PuTTY-User-Key-File-",
    "ssh-rsa AAAA",
    "ssh-ed25519 AAAA",
    "ssh-dss AAAA",
    "ecdsa-sha2-nistp",
)
"""How a pasted key begins; what another ends with stands behind it."""

BLOCKS: Final = ("-----BEGIN ", "---- BEGIN ", "PuTTY-User-Key-File-")
"""How one of several lines begins, which fits into no field: the first would be taken, the rest be shown."""

LOST: Final = 3
"""So many keys may have been taken as typed ones before the others queued up behind them."""

AT_ONCE: Final = 0.05
"""Seconds between two keys that were pasted: a terminal writes them together."""

MANY: Final = 64
DIFFERENT: Final = 12
"""More keys than anyone types ahead, and not one key that is held down."""

_TYPED: Final = {"enter": "\n", "ctrl+j": "\n", "tab": "\t"}


def is_key(text: str) -> bool:
    """Whether a text begins as a key file does."""
    return text.lstrip().startswith(OPENERS)


def lost_of(
    keys: Collection[events.Key | events.Paste],
    taken: Sequence[events.Key] = (),
    *,
    in_field: bool = False,
) -> str | None:
    """What is missing at the beginning of a text that a paste has typed.

    Args:
        keys: those that wait, the oldest first.
        taken: those that were handled since none waited, as typed ones.
        in_field: whether they are typed into a field, where one line of anything may be pasted.

    Returns:
        Up to ``LOST`` characters, or none; None when it is no such paste, or not yet seen to be one.
    """
    text = text_of(itertools.islice(keys, max(map(len, OPENERS))))
    if in_field:
        before = text_of(taken)
        fits = len(before) <= LOST and any((before + text).startswith(block) for block in BLOCKS)
        return before if fits else None
    for opener in OPENERS:
        for lost in range(LOST + 1):
            if text.startswith(opener[lost:]):
                return opener[:lost]
    if len(keys) < MANY or not _is_text(text_of(keys), len(keys)):
        return None
    began = next(iter(keys)).time
    return text_of(key for key in taken[-LOST:] if began - key.time < AT_ONCE)


def _is_text(text: str, size: int) -> bool:
    """Whether all keys are letters and line ends, of many kinds."""
    return len(text) == size and "\n" in text and len(set(text)) >= DIFFERENT


def text_of(keys: Iterable[events.Key | events.Paste]) -> str:
    """The text that keys type; those that type nothing are passed over.

    Args:
        keys: the oldest first.
    """
    return "".join(_TYPED.get(getattr(key, "key", ""), getattr(key, "character", None) or "") for key in keys)
