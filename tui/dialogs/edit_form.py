"""The rows of the Edit dialog: what they say, which belong to a key, and the request they come to."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..keyops.conversion.conversion import Locking
from ..keyops.crypto import passphrase_strength
from ..keyops.editing import lock_choices
from ..keyops.editing.plan import EditRequest
from ..keyops.editing.relocking import LockRequest
from ..keyops.errors import UnsupportedConversionError
from ..keyops.findings import Severity
from ..keyops.formats import DEFAULT_PRIVATE, FORMATS, with_version
from ..keyops.inspection.report import Kind
from ..visible import visible
from ..widgets.choice import Choice, Option
from ..widgets.form import Form, Row
from ..widgets.passphrase_input import PassphraseInput
from ..widgets.text_field import TextField

if TYPE_CHECKING:
    from ..keyops.formats.contract import Format
    from ..keyops.inspection.report import FileReport, KeyReport
    from ..keyops.secret import Secret

_AS_IT_IS: Final = Option("", "as it is")
_NUMBERS: Final = {
    "rounds": ("Rounds", ("rounds", "iterations")),
    "memory": ("Memory KiB", ("memory_kib", "n")),
    "passes": ("Passes", ("passes",)),
    "lanes": ("Lanes", ("parallelism", "p")),
}
"""Rows of numbers: label, and what the parameter is called where it stands in clear."""
_OF_KDF: Final = {
    "bcrypt": ("rounds",),
    "pbkdf2": ("rounds",),
    "scrypt": ("memory", "lanes"),
    "argon2": ("memory", "passes", "lanes"),
}
"""Which numbers a family of KDFs has."""


class EditForm(Form):
    """Only the rows that make sense for the key are shown."""

    def __init__(self, report: FileReport) -> None:
        self.report = report
        keep = [_AS_IT_IS]
        flags = [_AS_IT_IS, Option("yes", "required"), Option("no", "not required")]
        super().__init__(
            _which(report),
            Row("comment", "Comment", TextField()),
            Row("locked", "Passphrase", Choice([Option("keep", "keep")])),
            Row("new", "New one", PassphraseInput()),
            Row("again", "Confirm", PassphraseInput()),
            Row("lock", "Encryption", Choice(keep)),
            Row("version", "PPK version", Choice([*keep, Option("3", "3"), Option("2", "2")])),
            Row("cipher", "Cipher", Choice(keep)),
            Row("kdf", "KDF", Choice(keep)),
            *(Row(name, label, TextField()) for name, (label, _) in _NUMBERS.items()),
            Row("touch", "Touch", Choice(flags)),
            Row("verify", "PIN", Choice(flags)),
            Row("public", "Public key", Choice([_AS_IT_IS, Option("yes", "write again")])),
            button="Save",
        )
        self._comment = ""
        """What the comment field held at first."""

    # What the rows say

    def _chosen(self, name: str) -> str:
        return self.field(name, Choice).chosen if self.row(name).display else ""

    def _secret(self, name: str) -> Secret:
        return self.field(name, PassphraseInput).peek()

    @property
    def index(self) -> int | None:
        """Which key of the file; None while no such one is named."""
        typed = self.field("key", TextField).value.strip()
        by_line = all(key.line for key in self.report.keys)
        numbers = [str(key.line if by_line else at) for at, key in enumerate(self.report.keys, 1)]
        return numbers.index(typed) if typed in numbers else None

    @property
    def key(self) -> KeyReport:
        """The key to edit."""
        return self.report.keys[self.index or 0]

    @property
    def locking(self) -> Locking:
        """What becomes of the passphrase."""
        return Locking(self._chosen("locked") or "keep")

    @property
    def _format(self) -> Format:
        """The format of the file as it is."""
        return FORMATS[self.key.container or DEFAULT_PRIVATE]

    @property
    def _target(self) -> Format:
        """The format afterwards."""
        version = self._chosen("version")
        return (with_version(int(version)) if version else None) or self._format

    def request(self) -> EditRequest:
        """What is to be different.

        Raises:
            UnsupportedConversionError: a number is none, or no such key is in the file.
        """
        if self.index is None:
            raise UnsupportedConversionError("There is no such key in the file", "Type another line")
        typed = self.field("comment", TextField).value
        version = self._chosen("version")
        changes = self.locking is Locking.CHANGE
        return EditRequest(
            comment=None if typed == self._comment else typed.encode("utf-8", "surrogateescape"),
            locking=self.locking,
            new=self._secret("new") if changes else None,
            lock=self._lock(),
            again=self._chosen("lock") == "anew",
            version=int(version) if version else None,
            touch=_flag(self._chosen("touch")),
            verify=_flag(self._chosen("verify")),
            public=self._chosen("public") == "yes",
        )

    def _lock(self) -> LockRequest:
        chosen = self._chosen("lock")
        if chosen == "stronger":
            return lock_choices.stronger(self._target) or LockRequest()
        if chosen != "by hand":
            return LockRequest()
        made = LockRequest(cipher=self._chosen("cipher") or None, kdf=self._chosen("kdf") or None)
        return replace(
            made,
            rounds=self._number("rounds"),
            memory_kib=self._number("memory"),
            passes=self._number("passes"),
            parallelism=self._number("lanes"),
        )

    def _number(self, name: str) -> int | None:
        text = self.field(name, TextField).value.strip().replace(",", "")
        if not self.row(name).display or not text:
            return None
        if not text.isdecimal() or len(text) > 12:
            raise UnsupportedConversionError(f"{_NUMBERS[name][0]} is a number", "Type digits only")
        return int(text)

    def forget(self) -> None:
        """Empty both passphrases."""
        self.field("new", PassphraseInput).forget()
        self.field("again", PassphraseInput).forget()

    # What goes together

    def take_key(self) -> None:
        """Fill the rows for the chosen key."""
        key, pair = self.key, self.report.pair
        comment = key.comment
        if comment is None and pair is not None:
            comment = pair.comment
        field = self.field("comment", TextField)
        self._comment = os.fsdecode(comment or b"")
        field.put(self._comment)
        hidden = comment is None and key.is_locked and self._format.carries_comment
        field.placeholder = "encrypted: what you type replaces it" if hidden else "none"
        private = key.kind is Kind.PRIVATE
        row = self._format
        self.row("key").display = len(self.report.keys) > 1
        for name in ("locked", "public"):
            self.row(name).display = private
        self.row("version").display = private and bool(row.version)
        for name in ("touch", "verify"):
            self.row(name).display = private and key.public is not None and key.public.family == "sk"
        no = "" if row.protection else f"{row.label} cannot have a passphrase"
        none = "" if key.encryption else "the key has none"
        self.field("locked", Choice).options = (
            Option("keep", "keep" if key.encryption else "none"),
            Option("change", "change" if key.encryption else "add one", no),
            Option("remove", "remove", none),
        )
        self.renew()

    def renew(self) -> None:
        """Show the rows that belong to what is chosen, and note what there is to say."""
        changes, key = self.locking is Locking.CHANGE, self.key
        for name in ("new", "again"):
            self.row(name).display = changes
        locked = key.kind is Kind.PRIVATE and self.locking is not Locking.REMOVE
        self._offer_lock(shown=locked and (changes or key.encryption is not None))
        self._offer_numbers(shown=self._chosen("lock") == "by hand")
        self._note()

    def _offer_lock(self, *, shown: bool) -> None:
        self.row("lock").display = shown
        target = self._target
        better = "" if lock_choices.stronger(target) else f"{target.label} has only one kind of encryption"
        options = [Option("", "as it is" if self.key.encryption else "usual")]
        if self.key.encryption is not None and self.locking is Locking.KEEP:
            options.append(Option("anew", "renew"))
        hand = better if not (lock_choices.ciphers_for(target) or lock_choices.kdfs_for(target)) else ""
        options += [Option("stronger", "stronger", better), Option("by hand", "custom", hand)]
        field = self.field("lock", Choice)
        field.options = tuple(options)
        if field.option is None or field.option.reason:
            field.chosen = ""

    def _offer_numbers(self, *, shown: bool) -> None:
        target = self._target
        for name, offered in (
            ("cipher", lock_choices.ciphers_for(target)),
            ("kdf", lock_choices.kdfs_for(target)),
        ):
            options = (_AS_IT_IS, *(Option(one, one) for one in offered))
            field = self.field(name, Choice)
            if field.options != options:
                field.options = options
            if field.option is None:
                field.chosen = ""
            self.row(name).display = shown and len(offered) > 1
        usual = lock_choices.default_of(target)
        kdf = self._chosen("kdf") or self._kdf_now() or (usual.kdf if usual else "") or ""
        wanted = next((names for head, names in _OF_KDF.items() if kdf.startswith(head)), ())
        for name in _NUMBERS:
            self.row(name).display = shown and name in wanted
            self.field(name, TextField).placeholder = self._number_now(name)

    def _kdf_now(self) -> str:
        encryption = self.key.encryption
        return encryption.kdf if encryption is not None and self._target is self._format else ""

    def _number_now(self, name: str) -> str:
        encryption = self.key.encryption
        if encryption is None or self._chosen("kdf") not in {"", encryption.kdf}:
            return "the default"
        found = [encryption.parameters[at] for at in _NUMBERS[name][1] if at in encryption.parameters]
        return str(found[0]) if found else "the default"

    def _note(self) -> None:
        key, row = self.key, self._format
        self.row("key").note(*(("no such key", Severity.ERROR) if self.index is None else (key.label,)))
        room = row.carries_comment or key.kind is not Kind.PRIVATE
        typed = self.field("comment", TextField).value
        unseen = "" if visible(typed) == typed else "holds characters that are not shown"
        words = "; ".join(filter(None, (unseen, "" if room else "in the .pub only")))
        self.row("comment").note(words, Severity.WARNING if unseen else Severity.INFO)
        self.row("locked").note("" if key.encryption is None else "asked for before anything is written")
        stronger = lock_choices.stronger(self._target)
        if self._chosen("lock") == "stronger" and stronger is not None:
            self.row("lock").note("takes longer to unlock")
        else:
            self.row("lock").note(key.encryption.words if key.encryption else "")
        new, again = self._secret("new"), self._secret("again")
        hint = passphrase_strength.strength(new)
        self.row("new").note(
            hint.words if new else "", Severity.WARNING if hint.score == 1 else Severity.INFO
        )
        differ = len(again) >= len(new) > 0 and again != new
        words = "differs from the one above" if differ else ("same" if new and again == new else "")
        self.row("again").note(words, Severity.ERROR if differ else Severity.INFO)

    def why_no_passphrase(self) -> str:
        """Why the new passphrase cannot be taken; empty when it can."""
        if self.locking is not Locking.CHANGE:
            return ""
        new, again = self._secret("new"), self._secret("again")
        if not new:
            return "Type the new passphrase"
        return "" if new == again else "Type the same passphrase twice"


def _which(report: FileReport) -> Row:
    """The row that names the key: by its line where each has one, else by its number."""
    by_line = all(key.line for key in report.keys)
    first = report.keys[0].line if by_line else 1
    return Row("key", "Line" if by_line else "Number", TextField(str(first)))


def _flag(chosen: str) -> bool | None:
    return {"yes": True, "no": False}.get(chosen)
