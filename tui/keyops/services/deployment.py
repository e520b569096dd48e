"""What is given to a service: which key, in each form it takes, and how a public key gets its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..conversion import conversion
from ..conversion.exporting import FORMS, PUBLIC_FORMS, export
from ..formats import DEFAULT_PUBLIC, FORMATS
from ..records import dataclass
from .rules import Half

if TYPE_CHECKING:
    from .rules import Profile

_WORDS: Final = {
    "raw": "the file unchanged",
    "base64": "the whole file in base64, one line",
    "json": "as a JSON string",
    "body": "the base64 between the BEGIN and END lines, one line",
    "crlf": "one line, with \\r\\n typed out for each newline",
    "user": "the line after an account name and a colon",
    "sql": "the SQL statement that sets it",
}


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One thing that can be given."""

    private: bool
    form: str
    """A row of ``exporting.FORMS``."""
    words: str
    container: str = ""
    """Of the public key: a row of FORMATS."""
    asks: bool = False
    """Whether an account name is needed."""


def offers(profile: Profile, *, private: bool, family: str) -> tuple[Deliverable, ...]:
    """What can be given to a service, the usual form first.

    Args:
        profile: the service.
        private: whether the private key is there.
        family: the key type; empty where it is not known.
    """
    takes_private = profile.half is not Half.PUBLIC
    found = []
    if takes_private and private:
        found = [
            Deliverable(private=True, form=form, words=_WORDS.get(form, FORMS[form]))
            for form in profile.encodings
            if form not in PUBLIC_FORMS
        ]
    if profile.half is Half.PRIVATE:
        line = Deliverable(
            private=False, form="raw", words="the authorized_keys line", container=DEFAULT_PUBLIC
        )
        return (*found, line)
    if not takes_private:
        found += [
            Deliverable(
                private=False,
                form=form,
                words=_WORDS.get(form, FORMS[form]),
                container=DEFAULT_PUBLIC if form == "user" else "spki",
                asks=form in PUBLIC_FORMS,
            )
            for form in profile.encodings
            if form != "raw"
        ]
    for container in profile.public.forms:
        row = FORMATS[container]
        if row.write_public is None or (family and row.why_not(family)):
            continue
        plain = "the authorized_keys line" if container == DEFAULT_PUBLIC else row.label
        found.append(Deliverable(private=False, form="raw", words=plain, container=container))
    return tuple(found)


def public_form(line: str, offer: Deliverable, user: str = "") -> str:
    """The public key in a form.

    Args:
        line: the authorized_keys line.
        offer: which form.
        user: the account, where the form needs one.

    Raises:
        UnsupportedConversionError: there is no such form of this key, or the name is not one.
    """
    data = line.encode("utf-8", "surrogateescape")
    if offer.container != DEFAULT_PUBLIC:
        data = conversion.convert(data, offer.container).data
    return export(data, offer.form, user=user).decode("utf-8", "surrogateescape").rstrip("\n")
