"""The public key on one screen: all of it, one key to copy it, and two ways to take it that cannot fail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import bare, messages
from tui.bindings import act
from tui.keyops import conversion
from tui.keyops.errors import KeyOpsError
from tui.screens.base import WorkScreen
from tui.visible import visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.safety import SafeApp


class Form(NamedTuple):
    """One way to write a public key down."""

    label: str
    format: str | None
    """The id of its format; None for those made from the line."""


FORMS = (
    Form("authorized_keys line", None),
    Form("RFC 4716", "rfc4716"),
    Form("SPKI PEM", "spki"),
    Form("base64 alone", None),
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
        rows = [
            line[at : at + width]
            for line in map(visible, self.text.split("\n"))
            for at in range(0, len(line) or 1, width)
        ]
        self.update(Content("\n".join(rows)))


class PublicKeyScreen(WorkScreen):
    """Shows, copies, bares and prints one public key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("y", "copy", "copy", "Copy what is shown to your clipboard, and say which way it went"),
        act("f", "form", "form", "The next form: authorized_keys line, RFC 4716, SPKI PEM, base64"),
        act("b", "bare", "bare page", "Nothing but the key on the screen, for the terminal's own selection"),
        act("r", "print", "print raw", "Print the key on the normal terminal, where it stays"),
    ]

    def __init__(self, key: messages.PublicKeyText) -> None:
        """Args: the key to show."""
        super().__init__()
        self.key = key
        self.form = FORMS[0]

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
        super().on_mount()
        self.where = self.key.name
        self._show()
        self.query_one("#public-scroll").focus()

    @property
    def text(self) -> str:
        """The key in the chosen form, without a newline at the end."""
        if self.form.format:
            data = self.key.line.encode("utf-8", "surrogateescape")
            made = conversion.convert(data, self.form.format)
            return made.data.decode("utf-8", "surrogateescape").rstrip("\n")
        return self.key.line if self.form is FORMS[0] else self.key.line.split(" ")[1]

    def _show(self) -> None:
        text = self.text
        self.query_one(KeyText).show(text)
        size = len(text.encode("utf-8", "surrogateescape"))
        comment = f"   comment: {visible(self.key.comment)}" if self.key.comment else ""
        self.query_one("#public-note", Static).update(Content(f"{self.form.label}, {size} bytes{comment}"))

    def action_copy(self) -> None:
        """Copy the key in the form that is shown."""
        self.post_message(messages.CopyPublicKey(replace(self.key, line=self.text)))

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

    def action_bare(self) -> None:
        """Show nothing but the key until a key is pressed."""
        app: SafeApp = self.app  # type: ignore[assignment]
        with app.on_bare_terminal():
            bare.show_alone(self.text)

    def action_print(self) -> None:
        """Print the key on the normal terminal, and come back on Enter."""
        app: SafeApp = self.app  # type: ignore[assignment]
        with app.on_bare_terminal():
            bare.print_and_wait(self.text)
        self.tell("Printed on the terminal: it is there again when you quit, or after Ctrl+Z")
