"""The result page: what was made, where it lies, and what to do with it next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import chop_cells
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ... import messages
from ...bindings import act
from ...keyops.files.xdg import state_folder
from ...keyops.inspection.description import mode_words
from ...keyops.services import profile, yours
from ...visible import path_text, visible
from ...widgets.panel import Panel
from ...widgets.step_line import StepLine
from ..base import WorkScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

_NEXT = (
    ("y", "copies the public key, to paste at the server"),
    ("p", "shows it, for selecting (b) or printing (P)"),
    ("Enter", "goes to the file, where c converts it"),
    ("n", "makes another key"),
)


class ResultScreen(WorkScreen):
    """What was made. Enter and Escape go to the new file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("y", "copy", "copy public", "Copy the public key at once", id="result.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="result.page"),
        act("enter", "file", "to the file", "Go to the new file", id="result.file"),
        act("n", "another", "new", "Back to the form, for another key", id="result.another"),
        act("W", "deploy", "deploy", "Where each half goes, and in which form", id="result.deploy"),
    ]

    def __init__(self, made: messages.KeyGenerated) -> None:
        """Args: what was made."""
        super().__init__()
        self.made = made

    def body(self) -> ComposeResult:
        """Facts at the left, the drawing at the right, the key below."""
        made = self.made
        with Panel(made.headline, id="result"):
            with Vertical(id="result-facts"):
                for row in self._facts():
                    yield Static(row, markup=False)
                for note in made.notes:
                    yield StepLine(f"- {note}", classes="note", mark=2)
                yield Static(self._next(), id="result-next", markup=False)
            yield Static(Content.styled(made.randomart, "$success"), id="result-art", markup=False)
        with Panel("Public key", id="result-line"):
            yield WholeLine(made.key.line)

    def on_mount(self) -> None:
        """Say where we are. Enter that was pressed before this could be seen does not close it."""
        self.app.keys.forget("enter")
        self.where = path_text(self.private.parent)
        if self.made.service:
            self.start(self.in_process(yours.use, state_folder(), self.made.service), "remember")

    @property
    def private(self) -> Path:
        """The file to go to: the private one, else the first."""
        files = self.made.files
        return next((file.path for file in files if file.private), files[0].path)

    def _facts(self) -> Iterator[Content]:
        """What it is, and where it lies: a label and its words for each."""
        key = self.made.key
        yield _row("Type", f"{visible(key.label)}, {self.made.container}", "bold")
        yield _row("SHA256", key.sha256.removeprefix("SHA256:"), "$accent")
        width = max(len(path_text(file.path)) for file in self.made.files)
        for file in self.made.files:
            label = "Private" if file.private else "Public"
            yield _row(label, f"{path_text(file.path).ljust(width)}  {mode_words(file.mode)}")

    def _next(self) -> Content:
        width = max(len(key) for key, _ in _NEXT)
        rows, head, where = list(_NEXT), "Next", ""
        if self.made.service:
            service = profile(self.made.service)
            head, where = f"Next, for {visible(service.label)}", service.where
            rows[:2] = [
                ("y", "copies the public key"),
                ("W", "shows where each half goes, in the form needed there"),
            ]
        lines = [Content.assemble((key.ljust(width), "bold $accent"), f"  {words}") for key, words in rows]
        told = [Content(visible(where))] if where else []
        return Content("\n").join([Content.styled(head, "dim"), *told, *lines])

    def why_not(self, action: str) -> str | None:
        """Why it cannot be handed over."""
        if action == "deploy" and not self.made.service:
            return "It was not made for a service; Enter, then w, shows what accepts it"
        return super().why_not(action)

    def action_deploy(self) -> None:
        """Show which half goes where."""
        self.post_message(messages.ShowDeploy(self.private, self.made.service))

    def action_copy(self) -> None:
        """Copy the public key."""
        self.post_message(messages.CopyPublicKey(self.made.key))

    def action_page(self) -> None:
        """Show the public key on a page of its own."""
        self.post_message(messages.ShowPublicKey(self.made.key))

    def action_another(self) -> None:
        """Back to the form."""
        self.app.pop_screen()
        self.run_worker(self.app.run_action("app.show_screen('generate')"))

    def action_file(self) -> None:
        """Go to the new file."""
        self.go_back()

    def go_back(self) -> None:
        """To the new file."""
        self.app.post_message(messages.OpenPath(self.private))


def _row(label: str, words: str, style: str = "") -> Content:
    return Content.assemble((f"{label:<9}", "dim"), (words, style))


class WholeLine(Static):
    """The public key line, cut at the last column; what has no room is counted in the last row."""

    def __init__(self, line: str) -> None:
        """Args: the authorized_keys line, raw."""
        super().__init__(markup=False)
        self.line = visible(line)

    def on_resize(self) -> None:
        """Fill the room there is."""
        width, height = self.size
        if width < 1 or height < 1:
            return
        rows = chop_cells(self.line, width)
        if len(rows) > height == 1:
            more = f" ... p shows all {len(rows)} lines"
            rows = [self.line[: width - len(more)] + more]
        elif len(rows) > height:
            hidden = len(rows) - height + 1
            rows = [
                *rows[: height - 1],
                f"... and {hidden} more line{'s' if hidden > 1 else ''}: p shows all of it",
            ]
        self.update(Content("\n".join(rows)))
