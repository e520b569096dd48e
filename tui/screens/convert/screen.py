"""Convert: the same key in another container, with a preview of what that costs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from ...dialogs.confirm import ConfirmDialog
from ...keyops.conversion import conversion
from ...keyops.conversion.conversion import Locking
from ...keyops.files.completion import typed_path
from ...keyops.findings import Severity
from ...keyops.formats import FORMATS
from ...keyops.formats.contract import Protection
from ...keyops.inspection.files import inspect_file
from ...keyops.targets import beside
from ...visible import path_text
from ...widgets.choice import Choice, Option
from ...widgets.finder import Finder
from ...widgets.form import Form, Row
from ...widgets.panel import ScrolledPanel
from ...widgets.passphrase_input import PassphraseInput
from ...widgets.text_field import TextField
from .. import ask_overwrite, ask_passphrase
from ..base import WorkScreen
from ..format_options import format_option, service_options
from ..result import making
from .preview import best_target, preview, sides, source_words, target_options
from .service import EXPOSED, judge_file, want

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ...keyops.inspection.report import FileReport, KeyReport

_ANY = "type a name: jira, github, putty ..."
_MARGIN = 3
"""Columns beside the preview, a scroll bar among them."""
_LOCKINGS = tuple(Option(name, name) for name in ("keep", "change", "remove"))


class ConvertScreen(WorkScreen):
    """A form whose preview follows each change."""

    def __init__(self) -> None:
        super().__init__()
        self.report: FileReport | None = None
        self._given: Path | None = None
        """The file that another screen handed on."""
        self._picked: int | None = None
        """Which of several keys in it the user picked."""
        self._proposed = ""
        """The file name that was put in; when the field says otherwise, it is the user's own."""
        self.wanted = ""
        """The format that was asked for with the file."""
        self._fitted = ""
        """The service that the format was chosen for."""
        self._file_problem = ""
        """Why the file cannot be written, as far as is known."""

    def body(self) -> ComposeResult:
        """The form and the preview."""
        with Container(id="convert"):
            with ScrolledPanel("Convert", id="convert-form"):
                yield self._rows()
            with ScrolledPanel("Before and after", id="convert-outcome"):
                yield Static(id="convert-preview", markup=False)

    @staticmethod
    def _rows() -> Form:
        return Form(
            Row("from", "From", TextField(placeholder="path of the key to convert")),
            Row("for", "Service", Finder(Option("", "any", remark=_ANY), service_options)),
            Row("to", "Format", Choice([format_option(row, row.label) for row in target_options(None)])),
            Row("locked", "Passphrase", Choice(_LOCKINGS)),
            Row("new", "New one", PassphraseInput()),
            Row("again", "Confirm", PassphraseInput()),
            Row("file", "File", TextField()),
            button="Convert",
        )

    def on_mount(self) -> None:
        """Wait for a source."""
        self._show_new(shown=False)
        self._renew()
        self.form.focus_row("from")

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def _text(self, name: str) -> TextField:
        return self.form.field(name, TextField)

    def _choice(self, name: str) -> Choice:
        return self.form.field(name, Choice)

    def _secret(self, name: str) -> PassphraseInput:
        return self.form.field(name, PassphraseInput)

    # The source

    def open_source(self, path: Path, key: int | None = None) -> None:
        """Take a file that another screen hands over, and which of several keys in it."""
        self._given, self._picked = path, key
        self._text("from").preset = path_text(path)
        self._start_fresh()
        self.form.focus_row("for")

    def _source(self, text: str, start: Path) -> Path:
        """The file that a text names. One that was handed on may not be found by what is shown of it."""
        if self._given and text == path_text(self._given):
            return self._given
        return typed_path(text, start)

    def _start_fresh(self) -> None:
        """Forget what was chosen and typed; the file that another screen handed on stays."""
        with self.prevent(Form.Changed):
            self.form.start_fresh()
        self._show_new(shown=False)
        self._forget_name()
        text = self._text("from").value
        path = self._source(text, Path.cwd()) if text else None
        if path is None:
            self.report, self.where = None, ""
            with self.prevent(Form.Changed):
                self._text("file").put("")
            self._renew()
        else:
            self.start(self._load(path), "load")

    def on_screen_suspend(self) -> None:
        """Who leaves the screen finds a fresh form."""
        if self not in self.app.screen_stack and not self.is_busy:
            self._start_fresh()
            self.form.focus_row("for" if self._text("from").value else "from")

    async def _load(self, path: Path) -> None:
        self.report = await self.in_process(inspect_file, path)
        self.where = path_text(path)
        key = self.key
        to = self._choice("to")
        to.options = tuple(
            format_option(row, row.label, (conversion.why_not(key, row) or "") if key else "")
            for row in target_options(key)
        )
        if key:
            to.put(best_target(key))
        if self.wanted and any(one.id == self.wanted for one in to.options):
            to.put(self.wanted)
        self.wanted = ""
        self._fit_service()
        self._renew()

    def _fit_service(self) -> None:
        """Choose the format that the service wants, and say what comes of it."""
        self._fitted = ""
        if self.report is None or not self._finder.chosen:
            self.form.row("for").note("")
        else:
            self.start(self._fit(self.report.path, self._finder.chosen), "service")

    async def _fit(self, path: Path, service: str) -> None:
        wanted = await self.in_process(want, path, service)
        self._fitted = service
        self.form.row("for").note(wanted.words, wanted.severity)
        if wanted.target:
            with self.prevent(Choice.Changed, Form.Changed):
                self._choice("to").put(wanted.target)
                self._choice("locked").put(wanted.locking.value)
        self._renew()

    @property
    def _finder(self) -> Finder:
        return self.form.field("for", Finder)

    @property
    def key(self) -> KeyReport | None:
        """The key to convert, as far as it is known."""
        return self.report.keys[self._index] if self.report and self.report.keys else None

    @property
    def _index(self) -> int:
        """Which of several: the one that was picked of this file, else the one that ssh takes."""
        report = self.report
        if report is None:
            return 0
        picked = self._picked if report.path == self._given else None
        return picked if picked is not None and picked < len(report.keys) else report.chosen

    @property
    def locking(self) -> Locking:
        """What becomes of the passphrase."""
        return Locking(self._choice("locked").chosen)

    def on_resize(self) -> None:
        """The preview is wrapped to the width."""
        self.call_after_refresh(self._renew)

    # The form

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        if event.row.name == "from":
            self.report, text = None, self._text("from").value.strip()
            if text:
                self.start(self._load(self._source(text, Path())), "load")
            else:
                self.workers.cancel_group(self, "load")
                self.where = ""
                self._renew()
            return
        if event.row.name == "for":
            self._fit_service()
        self._renew()

    def _forget_name(self) -> None:
        """Propose a name again."""
        self._proposed = self._text("file").value

    def _show_new(self, *, shown: bool) -> None:
        for name in ("new", "again"):
            self.form.row(name).display = shown
            if not shown:
                self._secret(name).forget()

    def _renew(self) -> None:
        """Bring notes, preview and the proposed name up to date."""
        report, key, form = self.report, self.key, self.form
        words, severity = source_words(report, self._index)
        form.row("from").note(words, severity)
        row = FORMATS.get(self._choice("to").chosen)
        private = row is not None and row.is_private
        form.row("locked").display = private
        self._show_new(shown=private and self.locking is Locking.CHANGE)
        self._note_passphrases()
        self.start(self._look_at_file(), "file")
        told = (
            conversion.plan(key, row.id, self.locking, report.pair.comment if report.pair else None)
            if (key and row and report)
            else None
        )
        shown = self.query_one("#convert-preview", Static)
        if told and report:
            room = self.query_one("#convert-outcome").size.width - _MARGIN
            shown.update(preview(told, room, sides(report, self._index, told, self.locking)))
        else:
            shown.update(Content(""))
        self.renew_hints()

    def _note_passphrases(self) -> None:
        new, again = self._secret("new").peek(), self._secret("again").peek()
        differ = len(again) >= len(new) > 0 and again != new
        self.form.row("again").note("differs from the one above" if differ else "", Severity.ERROR)
        locked = self.key is not None and self.key.encryption is not None
        notes = {
            Locking.KEEP: "you will be asked for it",
            Locking.REMOVE: "anyone who can read the file can use the key",
        }
        self.form.row("locked").note(notes.get(self.locking, "") if locked else "the key has none")

    async def _look_at_file(self) -> None:
        """Propose a free name until the user gives one, and say whether it can be written."""
        report, row, field = self.report, FORMATS.get(self._choice("to").chosen), self._text("file")
        if report and report.key and row and field.value == self._proposed:
            path = await self.in_process(beside.target_for, report.path, row)
            if field.value == self._proposed:
                self._proposed = path_text(path)
                with self.prevent(Form.Changed):
                    field.put(self._proposed)
        target = self.target
        problem, stands = await self.in_process(judge_file, target) if target else ("", False)
        self._file_problem = problem
        where = f" in {path_text(target.parent)}" if target and "/" not in field.value else ""
        note = problem or (
            "" if not target else f"exists{where}: you will be asked first" if stands else f"available{where}"
        )
        severity = Severity.ERROR if problem else Severity.WARNING if stands else Severity.INFO
        self.form.row("file").note(note, severity)
        self.renew_hints()

    @property
    def target(self) -> Path | None:
        """Where the file goes, beside the key where it is a bare name; None when no name was given."""
        text = self._text("file").value.strip()
        folder = self.report.path.parent if self.report else Path()
        return typed_path(text, folder) if text else None

    def wording(self, action: str) -> str | None:
        """What the button does here."""
        return "convert" if action == "finish" else super().wording(action)

    def why_not(self, action: str) -> str | None:
        """Why it cannot be converted now."""
        if action != "finish":
            return None
        if self.is_busy:
            return "Converting; Esc cancels"
        return self._why_no_source() or self._why_no_passphrase() or self._why_no_file()

    def _why_no_source(self) -> str | None:
        key, row = self.key, FORMATS.get(self._choice("to").chosen)
        if key is None:
            error = self.report.error if self.report else None
            return error.title if error else "Name the key to convert first"
        if row is None:
            return "This key cannot be written in any other format"
        if self._finder.chosen != self._fitted:
            return "What the service accepts is still being read; try again in a moment"
        refusal = conversion.why_not(key, row, self.locking)
        return f"It cannot be written as {row.label}: {refusal}" if refusal else None

    def _why_no_passphrase(self) -> str | None:
        if self.locking is not Locking.CHANGE or not self.form.row("new").display:
            return None
        if not self._secret("new").peek():
            return "Type the new passphrase, or choose to remove it"
        same = self._secret("new").peek() == self._secret("again").peek()
        return None if same else "The new passphrases do not match"

    def _why_no_file(self) -> str | None:
        if self.target is None:
            return "Name the file to write"
        return f"{self.target.name} {self._file_problem}" if self._file_problem else None

    # Converting

    @on(Form.Submitted)
    def _submitted(self) -> None:
        reason = self.why_not("finish")
        if reason:
            self.tell(reason, Severity.WARNING)
        else:
            self.start(self._convert(), "convert")

    async def _convert(self) -> None:
        report, key, target = self.report, self.key, self.target
        row = FORMATS[self._choice("to").chosen]
        if report is None or key is None or target is None:
            return
        locking = self.locking if row.is_private else Locking.KEEP
        locked = key.encryption is not None
        if locking is Locking.REMOVE and locked:
            words = f"{target.name} will have no passphrase: {EXPOSED}."
            question = ConfirmDialog("Remove the passphrase?", words, "Remove it", danger=True)
            if not await self.app.push_screen_wait(question):
                return
        new = Protection(self._secret("new").peek()) if locking is Locking.CHANGE else None
        operation = partial(
            conversion.convert_file,
            target_id=row.id,
            locking=locking,
            protection=new,
            beside=report.pair,
            index=self._index,
        )
        needed = locked and (row.is_private or key.public is None)
        made = await ask_passphrase.as_needed(self, report.path, operation, locked=needed)
        if made is None:
            self.tell("Nothing was written", Severity.WARNING)
            return
        over = await self.in_process(beside.would_overwrite, target)
        files = await self.in_process(beside.files_for, target, made, overwrite=over)
        backups = await ask_overwrite.save(self, files)
        if backups is None:
            self.tell("Nothing was written", Severity.WARNING)
            return
        service = self._finder.chosen
        self._text("from").preset = self._text("from").value
        self._start_fresh()
        notes = tuple(f"The old file is kept as {path.name}" for path in backups)
        self.post_message(making.converted(made, files, report.path.name, notes=notes, service=service))
