"""Will it work with ...? All services and clients, what each makes of a key, and what would help."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container
from textual.getters import query_one

from ... import messages
from ...bindings import act, other_pane
from ...dialogs.fix import FixDialog
from ...keyops.files.xdg import state_folder
from ...keyops.findings import Severity
from ...keyops.formats import FORMATS
from ...keyops.inspection.description import container_label
from ...keyops.services import catalogue, yours
from ...keyops.services import subject as judging
from ...keyops.services.checking import State
from ...keyops.services.fixing import Fix
from ...keyops.services.outcome import outcome
from ...keyops.targets import beside
from ...visible import path_text
from ...widgets.fact_lines import FactLines
from ...widgets.panel import Panel
from ...widgets.prompt_line import PromptLine
from ...widgets.verdict_list import VerdictList
from .. import ask_passphrase
from ..list_detail import SearchedPanes
from ..public_text import public_text
from ..result import making
from .verdict import facts_of

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...keyops.services.checking import Verdict
    from ...keyops.services.recipes import Recipe
    from ...keyops.services.rules import Profile

_FILTER = "filter"


class WorksWithScreen(SearchedPanes):
    """The list, and all about the chosen one. Enter does what would help."""

    is_of_services = True
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual has it
        (0, "-narrow"),
        (70, "-normal"),
        (120, "-wide"),
    ]
    """Beside each other only where the list keeps its names, and what each wants."""
    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "help_it", "make it work", "Do what would help: convert, generate or deploy"),
        act(
            "slash",
            "filter",
            "filter",
            'Show only those with these words, such as a name or "refuses"',
            id="works.filter",
        ),
        act(
            "asterisk",
            "star",
            "star",
            "Star it to list it first everywhere, or remove the star",
            id="works.star",
        ),
        act("W", "deploy", "deploy", "Where each half goes, and in which form", id="works.deploy"),
        act("u", "unlock", "unlock", "Unlock it with its passphrase", id="works.unlock"),
        act("y", "copy", "copy public", "Copy the public key at once", id="works.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="works.page"),
        act("C", "install", "install", "Put it on a server, and prove that it logs in", id="works.install"),
        other_pane("works.pane"),
    ]

    list = query_one(VerdictList)

    def __init__(self, path: Path, service: str = "") -> None:
        """Args: the file of the key, and the id of the service to look for first."""
        super().__init__()
        self._first = service
        """The one that the cursor is put on; empty when that is done."""
        self.sought = catalogue().profiles[service].label if service in catalogue().profiles else ""
        self.path = path
        self.subject: judging.Subject | None = None
        self.verdicts: tuple[Verdict, ...] = ()
        self.yours = yours.Yours()
        self.plan: Fix | Recipe | None = None
        """What would help with the chosen one."""

    def body(self) -> ComposeResult:
        """The list, whose title is the key, and the details."""
        with Container(id="works-panes"):
            with Panel("Works with", id="works-list"):
                yield VerdictList()
                yield PromptLine()
            yield FactLines("works-facts")

    def on_mount(self) -> None:
        """Look at the key."""
        self.where = path_text(self.path)
        self.list.focus()
        if self.sought:
            self.prompt.show(_FILTER, "/ ", self.sought)
        self.start(self._load(), "load")

    async def _load(self) -> None:
        self.yours = await self.in_process(yours.load, state_folder())
        self._judge(await self.in_process(judging.look, self.path))
        report = await ask_passphrase.revealed(self, self.path)
        if report is not None and self.subject is not None:
            self._judge(judging.subject_of(report, self.subject.shape))
        self._first = ""
        for problem in catalogue().problems[:1]:
            self.tell(problem.title, Severity.WARNING)

    def _judge(self, subject: judging.Subject | None) -> None:
        self.subject = subject
        if subject is None:
            self.query_one("#works-list", Panel).entitle(self.path.name)
            self.tell(f"{self.path.name} holds no key that can be checked", Severity.WARNING)
            return
        key = subject.key
        locked = f"encrypted with {key.encryption.words.partition(',')[0]}" if key.encryption else ""
        count = len(subject.report.keys)
        first = f"the first of {count} keys" if count > 1 else ""
        parts = [part for part in (key.label, container_label(key), locked, first) if part]
        self.query_one("#works-list", Panel).entitle(self.path.name, ", ".join(parts))
        self.verdicts = judging.judge_all(subject)
        good = sum(verdict.state.accepted for verdict in self.verdicts)
        self.count = f"{good} of {len(self.verdicts)} accept it"
        self.show_sought()

    # The list

    def show_sought(self) -> None:
        """Those with all the words. Without words all, under headings, and the chosen one stays chosen."""
        words = self.sought.casefold().split()
        chosen = self.list.verdict
        found = [verdict for verdict in self.verdicts if all(word in _text(verdict) for word in words)]
        rows: list[Verdict | str] = []
        for heading, verdicts in yours.grouped(found, lambda verdict: verdict.profile, self.yours):
            rows += [heading] * (not words) + [*verdicts]
        self.list.starred = frozenset(self.yours.starred)
        self.list.show(rows, self._first or (chosen.profile.id if chosen and not words else ""))

    def on_verdict_list_moved(self) -> None:
        """Tell all about it."""
        verdict, subject = self.list.verdict, self.subject
        if verdict is None or subject is None:
            self.plan = None
            words = f"Nothing here is called {self.sought}; Esc shows all again" if self.sought else ""
            self.facts.entitle("")
            self.facts.show([("", words, "")] if words else [])
        else:
            self.plan = None if verdict.state.accepted else judging.plan_for(subject, verdict)
            self.facts.entitle(verdict.profile.label)
            self.facts.show(tuple(facts_of(verdict, self.plan)))
        self.renew_hints()

    def action_filter(self) -> None:
        """Type what to look for."""
        self.prompt.open(_FILTER, "/ ", self.sought, anew=True)

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"help_it", "star", "deploy", "install", "unlock", "copy", "page"}:
            return None
        if self.is_busy:
            return "Still working; Esc cancels"
        subject, verdict = self.subject, self.list.verdict
        if subject is None:
            return f"{self.path.name} holds no key that can be checked"
        if action in {"install", "unlock", "copy", "page"}:
            return self._why_not_key(action, subject)
        if verdict is None:
            return "Nothing is chosen; Esc shows all again"
        return self._why_no_help(verdict) if action == "help_it" and self.plan is None else None

    def _why_not_key(self, action: str, subject: judging.Subject) -> str | None:
        if action == "unlock":
            return None if subject.key.is_locked else f"{self.path.name} has nothing to unlock"
        if len(subject.report.keys) > 1:
            return f"{self.path.name} holds several keys; Esc goes back, and the details there copy each"
        if public_text(subject.report) is None:
            return f"Unlock {self.path.name} first: u asks for its passphrase"
        return None

    def _why_no_help(self, verdict: Verdict) -> str | None:
        if verdict.state is State.CANNOT_TELL:
            return f"Unlock {self.path.name} first: u asks for its passphrase"
        if verdict.state is State.REFUSES:
            why = verdict.reasons[0].words
            return f"{self.path.name} cannot become what {verdict.profile.label} accepts: {why}"
        return None

    def wording(self, action: str) -> str | None:
        """What Enter does here."""
        if action in {"submit", "complete"}:
            return "list"
        verdict = self.list.verdict
        if action == "star" and verdict is not None:
            return "unstar" if verdict.profile.id in self.yours.starred else "star"
        if action != "help_it":
            return None
        if isinstance(self.plan, Fix):
            return "make it work"
        if self.plan is not None:
            return "generate one"
        gives = verdict is not None and (verdict.state.accepted or verdict.state is State.MAY_REFUSE)
        return "deploy" if gives else None

    def action_help_it(self) -> None:
        """convert, generate or deploy."""
        verdict, subject, plan = self.list.verdict, self.subject, self.plan
        if verdict is None or subject is None:
            return
        if isinstance(plan, Fix):
            self.start(self._fix(subject, plan), "fix")
        elif plan is None:
            self.action_deploy()
        else:
            self.post_message(messages.GenerateFor(verdict.profile.id))

    def action_star(self) -> None:
        """Have it first, or no longer."""
        if self.list.verdict is not None:
            self.start(self._star(self.list.verdict.profile), "star")

    async def _star(self, made: Profile) -> None:
        on = made.id not in self.yours.starred
        self.yours = await self.in_process(yours.star, state_folder(), made.id, on=on)
        self.show_sought()
        self.tell(f"{made.label} is starred and listed first" if on else f"{made.label} is no longer starred")

    def action_deploy(self) -> None:
        """Show which half goes where."""
        if self.list.verdict is not None:
            self.post_message(messages.ShowDeploy(self.path, self.list.verdict.profile.id))

    def action_install(self) -> None:
        """Show how it gets to a server."""
        self.post_message(messages.ShowPage("install", self.path))

    def action_copy(self) -> None:
        """Copy the public key."""
        key = public_text(self.subject.report) if self.subject else None
        if key is not None:
            self.post_message(messages.CopyPublicKey(key))

    def action_page(self) -> None:
        """Show the public key."""
        key = public_text(self.subject.report) if self.subject else None
        if key is not None:
            self.post_message(messages.ShowPublicKey(key))

    async def _fix(self, subject: judging.Subject, fix: Fix) -> None:
        target = await self.in_process(beside.target_for, self.path, FORMATS[fix.target])
        new = await self.app.push_screen_wait(FixDialog(self.path, target, fix))
        if new is None:
            self.tell("Nothing was written")
            return
        operation = functools.partial(judging.fix_file, fix, new, subject.report.pair)
        made = await ask_passphrase.as_needed(self, self.path, operation, locked=fix.needs_passphrase)
        if made is None:
            self.tell("Nothing was written")
            return
        files = await self.in_process(judging.save, target, made)
        notes = (outcome(made, fix.profile),)
        self.post_message(making.converted(made, files, self.path.name, notes=notes, service=fix.profile.id))

    def action_unlock(self) -> None:
        """Ask for the passphrase."""
        self.start(self._unlock(), "fix")

    async def _unlock(self) -> None:
        report = await ask_passphrase.with_passphrase(self, self.path, ask_passphrase.reveal)
        if report is not None and self.subject is not None:
            self._judge(judging.subject_of(report, self.subject.shape))
            self.tell(ask_passphrase.told_unlocked(self, self.path))


def _text(verdict: Verdict) -> str:
    made = verdict.profile
    return " ".join((verdict.state, made.label, made.id, *made.also)).casefold()
