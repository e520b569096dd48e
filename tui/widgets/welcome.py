"""What a newcomer reads in the details pane while there is no key yet: the five keys that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .card_rows import BLANK, CardRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..keyops.files.listing import Entry

FIVE_KEYS: Final = (
    ("n", "make a new key"),
    ("O", "go to another folder or file"),
    ("c", "convert the key to another format"),
    ("y", "copy the public key"),
    ("?", "everything you can do here"),
)

_NO_KEYS: Final = frozenset(
    {"authorized_keys", "config", "environment", "known_hosts", "known_hosts.old", "rc"}
)
"""What ssh and sshd keep beside keys."""


def rows() -> tuple[CardRow, ...]:
    """The five keys, below whatever else is said."""
    return (
        BLANK,
        CardRow(value="Five keys to get started", look="title"),
        BLANK,
        *(CardRow(label=key, value=words) for key, words in FIVE_KEYS),
        BLANK,
        CardRow(value="q quits. Move the cursor onto a file to see what it is", look="hint"),
    )


def may_hold_keys(entries: Iterable[Entry]) -> bool:
    """Whether a name could be that of a key."""
    return any(not entry.is_folder and entry.name not in _NO_KEYS for entry in entries)
