r"""allowed_signers: whose signatures count, for ``ssh-keygen -Y verify`` and git.

One key in each line::

    PRINCIPALS [options ]TYPE BASE64[ comment]

PRINCIPALS are patterns with commas between them, such as ``alice@example.com,*@example.org``, in double
quotes where they hold blanks. Options are ``cert-authority``, ``namespaces="..."``, ``valid-after="..."``
and ``valid-before="..."``, with commas between them, values in quotes, each once. Both are the options of an
entry, as they stand in the file. Source: ssh-keygen(1), ALLOWED SIGNERS; OpenSSH sshsig.c
``parse_principals_key_and_options`` and ``sshsigopt_parse``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError, KeyOpsError
from ..patterns import compiled
from . import _key_lines
from .contract import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .contract import KeyEntry

LABEL: Final = "allowed_signers"

_LINE: Final = compiled(
    rb'(?P<before>(?P<principals>"[^"]*+"|[^ \t\r"]++)(?:[ \t]++(?P<options>'
    + _key_lines.OPTIONS
    + rb"))?)[ \t]++"
    + _key_lines.KEY_WORDS,
    re.DOTALL,
)
_ONE: Final = compiled(
    r',*+(?P<name>[a-z-]++)(?:="(?P<value>(?:\\"|[^"])*+)")?+(?=,|$)', re.IGNORECASE | re.DOTALL
)
_IN_ANGLES: Final = compiled(r"<(?P<mail>[^<>\s@]+@[^<>\s]+)>")
"""An address as mail programs write it behind a name."""
_FLAG: Final = "cert-authority"
VALUED: Final = frozenset(("namespaces", "valid-after", "valid-before"))
_QUOTES: Final = 'Write them as namespaces="git",valid-after="20260101Z"'


def parts(entry: KeyEntry) -> tuple[str, dict[str, str]]:
    """The patterns of the principals of an entry, and its options by name in lower case.

    Raises:
        KeyOpsError: ssh-keygen cannot read the options, and passes over the line.
    """
    principals = dict(entry.notes)["Principals"]
    return principals.strip('"'), options_of(entry.options[len(principals) :].strip(" \t"))


def options_of(text: str) -> dict[str, str]:
    """The options of a line by name in lower case; their values without quotes.

    Raises:
        KeyOpsError: ssh-keygen cannot read them.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _ONE.match(text, at)
        if match is None:
            raise KeyOpsError(f"cannot parse the options at {text[at:]}; values need quotes", _QUOTES)
        name, value = match["name"].lower(), match["value"]
        if (name != _FLAG or value is not None) and (name not in VALUED or value is None):
            raise KeyOpsError(f"{match[0].lstrip(',')} is not an option that ssh-keygen knows here", _QUOTES)
        if name in found and name != _FLAG:
            raise KeyOpsError(f"the option {name} is given twice", _QUOTES)
        found[name] = (value or "").replace('\\"', '"')
        at = match.end()
    return found


def _sniff(data: bytes) -> bool:
    return _key_lines.kind_of_file(data) is _key_lines.FileKind.ALLOWED_SIGNERS


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    return _key_lines.entries_of(data.removeprefix(_key_lines.BOM), LABEL, FORMAT.id, _read_line)


def read_exactly(data: bytes) -> tuple[KeyEntry, ...]:
    """As ``FORMAT.read``, but a byte order mark is a part of the first principal, as for ssh-keygen.

    Raises:
        KeyOpsError: no line is good.
    """
    return _key_lines.entries_of(data, LABEL, FORMAT.id, _read_line)


def _read_line(text: bytes, number: int) -> KeyEntry:
    container = f"{LABEL} line {number}"
    match = _LINE.fullmatch(text)
    if match is None:
        raise CorruptKeyError(
            container,
            "it must contain principals, a key type and base64, in this order",
            without_name(_text(text))
            or "A line is: principals (such as an email address), type, base64, comment",
            field="key type",
        )
    notes = (("Principals", _text(match["principals"])), *_notes(match["options"] or b""))
    return _key_lines.entry_of(match, FORMAT.id, container, number, match["before"], notes=notes)


def without_name(words: str) -> str:
    """What to write where a name stands before an address, as in mail; empty where none does."""
    named = _IN_ANGLES.search(words)
    return f"Write only {named['mail']} before the key type, without the name" if named else ""


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _notes(options: bytes) -> Iterator[tuple[str, str]]:
    if options:
        yield "Options", _text(options)
        try:
            options_of(_text(options))
        except KeyOpsError as error:
            yield "Refused", error.title


FORMAT: Final = Format(
    id="allowed-signers",
    label="allowed_signers",
    purpose="for git and ssh-keygen -Y verify",
    families=frozenset(),
    sniff=_sniff,
    read=_read,
)
"""Read only."""
