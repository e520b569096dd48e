"""Going through folders: a list of names, a filter, a line for a path. The home screen is built on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.getters import query_one

from ...bindings import act
from ...keyops.errors import KeyOpsError, StorageError
from ...keyops.files import completion
from ...keyops.files import listing as browsing
from ...keyops.findings import Severity
from ...keyops.inspection import key_files
from ...visible import path_text
from ...widgets.prompt_line import PromptLine
from .rows import RowsScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from textual.binding import BindingType

    from ...keyops.files.listing import Entry, FileSummary
    from ...keyops.inspection.key_files import KeyFiles

FILTER: Final = "filter"
JUMP: Final = "jump"


class FolderScreen(RowsScreen):
    """The half of the home screen that knows places. Subclasses put KeyList and PromptLine into the body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("slash", "filter", "filter", "Show only names that contain what you type", id="keys.filter"),
        act("O,ctrl+l", "jump", "go to", "Go to a typed path; Tab completes it", id="keys.jump"),
        *RowsScreen.BINDINGS,
        act("backspace", "up", "up", "To the folder above", id="keys.up", show=False),
        act("r,f5", "refresh", "refresh", "Read the folder again", id="keys.refresh", show=False),
        Binding("down", "move_list(1)", show=False),
        Binding("up", "move_list(-1)", show=False),
    ]

    prompt = query_one(PromptLine)

    def __init__(self) -> None:
        super().__init__()
        self._begun = self._painted = False
        """Whether we went where the user started, and whether names are on the terminal."""
        self.is_asking = False
        """Whether a question stands over the list."""
        self._visiting = False
        """Whether a folder is being read because we were sent there."""

    # Places

    def on_screen_resume(self) -> None:
        """At first, go where the user started; later, look for new files unless we are sent elsewhere."""
        if not self._begun:
            self._begun = True
            self._begin()
        elif self.where and not self.is_asking and not self._visiting:
            self.action_refresh()

    def _begin(self) -> None:
        """With the first frame, where the folder is known by now."""
        found = self.app.first_look.take() if self.app.first_look is not None else None
        if found is None:
            self.open_source(self.start_path)
        else:
            self._enter(*found)

    def open_source(self, path: Path, key: int | None = None) -> None:  # noqa: ARG002 - all are shown
        """Show a folder, or the folder of a file with the file selected."""
        self._visiting = True
        self.start(self._visit(path), "visit")

    async def _visit(self, path: Path) -> None:
        try:
            await self._find(path)
        finally:
            self._visiting = False

    async def _find(self, path: Path) -> None:
        try:
            folder, name = await self.in_process(browsing.locate, path)
        except StorageError as error:
            if self.where:
                raise
            self._enter(path, problem=error)
            return
        await self.load(folder, name)

    async def load(self, folder: Path, name: str = "") -> None:
        """Read a folder and show it, with the cursor on that name, else where it is."""
        try:
            known = dict(self.names.summaries) if folder == self.here.path else {}
            entries, rows = await self.in_process(_read, folder, known)
        except StorageError as error:
            if self.where and folder != self.here.path:
                raise
            self._enter(folder, problem=error)
            return
        self._enter(folder, entries, rows, name)

    def _enter(
        self,
        folder: Path,
        entries: tuple[Entry, ...] = (),
        rows: Sequence[KeyFiles] = (),
        name: str = "",
        problem: KeyOpsError | None = None,
    ) -> None:
        elsewhere = folder != self.here.path or not self.where
        if self.names.marked:
            self.names.marked &= {entry.path for entry in entries}
        self.here.enter(folder, entries, rows, problem)
        if name and self.here.filter and not self.here.shows(folder / name):
            self.here.filter = ""  # we were sent to a file that it hides
            self.prompt.close()
        if elsewhere:
            self.prompt.close()
            self.names.summaries.clear()
            self._offered = None if name else self.first_choice()
        self.where = path_text(folder)
        self.divider.share()
        self.here.shows_hidden = self.here.shows_hidden or (name.startswith(".") and name != "..")
        offered = self._offered if elsewhere else None
        wanted = folder.parent if name == ".." else folder / name if name else offered
        self.list_rows(wanted)
        self._after_paint(lambda: self._find_out(entries))

    def once_painted(self, work: Callable[[], object]) -> None:
        """Call it when names are on the terminal: it imports every format, and takes turns with us."""
        if self._painted:
            work()
        else:
            self._after_paint(work)

    def _after_paint(self, work: Callable[[], object]) -> None:
        # By way of the app, which paints nothing before it takes such calls.
        self.app.call_later(self.call_after_refresh, work)

    def _find_out(self, entries: tuple[Entry, ...]) -> None:
        """What the files are, and which keys the agent holds."""
        self._painted = True
        if entries is self.here.entries:
            self.summarizer.begin(entries, self.names.summaries, self.here.rows)
            self.summarizer.first(entry.path for entry in self.names.seen())
            self.start(self.mark_loaded(), "agent")

    async def mark_loaded(self) -> None:
        """Mark the keys that the agent holds, once it has answered; it may hang."""
        known = os.environ.get("SSH_AUTH_SOCK")
        before = self.names.loaded
        self.names.mark_loaded(await self.in_process(_loaded) if known else frozenset())
        if self.names.loaded != before:
            self.marked()

    def marked(self) -> None:
        """Other keys are marked as loaded than before."""

    def action_refresh(self) -> None:
        """Read the folder again; the cursor stays on its name."""
        entry = self.names.entry
        self.start(self.load(self.here.path, entry.name if entry else ""), "visit")

    def action_up(self) -> None:
        """To the folder above."""
        self.go_up()

    def go_up(self) -> None:
        """To the folder above, with the cursor on the one we leave."""
        self.start(self.load(self.here.path.parent, self.here.path.name), "visit")

    # Finding

    def action_filter(self) -> None:
        """Open the filter."""
        self.prompt.open(FILTER, "/ ", self.here.filter, anew=True)

    def action_jump(self) -> None:
        """Open the line for a path."""
        self.prompt.open(JUMP, "Go to ", self._path)

    @property
    def _path(self) -> str:
        """The folder, with a slash behind."""
        folder = path_text(self.here.path)
        return folder if folder.endswith("/") else folder + "/"

    def on_prompt_line_changed(self, message: PromptLine.Changed) -> None:
        """Filter as one types; a path that begins anew takes the place of the one that was offered."""
        if message.purpose == FILTER:
            self.here.filter = message.text
            self.list_rows(self.here.best_match(self.kept.sort))
        elif message.text.startswith((self._path + "/", self._path + "~")):
            self.prompt.put(message.text.removeprefix(self._path))

    def on_prompt_line_entered(self, message: PromptLine.Entered) -> None:
        """Keep the filter, or go there."""
        if message.purpose == JUMP:
            if message.text.strip():
                self.start(self._jump(message.text), "visit")
            return
        self._close_prompt()

    async def _jump(self, typed: str) -> None:
        await self._visit(completion.typed_path(typed.strip(), self.here.path))
        self._close_prompt()

    def on_prompt_line_completing(self, message: PromptLine.Completing) -> None:
        """Complete a path; leave the filter."""
        if message.purpose == JUMP:
            self.start(self._complete(message.text), "complete")
        else:
            self._close_prompt()

    async def _complete(self, typed: str) -> None:
        found = await self.in_process(completion.complete, typed, self.here.path)
        if self.prompt.purpose == JUMP and self.prompt.input.value == typed:
            self.prompt.put(found.text)
            if found.words:
                self.tell(found.words, Severity.WARNING if found.problem else Severity.INFO)

    def on_prompt_line_closed(self, message: PromptLine.Closed) -> None:
        """Escape shows all names again."""
        if message.purpose == FILTER:
            self._clear_filter()
        else:
            self._close_prompt()

    def _close_prompt(self) -> None:
        """Back to the list; the line stays to be seen while it filters."""
        self.prompt.close()
        if self.here.filter:
            self.prompt.show(FILTER, "/ ", self.here.filter)
        self.names.focus()

    def _clear_filter(self) -> None:
        self.here.filter = ""
        self.list_rows()
        self._close_prompt()

    def action_move_list(self, by: int) -> None:
        """Move in the list while the cursor is in the prompt."""
        self.names.cursor += by


def _read(folder: Path, known: Mapping[Path, FileSummary]) -> tuple[tuple[Entry, ...], Sequence[KeyFiles]]:
    """The names of a folder, and which of them belong to one key."""
    entries = browsing.scan(folder)
    return entries, key_files.group(entries, known)


def _loaded() -> frozenset[bytes]:
    """Imported in a thread, after the names were painted."""
    from ...keyops.agent import client as agent

    return agent.loaded()
