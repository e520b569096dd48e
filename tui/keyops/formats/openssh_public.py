r"""The OpenSSH public key line: a ``.pub`` file, an authorized_keys file, a certificate file.

One key in each line::

    [options ]TYPE BASE64[ comment]

TYPE equals the first string of the blob. Options are a list with commas and no blanks outside double
quotes; inside quotes ``\"`` is a quote. Blank lines, and lines that begin with ``#``, hold no key. A
file in which no line is good is refused with the error of its first bad line; otherwise a bad line is
an entry that holds only its number and its error, so that one bad line does not hide the others.

Reading is generous: LF or CRLF, a byte order mark, no newline at the end. Source: sshd(8),
AUTHORIZED_KEYS FILE FORMAT; OpenSSH sshkey.c ``sshkey_read`` and authfile.c ``sshkey_advance_past_options``.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError
from ..keys.algorithms import WIRE_FAMILIES
from ..patterns import compiled
from . import _key_lines
from .contract import Format, one_line

if TYPE_CHECKING:
    from ..keys.base import PublicKey
    from .contract import KeyEntry

LABEL: Final = "OpenSSH public key"

_LINE: Final = compiled(
    rb"(?:(?P<options>" + _key_lines.OPTIONS + rb")[ \t]++)?" + _key_lines.KEY_WORDS, re.DOTALL
)
_PARTED: Final = compiled(
    rb"(?P<words>(?:" + _key_lines.OPTIONS + rb"[ \t]++){2,16})" + _key_lines.TYPE + rb"[ \t]++AAAA"
)
"""A line with blanks where its options have none."""
_VERSION_1: Final = compiled(
    rb"(?:" + _key_lines.OPTIONS + rb"[ \t]++)?[0-9]{3,5}+[ \t]++[0-9]++[ \t]++[0-9]{50,}+(?:[ \t].*)?",
    re.DOTALL,
)
_FIRST: Final = compiled(rb"(?:\xef\xbb\xbf)?(?:[ \t]*+(?:#[^\n]*+|\r)?\n)*+(?P<line>[^\n\0]*+)")
_KEY: Final = compiled(rb"\A(?![ \t]*+#)(?:[^\n]*?[ \t])??" + _key_lines.TYPE + rb"[ \t]+AAAA")


def _sniff(data: bytes) -> bool:
    first = _FIRST.match(data)
    return first is not None and _KEY.search(first["line"]) is not None


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    return _key_lines.entries_of(data.removeprefix(_key_lines.BOM), LABEL, FORMAT.id, _read_line)


def _read_line(text: bytes, number: int) -> KeyEntry:
    container = f"{LABEL} on line {number}"
    match = _LINE.fullmatch(text)
    if match is None and text.startswith((b"@cert-authority ", b"@revoked ")):
        raise CorruptKeyError(
            container,
            "it begins with a known_hosts marker, and sshd ignores the line",
            "In authorized_keys, put the option cert-authority before the key, without the @ and the "
            "host names",
            field="options",
        )
    if match is None and _VERSION_1.fullmatch(text):
        raise _key_lines.version_1(container)
    if match is None:
        _key_lines.refuse_other(text, container, "sshd")
    parted = _PARTED.match(text) if match is None else None
    if parted is not None:
        raise _parted(parted["words"], container)
    if match is None:
        raise CorruptKeyError(
            container,
            "it must contain a key type and base64, in this order",
            "A key line is: type, base64, comment; paste all of it, on one line",
            field="key type",
        )
    return _key_lines.entry_of(match, FORMAT.id, container, number, match["options"] or b"")


def _parted(words: bytes, container: str) -> CorruptKeyError:
    """What is wrong with options that have a space between them: it, or more than it."""
    from . import _authorized_options  # few lines are so

    alone = b",".join(re.findall(_key_lines.OPTIONS, words)).decode("utf-8", "surrogateescape")
    judged = _authorized_options.judge(alone)
    what = judged.refused or "there is a space between its options"
    return CorruptKeyError(
        container,
        f"{what}, and {'' if what.startswith('sshd ') else 'sshd '}ignores the line",
        judged.hint or "Remove the space: options are separated by commas only",
        field="options",
    )


def line_of(algorithm: str, blob: bytes, comment: bytes) -> str:
    """The line of a wire form, without a newline.

    Args:
        algorithm: the first string of the blob.
        blob: a public key or a certificate.
        comment: what is not UTF-8 comes out as lone surrogates; CR, LF and NUL as blanks.
    """
    words = [algorithm, binascii.b2a_base64(blob, newline=False).decode("ascii")]
    text = one_line(comment).strip().decode("utf-8", "surrogateescape")
    if text:
        words.append(text)
    return " ".join(words)


def authorized_line(public: PublicKey, comment: bytes = b"") -> str:
    """The authorized_keys line of a key of any type, without a newline; see ``line_of``."""
    return line_of(public.algorithm, public.blob, comment)


def _write(public: PublicKey, comment: bytes) -> bytes:
    return authorized_line(public, comment).encode("utf-8", "surrogateescape") + b"\n"


FORMAT: Final = Format(
    id="openssh-public",
    label="OpenSSH public key (authorized_keys line)",
    purpose="for servers and git hosts",
    families=WIRE_FAMILIES,
    sniff=_sniff,
    read=_read,
    write_public=_write,
    suffix=".pub",
)
