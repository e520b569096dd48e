"""Cases of damage that programs treat apart from the rest of its kind, each with an id of its own.

What a rule says of the kind it says of the case, unless it names the case.
"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Final

from ..encoding import pem
from ..patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

_EXACT: Final = compiled(rb"-----BEGIN [A-Z0-9 ]+-----.*?-----END [A-Z0-9 ]+-----", 16)
"""Flag 16 lets the dot match newlines."""
_SMALL: Final = compiled(rb"-{2,}\s*begin\s")
_LOWER: Final = compiled(rb"-----BEGIN [A-Z0-9 ]*[a-z]")
_WIDE: Final = compiled(rb"-----BEGIN [A-Z0-9 ]*  [A-Z0-9 ]*-----")
_OPENSSH: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_MAGIC: Final = compiled(rb"KEY-----\s*b3BlbnNzaC1rZXk")
"""What the base64 of the OpenSSH format begins with."""
_ODD: Final = compiled(rb"[^\t\n\r -~]")
_ON_END: Final = compiled(rb"-----END [A-Z0-9 ]+-----[ \t]*[^\s-]")
_BLANKS: Final = compiled(rb"\n[ \t]*\n(?=[^\s])")
_FIRST: Final = compiled(rb"-----BEGIN [A-Z0-9 ]+-----[ \t]*(\n[ \t]*)+\n(?=[^\s])")
_BELOW: Final = compiled(rb"\nDEK-Info:[^\n]*\n[ \t]*\n[ \t]*\n")
_HEADERS: Final = compiled(rb"-----BEGIN [A-Z0-9 ]+-----\n((?:[^\n:]*:[^\n]*\n)+)\n")
_UNSEEN: Final = 10
"""Bytes of a header that ``pem2der_decode`` passes over: fewer than ``Proc-Type:`` and one more."""
_TRADITIONAL: Final = compiled(rb"-----BEGIN (RSA|EC|DSA) PRIVATE KEY-----\s*([A-Za-z0-9+/]{32})")
_TAGS: Final = {b"RSA": 2, b"DSA": 2, b"EC": 4}
"""What comes behind the version: a number, or the private number as octets."""
_BASE64: Final = compiled(rb"[A-Za-z0-9+/=]*")
_BOM: Final = b"\xef\xbb\xbf"
_BOM_LATER: Final = compiled(rb"\A[ \t\r\n]+\xef\xbb\xbf")
"""A byte order mark that somebody put a blank or a line before."""
_PPK_HEADER: Final = compiled(
    rb"\n[ \t]+(?:Encryption|Comment|(?:Public|Private)-Lines|Key-Derivation|Argon2-[A-Za-z]+): "
)
_PPK_MAC: Final = compiled(rb"\n[ \t]+Private-MAC: ")
_ODD_BLANKS: Final = compiled(rb"\xef\xbb\xbf|\xc2\xa0|\xe2\x80|\xe3\x80\x80")
"""In UTF-8: marks of byte order, no-break spaces, and what typesetters use."""
_PARAMETERS: Final = (b"-----BEGIN EC PARAMETERS-----", b"-----END EC PARAMETERS-----")
_STARTS: Final = (b"-", b"PuTTY-User-Key-File-")


def _lines(data: bytes) -> list[bytes]:
    """Those that are not blank, of a file that begins with the key; none of another."""
    text = _BOM_LATER.sub(b" ", data).removeprefix(_BOM)
    lines = [line for line in pem.with_lf(text).rstrip(b"\0").split(b"\n") if line.strip()]
    return lines if lines and lines[0].strip().startswith(_STARTS) else []


def _at_the_end(data: bytes) -> bool:
    lines = _lines(data)
    inside = [line for line in lines[:-1] if not line.startswith(b"-----END ")]
    return bool(lines) and all(line[-1:] not in {b" ", b"\t"} for line in inside)


def _behind_the_first(data: bytes) -> bool:
    lines = _lines(data)
    return bool(lines) and all(line[-1:] not in {b" ", b"\t"} for line in lines[1:])


def _the_last(data: bytes) -> bool:
    lines = _lines(data)
    return bool(lines) and all(line[:1] not in {b" ", b"\t"} for line in lines[:-1])


def _at_the_start(data: bytes) -> bool:
    lines = _lines(data)
    return bool(lines) and all(line[:1] not in {b" ", b"\t"} for line in lines[1:])


def _behind_begin(data: bytes) -> bool:
    return _FIRST.search(pem.with_lf(data).strip()) is not None


def _only_behind_begin(data: bytes) -> bool:
    text = pem.with_lf(data).strip()
    return _behind_begin(data) and not _BLANKS.search(_FIRST.sub(b"", text, 1))


def _below_headers(data: bytes) -> bool:
    """Whether blank lines follow the one that ends the headers of a lock."""
    return _BELOW.search(pem.with_lf(data)) is not None


def _of_blanks(data: bytes) -> bool:
    lines = pem.with_lf(data).strip().split(b"\n")
    return b"" not in lines


def _other_text(data: bytes) -> bool:
    """Whether the last line is no base64 either, nor what is left of an END line."""
    last = _lines(data)[-1:]
    return bool(last) and b"--" not in last[0] and not _BASE64.fullmatch(last[0].strip())


def _short(data: bytes) -> bool:
    """Whether the headers are as short as those that OpenSSL 3 does not look at."""
    found = _HEADERS.search(pem.with_lf(data))
    return found is not None and len(found[1]) <= _UNSEEN


def _more(data: bytes) -> bool:
    return b"-----BEGIN " in data and _EXACT.search(data) is not None


def _lower(data: bytes) -> bool:
    return _LOWER.search(data) is not None


def _wide(data: bytes) -> bool:
    return _WIDE.search(data) is not None


def _behind_the_key(data: bytes) -> bool:
    end = max(data.rfind(b"-----END "), data.rfind(b"\nPrivate-MAC: "))
    return end >= 0 and _ODD.search(data[:end]) is None


def _bom_later(data: bytes) -> bool:
    """Whether the only odd blank is a byte order mark behind others, before the key."""
    text = _BOM_LATER.sub(b"", data)
    return text != data and _ODD_BLANKS.search(text) is None


def _in_a_header(data: bytes) -> bool:
    return data.startswith(b"PuTTY-") and _PPK_HEADER.search(pem.with_lf(data)) is not None


def _at_the_mac(data: bytes) -> bool:
    return data.startswith(b"PuTTY-") and _PPK_MAC.search(pem.with_lf(data)) is not None


def _parameters_cut(data: bytes) -> bool:
    """Whether the line that is missing is the first of the block before the key, which is text then."""
    begin, end = _PARAMETERS
    return end in data and begin not in data


def _parameters_open(data: bytes) -> bool:
    """The same of its last line."""
    begin, end = _PARAMETERS
    return begin in data and end not in data


def _on_the_end(data: bytes) -> bool:
    """Whether nothing but text behind the END line, on it, joins lines."""
    text = pem.with_lf(data)
    return _ON_END.search(text) is not None and all(
        b"-----" not in line.strip().strip(b"-").partition(b"-----")[0] or line.startswith(b"-----END ")
        for line in text.split(b"\n")
    )


def _no_openssh(data: bytes) -> bool:
    return _OPENSSH in data and _MAGIC.search(data) is None


def _other_type(data: bytes) -> bool:
    """Whether a traditional key stands under the label of another type of those."""
    found = _TRADITIONAL.search(pem.with_lf(data))
    if found is None:
        return False
    start = binascii.a2b_base64(found[2][: len(found[2]) & ~3])
    at = 2 + (start[1] & 0x7F if start[1:2] > b"\x80" else 0)
    return start[at : at + 2] == b"\x02\x01" and start[at + 3] in {2, 4} - {_TAGS[found[1]]}


def _small(data: bytes) -> bool:
    return _SMALL.search(data) is not None


def _other_dashes(data: bytes) -> bool:
    """Such as the long dash that a word processor makes of two."""
    return any(dash.encode() in data for dash in "‐‑‒–—―−")  # noqa: RUF001 - the very characters


_CASES: Final[dict[str, tuple[tuple[str, Callable[[bytes], bool]], ...]]] = {
    "trailing-blanks": (("trailing-end", _at_the_end), ("trailing-begin", _behind_the_first)),
    "indented": (("indented-first", _at_the_start), ("indented-last", _the_last)),
    "odd-blanks": (("bom-later", _bom_later), ("odd-blanks-after", _behind_the_key)),
    "indented-inside": (("indented-header", _in_a_header), ("indented-mac", _at_the_mac)),
    "begin-missing": (("parameters-cut", _parameters_cut),),
    "begin-twice": (("parameters-open", _parameters_open),),
    "joined-lines": (("text-on-end", _on_the_end),),
    "wrong-label": (("wrong-label-openssh", _no_openssh), ("wrong-label-type", _other_type)),
    "blank-lines": (
        ("blank-below", _below_headers),
        ("blank-first", _only_behind_begin),
        ("blank-first-too", _behind_begin),
        ("lines-of-blanks", _of_blanks),
    ),
    "end-missing": (("parameters-open", _parameters_open), ("text-for-end", _other_text)),
    "headers": (("headers-short", _short),),
    "dashes": (
        ("dashes-other", _other_dashes),
        ("label-small", _small),
        ("label-lower", _lower),
        ("label-wide", _wide),
        ("dashes-more", _more),
    ),
}
"""By the kind: blanks only behind the END line or the BEGIN line, a blank only before one of them, blank
lines below the headers, only behind BEGIN, there too, or not quite blank; other text where the END line
should be, or on it;
headers of a few characters; odd blanks only behind the key, or a byte order mark not quite at the start; a
blank before a header of PPK, or before its last line; EC PARAMETERS without their first line, or their last;
the label of the OpenSSH format, or of another type, over a key that is not so; dashes that are other
characters, a small BEGIN, small letters or two blanks in a label, and nothing but dashes too many."""
IDS: Final = frozenset(name for cases in _CASES.values() for name, _ in cases)


def case_of(name: str, data: bytes) -> str:
    """The id of the case that a kind of damage is in a file; that of the kind where it is none of them."""
    return next((case for case, holds in _CASES.get(name, ()) if holds(data)), name)
