"""Asks which file is to be signed, and what the signature is for; Tab completes the path of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on

from ..keyops.errors import KeyOpsError
from ..keyops.files import completion
from ..keyops.files import paths as presence
from ..keyops.findings import Severity
from ..keyops.records import dataclass
from ..keyops.signatures import files as file_signatures
from ..process.threads import in_thread
from ..widgets import next_steps
from ..widgets.choice import Choice, Option
from ..widgets.form import Form, Row
from ..widgets.path_field import PathField
from ..widgets.text_field import TextField
from .base import Dialog
from .path import why_no_file

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

_OTHER: Final = ""
_PURPOSES: Final = (
    Option(file_signatures.NAMESPACE, "files", remark="what most programs verify: -n file"),
    Option("git", "git", remark="commits and tags: -n git"),
    Option("email", "mail", remark="messages: -n email"),
    Option(_OTHER, "other", remark="a name that you type below"),
)


@dataclass(frozen=True, slots=True)
class SignRequest:
    """What to sign."""

    file: Path
    namespace: str
    replace: bool = False
    """Whether a signature may be there already, which goes into a backup."""


class SignDialog(Dialog[SignRequest | None]):
    """The file and the namespace, or None when the user gave up."""

    keys = "Enter next   Tab complete   F10 sign   Esc cancels"
    widths = (70, 76)
    escaped = None

    def __init__(self, name: str, folder: Path) -> None:
        """Make the dialog.

        Args:
            name: of the key, raw.
            folder: where a bare name lies.
        """
        super().__init__(f"Sign with {name}")
        self.folder = folder

    def content(self) -> ComposeResult:
        """The rows."""
        yield Form(
            Row("file", "File", PathField(self.folder, "the file to sign")),
            Row("purpose", "Purpose", Choice(_PURPOSES)),
            Row("namespace", "Namespace", TextField(placeholder="the verifier must use the same")),
            button="Sign",
        )

    @property
    def form(self) -> Form:
        """The rows."""
        return self.query_one(Form)

    @property
    def _typed(self) -> str:
        return self.form.field("file", TextField).value

    @property
    def _namespace(self) -> str:
        chosen = self.form.field("purpose", Choice).chosen
        return chosen or self.form.field("namespace", TextField).value.strip()

    def on_mount(self) -> None:
        """Ready to type."""
        if self.query(Form):  # none is there when it went before it was drawn
            self._renew()
            self.form.focus_row("file")

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        event.stop()
        event.row.note("")
        self._renew()

    def _renew(self) -> None:
        self.form.row("namespace").display = self.form.field("purpose", Choice).chosen == _OTHER
        self.run_worker(self._look(), exclusive=True, group="look")

    async def _look(self) -> None:
        """Say where the signature goes."""
        typed = self._typed
        words = await in_thread(_about_signature, completion.typed_path(typed, self.folder)) if typed else ""
        if typed == self._typed and self.form.row("file").severity is not Severity.ERROR:
            self.form.row("file").note(words)

    @on(Form.Submitted)
    def _given(self, event: Form.Submitted) -> None:
        event.stop()
        if not self._typed:
            self._refuse("file", "Name the file to sign")
        elif not self._namespace:
            self._refuse("namespace", "Name what the signature is for")
        else:
            self.run_worker(self._accept(), exclusive=True, group="accept")

    async def _accept(self) -> None:
        path = completion.typed_path(self._typed, self.folder)
        problem = await in_thread(why_no_file, path)
        if problem:
            self._refuse("file", problem)
            return
        try:
            taken = await in_thread(_is_signed, path)
        except KeyOpsError as error:
            self._refuse("file", next_steps.sentence(error))
            return
        self.dismiss(SignRequest(path, self._namespace, replace=taken))

    def _refuse(self, name: str, problem: str) -> None:
        self.form.row(name).note(problem, Severity.ERROR)
        self.form.focus_row(name)


def _is_signed(file: Path) -> bool:
    return presence.is_taken(file_signatures.signature_path(file))


def _about_signature(file: Path) -> str:
    """Where the signature goes; nothing about a file that is not there, which may still be typed."""
    if why_no_file(file):
        return ""
    try:
        name = file_signatures.signature_path(file).name
        return f"replaces {name}, after asking" if _is_signed(file) else f"writes {name}"
    except KeyOpsError:
        return ""  # told when it is asked for
