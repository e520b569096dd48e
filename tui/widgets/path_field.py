"""A field for a path, which Tab completes. The folder is read in a thread: on a network it may hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from ..keyops.files import completion
from ..process.threads import in_thread
from .text_field import TextField

if TYPE_CHECKING:
    from pathlib import Path


class PathField(TextField):
    """In a form Tab completes what the user typed, and from a whole name it goes on to the next row."""

    class Completed(Message):
        """A folder has answered."""

        def __init__(self, field: PathField, words: str) -> None:
            super().__init__()
            self.field = field
            self.words = words
            """What could follow, or why nothing can be said; empty when that is certain. Raw."""

    def __init__(self, folder: Path, placeholder: str = "") -> None:
        """Make a field.

        Args:
            folder: where a bare name lies.
            placeholder: shown while it is empty.
        """
        super().__init__(placeholder=placeholder)
        self.folder = folder
        self._whole = ""
        """What a completion came to that nothing can follow."""

    @property
    def is_open(self) -> bool:
        """Whether Tab has something to complete."""
        return self.is_changed and bool(self.value) and self.value != self._whole

    def complete(self) -> None:
        """Ask the folder; the latest question counts. What is typed meanwhile goes on with the text."""
        self.cursor_position = len(self.value)
        self.run_worker(self._complete(), exclusive=True, group="complete")

    async def _complete(self) -> None:
        asked = self.value
        found = await in_thread(completion.complete, asked, self.folder)
        if self.value == asked:
            self.value = found.text
            self.cursor_position = len(found.text)
            self._whole = "" if found.words or found.text.endswith("/") else found.text
            self.post_message(self.Completed(self, found.words))
