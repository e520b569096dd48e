"""Asks for a path; Tab completes it. The folder is read in a thread: on a network it may take long."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from tui.bindings import act
from tui.dialogs.base import Dialog, Words
from tui.keyops import completion
from tui.visible import path_text
from tui.widgets.text_field import PasteRefused, TextField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

_NAMES_SHOWN = 12


class PathDialog(Dialog[Path | None]):
    """An absolute path, or None when the user gave up. Whether it exists is the caller's question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab", "complete", "complete", "Complete the path, or show how it may go on", priority=True),
        act("shift+tab", "complete", "complete", "Complete the path", show=False, priority=True),
    ]

    keys = "Enter take it   Tab complete   Ctrl+U clear   Esc gives up"
    escaped = None

    def __init__(self, title: str, start: Path) -> None:
        """Make the dialog.

        Args:
            title: what it is for, raw.
            start: the folder where a bare name lies.
        """
        super().__init__(title)
        self.start = start

    def content(self) -> ComposeResult:
        """Where a bare name lies, the field, and how it may go on."""
        yield Words(f"in {path_text(self.start)}, or from / or ~/", classes="dim")
        yield TextField()
        yield Words(classes="names")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(TextField).focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.query_one(TextField).value
        if text:
            self.dismiss(completion.typed_path(text, self.start))
        else:
            self._say("Type a path first")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")

    @on(PasteRefused)
    def _refused(self, event: PasteRefused) -> None:
        event.stop()
        self._say(event.reason)

    def action_complete(self) -> None:
        """Ask the folder, off the event loop; the latest question counts."""
        self.run_worker(self._complete(), exclusive=True)

    async def _complete(self) -> None:
        field = self.query_one(TextField)
        asked = field.value
        found = await asyncio.to_thread(completion.complete, asked, self.start)
        if field.value != asked:
            return
        with field.prevent(Input.Changed):
            field.put(found.text)
        self._say(found.problem or self._names(found.names))

    @staticmethod
    def _names(names: tuple[str, ...]) -> str:
        if len(names) <= 1:
            return ""
        more = f"   and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        return "   ".join(names[:_NAMES_SHOWN]) + more

    def _say(self, text: str) -> None:
        self.query_one(".names", Words).say(text)
