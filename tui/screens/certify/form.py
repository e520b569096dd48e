"""The rows of the Certify page: what they say, and what is wrong with each.

The files need the file system; the page looks at them and tells the form.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ...keyops.certificates import issuing as certifying
from ...keyops.certificates import options as certificate_options
from ...keyops.certificates import validity
from ...keyops.certificates.issuing import CertificateRequest
from ...keyops.errors import CertificateError
from ...keyops.files.completion import typed_path
from ...keyops.findings import Severity
from ...keyops.keys.certificate import HOST, USER
from ...widgets.choice import Choice, Option
from ...widgets.form import Form, Row
from ...widgets.path_field import PathField
from ...widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NO_OPTIONS = "no-pty, clear, source-address=10.0.0.0/8, force-command=..., as for ssh-keygen -O"
_NO_HOST_OPTIONS = "none apply to hosts, except extension:NAME"


class CertifyForm(Form):
    """Nine rows, each with a good default but for the names."""

    def __init__(self, folder: Path) -> None:
        """Args: where files lie of which no folder is named."""
        self.folder = folder
        kinds = [Option("user", "a user"), Option("host", "a host")]
        super().__init__(
            Row("ca", "Authority", PathField(folder, "the key that signs; Tab completes")),
            Row("key", "Key", PathField(folder, "public key to sign; Tab completes")),
            Row("kind", "For", Choice(kinds)),
            Row("names", "Principals", TextField()),
            Row("id", "Id", TextField()),
            Row("valid", "Valid", TextField("+52w")),
            Row("options", "Options", TextField()),
            Row("serial", "Serial", TextField("0")),
            Row("file", "File", TextField()),
            button="Sign",
        )

    # What the rows say

    @property
    def kind(self) -> int:
        """USER or HOST."""
        return HOST if self.field("kind", Choice).chosen == "host" else USER

    def path(self, name: str) -> Path | None:
        """The file of a row, absolute; None when no name was given."""
        text = self.field(name, TextField).value.strip()
        return typed_path(text, self.folder) if text else None

    def request(self) -> CertificateRequest:
        """What is to be signed.

        Raises:
            CertificateError: a row is wrong; the first one.
        """
        key_id = self.field("id", TextField).value.strip()
        names = self._principals()
        if not names:
            who = "hosts" if self.kind == HOST else "users"
            raise CertificateError(f"Name the {who} it is for; without any, nobody can use it")
        if not key_id:
            raise CertificateError("Give it an id that you will recognize in server logs")
        return CertificateRequest(
            kind=self.kind,
            key_id=key_id.encode("utf-8", "surrogateescape"),
            principals=names,
            validity=validity.parse(self.field("valid", TextField).value),
            options=self._options(),
            serial=self._serial(),
        )

    def _principals(self) -> tuple[bytes, ...]:
        return certifying.principals_of(self.field("names", TextField).value)

    def _options(self) -> certificate_options.Options:
        try:
            words = shlex.split(self.field("options", TextField).value)
        except ValueError:
            raise CertificateError(
                "A quotation mark is not closed", "Put quotes around what has spaces in it"
            ) from None
        return certificate_options.parse(words, self.kind)

    def _serial(self) -> int:
        return certifying.serial_of(self.field("serial", TextField).value.strip().removeprefix("+"))[0]

    # What is wrong with them

    def judge(self) -> None:
        """Say beside each row what it means, or what is wrong with it. Not of files."""
        who = "names of the host" if self.kind == HOST else "user names"
        empty = f"{who}, separated by commas"
        self._judge("names", lambda: "" if self._principals() else empty)
        said = "shown in server logs" if self.field("id", TextField).value.strip() else "required"
        self.row("id").note(said)
        self._judge("valid", lambda: validity.parse(self.field("valid", TextField).value).short_words)
        no_options = _NO_HOST_OPTIONS if self.kind == HOST else _NO_OPTIONS
        self._judge("options", lambda: self._said(self._options(), "options", no_options))
        self._judge("serial", lambda: self._said(self._serial(), "serial", "any number"))

    def first_wrong(self) -> str:
        """The row that ``request`` refuses first; empty when none is wrong. Not of files."""
        if not self._principals_are_named:
            return "names"
        if not self.field("id", TextField).value.strip():
            return "id"
        return next((name for name, row in self.rows.items() if row.severity is Severity.ERROR), "")

    @property
    def _principals_are_named(self) -> bool:
        try:
            return bool(self._principals())
        except CertificateError:
            return False

    def _said(self, _: object, name: str, empty: str) -> str:
        """Nothing of what was read and found good; advice where nothing was said."""
        return "" if self.field(name, TextField).value.strip() not in {"", "0"} else empty

    def _judge(self, name: str, words: Callable[[], str]) -> None:
        try:
            self.row(name).note(words())
        except CertificateError as error:
            hint = f". {error.hint}" if error.hint and name != "options" else ""
            self.row(name).note(error.title + hint, Severity.ERROR)
