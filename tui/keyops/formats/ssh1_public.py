"""The public key line of SSH version 1: three decimal numbers and a comment.

::

    1024 65537 1079877705... what the owner calls it        size of n in bits, e, n, comment

One key in each line; blank lines and lines that begin with ``#`` hold no key. The size is the only thing
in it that a changed digit can be seen by. Source: sshd(8) of OpenSSH 7.5, AUTHORIZED_KEYS FILE FORMAT;
what PuTTYgen 0.78 writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .. import limits
from ..errors import CorruptKeyError, UnsupportedConversionError
from ..keys.rsa1 import NOT_FOR_VERSION_2, Rsa1PublicKey, check_size
from ..patterns import compiled
from . import _key_lines
from .contract import Format, KeyEntry, one_line

if TYPE_CHECKING:
    from ..keys.base import PublicKey

CONTAINER: Final = "SSH-1 public key"

_KEY: Final = compiled(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*+(?:#[^\n]*+|\r)?\n)*+"
    rb"[ \t]*+[0-9]{3,5}[ \t]++[0-9]{1,20}[ \t]++[0-9]{60}"
)
"""The modulus has 60 digits at least: nothing else that lies about is made of three such numbers."""
_LINE: Final = compiled(
    rb"(?P<bits>[0-9]{1,5}+)[ \t]++(?P<e>[0-9]++)[ \t]++(?P<n>[0-9]++)(?:[ \t](?P<comment>.*))?", re.DOTALL
)
_MAX_LINES: Final = 10_000
"""More than anybody has of keys this old; each costs some arithmetic."""
_CHUNK: Final = 4000
"""Python converts at most 4,300 digits at once, and a modulus may have 4,933."""
_MAX_DIGITS: Final = limits.MAX_RSA_BITS // 3
"""More than enough for MAX_RSA_BITS: a digit is worth 3.32 bits."""


def sniff(data: bytes) -> bool:
    """Whether the first line that is not blank or a remark holds three numbers, the last a long one."""
    return _KEY.match(data) is not None


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read all lines; a bad one among good ones is an entry that holds its error.

    Raises:
        CorruptKeyError, LimitError: no line is good; that of the first bad line.
    """
    return _key_lines.entries_of(
        data.removeprefix(_key_lines.BOM), CONTAINER, FORMAT.id, _read_line, _MAX_LINES
    )


def _read_line(text: bytes, number: int) -> KeyEntry:
    container = f"{CONTAINER} on line {number}"
    match = _LINE.fullmatch(text)
    if match is None:
        raise CorruptKeyError(
            container,
            "it must contain three decimal numbers",
            "A key line is: size in bits, exponent, modulus, comment; paste all of it, on one line",
        )
    public = Rsa1PublicKey(_number(match["n"]), _number(match["e"]))
    check_size(public.n, int(match["bits"]), container)
    return KeyEntry(FORMAT.id, public, (match["comment"] or b"").strip(b" \t\r"), line=number)


def _number(digits: bytes) -> int:
    limits.check("decimal digits", len(digits), _MAX_DIGITS)
    value = 0
    for at in range(0, len(digits), _CHUNK):
        chunk = digits[at : at + _CHUNK]
        value = value * 10 ** len(chunk) + int(chunk)
    return value


def _digits(value: int) -> str:
    high, low = divmod(value, 10**_CHUNK)
    return f"{high}{low:0{_CHUNK}}" if high else str(low)


def line_of(public: Rsa1PublicKey, comment: bytes = b"") -> str:
    """The line of a key, without a newline.

    Args:
        public: the key.
        comment: what is not UTF-8 comes out as lone surrogates; CR, LF and NUL as blanks.
    """
    words = [str(public.bits), _digits(public.e), _digits(public.n)]
    text = one_line(comment).strip().decode("utf-8", "surrogateescape")
    return " ".join([*words, text] if text else words)


def write(public: PublicKey, comment: bytes) -> bytes:
    """Write one line.

    Raises:
        UnsupportedConversionError: another key type.
    """
    if not isinstance(public, Rsa1PublicKey):
        raise UnsupportedConversionError(
            FORMAT.why_not(public.family) or FORMAT.label, "Choose the one-line OpenSSH format"
        )
    return line_of(public, comment).encode("utf-8", "surrogateescape") + b"\n"


FORMAT: Final = Format(
    id="ssh1-public",
    label="SSH-1 public key (line of numbers)",
    purpose="for SSH version 1",
    families=frozenset({"rsa1"}),
    sniff=sniff,
    read=read,
    write_public=write,
    suffix=".pub",
    no_room={"rsa": NOT_FOR_VERSION_2},
)
"""What puttygen -O public writes of an SSH-1 key."""
