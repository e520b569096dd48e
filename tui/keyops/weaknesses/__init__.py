"""The audit: is this public key weak in a way that can be seen without asking anybody?

``rows`` is the table of all checks. ``findings`` runs the quick ones, a tenth of a millisecond for a
key, whenever a key is looked at; ``audit`` runs all of them. ``shared`` compares many keys with each
other. Nothing is downloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keyops.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.keyops.keytypes.base import PublicKey
    from tui.keyops.models import Finding
    from tui.keyops.weaknesses.base import Weakness


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was made, and what it found."""

    weakness: Weakness
    finding: Finding | None


def rows(family: str = "") -> tuple[Weakness, ...]:
    """The checks for keys of a type, or all of them. Those of RSA are imported only when they are wanted."""
    from tui.keyops.weaknesses import others

    if family not in {"", "rsa"}:
        return tuple(row for row in others.WEAKNESSES if row.family == family)
    from tui.keyops.weaknesses import rsa

    return rsa.WEAKNESSES if family else (*rsa.WEAKNESSES, *others.WEAKNESSES)


def findings(public: PublicKey) -> Iterator[Finding]:
    """What the quick checks find in a key."""
    for row in rows(public.family):
        if not row.thorough and (found := row.look(public)) is not None:
            yield found


def audit(public: PublicKey) -> tuple[Check, ...]:
    """Every check that is about keys of this type. At RSA 16384 the slowest takes seconds."""
    return tuple(Check(row, row.look(public)) for row in rows(public.family))
