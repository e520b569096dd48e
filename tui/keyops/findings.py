"""What was found wrong, and how bad it is."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from .records import dataclass

if TYPE_CHECKING:
    from .errors import NextStep


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
    step: NextStep | None = None
    """What the program itself offers next, where it offers something."""
    about: str = ""
    """What that is done to: a file or a host, as it is named."""
    is_lost: bool = False
    """Whether it is damage that cannot be repaired."""
