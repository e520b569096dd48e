"""Whether the words that a profile quotes are those that the client said."""

from __future__ import annotations

from typing import Final

from tui.keyops.services import SAYS

MOST: Final = 0.05
"""The share of quotations that may be wrong: of what nobody does, such as a DSA key of 2048 bits."""
_FOR: Final = {
    ("jsch", "cannot be decrypted"): "Auth fail",
    ("phpseclib", "not a private key"): "The key that was loaded was not a private key",
    ("ssh2", "not a private key"): "privateKey value does not contain a (valid) private key",
}
"""What our drivers find out themselves, and what the client says in its place when it is to log in."""
_BEFORE: Final = {"ssh2": "Cannot parse privateKey: "}
"""What a client puts before the words of its parser when it is to log in."""
_OWN_PROGRAM: Final = frozenset({"filezilla"})
"""Asked by a program of theirs that says it in other words."""


def is_quoted(client: str, seen: str, words: str) -> bool:
    """Whether the words of a client are those that stand in its profile, where ``...`` stands for any.

    Args:
        client: who said it.
        seen: what ``Verdict.seen`` quotes; nothing is wrong in quoting nothing.
        words: what the client said.
    """
    if not seen or client in _OWN_PROGRAM:
        return True
    said, at = _FOR.get((client, words)) or _BEFORE.get(client, "") + words, 0
    for part in seen.rpartition(SAYS)[2].split("..."):
        at = said.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
