"""What the details pane shows, as rows of a label and a value. No drawing here.

Values are raw text from files: the pane makes them safe when it draws them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.records import dataclass
from . import next_steps

if TYPE_CHECKING:
    from ..keyops.errors import KeyOpsError
    from ..keyops.files.listing import Entry


@dataclass(frozen=True, slots=True)
class CardRow:
    """One fact."""

    label: str = ""
    value: str = ""
    look: str = ""
    """``title``, ``plain``, ``warning``, ``error``, ``hint``, ``art``, ``raw`` or nothing for a fact.

    An ``art`` is drawn without its label, line by line as it is; all else is wrapped."""
    copy: str = ""
    """What is copied from this row; empty when there is nothing."""
    note: str = ""
    """Shown at the right of a title."""
    key: int | None = None
    """Which key of a file with several it tells of, from 0."""


BLANK: Final = CardRow()


def of_text(title: str, *sentences: str, note: str = "") -> tuple[CardRow, ...]:
    """A heading and sentences below it."""
    return (
        CardRow(value=title, look="title", note=note),
        BLANK,
        *(CardRow(value=text, look="plain") for text in sentences if text),
    )


def of_error(title: str, error: KeyOpsError) -> tuple[CardRow, ...]:
    """What went wrong under a heading, and what to do next."""
    return of_text(title, error.title, next_steps.hint(error))


def of_folder(entry: Entry) -> tuple[CardRow, ...]:
    """What is said about a folder."""
    if entry.label:
        return of_text("..", "Enter goes to the folder above:", str(entry.path), note="folder")
    return of_text(entry.name, "Enter opens it", note="folder")


def of_backups(count: str) -> tuple[CardRow, ...]:
    """What is said about the backups of a folder."""
    return of_text(
        "backups",
        "What was replaced or deleted stays here until you clear it.",
        "Right shows them one by one.",
        note=count,
    )
