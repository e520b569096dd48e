"""The agent: which keys it holds, one key more, one key less."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container
from textual.getters import query_one

from ..bindings import act, other_pane
from ..dialogs.agent_add import AgentAddDialog
from ..dialogs.confirm import ConfirmDialog
from ..keyops import moments
from ..keyops.agent import adding
from ..keyops.agent import client as agent
from ..keyops.errors import AgentError, KeyOpsError
from ..keyops.files import paths as presence
from ..keyops.findings import Severity
from ..keyops.inspection.description import certificate_rows
from ..keyops.inspection.files import inspect_file
from ..keyops.inspection.report import Kind, PairState
from ..messages import CopyPublicKey, PublicKeyText, ShowPublicKey
from ..visible import path_text
from ..widgets import next_steps
from ..widgets.fact_lines import FactLines
from ..widgets.identity_list import IdentityList
from ..widgets.panel import Panel
from . import ask_passphrase
from .list_detail import FilePanes

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.agent.adding import AddedKeys, AddRequest
    from ..keyops.agent.protocol import Identity
    from ..keyops.inspection.report import FileReport
    from ..widgets.fact_lines import Fact


class AgentScreen(FilePanes):
    """The list, and all about the chosen one. The file that was chosen before can be added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("a", "add", "add to agent", "Load the chosen key file into the agent", id="agent.add"),
        act("d,delete", "remove", "delete", "Remove this key from the agent", id="agent.remove"),
        act("D", "remove_all", "delete all", "Remove every key from the agent", id="agent.remove-all"),
        act("y", "copy", "copy public", "Copy the public key at once", id="agent.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="agent.page"),
        act("r,f5", "refresh", "refresh", "Ask the agent again", id="agent.refresh"),
        other_pane("agent.pane"),
    ]

    list = query_one(IdentityList)

    def __init__(self, path: Path) -> None:
        """Args: the file that was chosen, or a folder."""
        super().__init__(path)
        self.report: FileReport | None = None
        """What is known about the chosen file; None for a folder."""
        self.problem: AgentError | None = None
        """Why there is nothing to tell."""

    def body(self) -> ComposeResult:
        """The list, whose title is the agent, and the details."""
        with Container(id="agent-panes"):
            with Panel("Agent", id="agent-list"):
                yield IdentityList()
            yield FactLines("agent-facts")

    async def load(self) -> None:
        """Look at the file, and ask the agent."""
        if not await self.in_process(presence.is_folder, self.path):
            self.report = await self.in_process(inspect_file, self.path)
        await self._ask()

    async def _ask(self) -> None:
        found: tuple[Identity, ...] = ()
        self.problem = None
        try:
            found = await self.wait_for(self.in_process(agent.identities), "Waiting for the agent")
        except AgentError as error:
            self.problem = error
        key = self.report.key if self.report else None
        pair = self.report.pair if self.report else None
        public = (key and key.public) or (pair and pair.public) or None
        ours = {one.blob for one in agent.same_key(found, public)} if public is not None else set()
        self.count = "" if self.problem else f"{len(found)} key{'' if len(found) == 1 else 's'}"
        self.query_one("#agent-list", Panel).entitle(*self._title(is_loaded=bool(ours)))
        self.list.show(found, ours)

    def _title(self, *, is_loaded: bool) -> tuple[str, str]:
        if self.problem is not None:
            return "No agent", ""
        where = f"Agent at {path_text(agent.address())}"
        if self._why_no_file() is not None:
            return where, ""
        return where, f"{self.path.name} is {'in it' if is_loaded else 'not in it'}"

    def on_identity_list_moved(self) -> None:
        """Tell all about it."""
        alone = "No agent" if self.problem is not None else "Empty"
        self.facts.entitle(self.list.identity.name if self.list.identity is not None else alone)
        self.query_one("#agent-list").display = self.problem is None
        self.facts.show(tuple(self._facts()))
        self.renew_hints()

    def _facts(self) -> Iterator[Fact]:
        one = self.list.identity
        if self.problem is not None:
            yield "Problem", self.problem.title, "bad"
            yield "Next", next_steps.hint(self.problem), ""
            yield "", "", ""
            yield "An agent", "keeps keys unlocked, so that ssh asks for a passphrase only once", ""
            return
        if one is None:
            yield "Keys", "The agent holds no keys", "bold"
            if self._source is not None:
                yield "Next", f"a adds {self._source.name}", ""
            return
        yield "Comment", one.name, "bold"
        yield "Type", one.label, ""
        yield "SHA256", one.sha256.removeprefix("SHA256:"), ""
        if one.blob in self.list.ours:
            yield "File", f"it is the key of {self.path.name}", ""
        for label, value in certificate_rows(one.certificate) if one.certificate else ():
            yield label, value, ""

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"add", "remove", "remove_all", "copy", "page"}:
            return None
        if self.is_busy:
            return "Still working; Esc cancels"
        if self.problem is not None:
            return next_steps.sentence(self.problem)
        if action == "add":
            return self._why_no_file()
        one = self.list.identity
        if one is None:
            return "The agent holds no keys"
        return (
            "The agent gave no public key for this entry"
            if action in {"copy", "page"} and not one.line
            else None
        )

    @property
    def _source(self) -> Path | None:
        """The private file to add: what was chosen, or what lies beside a chosen public half."""
        report = self.report
        if report is None:
            return None
        if any(key.kind is Kind.PRIVATE for key in report.keys):
            return report.path
        pair = report.pair
        return pair.path if pair is not None and pair.state is not PairState.DIFFERS else None

    def _why_no_file(self) -> str | None:
        """Why what was chosen cannot be added."""
        if self.report is None:
            return "Go back, choose a private key, and press a on it"
        if self._source is None:
            return f"{self.path.name} holds no private key; go back and choose one"
        return None

    def action_add(self) -> None:
        """Ask how, and add it."""
        self.start(self._add(), "use")

    async def _add(self) -> None:
        path = self._source
        request = await self.app.push_screen_wait(AgentAddDialog(path.name)) if path is not None else None
        if path is None or request is None:
            return
        locked = await self.in_process(adding.needs_passphrase, path)
        done = await ask_passphrase.as_needed(
            self, path, functools.partial(adding.add, request=request), locked=locked
        )
        if done is None:
            self.tell("Nothing was added")
            return
        await self._ask()
        self.tell(_outcome(path, done, request), Severity.WARNING if done.notes else Severity.INFO)

    def action_remove(self) -> None:
        """Ask, and remove it."""
        if self.list.identity is not None:
            self.start(self._remove(self.list.identity), "use")

    async def _remove(self, one: Identity) -> None:
        dialog = ConfirmDialog(
            f"Remove {one.name} from the agent?",
            f"{one.label}, {one.sha256}. Its file stays: it can be added again.",
            "Remove it",
        )
        if await self.app.push_screen_wait(dialog):
            await self._tell_after(
                self.in_process(agent.remove, one.blob), f"{one.name} was removed from the agent"
            )

    def action_remove_all(self) -> None:
        """Ask, and remove every key."""
        self.start(self._remove_all(len(self.list.identities)), "use")

    async def _remove_all(self, count: int) -> None:
        dialog = ConfirmDialog(
            f"Remove all {count} keys from the agent?" if count > 1 else "Remove the key from the agent?",
            "Their files stay. Keys that exist only in the agent will be gone.",
            "Remove all",
            danger=True,
        )
        if await self.app.push_screen_wait(dialog):
            await self._tell_after(self.in_process(agent.remove_all), "The agent is empty now")

    async def _tell_after(self, work: Coroutine[None, None, None], words: str) -> None:
        problem: KeyOpsError | None = None
        try:
            await self.wait_for(work, "Waiting for the agent", "Stopped waiting; the agent may still do it")
        except AgentError as error:
            problem = error
        await self._ask()
        if problem is not None:
            raise problem
        self.tell(words)

    def action_copy(self) -> None:
        """Copy the public key."""
        if self.list.identity is not None:
            self.post_message(CopyPublicKey(_public(self.list.identity)))

    def action_page(self) -> None:
        """Show the public key."""
        if self.list.identity is not None:
            self.post_message(ShowPublicKey(_public(self.list.identity)))


def _public(one: Identity) -> PublicKeyText:
    return PublicKeyText(one.name, one.label, one.line, one.sha256, one.name)


def _outcome(path: Path, done: AddedKeys, request: AddRequest) -> str:
    """What was loaded, as a sentence. Raw."""
    certificate = " with its certificate" if done.certified else ""
    limit = f" for {moments.exact_words(request.lifetime)}" if request.lifetime else ""
    asks = "; it asks before each use" if request.confirm else ""
    words = f"{path.name} is loaded{certificate}{limit}{asks}"
    return ". ".join([words, *done.notes])
