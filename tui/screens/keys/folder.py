"""Going through folders: a list of names, a filter, a line for a path. The home screen is built on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.getters import query_one

from ...bindings import act
from ...keyops.errors import KeyOpsError, StorageError
from ...keyops.files import completion
from ...keyops.files import listing as browsing
from ...keyops.files.listing import NOTHING, Entry
from ...keyops.findings import Severity
from ...settings import Loaded
from ...visible import path_text
from ...widgets import welcome
from ...widgets.key_list import KeyList
from ...widgets.prompt_line import PromptLine
from ..base import WorkScreen
from .scanner import Glancer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.binding import BindingType

    from ...keyops.files.listing import Glance
    from ...process.prefetch import FirstLook

FILTER: Final = "filter"
JUMP: Final = "jump"


class FolderScreen(WorkScreen):
    """The half of the home screen that knows places. Subclasses put KeyList and PromptLine into the body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("slash", "filter", "filter", "Show only names that hold what you type", id="keys.filter"),
        act("o,ctrl+l", "jump", "go to", "Go to a typed path; Tab completes it", id="keys.jump"),
        act("h,left,backspace", "up", "up", "To the folder above", id="keys.up", show=False),
        act(
            "full_stop",
            "hidden",
            "dot files",
            "Show or hide names that begin with a dot",
            id="keys.hidden",
            show=False,
        ),
        act("r,f5", "refresh", "refresh", "Read the folder again", id="keys.refresh", show=False),
        Binding("down", "move_list(1)", show=False),
        Binding("up", "move_list(-1)", show=False),
    ]

    names = query_one(KeyList)
    prompt = query_one(PromptLine)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path.cwd()
        self.entries: tuple[Entry, ...] = ()
        self.filter = ""
        self.show_hidden = False
        self.problem: KeyOpsError | None = None
        """Why the folder cannot be shown."""
        self._begun = self._painted = False
        """Whether we went where the user started, and whether names are on the terminal."""
        self._asking = False
        """Whether a question stands over the list."""
        self._visiting = False
        """Whether a folder is being read because we were sent there."""
        self._glancer = Glancer(self.learn)
        self._keys: set[Path] = set()
        """Of the entries those that are known to be keys."""

    def on_unmount(self) -> None:
        """Stop looking at files."""
        self._glancer.stop()

    # Places

    def on_screen_resume(self) -> None:
        """At first, go where the user started; later, look for new files unless we are sent elsewhere."""
        if not self._begun:
            self._begun = True
            self._begin()
        elif self.where and not self._asking and not self._visiting:
            self.action_refresh()

    def _begin(self) -> None:
        """With the first frame, where the folder is known by now."""
        first_look: FirstLook | None = getattr(self.app, "first_look", None)
        found = first_look.take() if first_look is not None else None
        if found is None:
            self.open_source(self.start_path)
        else:
            self._enter(*found, None)

    def open_source(self, path: Path) -> None:
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
            self._enter(path, (), "", error)
            return
        await self._load(folder, name)

    async def _load(self, folder: Path, name: str = "") -> None:
        try:
            entries = await self.in_process(browsing.scan, folder)
        except StorageError as error:
            if self.where and folder != self.folder:
                raise
            self._enter(folder, (), "", error)
            return
        self._enter(folder, entries, name, None)

    def _enter(
        self, folder: Path, entries: tuple[Entry, ...], name: str, problem: KeyOpsError | None
    ) -> None:
        elsewhere = folder != self.folder or not self.where
        self.folder, self.entries, self.problem = folder, entries, problem
        if elsewhere:
            self.filter = ""
            self.prompt.close()
            self.names.glances.clear()
            name = name or self._first_name()
        glances = self.names.glances
        self._keys = {entry.path for entry in entries if glances.get(entry.path, NOTHING).is_key}
        self.where = path_text(folder)
        self.show_hidden = self.show_hidden or (name.startswith(".") and name != "..")
        self._list(name)
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
        if entries is self.entries:
            self._glancer.begin(entry.path for entry in entries if not entry.is_folder)
            self._glancer.first(entry.path for entry in self.names.seen())
            self.start(self._mark_loaded(), "agent")

    async def _mark_loaded(self) -> None:
        """Mark the keys that the agent holds, once it has answered; it may hang."""
        known = os.environ.get("SSH_AUTH_SOCK")
        before = self.names.loaded
        self.names.mark_loaded(await self.in_process(_loaded) if known else frozenset())
        if self.names.loaded != before:
            self.marked()

    def marked(self) -> None:
        """Other keys are marked as loaded than before."""

    @property
    def start_path(self) -> Path:
        """Where the user started."""
        return getattr(self.app, "start_path", None) or Path.home() / ".ssh"

    @property
    def is_new(self) -> bool:
        """Whether this is where a newcomer begins: nothing was ever set, and no key is seen."""
        start = Path(os.path.abspath(self.start_path))  # noqa: PTH100 - as ``browsing.locate`` has it
        known = any(glance.is_key for glance in self.names.glances.values())
        return self.folder == start and not known and not getattr(self.app, "chosen", Loaded()).exists

    def _first_name(self) -> str:
        """The name to begin with; for a newcomer ``..``, beside which the first help stands."""
        if self.is_new and not welcome.may_hold_keys(self.entries):
            return ".."
        return self.entries[0].name if self.entries else ""

    def _list(self, chosen: str = "") -> None:
        """Fill the list with what filter and dot files allow."""
        wanted = self.filter.casefold()
        shown = [
            entry
            for entry in self.entries
            if (self.show_hidden or not entry.is_hidden) and wanted in entry.name.casefold()
        ]
        if not wanted and self.folder != self.folder.parent:
            shown.insert(0, Entry(self.folder.parent, is_folder=True, label=".."))
        self.names.show(shown, chosen)
        self._count()

    def _count(self) -> None:
        keys = len(self._keys)
        shown = len(self.names.entries)
        self.count = (
            f"{shown} of {len(self.entries)} names"
            if self.filter
            else f"{keys} key{'' if keys == 1 else 's'}"
        )

    def learn(self, found: Mapping[Path, Glance]) -> None:
        """Take what was found out about files; with the first key, what a newcomer was told is over."""
        had_none = not self._keys
        self.names.take(found)
        # Not by going through all names: there may be 10,000, and this is done five times a second.
        for path, glance in found.items():
            if path.parent == self.folder:
                (self._keys.add if glance.is_key else self._keys.discard)(path)
        self._count()
        entry = self.names.entry
        if had_none and self._keys and entry is not None and entry.label:
            self.names.post_message(self.names.moved())

    def on_key_list_scrolled(self) -> None:
        """Look first at what is seen."""
        self._glancer.first(entry.path for entry in self.names.seen())

    def action_refresh(self) -> None:
        """Read the folder again; the cursor stays on its name."""
        entry = self.names.entry
        self.start(self._load(self.folder, entry.name if entry else ""), "visit")

    def action_up(self) -> None:
        """To the folder above, with the cursor on the one we leave."""
        self.start(self._load(self.folder.parent, self.folder.name), "visit")

    # Finding

    def action_filter(self) -> None:
        """Open the filter."""
        self.prompt.open(FILTER, "/ ", self.filter)

    def action_jump(self) -> None:
        """Open the line for a path."""
        self.prompt.open(JUMP, "Go to ", self._here)

    @property
    def _here(self) -> str:
        """The folder, with a slash behind."""
        folder = path_text(self.folder)
        return folder if folder.endswith("/") else folder + "/"

    def on_prompt_line_changed(self, message: PromptLine.Changed) -> None:
        """Filter as one types; a path that begins anew takes the place of the one that was offered."""
        if message.purpose == FILTER:
            self.filter = message.text
            entry = self.names.entry
            self._list(entry.name if entry else "")
        elif message.text.startswith((self._here + "/", self._here + "~")):
            self.prompt.put(message.text.removeprefix(self._here))

    def on_prompt_line_entered(self, message: PromptLine.Entered) -> None:
        """Keep the filter, or go there."""
        if message.purpose == JUMP:
            if message.text.strip():
                self.start(self._jump(message.text), "visit")
            return
        self._close_prompt()

    async def _jump(self, typed: str) -> None:
        await self._visit(completion.typed_path(typed.strip(), self.folder))
        self._close_prompt()

    def on_prompt_line_completing(self, message: PromptLine.Completing) -> None:
        """Complete a path; leave the filter."""
        if message.purpose == JUMP:
            self.start(self._complete(message.text), "complete")
        else:
            self._close_prompt()

    async def _complete(self, typed: str) -> None:
        found = await self.in_process(completion.complete, typed, self.folder)
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
        if self.filter:
            self.prompt.show(FILTER, "/ ", self.filter)
        self.names.focus()

    def _clear_filter(self) -> None:
        entry, self.filter = self.names.entry, ""
        self._list(entry.name if entry else "")
        self._close_prompt()

    def action_move_list(self, by: int) -> None:
        """Move in the list while the cursor is in the prompt."""
        self.names.cursor += by

    def action_hidden(self) -> None:
        """Show or hide dot files."""
        entry, self.show_hidden = self.names.entry, not self.show_hidden
        self._list(entry.name if entry else "")
        self.tell("Names that begin with a dot are " + ("shown" if self.show_hidden else "hidden"))


def _loaded() -> frozenset[bytes]:
    """Imported in a thread, after the names were painted."""
    from ...keyops.agent import client as agent

    return agent.loaded()
