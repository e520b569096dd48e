"""Asks what is to be different about a key file, and shows what that changes, keeps and cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ..keyops.conversion.conversion import Locking
from ..keyops.editing import plan as edit_plans
from ..keyops.editing import public_file
from ..keyops.editing.plan import EditRequest
from ..keyops.errors import KeyOpsError
from ..keyops.inspection.description import container_label
from ..keyops.inspection.files import other_names
from ..keyops.inspection.report import Kind
from ..visible import visible
from ..widgets import next_steps
from ..widgets.form import Form
from ..widgets.wrapping import wrap
from .base import Dialog, Words
from .edit_form import EditForm

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..keyops.editing.plan import EditPlan
    from ..keyops.editing.public_file import PublicFile
    from ..keyops.inspection.report import FileReport

_LABEL = 13


@dataclass(frozen=True, slots=True)
class EditAnswer:
    """What to do."""

    request: EditRequest
    index: int
    """Which key of the file."""


class EditDialog(Dialog[EditAnswer | None]):
    """What to edit, or None when the user gave up."""

    keys = "Enter next   Left Right choose   F10 save   Esc cancels"
    widths = (104, 104)
    escaped = None

    def __init__(self, report: FileReport) -> None:
        """Args: the file, as inspected."""
        super().__init__(f"Edit {report.path.name}")
        self.report = report
        self._index = -1

    def content(self) -> ComposeResult:
        """What it is, the form, and what comes of it."""
        yield Words(classes="what")
        with VerticalScroll(classes="rows", can_focus=False):
            yield EditForm(self.report)
        yield Static(classes="outcome", markup=False)

    @property
    def form(self) -> EditForm:
        """The rows."""
        return self.query_one(EditForm)

    def on_mount(self) -> None:
        """Fill the rows."""
        self._renew()
        self.form.focus_row("key" if len(self.report.keys) > 1 else "comment")

    def on_resize(self) -> None:
        """The words are wrapped to the width."""
        self.call_after_refresh(self._show)

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        event.stop()
        self._renew()

    def _renew(self) -> None:
        form = self.form
        if form.index is not None and form.index != self._index:
            self._index = form.index
            with self.prevent(Form.Changed):
                form.take_key()
            key = form.key
            lock = f"encrypted with {key.encryption.words}" if key.encryption else ""
            parts = [container_label(key), key.label, lock or ("no passphrase" * (key.kind is Kind.PRIVATE))]
            self.query_one(".what", Words).say(", ".join(part for part in parts if part))
        else:
            form.renew()
        self._show()

    # What comes of it

    def _plan(self) -> EditPlan:
        """What would be done; with a refusal when it cannot be, or nothing is changed."""
        form = self.form
        try:
            request = form.request()
        except KeyOpsError as error:
            return edit_plans.EditPlan(refusal=error.title, hint=next_steps.hint(error))
        problem = form.why_no_passphrase()
        if problem:
            return edit_plans.EditPlan(refusal=problem)
        if request == EditRequest():
            return edit_plans.EditPlan(refusal="No changes yet")
        others = len(self.report.keys) - 1
        private = sum(key.kind is Kind.PRIVATE for key in self.report.keys)
        return edit_plans.plan(form.key, request, others=others, private_others=private - 1)

    def _show(self) -> None:
        planned = self._plan()
        public = self._public(planned)
        rows = [
            ("Changes", words, "bold") for words in (*planned.changes, *(public.changes if public else ()))
        ]
        notes = (
            *planned.cannot,
            *(public.cannot if public else ()),
            *((planned.others,) if planned.others else ()),
            *other_names(self.report.path, self.report.facts),
        )
        rows += [("Note", words, "") for words in notes]
        if planned.rewrites and self._exposes():
            rows.append(
                ("Note", "the backup keeps the old protection: delete it when the new file works", "")
            )
        if planned.kept:
            rows.append(("Kept", ", ".join(planned.kept), "dim"))
        if planned.refusal:
            rows = [("", f"{planned.refusal}. {planned.hint}".removesuffix(". "), "")]
        outcome = self.query_one(".outcome", Static)
        width = max(outcome.size.width, 30) - _LABEL - 1  # a scrollbar may come
        lines, before = [], ""
        for label, words, style in rows:
            for at, part in enumerate(wrap(visible(words), width)):
                head = label if at == 0 and label != before else ""
                lines.append(Content.assemble((f" {head:<{_LABEL - 1}}", "dim"), (part, style)))
            before = label
        outcome.update(Content("\n").join(lines))

    def _exposes(self) -> bool:
        """Whether what is replaced is locked less than the new file, or with another passphrase."""
        request = self.form.request()
        return request.locking is Locking.CHANGE or not request.lock.is_empty

    def _public(self, planned: EditPlan) -> PublicFile | None:
        """What becomes of the ``.pub``; None where no edit of this key touches one."""
        if planned.refusal or planned.target is None or self.form.key.kind is not Kind.PRIVATE:
            return None
        report = self.report
        return public_file.foretell(
            report.path,
            report.pair,
            self.form.request(),
            planned.target,
            public=self.form.key.public,
            keys=len(report.keys),
        )

    @on(Form.Submitted)
    def _submitted(self, event: Form.Submitted) -> None:
        event.stop()
        planned, form = self._plan(), self.form
        if planned.refusal:
            self._refuse(f"{planned.refusal}. {planned.hint}".removesuffix(". "))
            return
        request = form.request()
        form.forget()
        self.dismiss(EditAnswer(request, form.index or 0))

    def _refuse(self, reason: str) -> None:
        """Say it where the eyes are: at the row."""
        row = self.form.current
        if row is not None:
            row.interject(reason)
        self.query_one(".outcome", Static).update(
            Content("\n").join(
                Content.styled(f"{'! ' if not at else '  '}{part}", "bold $error")
                for at, part in enumerate(wrap(visible(reason), max(self.size.width - 14, 20)))
            )
        )

    def action_give_up(self) -> None:
        """Leave, and leave nothing in the fields."""
        self.form.forget()
        super().action_give_up()
