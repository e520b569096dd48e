"""Asks which key is to log in to an account, and what it may do there; each option is told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import on

from ..keyops.certificates import validity
from ..keyops.errors import KeyOpsError
from ..keyops.findings import Severity
from ..keyops.logins import account
from ..keyops.trust import authorized_options
from ..keyops.trust.authorized_options import LineOptions
from ..widgets import next_steps
from ..widgets.choice import Choice, Option
from ..widgets.form import Form, Row
from ..widgets.path_field import PathField
from ..widgets.text_field import TextField
from .base import Dialog, Words

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from ..keyops.keys.base import PublicKey

_MAY: Final = {
    "all": ("everything", "log in, forward, copy: no limits", LineOptions()),
    "commands": ("commands", "no terminal, no forwarding", LineOptions(restrict=True)),
    "terminal": ("a terminal", "and commands; no forwarding", LineOptions(restrict=True, allowed=("pty",))),
    "forward": (
        "forwarding",
        "of ports only",
        LineOptions(restrict=True, allowed=("port-forwarding",)),
    ),
    "authority": ("certificates", "a CA: what it signs may log in", LineOptions(authority=True)),
}


@dataclass(frozen=True)
class NewLine:
    """A line to add."""

    public: PublicKey
    comment: bytes
    options: str


class AuthorizedAddDialog(Dialog[NewLine | None]):
    """The new line, or None when the user gave up."""

    keys = "Enter next   F10 add   Esc cancels"
    widths = (70, 76)
    escaped = None

    def __init__(self, name: str, folder: Path) -> None:
        """Make the dialog.

        Args:
            name: of the file, raw.
            folder: where a file lies that is named without one.
        """
        super().__init__(f"Add a key to {name}")
        self.folder = folder

    def content(self) -> ComposeResult:
        """The rows, and what they come to."""
        choices = [Option(name, label, remark=remark) for name, (label, remark, _) in _MAY.items()]
        yield Form(
            Row("key", "Key", PathField(self.folder, "a file, or paste a line")),
            Row("may", "May do", Choice(choices)),
            Row("from", "Only from", TextField(placeholder="10.0.0.0/8,*.example.com")),
            Row("command", "Always runs", TextField(placeholder="what the client asks for")),
            Row("until", "Until", TextField(placeholder="forever; or +30d, 20270101")),
            Row("more", "Options", TextField(placeholder='permitopen="db:22"')),
            button="Add",
        )
        yield Words()

    @property
    def form(self) -> Form:
        """The rows."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Ready to type."""
        if self.query(Form):  # none is there when it went before it was drawn
            self._tell()
            self.form.focus_row("key")

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        """Say what the line will allow, or what is wrong."""
        event.stop()
        self._tell()

    def _text(self, name: str) -> str:
        return self.form.field(name, TextField).value.strip()

    def _options(self) -> str:
        """The options of the line.

        Raises:
            KeyOpsError: sshd would let nobody in.
        """
        start = _MAY[self.form.field("may", Choice).chosen][2]
        return authorized_options.compose(
            LineOptions(
                restrict=start.restrict,
                allowed=start.allowed,
                authority=start.authority,
                sources=self._text("from"),
                command=self._text("command"),
                expires=validity.expiry(self._text("until")),
                more=self._text("more"),
            )
        )

    def _tell(self) -> None:
        try:
            options = self._options()
        except KeyOpsError as error:
            self.query_one(Words).say(f"! {next_steps.sentence(error)}")
            return
        words = authorized_options.in_words(options)
        lines = [f"{written}: {meaning}" for written, meaning in words]
        self.query_one(Words).say(*(lines or ["It can do everything the account can"]))

    @on(Form.Submitted)
    def _given(self, event: Form.Submitted) -> None:
        event.stop()
        try:
            options = self._options()
        except KeyOpsError:  # told below already
            self.form.focus_row("from")
            return
        try:
            public, comment = account.of_typed(self._text("key"), self.folder)
        except KeyOpsError as error:
            self.form.row("key").note(next_steps.sentence(error), Severity.ERROR)
            self.form.focus_row("key")
            return
        self.dismiss(NewLine(public, comment, options))
