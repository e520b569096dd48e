"""Replace a key on every host: the steps in a list, each with its state; Enter does the next one."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar, Final

from textual.getters import query_one

from ..bindings import act, other_pane
from ..dialogs.confirm import ConfirmDialog
from ..dialogs.new_passphrase import NewPassphraseDialog
from ..keyops.findings import Severity
from ..keyops.rotation import journal, new_key, steps
from ..keyops.rotation.journal import StepKind, StepProgress
from ..process import one_key_logins, rotating
from ..terminal import foreground
from ..widgets import next_steps
from ..widgets.fact_lines import FactLines
from ..widgets.panel import Panel
from ..widgets.prompt_line import PromptLine
from ..widgets.row_list import ListRow, RowList
from .host_prompt import ASK, AsksHost
from .list_detail import FilePanes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.rotation.journal import Rotation, RotationStep
    from ..keyops.rotation.steps import StepOutcome
    from ..process.programs import Ran
    from ..process.rotating import Login
    from ..widgets.fact_lines import Fact

_STATES: Final = {
    StepProgress.TODO: "to do",
    StepProgress.BEGUN: "begun",
    StepProgress.DONE: "done",
    StepProgress.SKIPPED: "skipped",
}


class RotateScreen(FilePanes, AsksHost):
    """All steps, and what the next one does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "do_it", "do next", "Do the next step, after asking", id="rotate.do"),
        act("J", "skip", "skip", "Skip the next step", id="rotate.skip"),
        act("z", "undo", "undo", "Undo the last step, after asking", id="rotate.undo"),
        ASK,
        other_pane("rotate.pane"),
    ]

    list = query_one(RowList)

    def __init__(self, path: Path) -> None:
        """Args: the private key file that is replaced."""
        super().__init__(path.absolute())
        self.rotation: Rotation | None = None
        self.outcome: StepOutcome | None = None
        """What the last step came to."""

    def body(self) -> ComposeResult:
        """The list, whose title is the key, and the details."""
        with Panel(id="rotate"):
            yield RowList()
            yield PromptLine()
        yield FactLines("rotate-facts")

    async def load(self) -> None:
        """Read the journal, or plan."""
        self.rotation = await self.in_process(_planned, self.path)
        self._show()
        if not self.rotation.hosts:
            self.action_host()

    def host_chosen(self) -> None:
        """Replace it there too."""
        if self.rotation is not None:
            self.rotation = steps.with_hosts(self.rotation, (self.host,))
            self._show()

    def _show(self) -> None:
        rotation = self.rotation
        if rotation is None:
            return
        left = sum(step.is_open for step in rotation.steps)
        words = f"{left} of {len(rotation.steps)} steps left" if rotation.hosts else "no host"
        self.query_one("#rotate", Panel).entitle(f"Replace {rotation.old.name}", words)
        self.list.show([ListRow(_STATES[one.state], steps.words(rotation, one)) for one in rotation.steps])
        if rotation.next is not None:
            self.list.put_cursor(rotation.steps.index(rotation.next))
        self._show_facts()
        self.renew_hints()

    def on_row_list_moved(self) -> None:
        """Tell about it."""
        self._show_facts()

    def _show_facts(self) -> None:
        self.facts.show(tuple(self._facts()))

    def _facts(self) -> Iterator[Fact]:
        rotation = self.rotation
        if rotation is None:
            return
        step, at = rotation.next, self.list.cursor
        if step is not None:
            yield "Enter", steps.words(rotation, step), "bold"
            chosen = rotation.steps[at] if at < len(rotation.steps) else step
            if chosen != step:
                yield _STATES[chosen.state].capitalize(), steps.words(rotation, chosen), ""
        else:
            yield "Done", f"{rotation.new.name} replaces {rotation.old.name}", "good"
        if self.outcome is not None:
            yield "Last step", self.outcome.title, "good" if self.outcome.done else "bad"
            if hint := next_steps.hint(self.outcome):
                yield "", hint, ""
        yield "New key", rotation.new.name, ""
        yield "Hosts", ", ".join(rotation.hosts) or "none; H asks for one", ""
        yield "Old key", f"a backup at the end, to be deleted after {rotation.delete_after}", ""
        if rotation.written is not None:
            yield "Journal", f"{rotation.path.name}; what is left can be done later", ""

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"do_it", "skip", "undo"}:
            return None
        rotation = self.rotation
        if rotation is None:
            return f"{self.path.name} could not be read"
        if action == "undo":
            return None if rotation.last is not None else "No step has been done yet"
        if not rotation.hosts:
            return "No host is chosen; H asks for one"
        step = rotation.next
        if step is None:
            return "Every step is done"
        return (steps.why_not(rotation, step) or None) if action == "do_it" else None

    def action_do_it(self) -> None:
        """Do the next step."""
        if self.rotation is not None and self.rotation.next is not None:
            self.start(self._do(self.rotation, self.rotation.next), "use")

    async def _do(self, rotation: Rotation, step: RotationStep) -> None:
        login = await self.in_process(rotating.login_for, rotation, step)
        if not await self._agreed(f"{steps.words(rotation, step)}?", login):
            return
        passphrase = None
        if step.kind is StepKind.MAKE and not new_key.is_there(rotation):
            passphrase = await self.app.push_screen_wait(NewPassphraseDialog(rotation.new.name))
            if passphrase is None:
                return
        self.rotation = rotation = rotating.begin(rotation, step)
        try:
            if login is not None:
                self._log_in(rotation, step, login)
            elif step.kind is StepKind.MAKE:
                making = rotating.make(rotation, passphrase)
                await self._told(*await self.wait_for(making, cancelled="Cancelled; no key was made"))
            else:
                do = rotating.configure if step.kind is StepKind.CONFIG else rotating.keep
                await self._told(*await self.in_process(do, rotation))
        finally:
            self._show()

    def _log_in(self, rotation: Rotation, step: RotationStep, login: Login, *, back: bool = False) -> None:
        ended = rotating.taken_back if back else rotating.after_login

        def explained(ran: Ran) -> Sequence[str]:
            self.rotation, self.outcome = ended(rotation, step, login, ran)
            return tuple(filter(None, (self.outcome.title, next_steps.hint(self.outcome))))

        foreground.explain(self.app, login.command, login.seconds, explained)
        self._tell_outcome()

    async def _told(self, rotation: Rotation, outcome: StepOutcome) -> None:
        self.rotation, self.outcome = rotation, outcome
        self._tell_outcome()

    def _tell_outcome(self) -> None:
        if self.outcome is not None:
            self.tell(self.outcome.title, Severity.INFO if self.outcome.done else Severity.WARNING)

    async def _agreed(self, question: str, login: Login | None) -> bool:
        lines = ["This step changes only this machine; z undoes it."]
        if login is not None:
            lines = ["The command will be shown again and run in this terminal:", shlex.join(login.command)]
        agreed = await self.app.push_screen_wait(ConfirmDialog(question, lines, "Do it"))
        return bool(agreed)

    def action_skip(self) -> None:
        """Leave the next step out."""
        rotation = self.rotation
        if rotation is not None and rotation.next is not None:
            self.start(self._skip(rotation, rotation.next), "use")

    async def _skip(self, rotation: Rotation, step: RotationStep) -> None:
        self.rotation = await self.in_process(journal.save, steps.skipped(rotation, step))
        self.tell(f"Skipped: {steps.words(rotation, step)}")
        self._show()

    def action_undo(self) -> None:
        """Take the last step back."""
        if self.rotation is not None and self.rotation.last is not None:
            self.start(self._undo(self.rotation, self.rotation.last), "use")

    async def _undo(self, rotation: Rotation, step: RotationStep) -> None:
        login = None
        if step.kind in {StepKind.INSTALL, StepKind.RETIRE}:
            login = await self.in_process(rotating.login_for, rotation, step, back=True)
        if not await self._agreed(f"Undo: {steps.words(rotation, step)}?", login):
            return
        if login is not None:
            self._log_in(rotation, step, login, back=True)
        elif step.kind in steps.ON_HOST:
            await self._told(*await self.in_process(rotating.taken_back, rotation, step, None, None))
        else:
            await self._told(*await self.in_process(rotating.take_back, rotation, step))
            if self.rotation is not None and step.kind is StepKind.MAKE and self.rotation.last is None:
                await self.in_process(journal.forget, self.rotation)
                self.rotation = await self.in_process(_planned, self.path)
        self._show()


def _planned(path: Path) -> Rotation:
    """The rotation that was begun, or one for the hosts whose configuration names the key.

    Raises:
        KeyOpsError: the key or its journal cannot be read, or ssh does not use the key.
    """
    found = journal.load(path)
    if found is not None:
        return found
    one_key_logins.usable(path)
    rotation = steps.begin(path, ())
    new_key.require(rotation)
    return steps.with_hosts(rotation, rotating.hosts_of(rotation))
