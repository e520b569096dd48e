"""Asks for a path; Tab completes it. The folder is read in a thread: on a network it may hang for ever."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from ..bindings import act
from ..keyops.files import completion
from ..keyops.files import paths as presence
from ..process.threads import in_thread
from ..visible import path_text
from ..widgets.text_field import PasteRefused, TextField
from .base import Dialog, Words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class PathDialog(Dialog[Path | None]):
    """An absolute path, or None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab", "complete", "complete", "Complete the path, or list what could follow", priority=True),
        act("shift+tab", "complete", "complete", "Complete the path", show=False, priority=True),
    ]

    keys = "Enter accept   Tab complete   Ctrl+U clear   Esc cancels"
    escaped = None

    def __init__(
        self, title: str, start: Path, proposed: str = "", problem: str = "", *, of_file: bool = False
    ) -> None:
        """Make the dialog.

        Args:
            title: what it is for, raw.
            start: the folder where a bare name lies.
            proposed: what stands in the field at first.
            problem: why it is asked again, raw; empty the first time.
            of_file: whether only a file that is there is an answer. Else that is the caller's question.
        """
        super().__init__(title)
        self.of_file = of_file
        self.start = start
        self.proposed = proposed
        self.problem = problem

    def content(self) -> ComposeResult:
        """Where a bare name lies, the field, and how it may go on."""
        yield Words(f"in {path_text(self.start)}, or from / or ~/", classes="dim")
        yield TextField(self.proposed)
        yield Words(f"! {self.problem}" if self.problem else "", classes="names")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query(TextField).focus()  # none is there when it went before it was drawn

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.query_one(TextField).value
        path = completion.typed_path(text, self.start)
        if not text:
            self._say("Type a path first")
        elif self.of_file:
            self.run_worker(self._dismiss_file(path), exclusive=True)
        else:
            self.dismiss(path)

    async def _dismiss_file(self, path: Path) -> None:
        problem = await in_thread(why_no_file, path)
        if problem:
            self._say(f"! {problem}")
        else:
            self.dismiss(path)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.proposed:  # what is there at first is told as a change too
            self._say("")

    @on(PasteRefused)
    def _refused(self, event: PasteRefused) -> None:
        event.stop()
        self._say(event.reason)

    def action_complete(self) -> None:
        """Ask the folder, off the event loop; the latest question counts.

        A proposed path is no longer selected then: what is typed next goes on with it, before the answer too.
        """
        field = self.query_one(TextField)
        field.cursor_position = len(field.value)
        self.run_worker(self._complete(), exclusive=True)

    async def _complete(self) -> None:
        field = self.query_one(TextField)
        asked = field.value
        found = await in_thread(completion.complete, asked, self.start)
        if field.value != asked:
            return
        with field.prevent(Input.Changed):
            field.value = found.text
        field.cursor_position = len(found.text)
        self._say(found.words)

    def _say(self, text: str) -> None:
        self.query_one(".names", Words).say(text)


def why_no_file(path: Path) -> str:
    """Why nothing can be read there; empty when something can."""
    if presence.is_folder(path):
        return f"{path.name} is a folder; Tab shows what is in it"
    if not presence.is_there(path):
        return f"{path.name} is not in {path_text(path.parent)}; Tab shows what is"
    return ""
