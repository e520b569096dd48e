"""Asks before what was entered in a form is lost."""

from __future__ import annotations

from .confirm import ConfirmDialog


class DiscardDialog(ConfirmDialog):
    """Whether the user wants to leave."""

    def __init__(self) -> None:
        super().__init__(
            "Leave this form?",
            "What you entered will be lost; nothing has been written.",
            "Leave it",
        )
