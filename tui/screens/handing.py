"""What is handed over to a service: each half in each form it takes, and how that form is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.keyops import conversion, storage
from tui.keyops.errors import UnsupportedConversionError
from tui.keyops.exporting import FORMS, PUBLIC_FORMS, export
from tui.keyops.formats import FORMATS
from tui.keyops.models import Kind
from tui.keyops.services import subject as judging
from tui.keyops.services.checking import State
from tui.keyops.services.rules import Half
from tui.screens.public_text import public_text

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.services.rules import Profile
    from tui.messages import PublicKeyText

_WORDS = {
    "raw": "the file as it is",
    "base64": "the whole file in base64, one line",
    "json": "as a JSON string",
    "body": "the base64 between the BEGIN and END lines, one line",
    "crlf": "one line, with \\r\\n typed out for each newline",
    "user": "the line after an account name and a colon",
    "sql": "the SQL statement that sets it",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be copied."""

    private: bool
    form: str
    """A row of ``exporting.FORMS``."""
    words: str
    container: str = ""
    """Of the public half: a row of FORMATS."""
    asks: bool = False
    """Whether an account name is needed."""


@dataclass(frozen=True, slots=True)
class Handing:
    """A key at a service."""

    path: Path
    profile: Profile
    private: bool
    """Whether the file holds the private half."""
    locked: bool
    public: PublicKeyText | None
    """None where it is locked away."""
    refusal: str
    """Why the service does not take it; empty when it does."""
    offers: tuple[Offer, ...]


def look(path: Path, profile: Profile) -> Handing:
    """Find out what can be handed over.

    Raises:
        KeyOpsError: the file cannot be read, or holds no key.
    """
    subject = judging.look(path)
    if subject is None:
        raise UnsupportedConversionError(f"{path.name} holds no key", "Choose a key file")
    key = subject.key
    verdict = judging.judge(subject, profile)
    refused = verdict.state is State.REFUSES
    private, public = key.kind is Kind.PRIVATE, public_text(subject.report)
    return Handing(
        path,
        profile,
        private,
        key.encryption is not None,
        public,
        verdict.reasons[0].words if refused else "",
        tuple(_offers(profile, private=private, family=key.public.family if key.public else "")),
    )


def _offers(profile: Profile, *, private: bool, family: str) -> list[Offer]:
    offers = []
    takes_private = profile.half is not Half.PUBLIC
    if takes_private and private:
        offers = [
            Offer(private=True, form=form, words=_WORDS.get(form, FORMS[form]))
            for form in profile.encodings
            if form not in PUBLIC_FORMS
        ]
    if profile.half is Half.PRIVATE:
        line = Offer(private=False, form="raw", words="the authorized_keys line", container="openssh-public")
        return [*offers, line]
    forms = [name for name in profile.public.forms if not family or not FORMATS[name].why_not(family)]
    for container in forms:
        if FORMATS[container].write_public is None:
            continue
        plain = "the authorized_keys line" if container == "openssh-public" else FORMATS[container].label
        offers.append(Offer(private=False, form="raw", words=plain, container=container))
    if not takes_private:
        special = [form for form in profile.encodings if form != "raw"]
        offers[:0] = [
            Offer(
                private=False,
                form=form,
                words=_WORDS.get(form, FORMS[form]),
                container="openssh-public" if form == "user" else "spki",
                asks=form in PUBLIC_FORMS,
            )
            for form in special
        ]
    return offers


def public_form(line: str, offer: Offer, user: str = "") -> str:
    """The public half in a form.

    Args:
        line: the authorized_keys line.
        offer: which form.
        user: the account, where the form needs one.

    Raises:
        UnsupportedConversionError: there is no such form of this key, or the name is not one.
    """
    data = line.encode("utf-8", "surrogateescape")
    if offer.container != "openssh-public":
        data = conversion.convert(data, offer.container).data
    made = export(data, offer.form, user=user).decode("utf-8", "surrogateescape")
    return made.rstrip("\n")


def private_form(path: Path, offer: Offer) -> str:
    """The private half in a form. What is returned is copied at once, and kept nowhere.

    Raises:
        KeyOpsError: the file cannot be read, or is not text.
    """
    try:
        return export(storage.read_key_file(path), offer.form).decode("utf-8")
    except UnicodeDecodeError:
        raise UnsupportedConversionError(
            f"{path.name} is not text, and cannot be pasted", "Upload the file itself"
        ) from None
