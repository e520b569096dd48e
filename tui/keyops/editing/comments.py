r"""Another comment in a public key file, and not a byte of anything else.

Where the comment stands, by container:

========================= ======================================================================
openssh-public, and the   ``[WORDS ]TYPE BASE64[ comment]``: the rest of the line, which is also a
files of hosts, signers   line of authorized_keys, known_hosts or allowed_signers, or a certificate
ssh1-public               ``BITS E N[ comment]``: the rest of the line
rfc4716                   the Comment header
jwk-public                the member ``kid``
========================= ======================================================================

Only the line of the key is touched: its options, its blanks, its line end and all other lines stay. SPKI, DER
and SSHFP have no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import pem
from ..errors import UnsupportedConversionError
from ..formats import FORMATS, _key_lines
from ..formats.contract import one_line
from ..formats.jwk import container as jwk
from ..formats.rfc4716 import CONTAINER, LABEL
from ..patterns import compiled
from .editable import has_room

if TYPE_CHECKING:
    from ..formats.contract import KeyEntry

_WORDS: Final = rb'(?:(?:"[^"]*+"|' + _key_lines.OPTIONS + rb")[ \t]++){0,3}+"
_WIRE: Final = compiled(
    rb"(?P<head>(?:\xef\xbb\xbf)?[ \t]*+"
    + _WORDS
    + _key_lines.TYPE
    + rb"[ \t]++[^ \t\r\n]++)[^\n]*?(?=\r?\n?\Z)"
)
_NUMBERS: Final = compiled(
    rb"(?P<head>(?:\xef\xbb\xbf)?[ \t]*+[0-9]++[ \t]++[0-9]++[ \t]++[0-9]{60,}+)[^\n]*?(?=\r?\n?\Z)"
)


def with_comment(data: bytes, entry: KeyEntry, index: int, comment: bytes) -> bytes:
    """The file with another comment of one key.

    Args:
        data: the file.
        entry: the key.
        index: its place among the entries of the file.
        comment: empty to leave it away.

    Raises:
        UnsupportedConversionError: the container has no room for one, or the line cannot be told apart.
    """
    if entry.format == "jwk-public":
        return jwk.with_comment(data, index, comment)
    if entry.format == "rfc4716":
        return _in_header(data, entry, index, comment)
    if not entry.line or not has_room(entry.format):
        raise UnsupportedConversionError(
            f"{FORMATS[entry.format].label} has no room for a comment",
            "Convert the public key to the one-line OpenSSH format, which has room for one",
        )
    lines = _key_lines.split(data)
    lines[entry.line - 1] = _in_line(lines[entry.line - 1], entry, comment)
    return b"".join(lines)


def _in_line(line: bytes, entry: KeyEntry, comment: bytes) -> bytes:
    pattern = _NUMBERS if entry.format == "ssh1-public" else _WIRE
    match = pattern.match(line)
    if match is None:
        raise UnsupportedConversionError(
            f"Line {entry.line} does not show where its comment begins",
            "Change it with a text editor",
        )
    text = one_line(comment).strip()
    return match["head"] + (b" " + text if text else b"") + line[match.end() :]


def _in_header(data: bytes, entry: KeyEntry, index: int, comment: bytes) -> bytes:
    """Put the Comment header where it stood, or first."""
    write = FORMATS["rfc4716"].write_public
    if write is None or entry.public is None:  # for the type checker
        raise UnsupportedConversionError("There is no public key in the file")
    new = write(entry.public, comment).splitlines(keepends=True)[1] if comment else b""
    block = pem.find(data, (LABEL,), CONTAINER)[index]
    old = pem.with_lf(data)[block.start : block.end]
    begin, _, rest = old.partition(b"\n")
    headers = pem.raw_headers(data, block)
    body = rest[sum(len(text) for _, text in headers) :]
    kept = [new if name == "comment" else text for name, text in headers]
    if all(name != "comment" for name, _ in headers):
        kept.insert(0, new)
    made = pem.splice(data, block, begin + b"\n" + b"".join(kept) + body)
    return made.replace(b"\n", b"\r\n") if data.count(b"\r\n") == data.count(b"\n") > 0 else made
