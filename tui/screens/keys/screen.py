"""The home screen: folders on one side, what a file is on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container
from textual.getters import query_one

from ... import bindings
from ...bindings import act
from ...keyops.findings import Severity
from ...keyops.secret import Secret
from ...messages import ConvertKey, CopyPublicKey, KeyPasted, ShowPage, ShowPublicKey
from ...terminal.base_app import SafeApp
from ...widgets import card_rows
from ...widgets.key_card import KeyCard
from ...widgets.key_list import KeyList
from ...widgets.panel import Panel
from ...widgets.prompt_line import PromptLine
from . import marking, moving, problems
from .actions import KEY_ACTIONS, KeyAction
from .chosen import ACTIONS, Chosen
from .details import Details, inspect_path
from .folder import FILTER, FolderScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.report import FileReport


class KeysScreen(FolderScreen, inherit_bindings=False):
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
        *(*problems.BINDINGS, *moving.BINDINGS, *marking.BINDINGS),  # behind the keys that matter more
        *FolderScreen.BINDINGS,
        *(bindings.BACK, bindings.QUIT),
    ]

    card = query_one(KeyCard)

    def __init__(self) -> None:
        super().__init__()
        self.chosen = Chosen(self)
        self.marks = marking.Marks(self)
        self.moves = moving.Moves(self)
        self.problems = problems.Problems(self)
        self.details = Details(self)

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

    # What makes sense

    @property
    def report(self) -> FileReport | None:
        """What is known about the chosen file, as soon as it is."""
        return self.chosen.report

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense for what is marked, else for what is chosen."""
        if action == "up":
            return "This is the topmost folder" if self.here.is_topmost else None
        for part in (self.moves, self.marks):
            if part.answers(action):
                return part.why_not(action)
        return self.chosen.why_not(action)

    @property
    def urgent(self) -> tuple[str, ...]:
        """Repairing, where something is wrong that can be repaired."""
        repairs = self.report is not None and self.why_not("repair") is None
        return (*(("repair",) if repairs else ()), *super().urgent)

    def wording(self, action: str) -> str | None:
        """What Enter does here; and in the line one types in, where Tab leaves a filter too."""
        if action in {"submit", "complete"} and self.prompt.purpose == FILTER:
            return "list"
        if action == "submit":
            return "go there"
        return self.chosen.opening if action == "open" else None

    def show_count(self) -> None:
        """Tell the number of problems too, and of what is marked."""
        super().show_count()
        if self.problems.words and not self.here.filter:
            self.count = f"{self.count}, {self.problems.words}"
        self.marks.show_count()

    def looked_at_all(self) -> None:
        """Count what is wrong."""
        self.problems.count()

    # What it is

    def on_key_list_moved(self) -> None:
        """Fill the details."""
        self.chosen.report = None
        self.once_painted(lambda: self.start(self.details.look(self.names.entry), "look"))

    def regrouped(self) -> None:
        """Tell of the other files in the details."""
        self.details.show_again()

    def marked(self) -> None:
        """Tell of the agent in the details too."""
        self.details.show_again()

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
        elif self.chosen.is_locked:
            self.action_unlock()
        elif self.chosen.opener is not None:
            self._do(self.chosen.opener)
        else:
            self.action_page()

    def action_convert(self) -> None:
        """Ask for the Convert screen; convert all that are marked here."""
        if self.marks:
            self.start(self.marks.convert(), "use")
        elif self.names.entry is not None:
            self.post_message(ConvertKey(self.names.entry.path, self.card.picked))

    def action_works_with(self) -> None:
        """Ask for the page of services and clients."""
        if self.names.entry is not None:
            self.post_message(ShowPage("works_with", self.names.entry.path))

    def action_agent(self) -> None:
        """Ask for the page of the agent; add all that are marked."""
        if self.marks:
            self.start(self.marks.add_to_agent(), "use")
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
        if action.name == "audit" and self.marks:
            self.start(self.marks.audit(), "use")
            return
        entry = self.names.to_repair if action.name == "repair" else self.names.entry
        if entry is not None:
            self.start(self._done(action, entry), "use")

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

    def action_mark(self) -> None:
        """Mark it, or take its mark away."""
        self.marks.mark()

    def action_delete(self) -> None:
        """Delete what is marked, else what is chosen."""
        self.moves.ask_to_delete()

    def action_rename(self) -> None:
        """Rename it."""
        self.moves.ask_for_name()

    def action_undo(self) -> None:
        """Undo the last of these two."""
        self.moves.undo()

    def action_problems(self) -> None:
        """List what is wrong."""
        self.problems.show()

    async def action_new(self) -> None:
        """To the Generate screen."""
        await self.app.run_action("show_screen('generate')", self.app)

    def action_copy(self) -> None:
        """Copy the public key, or those of all that are marked."""
        if self.marks:
            self.start(self.marks.copy(), "use")
            return
        self.start(self._with_public(CopyPublicKey), "use")

    def action_page(self) -> None:
        """Show the public key; of a file with several, what is chosen in the details."""
        row = self.chosen.row_of_several
        if row:
            self.post_message(ShowPublicKey(row))
        else:
            self.start(self._with_public(ShowPublicKey), "use")

    async def _with_public(self, message: type[CopyPublicKey | ShowPublicKey]) -> None:
        """Post a message about the public key, after asking for the passphrase where that hides it."""
        from ..public_text import public_text

        report = self.report
        if report is None and self.names.entry is not None:
            report = await self.in_process(inspect_path, self.names.entry.path)
        if report is not None and public_text(report) is None and self.chosen.is_locked:
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
            self.details.show(report)
            self.tell(told_unlocked(self, path))
        return report

    def drop_secrets(self) -> bool:
        """Show the key as it is on the disk, locked; whether it was unlocked."""
        self.details.forget()
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
        elif self.marks.clear():
            self.tell("Nothing is marked any more")
        elif self.here.filter:
            self._clear_filter()
        else:
            self.tell("q quits; ? shows what can be done here")
