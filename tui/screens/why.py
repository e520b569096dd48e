"""Which key for a host: what ssh offers in its order, what it leaves out and why; Enter sets it right."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Container
from textual.getters import query_one

from ..bindings import act, other_pane
from ..dialogs.confirm import ConfirmDialog
from ..keyops.files import storage
from ..keyops.findings import Severity
from ..keyops.logins import answers, client, config_edit, remedies
from ..keyops.logins.remedies import RemedyKind
from ..messages import ConvertKey, ShowPage
from ..process import ask_programs
from ..terminal import foreground
from ..widgets import next_steps
from ..widgets.fact_lines import FactLines
from ..widgets.login_lines import LoginLines
from ..widgets.panel import Panel
from ..widgets.prompt_line import PromptLine
from . import why_facts
from .host_prompt import ASK, AsksHost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.logins.answers import LoginAnswer
    from ..keyops.logins.offers import LoginPlan
    from ..keyops.logins.remedies import Remedy
    from ..process.programs import Ran
    from ..widgets.fact_lines import Fact

_LOGIN_SECONDS: Final = 60.0


class WhyScreen(AsksHost):
    """The keys, and all about the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "help_it", "make it work", "Do what would help this key log in", id="why.help"),
        ASK,
        act("T", "try", "try", "Have ssh log in once, and explain what happened", id="why.try"),
        act("r,f5", "refresh", "refresh", "Ask ssh again", id="why.refresh", show=False),
        other_pane("why.pane"),
    ]

    list = query_one(LoginLines)

    def __init__(self, path: Path, host: str = "") -> None:
        """Args: the folder of the keys, or one of them; the host, which is asked for when empty."""
        super().__init__(host)
        self.folder = path
        self.plan: LoginPlan | None = None
        self.answer: LoginAnswer | None = None
        """What the last login came to."""
        self.remedy: Remedy | None = None
        """What would help the chosen key."""

    def body(self) -> ComposeResult:
        """The list, whose title is the host, and the details."""
        with Container(id="why-panes"):
            with Panel("Which key", id="why-list"):
                yield LoginLines()
                yield PromptLine()
            yield FactLines("why-facts")

    def on_mount(self) -> None:
        """Ask ssh, or first for the host."""
        self.list.focus()
        if self.host:
            self.action_refresh()
        else:
            self.action_host()

    def action_refresh(self) -> None:
        """Ask ssh again."""
        self.start(self._load(), "load")

    async def _load(self) -> None:
        host = self.host
        self.where = host
        plan = await self.in_process(ask_programs.plan_for, host)
        if host != self.host:
            return
        self.plan = plan
        count = len(plan.in_order)
        self.count = f"{count} key{'' if count == 1 else 's'} offered"
        there = f"{plan.config.user} at {plan.config.hostname}, port {plan.config.port}"
        self.query_one("#why-list", Panel).entitle(f"ssh {host}", there)
        self.list.show(plan.offers)

    # The host

    def host_chosen(self) -> None:
        """Forget what is known of the one before, and ask ssh."""
        self.plan, self.answer = None, None
        self.list.show((), top=True)
        self.action_refresh()

    def names_known(self) -> None:
        """Tell of them while there is no host."""
        if self.plan is None:
            self._show_facts()

    # The details

    def on_login_lines_moved(self) -> None:
        """Tell all about it."""
        line = self.list.line
        self.remedy = remedies.of(line, self._keys) if line is not None else None
        self._show_facts()
        self.renew_hints()

    @property
    def _keys(self) -> Path:
        return ask_programs.config_path().parent

    def _show_facts(self) -> None:
        self.facts.show(tuple(self._facts()))

    def _facts(self) -> Iterator[Fact]:
        line = self.list.line
        if self.plan is None:
            yield from why_facts.of_no_host(self.names)
            return
        if line is not None:
            yield from why_facts.of_offer(line, self.remedy, self.answer)
        yield from why_facts.of_host(self.plan, self.answer)

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"help_it", "try", "refresh"}:
            return None
        if not self.host:
            return "No host is chosen; H asks for one"
        return self._why_no_help() if action == "help_it" else None

    def _why_no_help(self) -> str | None:
        if self.list.line is None:
            return "ssh has no key to offer; n on the Keys screen makes one"
        if self.remedy is not None:
            return None
        if not self.list.line.findings:
            return "Nothing is wrong with this key; T tries it"
        return "This cannot be fixed here; the details say what to do"

    def action_help_it(self) -> None:
        """Do what would help."""
        if self.remedy is not None:
            self.start(self._set_right(self.remedy), "use")

    async def _set_right(self, remedy: Remedy) -> None:
        path = remedy.path
        if path is None:
            await self.app.run_action("show_screen('generate')", self.app)
        elif remedy.kind is RemedyKind.CONVERT:
            self.post_message(ConvertKey(path, target="openssh"))
        elif remedy.kind is RemedyKind.LOAD:
            self.post_message(ShowPage("agent", path))
        elif remedy.kind is RemedyKind.NAME:
            await self._name_key(path)
        else:
            await self._change(remedy.kind, path)

    async def _change(self, kind: RemedyKind, path: Path) -> None:
        from .keys import certificate, repair

        run = repair.run if kind is RemedyKind.REPAIR else certificate.run
        if await run(self, path) is not None:
            await self._load()

    async def _name_key(self, key: Path) -> None:
        """Show the lines for the configuration, and write them."""
        edit = await self.in_process(config_edit.plan, self.host, key, ask_programs.config_path())
        if edit is None:
            self.tell(f"The configuration already names {key.name} for {self.host}", Severity.WARNING)
            return
        lines = [f"In {edit.path}, {edit.block}, from line {edit.number}:", *edit.added]
        kept = "The current file will be kept as a backup." if edit.before is not None else "The file is new."
        dialog = ConfirmDialog(f"Offer {key.name} to {self.host} first?", [*lines, kept], "Write it")
        if await self.app.push_screen_wait(dialog):
            await self.in_process(config_edit.save, edit, storage.stamp_now())
            await self._load()
            self._tell_place(key)

    def _tell_place(self, key: Path) -> None:
        """Say whether ssh now does so: another line of the configuration may say otherwise."""
        if self.plan is not None and self.plan.offers_first(key):
            self.tell(f"ssh offers {key.name} to {self.host} first")
        else:
            words = f"ssh still offers another key to {self.host} first: move the IdentityFile line up"
            self.tell(words, Severity.WARNING)

    def action_try(self) -> None:
        """Show the command, and have ssh log in."""
        self.start(self._try(), "use")

    async def _try(self) -> None:
        command = client.login(self.host)
        dialog = ConfirmDialog(
            f"Have ssh log in to {self.host} once?",
            ["It asks for nothing and logs out at once. The command:", shlex.join(command)],
            "Log in",
        )
        if not await self.app.push_screen_wait(dialog):
            return
        foreground.explain(self.app, command, _LOGIN_SECONDS, self._explained)
        if self.answer is not None:
            self._show_facts()
            self.tell(self.answer.title, Severity.INFO if self.answer.logged_in else Severity.WARNING)

    def _explained(self, ran: Ran) -> Sequence[str]:
        user = self.plan.config.user if self.plan is not None else "you"
        self.answer = answers.explain(ran.errors, self.host, user)
        return tuple(self.answer.lines(next_steps.hint(self.answer)))
