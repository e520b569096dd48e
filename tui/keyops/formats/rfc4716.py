r"""The SSH2 public key file: what PuTTYgen's "Save public key" and ``ssh-keygen -e`` write.

::

    ---- BEGIN SSH2 PUBLIC KEY ----
    Comment: "what the owner calls it"     headers; a backslash at the end of a line continues it
    AAAAC3NzaC1lZDI1NTE5...                base64 of the wire form, at most 72 columns
    ---- END SSH2 PUBLIC KEY ----

Names of headers have no case. A comment may stand in quotes. RFC 4716 knows no escapes inside them;
PuTTY writes ``\"`` for a quote and ``\\`` for a backslash and takes any escaped character for itself;
ssh-keygen writes both as they are. So these two pairs are taken for one character, and any other
backslash for itself, but for the word END between blanks: ssh-keygen takes a header with it for the END
line, so it is written as ``\END``.

Written as PuTTY does: the comment quoted and escaped in one line, because PuTTYgen 0.78 does not read
continued lines, although RFC 4716 asks for lines of at most 72 bytes; and no longer than both peers read,
because ssh-keygen refuses a line of 1,023 bytes or more. What is longer is cut. Source: RFC 4716, section 3;
PuTTY sshpubk.c; OpenSSH ssh-keygen.c ``do_convert_from_ssh2``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import pem
from ..keys import certificate as certificates
from ..keys.algorithms import WIRE_FAMILIES
from ..patterns import compiled
from .contract import Format, KeyEntry, one_line

if TYPE_CHECKING:
    from ..keys.base import PublicKey

CONTAINER: Final = "RFC 4716 public key"
LABEL: Final = "SSH2 PUBLIC KEY"

_WIDTH: Final = 64
_MAX_HEADER: Final = 1000
"""Bytes of the whole Comment line that both peers read."""
_ESCAPED: Final = compiled(rb'\\(["\\]|(?<= \\)END(?= ))')
_SPECIAL: Final = compiled(rb'(["\\]|(?<= )END(?= ))')


def _sniff(data: bytes) -> bool:
    return pem.has_label(data, LABEL)


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    return tuple(_entry(block) for block in pem.require(data, LABEL, CONTAINER, ssh2=True))


def _entry(block: pem.Block) -> KeyEntry:
    public, certificate = certificates.read_public(block.body, CONTAINER)
    headers = {name.lower(): value for name, value in block.headers.items()}
    return KeyEntry(FORMAT.id, public, _unquoted(headers.get("comment", b"")), certificate)


def _unquoted(value: bytes) -> bytes:
    if len(value) < 2 or value[:1] != b'"' or value[-1:] != b'"':
        return value
    return _ESCAPED.sub(rb"\1", value[1:-1])


def _quoted(comment: bytes) -> bytes:
    """The Comment header, cut at a whole character where it is too long."""
    text = one_line(comment).strip().decode("utf-8", "surrogateescape")[:_MAX_HEADER]
    while len(header := b'Comment: "' + _escaped(text) + b'"\n') > _MAX_HEADER:
        text = text[:-1]
    return header


def _escaped(text: str) -> bytes:
    return _SPECIAL.sub(rb"\\\1", text.encode("utf-8", "surrogateescape"))


def _write(public: PublicKey, comment: bytes) -> bytes:
    return written(public.blob, comment)


def written(blob: bytes, comment: bytes) -> bytes:
    """A file of a key, or of a certificate, by its wire form."""
    return b"".join(
        (
            f"---- BEGIN {LABEL} ----\n".encode(),
            _quoted(comment),
            pem.wrap(blob, _WIDTH),
            f"---- END {LABEL} ----\n".encode(),
        )
    )


FORMAT: Final = Format(
    id="rfc4716",
    label="RFC 4716 (SSH2 public key)",
    purpose="for ssh.com, Azure, some SFTP servers",
    families=WIRE_FAMILIES,
    sniff=_sniff,
    read=_read,
    write_public=_write,
    suffix=".pub",
)
