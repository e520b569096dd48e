"""What was found wrong, and how bad it is."""

from __future__ import annotations

import enum

from .records import dataclass


class Severity(enum.StrEnum):
    """How much a finding matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def label(self) -> str:
        """What stands before a finding."""
        return "Note" if self is Severity.INFO else self.capitalize()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth knowing about a key."""

    id: str
    severity: Severity
    title: str
    hint: str = ""
    is_lost: bool = False
    """Whether it is damage that cannot be repaired."""
