"""What a check for weak keys is: a name, what it means, what to do, and what it asks of a public key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..findings import Finding, Severity
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@dataclass(frozen=True, slots=True)
class Weakness:
    """One way in which a key can be weak, seen in its public key."""

    id: str
    """Short and stable; the finding has it too."""
    title: str
    """What is looked for, for the list of checks."""
    family: str
    """The row of ALGORITHMS that it is about."""
    severity: Severity
    found: str
    """What is said when it is found; ``{}`` takes what the check tells."""
    meaning: str
    """Why that is bad, and where such keys come from."""
    advice: str
    """What to do."""
    check: Callable[[Any], str | None]
    """Takes the public key; a word on what was found (may be empty), or None when it is fine."""
    thorough: bool = False
    """Takes longer than a moment: left out when a file is only looked at."""
    most_bits: int = 0
    """The largest key for which it is made unasked; 0: all of them."""

    def look(self, public: object) -> Finding | None:
        """The finding about a key; None when the key is fine."""
        told = self.check(public)
        if told is None:
            return None
        return Finding(self.id, self.severity, self.found.format(told), f"{self.meaning}. {self.advice}")


NEW_KEY = "Make a new key, and remove this one from every authorized_keys"
