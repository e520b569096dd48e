"""Certify: an authority signs another key, and words tell what the certificate will allow.

An authority that only the ssh-agent holds is named by its public file.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from textual import on

from ...keyops.agent import client as agent
from ...keyops.certificates import issuing as certifying
from ...keyops.certificates.attachment import certificate_line
from ...keyops.certificates.description import allowance, trust_words
from ...keyops.errors import CertificateError
from ...keyops.files import storage
from ...keyops.findings import Severity
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.report import Kind
from ...keyops.keys.algorithms import label_of
from ...keyops.targets import beside
from ...messages import OpenPath
from ...visible import path_text, visible
from ...widgets.fact_lines import FactLines
from ...widgets.form import Form
from ...widgets.panel import ScrolledPanel
from ...widgets.text_field import TextField
from .. import ask_overwrite
from ..base import WorkScreen
from .form import CertifyForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import ComposeResult

    from ...keyops.certificates.issuing import CertificateRequest
    from ...keyops.inspection.report import FileReport
    from ...keyops.keys.base import PublicKey
    from ...keyops.keys.certificate import Certificate
    from ...widgets.fact_lines import Fact


class CertifyScreen(WorkScreen):
    """The form, and what the certificate will allow."""

    def __init__(self, path: Path) -> None:
        """Args: a private key, which becomes the authority; or a public key, which is to be certified."""
        super().__init__()
        self.start_path = path
        self.reports: dict[str, FileReport] = {}
        """What is known of the authority (``ca``) and the key (``key``)."""
        self._proposed = {"id": "", "file": ""}
        """What was put in; where a field says otherwise, it is the user's own."""
        self._file_problem = ""

    def body(self) -> ComposeResult:
        """The form and the words."""
        with ScrolledPanel("Issue a certificate", id="certify"):
            yield CertifyForm(self.start_path.parent)
        yield FactLines("certify-words")

    @property
    def form(self) -> CertifyForm:
        """The form."""
        return self.query_one(CertifyForm)

    def on_mount(self) -> None:
        """Look at the file that this is about."""
        self.where = path_text(self.start_path)
        self.query_one("#certify-words", FactLines).entitle("What it will say")
        self.start(self._begin(), "load")

    async def _begin(self) -> None:
        report = await self.in_process(inspect_file, self.start_path)
        private = any(key.kind is Kind.PRIVATE for key in report.keys)
        name, other = ("ca", "key") if private else ("key", "ca")
        with self.prevent(Form.Changed):
            self.form.field(name, TextField).put(path_text(self.start_path))
        self.form.focus_row(other)
        self._know(name, report)

    # The files

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        name = event.row.name or ""
        if name in {"ca", "key"}:
            self.reports.pop(name, None)
            self.start(self._look(name), name)
        self._renew()

    async def _look(self, name: str) -> None:
        path = self.form.path(name)
        if path is not None:
            self._know(name, await self.in_process(inspect_file, path))

    def _know(self, name: str, report: FileReport) -> None:
        self.reports[name] = report
        if name == "key" and not certifying.why_not_subject(report):
            comment = report.key.comment if report.key else b""
            self._propose("id", visible(comment or b"") or visible(report.path.stem))
            self._propose("file", path_text(certifying.certificate_path(report.path)))
        self._renew()

    def _propose(self, name: str, text: str) -> None:
        field = self.form.field(name, TextField)
        if field.value == self._proposed[name]:
            self._proposed[name] = text
            with self.prevent(Form.Changed):
                field.put(text)

    # What the rows say

    def _renew(self) -> None:
        """Bring notes, words and footer up to date."""
        self.form.judge()
        for name, why_not in _WHY_NOT.items():
            report = self.reports.get(name)
            reason = why_not(report) if report else None
            severity = Severity.ERROR if reason else Severity.INFO
            self.form.row(name).note(reason or (_words(name, report) if report else ""), severity)
        self.start(self._look_at_target(), "file")
        facts, lines = tuple(self._facts()), self.query_one(FactLines)
        if facts != lines.facts:  # most keys change nothing there, and drawing it costs more than they do
            lines.show(facts)
        self.renew_hints()

    async def _look_at_target(self) -> None:
        target = self.form.path("file")
        self._file_problem, there = await self.in_process(_about, target) if target else ("", False)
        note = "exists: you will be asked first" if there else "available" if target else ""
        severity = Severity.ERROR if self._file_problem else Severity.INFO
        self.form.row("file").note(self._file_problem or note, severity)
        self.renew_hints()

    def _facts(self) -> Iterator[Fact]:
        try:
            request = self.form.request()
        except CertificateError as error:
            yield "Not yet", error.title, ""
            return
        for label, words in allowance(request):
            yield label, words, "bold" if label in {"Lets", "Proves"} else ""
        authority, subject = self._publics()
        for finding in certifying.cautions(request, subject, authority):
            yield "!", f"{finding.title}. {finding.hint}", "bad"
        yield "Needs", trust_words(request.kind, authority), ""

    def _publics(self) -> tuple[PublicKey | None, PublicKey | None]:
        """The public halves of the authority and of the key, as far as they are known."""
        ca, key = self.reports.get("ca"), self.reports.get("key")
        return _authority_of(ca) if ca else None, certifying.subject_of(key) if key else None

    def wording(self, action: str) -> str | None:
        """What the button does here."""
        return "sign" if action == "finish" else super().wording(action)

    def why_not(self, action: str) -> str | None:
        """Why it cannot be signed now."""
        if action != "finish":
            return None
        if self.is_busy:
            return "Signing; Esc cancels"
        return self._why_no_key() or self._why_no_request() or self._why_no_file()

    def _why_no_key(self) -> str | None:
        return next((reason for name in _MISSING if (reason := self._why_not_named(name))), None)

    def _why_not_named(self, name: str) -> str | None:
        report = self.reports.get(name)
        return _WHY_NOT[name](report) if report else _MISSING[name]

    def refused(self, action: str) -> None:
        """Go to the row for which it cannot be signed."""
        if action == "finish" and not self.is_busy:
            missing = next((name for name in _MISSING if self._why_not_named(name)), "")
            self.form.focus_row(missing or self.form.first_wrong() or "file")

    def _why_no_request(self) -> str | None:
        try:
            self.form.request()
        except CertificateError as error:
            return error.title
        return None

    def _why_no_file(self) -> str | None:
        target = self.form.path("file")
        if target is None:
            return "Name the file to write"
        return f"{target.name} {self._file_problem}" if self._file_problem else None

    # Signing

    @on(Form.Submitted)
    def _submitted(self) -> None:
        reason = self.why_not("finish")
        if reason:
            self.tell(reason, Severity.WARNING)
            self.refused("finish")
        else:
            self.start(self._sign(self.form.request()), "sign")

    async def _sign(self, request: CertificateRequest) -> None:
        ca, key, target = self.reports["ca"], self.reports["key"], self.form.path("file")
        subject = certifying.subject_of(key)
        if subject is None or target is None:
            return
        made = await self._signed(ca, ((subject, request),))
        if made is None:
            self.tell("Nothing was signed", Severity.WARNING)
            return
        comment = (key.key and key.key.comment) or (key.pair.comment if key.pair else b"") or b""
        line = certificate_line(made[0], comment)
        if await ask_overwrite.save(self, [storage.NewFile(target, line, private=False)]) is None:
            self.tell(f"Nothing was written: {target.name} stays as it was")
        else:
            self.post_message(OpenPath(target))

    async def _signed(
        self, ca: FileReport, jobs: tuple[tuple[PublicKey, CertificateRequest], ...]
    ) -> tuple[Certificate, ...] | None:
        """What the authority signed; None when its passphrase was not given."""
        from ..ask_passphrase import with_passphrase

        held = _held_by_agent(ca)
        if held is not None:
            return await self.run_op(agent.certify, held, jobs)
        operation = functools.partial(certifying.sign_with, jobs)
        if ca.key is not None and ca.key.encryption:
            return await with_passphrase(self, ca.path, operation)
        return await self.run_op(operation, ca.path)


