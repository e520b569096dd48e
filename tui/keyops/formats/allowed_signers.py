r"""allowed_signers: whose signatures count, for ``ssh-keygen -Y verify`` and git.

One key in each line::

    PRINCIPALS [options ]TYPE BASE64[ comment]

PRINCIPALS are patterns with commas between them, such as ``alice@example.com,*@example.org``, in double
quotes where they hold blanks. Options are ``cert-authority``, ``namespaces="..."``, ``valid-after="..."``
and ``valid-before="..."``, with commas between them. Both are the options of an entry, as they stand in
the file. Source: ssh-keygen(1), ALLOWED SIGNERS; OpenSSH sshsig.c ``parse_principals_key_and_options``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.keyops import key_lines
from tui.keyops.codec import Format
from tui.keyops.errors import CorruptKeyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.keyops.codec import KeyEntry

LABEL: Final = "allowed_signers"

_LINE: Final = re.compile(
    rb'(?P<before>(?P<principals>"[^"]*+"|[^ \t"]++)(?:[ \t]++(?P<options>'
    + key_lines.OPTIONS
    + rb"))?)[ \t]++"
    + key_lines.KEY_WORDS,
    re.DOTALL,
)
_OPTION: Final = re.compile(rb'([^,="]++)(?:="(?:\\"|[^"])*+"|=[^,"]*+)?(?:,|$)')
_KNOWN: Final = frozenset((b"cert-authority", b"namespaces", b"valid-after", b"valid-before"))


def _sniff(data: bytes) -> bool:
    return key_lines.kind_of_file(data) is key_lines.FileKind.ALLOWED_SIGNERS


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    return key_lines.entries_of(data, LABEL, FORMAT.id, _read_line)


def _read_line(text: bytes, number: int) -> KeyEntry:
    container = f"{LABEL} line {number}"
    match = _LINE.fullmatch(text)
    if match is None:
        raise CorruptKeyError(
            container,
            "principals, a key type word and base64 must follow each other in it",
            "A line is: principals such as an e-mail address, type, base64, comment",
            field="key type",
        )
    notes = (("Principals", _text(match["principals"])), *_notes(match["options"] or b""))
    return key_lines.entry_of(match, FORMAT.id, container, number, match["before"], notes=notes)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _notes(options: bytes) -> Iterator[tuple[str, str]]:
    if options:
        yield "Options", _text(options)
    for name in _OPTION.findall(options):
        if name.lower() not in _KNOWN:
            yield "Refused", f"ssh-keygen knows no option {_text(name)} here, and passes over the line"


FORMAT: Final = Format(
    id="allowed-signers",
    label="allowed_signers",
    families=frozenset(),
    sniff=_sniff,
    read=_read,
)
"""Read only."""
