"""The home screen: folders on one side, what a file is on the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Container

from ... import bindings
from ...bindings import act
from ...keyops.findings import Severity
from ...keyops.secret import Secret
from ...messages import ConvertKey, CopyPublicKey, KeyPasted, ShowPage, ShowPublicKey
from ...process.threads import Readers
from ...terminal.base_app import SafeApp
from ...visible import path_text
from ...widgets import card_rows, welcome
from ...widgets.key_card import KeyCard
from ...widgets.key_list import KeyList
from ...widgets.panel import Panel
from ...widgets.prompt_line import PromptLine
from .actions import KEY_ACTIONS, KeyAction
from .problems import ProblemsScreen
from .reasons import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.report import FileReport

PATIENCE: Final = 0.15
"""Seconds until the pane says that it is reading, rather than keep what it showed."""


class KeysScreen(ProblemsScreen, inherit_bindings=False):
    """Browse and inspect."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act(
            "enter",
            "open",
            "open",
            "Open a folder, ask for the passphrase, or show the public key",
            id="keys.open",
        ),
        act("y", "copy", "copy public", "Copy the public key at once", id="keys.copy"),
        act("c", "convert", "convert", "Convert this key to another format", id="keys.convert"),
        ACTIONS["edit"].binding,
        act("p", "page", "page", "Show the public key on a page of its own", id="keys.page"),
        act(
            "w",
            "works_with",
            "works with",
            "Which services and clients accept it",
            id="keys.works-with",
        ),
        act("u", "unlock", "unlock", "Unlock it with its passphrase", id="keys.unlock", show=False),
        act("n", "new", "new", "Generate a new key", id="keys.new"),
        act(
            "a",
            "agent",
            "add to agent",
            "Show the agent's keys; add this one",
            id="keys.agent",
            show=False,
        ),
        *(action.binding for action in KEY_ACTIONS if action.name != "edit"),
        act(
            "H",
            "host",
            "host",
            "Which keys ssh offers to a host, and why not others",
            id="keys.host",
            show=False,
        ),
        act(
            "tab,shift+tab",
            "other_pane",
            "details",
            "Switch between the list and the details",
            id="keys.pane",
            show=False,
        ),
        *ProblemsScreen.BINDINGS,  # behind the keys that matter more
        *(bindings.BACK, bindings.QUIT),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.readers = Readers()
        self._opened: dict[Path, tuple[FileReport, FileReport]] = {}
        """What is known of the files that are unlocked: without a passphrase, and with it."""
        self._uses: tuple[FileReport, tuple[str, ...]] | None = None
        """The file of which it was asked what uses it, and the answer."""

    def body(self) -> ComposeResult:
        """The list with its prompt, and the details."""
        with Container(id="panes"):
            with Panel("Keys", id="names"):
                yield KeyList()
                yield PromptLine()
            yield KeyCard()

    def on_mount(self) -> None:
        """The keys go to the list."""
        self.names.focus()

    # What it is

    def on_key_list_moved(self) -> None:
        """Fill the details."""
        self.report = None
        self.once_painted(lambda: self.start(self._look(self.names.entry), "look"))

    async def _look(self, entry: Entry | None) -> None:
        row = self.names.row
        if row is not None and entry is None:
            self.card.show(card_rows.of_backups(row.summary.label))
            self.renew_hints()
            return
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
            report = await reading
            self._reveal(report)
        finally:
            reading.cancel()
        if self.is_locked:
            await self._reveal_unlocked(report)

    async def _reveal_unlocked(self, report: FileReport) -> None:
        """Show the rest of a key that is unlocked."""
        from ..ask_passphrase import revealed, what_opens

        if what_opens(self, report.path) is None:
            return
        before, after = self._opened.get(report.path, (None, None))
        if after is None or before != report:
            after = await revealed(self, report.path)
        if after is not None and what_opens(self, report.path) is not None:
            self._opened[report.path] = report, after
            self._reveal(after)

    def _reveal(self, report: FileReport) -> None:
        from ...keyops.inspection import summary
        from ...widgets import report_rows

        self.report = report
        now = summary.summary_of(report)
        loaded = now.identity in self.names.loaded
        line = self.names.line
        also: tuple[tuple[str, str], ...] = ()
        if line is not None and line.row is not None and line.part is None:
            also = report_rows.also_of(line.row, self.names.summaries, report.pair)
        uses = self._uses[1] if self._uses is not None and self._uses[0] == report else None
        self.card.show(report_rows.of_report(report, loaded=loaded, also=also, uses=uses))
        self.learn({report.path: now})
        self.renew_hints()

    def show_uses(self, path: Path, uses: tuple[str, ...]) -> None:
        """Tell in the details what uses a key, as long as it stays chosen."""
        if self.report is not None and self.report.path == path:
            self._uses = self.report, uses
            self._reveal(self.report)

    def regrouped(self) -> None:
        """Tell of the other files in the details."""
        self.marked()

    def marked(self) -> None:
        """Tell of the agent in the details too."""
        if self.report is not None:
            self._reveal(self.report)

    def _about_no_file(self) -> tuple[card_rows.CardRow, ...]:
        """Why there is nothing to tell of, and for a newcomer what to press."""
        return (*self._why_no_file(), *(welcome.rows() if self.is_new else ()))

    def _why_no_file(self) -> tuple[card_rows.CardRow, ...]:
        if self.here.problem is not None:
            return card_rows.of_error(path_text(self.here.path), self.here.problem)
        if self.here.filter:
            return card_rows.of_text(
                "No such name", f"No name here contains {self.here.filter}.", "Esc shows all names again"
            )
        if any(not entry.is_hidden for entry in self.here.entries):
            return card_rows.of_text("No key here yet", "The names here are those of other files")
        if self.here.entries:
            return card_rows.of_text(
                "Dot files only", "All names here begin with a dot.", "Press . to show them"
            )
        return card_rows.of_text("Nothing here", "Press n to make a key, or O to go elsewhere")

    # What is done with it

    async def action_expand(self) -> None:
        """Show the files of a key; go into a folder."""
        entry = self.names.entry
        if entry is not None and entry.is_folder:
            await self.action_open()
        else:
            self.show_files()

    async def action_open(self) -> None:
        """Into a folder; a locked key asks; another key shows its public half."""
        entry = self.names.entry
        if entry is None:
            self.show_files()
        elif entry.label:
            self.action_up()
        elif entry.is_folder:
            self.start(self.load(entry.path), "visit")
        elif self.is_locked:
            self.action_unlock()
        elif self.opener is not None:
            self._do(self.opener)
        else:
            self.action_page()

    def action_convert(self) -> None:
        """Ask for the Convert screen; convert all that are marked here."""
        if self.names.marked:
            self.start(self.convert_marked(), "use")
        elif self.names.entry is not None:
            self.post_message(ConvertKey(self.names.entry.path, self.card.picked))

    def action_works_with(self) -> None:
        """Ask for the page of services and clients."""
        if self.names.entry is not None:
            self.post_message(ShowPage("works_with", self.names.entry.path))

    def action_agent(self) -> None:
        """Ask for the page of the agent; add all that are marked."""
        if self.names.marked:
            self.start(self.add_marked(), "use")
            return
        entry = self.names.entry
        self.post_message(ShowPage("agent", self.here.path if entry is None else entry.path))

    def action_host(self) -> None:
        """Ask for the page of what ssh offers to a host."""
        self.post_message(ShowPage("why", self.here.path))

    def action_do(self, name: str) -> None:
        """Do one of the things of the table with the chosen file."""
        self._do(ACTIONS[name])

    def _do(self, action: KeyAction) -> None:
        if action.name == "audit" and self.names.marked:
            self.start(self.audit_marked(), "use")
        elif self.names.entry is not None:
            self.start(self._done(action, self.names.entry), "use")

    async def _done(self, action: KeyAction, entry: Entry) -> None:
        self.is_asking = True
        try:
            written = await action.run(self, entry.path)
        finally:
            self.is_asking = False
        if written is not None and entry.is_folder:
            self.action_refresh()
        elif written is not None:
            self.start(self.load(written.parent, written.name), "visit")

    async def action_new(self) -> None:
        """To the Generate screen."""
        await self.app.run_action("show_screen('generate')", self.app)

    def action_copy(self) -> None:
        """Copy the public key, or those of all that are marked."""
        if self.names.marked:
            self.start(self.copy_marked(), "use")
            return
        self.start(self._with_public(CopyPublicKey), "use")

    def action_page(self) -> None:
        """Show the public key; of a file with several, what is chosen in the details."""
        if self.chosen_row:
            self.post_message(ShowPublicKey(self.chosen_row))
        else:
            self.start(self._with_public(ShowPublicKey), "use")

    async def _with_public(self, message: type[CopyPublicKey | ShowPublicKey]) -> None:
        """Post a message about the public key, after asking for the passphrase where that hides it."""
        from ..public_text import public_text

        report = self.report
        if report is None and self.names.entry is not None:
            report = await self.in_process(_inspect, self.names.entry.path)
        if report is not None and public_text(report) is None and self.is_locked:
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
        from ..ask_passphrase import reveal, told_unlocked, with_passphrase

        self.is_asking = True
        try:
            report = await with_passphrase(self, path, reveal)
        finally:
            self.is_asking = False
        if report is not None and self.names.entry is not None and self.names.entry.path == path:
            self._reveal(report)
            self.tell(told_unlocked(self, path))
        return report

    def drop_secrets(self) -> bool:
        """Show the key as it is on the disk, locked; whether it was unlocked."""
        self._opened.clear()
        if self.report is None or not any(key.unlocked for key in self.report.keys):
            return False
        self.card.show(card_rows.of_text(self.report.path.name, "Locked again"))
        self.on_key_list_moved()
        return True

    def unlocked_changed(self, _: None = None) -> None:
        """Mark the keys that are unlocked."""
        super().unlocked_changed()
        if isinstance(self.app, SafeApp):
            self.names.mark_unlocked(self.app.autolock.unlocked.paths)

    def on_paste(self, event: events.Paste) -> None:
        """A pasted key is shown on a page of its own; what is pasted into a line stays there."""
        event.stop()
        text, event.text = event.text, ""  # the event tells its text to whoever prints it
        if text.strip():
            self.post_message(KeyPasted(Secret(text), self.here.path))

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
        elif self.clear_marks():
            self.tell("Nothing is marked any more")
        elif self.here.filter:
            self._clear_filter()
        else:
            self.tell("q quits; ? shows what can be done here")


def _inspect(path: Path) -> FileReport:
    """Every format is imported here, in a thread, after the names were painted."""
    from ...keyops.inspection.files import inspect_file

    return inspect_file(path)