def _about(target: Path) -> tuple[str, bool]:
    """Why nothing can be written there, and whether something would be overwritten."""
    return beside.why_not_write(target, overwrite=True), beside.would_overwrite(target)


def _held_by_agent(report: FileReport) -> PublicKey | None:
    """The key of a public file, with which an agent may sign; None where there is no agent."""
    key = report.key
    return key.public if key is not None and key.kind is Kind.PUBLIC and agent.address() else None


def _authority_of(report: FileReport) -> PublicKey | None:
    return _held_by_agent(report) or certifying.authority_of(report)


def _why_not_authority(report: FileReport) -> str | None:
    held = _held_by_agent(report)
    return certifying.why_not_sign(report.path.name, held) if held else certifying.why_not_authority(report)


_MISSING = {"ca": "Name the CA: the private key that signs", "key": "Name the public key to certify"}
_WHY_NOT = {"ca": _why_not_authority, "key": certifying.why_not_subject}


def _words(name: str, report: FileReport) -> str:
    """What a file is."""
    public = _authority_of(report) if name == "ca" else certifying.subject_of(report)
    key = report.key
    if key is None:
        return ""
    comment = (key.comment or b"").decode("utf-8", "surrogateescape")
    how = ""
    if name == "ca":
        how = "by the agent" if _held_by_agent(report) else "encrypted" if key.encryption else ""
    return ", ".join(filter(None, (label_of(public) if public else "", how, report.place(), comment)))
