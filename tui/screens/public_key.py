"""The public key on one screen: all of it, one key to copy it, and two ways to take it that cannot fail."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from rich.cells import chop_cells
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from .. import messages
from ..bindings import act
from ..keyops.conversion import conversion
from ..keyops.errors import KeyOpsError, UnsupportedConversionError
from ..keyops.inspection.files import inspect_file
from ..keyops.inspection.inspection import inspect
from ..keyops.inspection.report import Kind
from ..keyops.keys import fingerprints
from ..terminal import raw_page
from ..visible import visible
from .base import WorkScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.keys.base import PublicKey


class PublicForm(NamedTuple):
    """One way to write a public key down."""

    label: str
    write: Callable[[str], str]
    """Makes it of the authorized_keys line; raises KeyOpsError where there is none."""


def _container(line: str, name: str) -> str:
    made = conversion.convert(line.encode("utf-8", "surrogateescape"), name)
    return made.data.decode("utf-8", "surrogateescape").rstrip("\n")


def _base64(line: str) -> str:
    if not (words := line.split(" "))[1:] or not words[1].startswith("AAAA"):
        raise UnsupportedConversionError("This type of key has no base64 form", "Copy its line instead")
    return words[1]


def _fingerprints(line: str) -> str:
    public = _public(line)
    sha256 = [fingerprints.sha256(public)] if public.family != "rsa1" else []
    return "\n".join([*sha256, fingerprints.md5(public)])


def _randomart(line: str) -> str:
    return fingerprints.randomart(_public(line))


def _public(line: str) -> PublicKey:
    public = inspect(line.encode("utf-8", "surrogateescape"))[0].public
    if public is None:
        raise UnsupportedConversionError("There is no public key in it")
    return public


def _private_of(path: Path) -> Path | None:
    """The private key file of a key, by either of its files; None where there is none."""
    if path.suffix == ".pub":
        path = path.with_suffix("")
    key = inspect_file(path).key
    return path if key is not None and key.kind is Kind.PRIVATE else None


FORMS: Final = (
    PublicForm("authorized_keys line", str),
    PublicForm("RFC 4716", lambda line: _container(line, "rfc4716")),
    PublicForm("SPKI PEM", lambda line: _container(line, "spki")),
    PublicForm("base64 alone", _base64),
    PublicForm("fingerprints", _fingerprints),
    PublicForm("randomart", _randomart),
)


class KeyText(Static):
    """The key, cut at the last column and nowhere else."""

    text = ""

    def show(self, text: str) -> None:
        """Show another text, raw."""
        self.text = text
        self._cut()

    def on_resize(self) -> None:
        """The last column has moved."""
        self._cut()

    def _cut(self) -> None:
        width = max(1, self.size.width)
        rows = [row for line in self.text.split("\n") for row in chop_cells(visible(line), width) or [""]]
        self.update(Content("\n".join(rows)))


class PublicKeyScreen(WorkScreen):
    """Shows, copies, bares and prints one public key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("y", "copy", "copy public", "Copy what is shown to your clipboard, and say how it was sent"),
        act("f", "form", "form", "The next form: line, RFC 4716, SPKI PEM, base64, fingerprints, randomart"),
        act("b", "bare", "bare page", "Show only the key, to select it with the terminal"),
        act("C", "install", "install", "Put it on a server, and prove that it logs in", id="public.install"),
        act("E", "replace", "replace", "Replace it on every host, step by step", id="public.replace"),
        act("P", "print", "print raw", "Print the key on the normal terminal, where it stays"),
        act("Q", "qr_code", "QR code", "Show it as a QR code, to scan with a phone"),
    ]

    def __init__(self, key: messages.PublicKeyText) -> None:
        """Args: the key to show."""
        super().__init__()
        self.key = key
        self.form = FORMS[0]
        self._private: Path | None = None
        """Its private key file, where there is one."""
        self.is_key = False
        """Whether it is a whole key, and not one fact about it, such as a fingerprint."""
        with contextlib.suppress(KeyOpsError):
            self.is_key = bool(_public(key.line))

    def body(self) -> ComposeResult:
        """Name and fingerprint, the key, its comment."""
        yield Static(
            Content.assemble(
                (visible(self.key.name), "bold"),
                ("   ", ""),
                (self.key.label, ""),
                ("   ", ""),
                (self.key.sha256, "$accent"),
            ),
            id="public-head",
            markup=False,
        )
        with VerticalScroll(id="public-scroll"):
            yield KeyText(id="public-text", markup=False)
        yield Static(id="public-note", markup=False)

    def on_mount(self) -> None:
        """Show the first form."""
        self.where = self.key.name
        self.start(self._find_private(), "load")
        self._show()
        self.query_one("#public-scroll").focus()

    @property
    def text(self) -> str:
        """The key in the chosen form, without a newline at the end."""
        return self.form.write(self.key.line)

    def _show(self) -> None:
        text = self.text
        self.query_one(KeyText).show(text)
        size = len(text.encode("utf-8", "surrogateescape"))
        comment = f"   comment: {visible(self.key.comment)}" if self.key.comment else ""
        form = f"{self.form.label}, " if self.is_key else ""
        self.query_one("#public-note", Static).update(Content(f"{form}{size} bytes{comment}"))

    def why_not(self, action: str) -> str | None:
        """Why there are no forms."""
        if action == "form" and not self.is_key:
            return "This page shows a single value, which has one form only"
        if action == "replace" and self._private is None:
            return "The private key is not in a file next to it"
        if action == "install" and self.key.path is None:
            return "This key is not in one of your files; y copies its line"
        if action == "qr_code" and self.app.ascii_only:
            return "A QR code needs block characters; this terminal shows ASCII only"
        return super().why_not(action)

    def action_copy(self) -> None:
        """Copy the key in the form that is shown."""
        label = self.key.label if self.form is FORMS[0] else f"{self.key.label}, {self.form.label}"
        self.post_message(messages.CopyPublicKey(replace(self.key, line=self.text, label=label)))

    def action_form(self) -> None:
        """Go to the next form that there is for this key type."""
        at = FORMS.index(self.form)
        for step in range(1, len(FORMS) + 1):
            self.form = FORMS[(at + step) % len(FORMS)]
            try:
                self._show()
            except KeyOpsError as error:
                self.fail(error)
                continue
            return

    def action_install(self) -> None:
        """Show how it gets to a server."""
        if self.key.path is not None:
            self.post_message(messages.ShowPage("install", self.key.path))

    async def _find_private(self) -> None:
        if self.key.path is not None:
            self._private = await self.in_process(_private_of, self.key.path)
            self.renew_hints()

    def action_replace(self) -> None:
        """Show how another key takes its place."""
        if self._private is not None:
            self.post_message(messages.ShowPage("rotate", self._private))

    def action_qr_code(self) -> None:
        """Show what is shown as a QR code; the line of a key without its comment where that has no room."""
        from ..dialogs.qr_code import FRAME, QrCodeDialog
        from ..keyops.conversion import qr_code

        columns, lines = self.app.size.width - FRAME[0], self.app.size.height - FRAME[1]
        is_line = self.is_key and self.form is FORMS[0]
        bare = " ".join(self.text.split(" ")[:2]) if is_line and self.key.comment else self.text
        try:
            whole, code = qr_code.encode(self.text), qr_code.encode(bare)
        except KeyOpsError as error:
            self.fail(error)
            return
        if whole.fits(columns, lines):
            code = whole
        elif not code.fits(columns, lines):
            needs = f"{code.columns + FRAME[0]}x{code.height + FRAME[1]}"
            here = f"{self.app.size.width}x{self.app.size.height}"
            self.tell(f"The QR code needs a terminal of {needs}; this one is {here}")
            return
        what = self.form.label if self.is_key else "text"
        dropped = "" if code.text == self.text else ", without its comment: there is no room for it"
        about = (self.key.label, "", f"The {what}{dropped}, for a phone's camera.", "")
        self.app.push_screen(QrCodeDialog(self.key.name, code, *about))

    def action_bare(self) -> None:
        """Show nothing but the key until a key is pressed."""
        with self.app.on_bare_terminal():
            raw_page.show_alone(self.text, ascii_only=self.app.ascii_only)

    def action_print(self) -> None:
        """Print the key on the normal terminal, and come back on Enter."""
        with self.app.on_bare_terminal():
            raw_page.print_and_wait(self.text, ascii_only=self.app.ascii_only)
        one = raw_page.has_one_screen(os.environ)
        where = "it is in its scrollback" if one else "you will see it again when you quit, or after Ctrl+Z"
        self.tell(f"Printed on the terminal: {where}")
