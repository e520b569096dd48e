"""The names of the options of authorized_keys: one table for who judges, guesses, and repairs.

Source: OpenSSH 9.2 auth-options.c ``sshauthopt_parse``; sshd(8), AUTHORIZED_KEYS FILE FORMAT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEVER_NEGATED: Final = frozenset({"restrict", "cert-authority"})
_NEGATED: Final = frozenset((
    "port-forwarding", "agent-forwarding", "x11-forwarding", "touch-required", "verify-required", "pty",
    "user-rc",
))  # fmt: skip
FLAGS: Final = _NEVER_NEGATED | _NEGATED | {f"no-{name}" for name in _NEGATED}
"""Without a value, in lower case: sshd takes them in any."""
ONCE: Final = frozenset({"command", "principals", "from"})
VALUED: Final = ONCE | {"expiry-time", "environment", "permitopen", "permitlisten", "tunnel"}
"""Those that have a value; those of ``ONCE`` may not stand twice."""


def any_of(names: Iterable[str]) -> bytes:
    """One of the names, as part of a pattern."""
    return b"(?:" + "|".join(sorted(names, key=lambda name: (-len(name), name))).encode() + b")"
