"""Whether anything about a key can be edited: asked at each step of the cursor, so this imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..formats import FORMATS
from ..inspection.report import Kind

if TYPE_CHECKING:
    from ..inspection.report import KeyReport


def why_not(report: KeyReport) -> str | None:
    """Why nothing about a key can be edited; None when something can."""
    container = FORMATS.get(report.container or "")
    if container is None or report.kind is Kind.OTHER:
        return "there is no key in it to edit"
    if report.kind is Kind.PRIVATE or has_room(container.id):
        return None
    return f"{container.label} has no room for a comment, and a public key has nothing else to edit"


def has_room(container: str) -> bool:
    """Whether a public container holds a comment that can be changed."""
    row = FORMATS[container]
    return not row.is_private and row.holds_keys and row.carries_comment
