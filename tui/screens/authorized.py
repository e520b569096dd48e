"""The keys that may log in to an account: what each line allows; add, remove, disable and enable them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container
from textual.getters import query_one

from ..bindings import act, other_pane
from ..dialogs.authorized_add import AuthorizedAddDialog
from ..dialogs.confirm import ConfirmDialog
from ..keyops.files import storage
from ..keyops.findings import Severity
from ..keyops.inspection.description import where_kept
from ..keyops.keys import fingerprints
from ..keyops.trust import authorized_keys, authorized_options
from ..messages import CopyPublicKey, PublicKeyText, ShowPublicKey
from ..widgets.authorized_lines import AuthorizedLines
from ..widgets.fact_lines import FactLines
from ..widgets.panel import Panel
from .list_detail import FilePanes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.trust.authorized_keys import AuthorizedFile, AuthorizedLine
    from ..widgets.fact_lines import Fact

_STYLES = {Severity.ERROR: "bad", Severity.WARNING: "weaker", Severity.INFO: ""}


class AuthorizedScreen(FilePanes):
    """The lines, and all about the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("A", "add", "allow", "Let another key log in", id="authorized.add"),
        act("i", "disable", "disable", "Disable this line, or enable it again", id="authorized.disable"),
        act("d,delete", "remove", "delete", "Remove this line, after asking", id="authorized.remove"),
        act("y", "copy", "copy public", "Copy the public key of this line", id="authorized.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="authorized.page"),
        act("r,f5", "refresh", "refresh", "Read the file again", id="authorized.refresh", show=False),
        other_pane("authorized.pane"),
    ]

    list = query_one(AuthorizedLines)

    def __init__(self, path: Path) -> None:
        """Args: the file."""
        super().__init__(path)
        self.file: AuthorizedFile | None = None

    def body(self) -> ComposeResult:
        """The list, whose title is the file, and the details."""
        with Container(id="authorized-panes"):
            with Panel("authorized_keys", id="authorized-list"):
                yield AuthorizedLines()
            yield FactLines("authorized-facts")

    async def load(self) -> None:
        """Read the file and fill the list."""
        self.file = file = await self.in_process(authorized_keys.load, self.path)
        count = sum(line.lets_in for line in file.lines)
        words = f"{count} of {len(file.lines)} may log in"
        self.query_one("#authorized-list", Panel).entitle(self.path.name, words)
        self.count = f"{len(file.lines)} line{'' if len(file.lines) == 1 else 's'}"
        self.list.show(file.lines)

    def on_authorized_lines_moved(self) -> None:
        """Tell all about it."""
        line = self.list.line
        self.facts.entitle(f"Line {line.number}" if line is not None else "")
        self.facts.show(tuple(self._facts(line)))
        self.renew_hints()

    def _facts(self, line: AuthorizedLine | None) -> Iterator[Fact]:
        if line is None:
            yield "", "No key may log in through this file; A adds one", "bold"
            return
        bad = not line.is_disabled and not line.lets_in
        yield "sshd", line.verdict, "bad" if bad else "bold"
        if line.report.error is not None:
            yield "", f"! {line.report.error.title}", "bad"
        if line.public is not None:
            yield "Type", line.report.label, ""
            yield "SHA256", fingerprints.sha256(line.public).removeprefix("SHA256:"), ""
        if line.comment:
            yield "Comment", line.comment, ""
        for written, words in authorized_options.in_words(line.options):
            yield "Option", f"{written}: {words}", ""
        if line.public is not None and not line.options:
            yield "Options", "none: it can do everything the account can", ""
        if line.first:
            yield "Same key", f"line {line.first} has the same key and takes precedence", "weaker"
        for finding in line.findings:
            yield "", f"! {finding.title}", _STYLES[finding.severity]
            if finding.hint:
                yield "", finding.hint, ""

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"add", "disable", "remove", "copy", "page"}:
            return None
        if self.file is None:
            return f"{self.path.name} could not be read"
        if action == "add":
            return None
        line = self.list.line
        if line is None:
            return "No line is chosen; A adds one"
        if action in {"copy", "page"} and line.public is None:
            return f"No key can be read on line {line.number}"
        return None

    def wording(self, action: str) -> str | None:
        """What i does with the chosen line."""
        line = self.list.line
        return "enable" if action == "disable" and line is not None and line.is_disabled else None

    def action_add(self) -> None:
        """Ask for a key and what it may do, and add it."""
        self.start(self._add(), "use")

    async def _add(self) -> None:
        if self.file is None:
            return
        new = await self.app.push_screen_wait(AuthorizedAddDialog(self.path.name, self.path.parent))
        if new is None:
            return
        same = [line for line in self.file.of_key(new.public) if not line.is_disabled]
        if same:
            self.tell(f"Line {same[0].number} already has this key; remove it first", Severity.WARNING)
            return
        data = authorized_keys.added(self.file.data, new.public, new.options, new.comment)
        await self._write(self.file, data, "1 line added")

    def action_disable(self) -> None:
        """Disable the chosen line, or enable it."""
        line = self.list.line
        if line is not None:
            self.start(self._turn(line), "use")

    async def _turn(self, line: AuthorizedLine) -> None:
        if self.file is None or self.file.data is None:
            return
        change = authorized_keys.enabled if line.is_disabled else authorized_keys.disabled
        word = "enabled" if line.is_disabled else "disabled"
        await self._write(self.file, change(self.file.data, {line.number}), f"Line {line.number} {word}")

    def action_remove(self) -> None:
        """Ask, and remove the chosen line."""
        line = self.list.line
        if line is not None:
            self.start(self._remove(line), "use")

    async def _remove(self, line: AuthorizedLine) -> None:
        if self.file is None or self.file.data is None:
            return
        name = line.comment or line.report.label or f"line {line.number}"
        data = authorized_keys.without(self.file.data, {line.number})
        last = "No other key in this file can log in: make sure you have another way in. "
        if authorized_keys.lets_anyone_in(data):
            last = ""
        dialog = ConfirmDialog(
            f"Remove {name} from {self.path.name}?",
            f"Line {line.number}. This key will no longer be able to log in. {last}"
            "The current file is kept as a backup.",
            "Remove it",
        )
        if await self.app.push_screen_wait(dialog):
            await self._write(self.file, data, "1 line removed")

    async def _write(self, file: AuthorizedFile, data: bytes, words: str) -> None:
        backup = await self.in_process(authorized_keys.save, file, data, storage.stamp_now())
        await self.load()
        kept = f"; the old file is kept as {where_kept(self.path, backup)}" if backup is not None else ""
        if authorized_keys.lets_anyone_in(data):
            self.tell(f"{words}{kept}")
        else:
            self.tell(f"{words}; no key in this file can log in any more{kept}", Severity.WARNING)

    def action_copy(self) -> None:
        """Copy the key of the line."""
        self._hand_on(CopyPublicKey)

    def action_page(self) -> None:
        """Show the key of the line."""
        self._hand_on(ShowPublicKey)

    def _hand_on(self, message: type[CopyPublicKey | ShowPublicKey]) -> None:
        line = self.list.line
        if line is None or line.public is None:
            return
        from ..keyops.formats.openssh_public import authorized_line

        text = authorized_line(line.public, line.report.comment or b"")
        name = f"Key on line {line.number} of {self.path.name}"
        sha256 = fingerprints.sha256(line.public)
        self.post_message(message(PublicKeyText(name, line.report.label, text, sha256)))
