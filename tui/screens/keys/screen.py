"""The home screen: folders on one side, what a file is on the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Container, Vertical
from textual.getters import query_one

from ... import bindings
from ...bindings import act
from ...keyops.findings import Severity
from ...keyops.secret import Secret
from ...messages import ConvertKey, CopyPublicKey, KeyPasted, ShowPage, ShowPublicKey
from ...process.threads import Readers
from ...visible import path_text
from ...widgets import card_rows, welcome
from ...widgets.key_card import KeyCard
from ...widgets.key_list import KeyList
from ...widgets.prompt_line import PromptLine
from .actions import KEY_DEEDS, OPENERS, KeyDeed
from .folder import FILTER, FolderScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.report import FileReport
    from ...messages import PublicKeyText

_DEEDS: Final = {deed.name: deed for deed in KEY_DEEDS}

_OPENING: Final = {"sign": "verify", "revoked": "show list", "hosts": "hosts"}
"""What the footer calls Enter with a file that OPENERS names."""

PATIENCE: Final = 0.15
"""Seconds until the pane says that it is reading, rather than keep what it showed."""


class KeysScreen(FolderScreen, inherit_bindings=False):
    """Browse and inspect."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal"), (110, "-wide")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        act(
            "enter,l,right",
            "open",
            "open",
            "Open a folder, unlock a locked key, or show the public key",
            id="keys.open",
        ),
        act("y", "copy", "copy public", "Copy the public key at once", id="keys.copy"),
        act("c", "convert", "convert", "Convert this key to another container", id="keys.convert"),
        _DEEDS["edit"].binding,
        act("p", "page", "page", "Show the public key on a page of its own", id="keys.page"),
        act(
            "w", "works_with", "works with", "Which services and clients take this key", id="keys.works-with"
        ),
        act("u", "unlock", "unlock", "Give the passphrase, and see the rest", id="keys.unlock", show=False),
        act("n", "new", "new", "Generate a new key", id="keys.new"),
        act("a", "agent", "agent", "Which keys the agent holds; add this one", id="keys.agent", show=False),
        *(deed.binding for deed in KEY_DEEDS if deed.name != "edit"),
        act(
            "tab,shift+tab",
            "other_pane",
            "details",
            "Between the list and the details",
            id="keys.pane",
            show=False,
        ),
        *FolderScreen.BINDINGS,  # behind the keys that matter more
        *(bindings.BACK, bindings.QUIT),
    ]

    card = query_one(KeyCard)

    def __init__(self) -> None:
        super().__init__()
        self.report: FileReport | None = None
        """What is known about the chosen file, as soon as it is."""
        self.readers = Readers()

    def body(self) -> ComposeResult:
        """The list with its prompt, and the details."""
        with Container(id="panes"):
            with Vertical(id="names"):
                yield KeyList()
                yield PromptLine()
            yield KeyCard()

    def on_mount(self) -> None:
        """The keys go to the list."""
        self.names.focus()

    # What it is

    def on_key_list_moved(self) -> None:
        """Fill the details; what an unlocked key showed is forgotten."""
        self.report = None
        self.once_painted(lambda: self.start(self._look(self.names.entry), "look"))

    async def _look(self, entry: Entry | None) -> None:
        if entry is None or entry.is_folder:
            alone = entry is None or (entry.label and (len(self.names.entries) == 1 or self.is_new))
            self.card.show(self._about_no_file() if entry is None or alone else card_rows.of_folder(entry))
            self.renew_hints()
            return
        reading = asyncio.ensure_future(self.readers.read(_inspect, entry.path))
        try:
            done, _ = await asyncio.wait([reading], timeout=PATIENCE)
            if not done:
                self.card.show(card_rows.of_text(entry.name, "Reading it; the file system is slow"))
            self._reveal(await reading)
        finally:
            reading.cancel()

    def _reveal(self, report: FileReport) -> None:
        from ...keyops.inspection import summary
        from ...widgets import report_rows

        self.report = report
        glance = summary.glance_of(report)
        loaded = glance.identity in self.names.loaded
        self.card.show(report_rows.of_report(report, loaded=loaded))
        self.learn({report.path: glance})
        self.renew_hints()

    def marked(self) -> None:
        """Tell of the agent in the details too."""
        if self.report is not None:
            self._reveal(self.report)

    def _about_no_file(self) -> tuple[card_rows.CardRow, ...]:
        """Why there is nothing to tell of, and for a newcomer what to press."""
        return (*self._why_no_file(), *(welcome.rows() if self.is_new else ()))

    def _why_no_file(self) -> tuple[card_rows.CardRow, ...]:
        if self.problem is not None:
            return card_rows.of_text(path_text(self.folder), self.problem.title, self.problem.hint)
        if self.filter:
            return card_rows.of_text(
                "No such name", f"No name here holds {self.filter}.", "Esc shows all names again"
            )
        if any(not entry.is_hidden for entry in self.entries):
            return card_rows.of_text("No key here yet", "The names here are those of other files")
        if self.entries:
            return card_rows.of_text(
                "Dot files only", "All names here begin with a dot.", "Press . to show them"
            )
        return card_rows.of_text("Nothing here", "Press n to make a key, or o to go elsewhere")

    # What can be done with it

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense for what is chosen."""
        if action == "unlock":
            return self._why_not_unlock()
        if action in _DEEDS:
            return self._why_not_deed(_DEEDS[action])
        if action == "open":
            entry = self.names.entry
            opens = self._is_locked or (entry and entry.is_folder) or self._opener
            return None if opens else self._why_not_key("page")
        if action in {"copy", "page", "convert", "works_with"}:
            return self._why_not_key(action)
        if action == "up" and self.folder == self.folder.parent:
            return "This is the topmost folder"
        return None

    def _why_not_key(self, action: str) -> str | None:
        """Why what is chosen is not a key for copying, showing or converting."""
        entry, report = self.names.entry, self.report
        if entry is None:
            return "Nothing is chosen; o goes to another folder"
        if entry.is_folder:
            return f"{entry.name} is a folder; Enter opens it"
        if report is None:  # not yet known: the action itself will look
            return None
        if not report.keys:
            return f"{entry.name} is not a key file that can be read"
        if action in {"convert", "works_with"} or (action == "page" and self._chosen_row):
            return None
        from ..public_text import why_no_public

        return why_no_public(report)

    def _why_not_unlock(self) -> str | None:
        reason = self._why_not_key("convert")
        if reason or self.report is None:
            return reason
        return None if self._is_locked else f"{self.report.path.name} has nothing to unlock"

    @property
    def _is_locked(self) -> bool:
        return self.report is not None and any(key.is_locked for key in self.report.keys)

    @property
    def urgent(self) -> tuple[str, ...]:
        """Mending, where something is wrong that can be mended."""
        return ("mend",) if self.report is not None and self.why_not("mend") is None else ()

    def wording(self, action: str) -> str | None:
        """What Enter does here; and in the line one types in, where Tab leaves a filter too."""
        if action in {"submit", "complete"} and self.prompt.purpose == FILTER:
            return "list"
        if action == "submit":
            return "go there"
        if action != "open" or self.report is None or not self.report.keys:
            return None
        if self._opener is not None:
            return _OPENING[self._opener.name]
        return "unlock" if self._is_locked else "page" if len(self.report.keys) == 1 else None

    async def action_open(self) -> None:
        """Into a folder; a locked key asks; another key shows its public half."""
        entry = self.names.entry
        if entry is None:
            return
        if entry.label:
            self.action_up()
        elif entry.is_folder:
            self.start(self._load(entry.path), "visit")
        elif self._is_locked:
            self.action_unlock()
        elif self._opener is not None:
            self._do(self._opener)
        else:
            self.action_page()

    @property
    def _opener(self) -> KeyDeed | None:
        """What Enter does with a file that is more than a key."""
        containers = {key.container for key in self.report.keys} if self.report is not None else set()
        found = [OPENERS[container] for container in containers if container in OPENERS]
        return KeyDeed(found[0]) if found else None

    def action_convert(self) -> None:
        """Ask for the Convert screen."""
        if self.names.entry is not None:
            self.post_message(ConvertKey(self.names.entry.path))

    def action_works_with(self) -> None:
        """Ask for the page of services and clients."""
        if self.names.entry is not None:
            self.post_message(ShowPage("works_with", self.names.entry.path))

    def action_agent(self) -> None:
        """Ask for the page of the agent."""
        entry = self.names.entry
        self.post_message(ShowPage("agent", self.folder if entry is None else entry.path))

    def _why_not_deed(self, deed: KeyDeed) -> str | None:
        entry = self.names.entry
        if deed.folders and entry is not None and entry.is_folder:
            return None
        if self.report is None or entry is None or entry.is_folder:
            return self._why_not_key("convert")
        return deed.why_not(self.report)

    def _do(self, deed: KeyDeed) -> None:
        """Do one of the things of the table with the chosen file."""
        if self.names.entry is not None:
            self.start(self._done(deed, self.names.entry), "use")

    async def _done(self, deed: KeyDeed, entry: Entry) -> None:
        self._asking = True
        try:
            written = await deed.run(self, entry.path)
        finally:
            self._asking = False
        if written is not None and entry.is_folder:
            self.action_refresh()
        elif written is not None:
            self.start(self._load(written.parent, written.name), "visit")

    async def action_new(self) -> None:
        """To the Generate screen."""
        await self.app.run_action("show_screen('generate')", self.app)

    def action_copy(self) -> None:
        """Copy the public key."""
        self.start(self._with_public(CopyPublicKey), "use")

    def action_page(self) -> None:
        """Show the public key; of a file with several, what is chosen in the details."""
        if self._chosen_row:
            self.post_message(ShowPublicKey(self._chosen_row))
        else:
            self.start(self._with_public(ShowPublicKey), "use")

    @property
    def _chosen_row(self) -> PublicKeyText | None:
        """What is chosen in the details of a file with several keys, when it can be copied."""
        from ..public_text import row_of_several

        return row_of_several(self.report, self.card.row) if self.card.has_focus else None

    async def _with_public(self, message: type[CopyPublicKey | ShowPublicKey]) -> None:
        """Post a message about the public key, after asking for the passphrase where that hides it."""
        from ..public_text import public_text

        report = self.report
        if report is None and self.names.entry is not None:
            report = await self.in_process(_inspect, self.names.entry.path)
        if report is not None and public_text(report) is None and self._is_locked:
            report = await self._unlocked(report.path)
        key = public_text(report) if report else None
        if key is not None:
            self.post_message(message(key))

    def action_unlock(self) -> None:
        """Ask for the passphrase and show the rest."""
        if self.report is not None:
            self.start(self._unlock(self.report.path), "use")

    async def _unlock(self, path: Path) -> None:
        await self._unlocked(path)

    async def _unlocked(self, path: Path) -> FileReport | None:
        """Ask until a passphrase opens the key, and show what it hid; None when the user gives up."""
        from ..ask_passphrase import reveal, with_passphrase

        self._asking = True
        try:
            report = await with_passphrase(self, path, reveal)
        finally:
            self._asking = False
        if report is not None and self.names.entry is not None and self.names.entry.path == path:
            self._reveal(report)
            self.tell(f"{path.name} is unlocked until you leave it")
        return report

    def drop_secrets(self) -> bool:
        """Show the key as it is on the disk, locked; whether it was unlocked."""
        if self.report is None or not any(key.unlocked for key in self.report.keys):
            return False
        self.card.show(card_rows.of_text(self.report.path.name, "Locked again"))
        self.on_key_list_moved()
        return True

    def on_screen_suspend(self) -> None:
        """What was unlocked is not kept behind another screen; a dialog over it is still about it."""
        if not self._asking:
            self.drop_secrets()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted key is shown on a page of its own; what is pasted into a line stays there."""
        event.stop()
        text, event.text = event.text, ""  # the event tells its text to whoever prints it
        if text.strip():
            self.post_message(KeyPasted(Secret(text), self.folder))

    def on_key_card_copied(self, message: KeyCard.Copied) -> None:
        """Copy the value of a row: public facts only."""
        if self.report is None or not message.row.copy:
            self.tell("Nothing to copy in this row; j and k choose another", Severity.WARNING)
            return
        from ..public_text import row_text

        self.post_message(CopyPublicKey(row_text(self.report, message.row)))

    # Ways

    def action_other_pane(self) -> None:
        """To the details and back."""
        (self.card if self.names.has_focus else self.names).focus()

    def go_back(self) -> None:
        """Escape: from the details to the list, then clear the filter."""
        if not self.names.has_focus:
            self.names.focus()
        elif self.filter:
            self._clear_filter()
        else:
            self.tell("q quits; F1 tells what can be done here")


def _action(deed: KeyDeed) -> Callable[[KeysScreen], None]:
    def action(screen: KeysScreen) -> None:
        screen._do(deed)  # noqa: SLF001 - a method of the class, made from the table

    action.__doc__ = deed.tooltip
    return action


for _deed in KEY_DEEDS:
    setattr(KeysScreen, f"action_{_deed.name}", _action(_deed))


def _inspect(path: Path) -> FileReport:
    """Every format is imported here, in a thread, after the names were painted."""
    from ...keyops.inspection.files import inspect_file

    return inspect_file(path)
