"""Put a public key on a server: the line for its shell, ssh or the program of a git host; then prove it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.getters import query_one

from ..bindings import act, other_pane
from ..dialogs.confirm import ConfirmDialog
from ..keyops.files import paths as presence
from ..keyops.findings import Severity
from ..keyops.formats.openssh_public import authorized_line
from ..keyops.keys import fingerprints
from ..keyops.keys.algorithms import label_of
from ..keyops.logins import account, installation, one_key
from ..messages import CopyPublicKey, PublicKeyText, ShowPublicKey
from ..process import one_key_logins, programs
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

    from ..keyops.keys.base import PublicKey
    from ..keyops.logins.answers import LoginAnswer
    from ..process.one_key_logins import Route
    from ..process.programs import Ran
    from ..widgets.fact_lines import Fact

_LINE, _SSH, _PROVE = "line", "ssh", "prove"


class InstallRow(NamedTuple):
    """One thing to do."""

    kind: str
    """``line``, ``ssh``, ``prove``, or the service of a git host."""
    shown: ListRow
    about: str
    command: tuple[str, ...] = ()


_ABOUT: Final = {
    _LINE: "Copies a line. Paste it into a shell of the account on the server: it adds the key to "
    "~/.ssh/authorized_keys, once.",
    _SSH: "Leaves the screens, shows the command and runs it: ssh logs in as usual, and may ask for a "
    "password. The key is added to ~/.ssh/authorized_keys there, once. Then it is proved.",
    _PROVE: "Makes ssh log in with this key and no other, and log out at once. Nothing is changed.",
}


class InstallScreen(FilePanes, AsksHost):
    """What can be done in a list, and what it means. Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "do_it", "do it", "Do what is chosen: copy the line, install or prove", id="install.do"),
        ASK,
        act("T", "try", "try", "Have ssh log in once with this key and no other", id="install.try"),
        act("y", "copy", "copy public", "Copy the public key at once", id="install.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="install.page"),
        other_pane("install.pane"),
    ]

    list = query_one(RowList)

    def __init__(self, path: Path) -> None:
        """Args: a key file, private or public."""
        super().__init__(path)
        self.key: tuple[PublicKey, bytes] | None = None
        """The public key and its comment."""
        self.has_public_file = False
        self.way: Route | None = None
        self.answer: LoginAnswer | None = None
        """What the last proof came to."""
        self.offered: tuple[InstallRow, ...] = ()

    def body(self) -> ComposeResult:
        """The list, whose title is the key, and the details."""
        with Panel(id="install"):
            yield RowList()
            yield PromptLine()
        yield FactLines("install-facts")

    async def load(self) -> None:
        """Look at the key, and ask for the host."""
        self.key = await self.in_process(account.of_file, self.path)
        public = installation.public_file(self.path)
        self.has_public_file = await self.in_process(presence.is_there, public)
        self._show_rows()
        self.action_host()

    def host_chosen(self) -> None:
        """Ask ssh what leads there."""
        self.way, self.answer = None, None
        self.start(self._find_way(), "load")

    async def _find_way(self) -> None:
        self.way = await self.in_process(one_key_logins.way_to, self.host)
        self._show_rows()

    # What there is to do

    def _show_rows(self) -> None:
        config = self.way.config if self.way is not None else None
        where = f"{config.user} at {config.hostname}, port {config.port}" if config is not None else ""
        self.query_one("#install", Panel).entitle(f"Install {self.path.name}", where)
        self.offered = tuple(self._rows())
        self.list.show([row.shown for row in self.offered])
        self._show_facts()
        self.renew_hints()

    def _rows(self) -> Iterator[InstallRow]:
        if self.key is None:
            return
        public, comment = self.key
        line = installation.on_server(public, comment)
        host = self.host if self.way is not None else ""
        forge = installation.forge_of(self.way.config.hostname) if self.way is not None else None
        if forge is None:
            yield InstallRow(
                _LINE, ListRow("Line", "copy the line to run on the server"), _ABOUT[_LINE], (line,)
            )
            command = installation.through(host, public, comment) if host else ()
            words = f"install it on {host} with ssh" if host else "install it with ssh: H asks for the host"
            yield InstallRow(_SSH, ListRow("ssh", words), _ABOUT[_SSH], command)
        for one in installation.FORGES:
            if one == forge or (not host and programs.there(one.program)):
                yield self._row_of(one, comment)
        words = f"log in to {host} with this key alone" if host else "log in with this key alone"
        yield InstallRow(_PROVE, ListRow("Prove", words), _ABOUT[_PROVE])

    def _row_of(self, forge: installation.Forge, comment: bytes) -> InstallRow:
        path = installation.public_file(self.path)
        command = installation.upload(forge, path.absolute(), comment)
        about = f"Leaves the screens, shows the command and runs it. {forge.program} uploads {path.name} to "
        about += f"the account it is logged in to at {forge.hosts[0]}."
        if not programs.there(forge.program):
            about = f"{forge.program} is not installed here: y copies the key, for the settings at "
            about += f"{forge.hosts[0]}."
        return InstallRow(
            forge.service, ListRow(forge.program, f"upload it to {forge.hosts[0]}"), about, command
        )

    @property
    def row(self) -> InstallRow | None:
        """The chosen one."""
        return self.offered[self.list.cursor] if self.list.cursor < len(self.offered) else None

    def on_row_list_moved(self) -> None:
        """Tell what it means."""
        self._show_facts()
        self.renew_hints()

    def _show_facts(self) -> None:
        self.facts.show(tuple(self._facts()))

    def _facts(self) -> Iterator[Fact]:
        row = self.row
        if row is None:
            return
        yield "Enter", row.about, "bold"
        if self.answer is not None:
            yield "Last login", self.answer.title, "good" if self.answer.proved else "bad"
            if hint := next_steps.hint(self.answer):
                yield "", hint, ""
        if row.command:
            one = row.command[0] if row.kind == _LINE else shlex.join(row.command)
            yield "Line" if row.kind == _LINE else "Command", one, ""

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"do_it", "try", "copy", "page"}:
            return None
        if self.key is None:
            return f"{self.path.name} shows no public key"
        kind = self.row.kind if self.row is not None else ""
        if action == "try" or (action == "do_it" and kind in {_SSH, _PROVE}):
            return None if self.way is not None else "No host is chosen; H asks for one"
        if action == "do_it" and kind != _LINE:
            return self._why_no_upload(self.row.command[0] if self.row is not None else "")
        return None

    def _why_no_upload(self, program: str) -> str | None:
        if not programs.there(program):
            return f"{program} is not installed here; y copies the key"
        if not self.has_public_file:
            name = installation.public_file(self.path).name
            return f"{program} uploads a public key file, and there is no {name}; y copies the key"
        return None

    @property
    def _text(self) -> PublicKeyText | None:
        if self.key is None:
            return None
        public, comment = self.key
        text = comment.decode("utf-8", "surrogateescape")
        line, sha256 = authorized_line(public, comment), fingerprints.usual(public)
        return PublicKeyText(self.path.name, label_of(public), line, sha256, text, self.path)

    def action_copy(self) -> None:
        """Copy the public key."""
        if self._text is not None:
            self.post_message(CopyPublicKey(self._text))

    def action_page(self) -> None:
        """Show the public key."""
        if self._text is not None:
            self.post_message(ShowPublicKey(self._text))

    def action_do_it(self) -> None:
        """Copy the line, install, or prove."""
        row = self.row
        if row is None:
            return
        if row.kind == _LINE:
            name = f"server line of {self.path.name}"
            self.post_message(CopyPublicKey(PublicKeyText(name, "", row.command[0], "")))
        elif row.kind == _PROVE:
            self.action_try()
        else:
            self.start(self._install(row), "use")

    async def _install(self, row: InstallRow) -> None:
        lines = ["The command will be shown again and run in this terminal:", shlex.join(row.command)]
        if not await self.app.push_screen_wait(ConfirmDialog(f"Install {self.path.name}?", lines, "Run it")):
            return
        if self.way is not None:
            await self.in_process(one_key_logins.key_for, self.path, self.way)  # what ssh could not prove
        status = foreground.show(self.app, row.command, reads=row.kind != _SSH)
        if status:
            self.tell(f"{row.command[0]} ended with status {status}; nothing was proved", Severity.WARNING)
        elif self.way is not None:
            await self._prove()
        else:
            self.tell(f"{row.command[0]} says it is done; H asks for the host, T proves it")

    def action_try(self) -> None:
        """Log in with this key alone."""
        self.start(self._prove(), "use")

    async def _prove(self) -> None:
        way = self.way
        if way is None:
            return
        key = await self.in_process(one_key_logins.key_for, self.path, way)

        def explained(ran: Ran) -> Sequence[str]:
            self.answer = one_key.proof(ran.errors, way.host, way.config.user, key)
            return tuple(self.answer.lines(next_steps.hint(self.answer)))

        foreground.explain(self.app, way.login(key), one_key_logins.patience(key), explained)
        if self.answer is not None:
            self._show_facts()
            self.tell(self.answer.title, Severity.INFO if self.answer.proved else Severity.WARNING)
