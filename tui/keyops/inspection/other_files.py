"""Naming what is not a key of ours: bytes that no format recognised, with the next step for their owner.

A file may be something else altogether (``other_file_types``), a key in disguise - UTF-16, base64 - or a
bigger text with a key in it; then the line is named in which it begins. Nothing here raises, and nothing is
opened or unlocked. What is told of the inside of a disguise comes from the formats themselves.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import itertools
from typing import Final, NamedTuple

from ..encoding import der
from ..errors import KeyOpsError, UnknownFormatError
from ..formats import FORMATS
from ..keys.algorithms import BY_NAME, label_of, read_blob
from ..patterns import compiled
from . import foreign_wrappers, no_key_inside
from . import other_file_types as table
from .other_file_types import OtherFile

_MOST_PROSE: Final = 64 * 1024
_MAX_DISGUISES: Final = 2
"""One in the other: base64 of base64 is found in secrets of Kubernetes."""

_LABEL: Final = compiled(rb"-----BEGIN ([A-Za-z0-9. ]{1,64}?)-----")
_DAMAGED_BEGIN: Final = compiled(rb"BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_PPK: Final = compiled(rb"PuTTY-User-Key-File-[0-9]")
_PUBLIC: Final = compiled(rb"(?:ssh|ecdsa|sk)-[a-z0-9@.-]{1,60}+[ \t]++AAAA[A-Za-z0-9+/]{20}")
_JWK: Final = compiled(rb"\bkty\\{0,2}[\"']?[ \t]*+[:=][ \t]*+\\{0,2}[\"']?(?:RSA|EC|OKP)\b")
_BASE64: Final = compiled(rb"[A-Za-z0-9+/\s]++=?\s*+=?\s*+")
_BASE64_WORD: Final = compiled(
    rb"(?:"
    + b"|".join(base64.b64encode(start)[:12] for start in (b"-----BEGIN", b"PuTTY-User"))
    + rb")[\w+/=]++"
)
_CONTENT: Final = compiled(rb"(?:\A(?:\xef\xbb\xbf)?+|(?<=[\r\n]))[ \t]*+([^\s#][^\s=]*+)")
_PKCS7_OID: Final = bytes.fromhex("2a864886f70d0107")
_LARGEST_SIGNATURE: Final = 139
"""Bytes of the two numbers of an ECDSA signature on P-521, which look like parameters."""
_PGP_ALGORITHMS: Final = frozenset((1, 2, 3, 16, 17, 18, 19, 20, 22, 25, 26, 27, 28))


class Embedded(NamedTuple):
    """A key within a bigger text."""

    what: str
    """With its article."""
    line: int
    """Where it begins, from 1."""
    hint: str


def unknown(data: bytes) -> UnknownFormatError:
    """The error for bytes that no format recognised, naming what they are where that is known."""
    found = identify(data)
    if found is not None:
        return UnknownFormatError(found.title, found.hint, what=found.id)
    hint = "Choose a private key, a public key or a certificate"
    if b"\0" in data[:4096]:
        hint = "It is a binary file; choose another"
    elif _is_prose(data):
        return UnknownFormatError(
            "Not a key file: a text with no key in it",
            "Read it: it may say why the key is missing. Then choose the key file",
            what="text",
        )
    return UnknownFormatError("Not a key file of any known kind", hint)


_LONG_WORD: Final = compiled(rb"[A-Za-z0-9+/=_-]{40}")


def _is_prose(data: bytes) -> bool:
    """Whether a file is a short text without a word as long as base64 and numbers are."""
    if len(data) > _MOST_PROSE or _LONG_WORD.search(data):
        return False
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(one.isprintable() or one in "\n\r\t\x1b\ufeff" for one in text)


def refuse_empty_frame(data: bytes) -> None:
    """Say what stands in a file that looks like a key and holds something else in its place.

    Raises:
        UnknownFormatError: something is there that is known and no key.
    """
    found = _by_start(data) or no_key_inside.identify(data)
    if found is not None:
        raise UnknownFormatError(found.title, found.hint, what=found.id)


def identify(data: bytes, disguises: int = 0) -> OtherFile | None:
    """What a file is that is no key of ours; None when it is not known either.

    Args:
        data: the whole file, which no row of FORMATS recognised.
        disguises: how many were taken off it already.
    """
    found = _by_start(data) or no_key_inside.blank(data) or _der(data) or _openpgp(data)
    if found is None and disguises < _MAX_DISGUISES:
        found = _utf16(data, disguises) or _base64(data, disguises)
    return found or _text(data)


def _by_start(data: bytes) -> OtherFile | None:
    head = data.removeprefix(b"\xef\xbb\xbf")
    for start, other_file in (*table.BY_START, *foreign_wrappers.BY_START):
        if head.startswith(start):
            if other_file.id == "registry" and b"\\SimonTatham\\PuTTY" in data:
                return table.PUTTY_HOSTS if b"\\SshHostKeys]" in data else table.PUTTY_SESSION
            return other_file
    if head[8:12] == b"KBXf":
        return OtherFile("keybox", "a GnuPG keybox", "Choose a key file; gpg -k lists what is in it")
    return None


def refuse_archive(data: bytes) -> None:
    """Say that bytes are an archive, whose files may stand in it as they are.

    Raises:
        UnknownFormatError: they are.
    """
    found = (
        table.TAR if data[257:262] == b"ustar" else _by_start(data) if data.startswith(b"PK\3\4") else None
    )
    if found is not None:
        raise UnknownFormatError(found.title, found.hint, what=found.id)


def _text(data: bytes) -> OtherFile | None:
    label = _LABEL.search(data)
    if label and (known := table.BY_LABEL.get(label[1].decode("ascii"))):
        return known
    inside = embedded(data)
    if inside:
        return _with_key(data, inside)
    for pattern, other_file in (*foreign_wrappers.BY_PATTERN, *table.BY_PATTERN):
        if pattern.search(data):
            return other_file
    in_place = no_key_inside.identify(data)
    if in_place is not None:
        return in_place
    if label:
        name = label[1].decode("ascii")
        return OtherFile("pem", f"a PEM block named {name}, which is not an SSH key", "Choose a key file")
    return _config(data)


def _with_key(data: bytes, inside: Embedded) -> OtherFile:
    """A text with a key in it, or with a block that looks like one."""
    label = _LABEL.match(data.lstrip())
    if label and label[1].endswith(b"PRIVATE KEY"):
        whose = label[1].decode("ascii").removesuffix("PRIVATE KEY").strip()
        return OtherFile(
            "foreign-private",
            f"a private key labelled {whose}, which no SSH program reads",
            "If another program made it, keep it there; if its BEGIN line was edited, restore the line",
        )
    name = f"text in which {inside.what} begins on line {inside.line}"
    if inside.line == 1 and _DAMAGED_BEGIN.search(data):
        name = "a private key whose BEGIN line is damaged"
    return OtherFile("embedded", name, inside.hint)


def embedded(data: bytes) -> Embedded | None:
    """A key within a bigger text, such as a log, a YAML or JSON file or a script; the first private one.

    A private key in PEM armour is found too where its BEGIN line is damaged. A line ends with LF, CRLF or CR.
    """
    for find in (_private_inside, _encoded_inside, _public_inside, _jwk_inside):
        found = find(data)
        if found is not None:
            what, at, hint = found
            return Embedded(what, len(data[:at].splitlines()) + (data[:at][-1:] in {b"", b"\n", b"\r"}), hint)
    return None


def _private_inside(data: bytes) -> tuple[str, int, str] | None:
    match = _DAMAGED_BEGIN.search(data)
    if match:
        label = match[0].decode("ascii")
        return (
            "a private key",
            match.start(),
            f"Copy it to a file of its own, with -----{label}----- alone on the first line",
        )
    match = _PPK.search(data)
    if match:
        return (
            "a PPK file",
            match.start(),
            "Copy it, from there to its Private-MAC line, to a file of its own",
        )
    return None


def _encoded_inside(data: bytes) -> tuple[str, int, str] | None:
    for match in _BASE64_WORD.finditer(data):
        decoded = _decoded(match[0].rstrip(b"="), partly=True)
        if decoded and (b"PRIVATE KEY" in decoded[:80] or _PPK.match(decoded)):
            return "a private key in base64", match.start(), "Decode that word with base64 -d into a file"
    return None


def _public_inside(data: bytes) -> tuple[str, int, str] | None:
    match = _PUBLIC.search(data)
    if match is None:
        return None
    return "a public key", match.start(), "Copy it, from the key type on, to a file of its own, on one line"


def _jwk_inside(data: bytes) -> tuple[str, int, str] | None:
    match = _JWK.search(data)
    if match is None:
        return None
    return "a JWK", match.start(), "Write it as JSON to a file of its own: {, its members in double quotes, }"


def _utf16(data: bytes, disguises: int) -> OtherFile | None:
    head = data[:64]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif len(head) > 7 and not any(head[1::2]) and all(head[::2]):
        codec = "utf-16-le"
    elif len(head) > 7 and not any(head[::2]) and all(head[1::2]):
        codec = "utf-16-be"
    else:
        return None
    inside = data.decode(codec, "replace").encode()
    return _disguised(
        "utf-16", "UTF-16 text, as written by Notepad and PowerShell", inside, "Save it as UTF-8", disguises
    ) or OtherFile(
        "utf-16", "UTF-16 text, as written by Notepad and PowerShell", "Save it as UTF-8, then look again"
    )


def _base64(data: bytes, disguises: int) -> OtherFile | None:
    text = data.strip()
    if len(text) < 24 or not _BASE64.fullmatch(text):
        return None
    inside = _decoded(b"".join(text.split()).rstrip(b"="))
    if inside is None:
        return None
    with contextlib.suppress(KeyOpsError):
        public = read_blob(inside)
        if public.algorithm in BY_NAME:
            return OtherFile(
                "public-body",
                f"the base64 of a public key ({label_of(public)}) without its key type",
                f"Put {public.algorithm} and a space before it, on the same line",
            )
    return _disguised("base64", "base64", inside, "Decode it with base64 -d into a file", disguises)


def _decoded(packed: bytes, *, partly: bool = False) -> bytes | None:
    if partly:
        packed = packed[: len(packed) // 4 * 4]
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _disguised(kind: str, coat: str, inside: bytes, step: str, disguises: int) -> OtherFile | None:
    """What is in a disguise; None when that is not known."""
    for row in FORMATS.values():
        if row.sniff(inside):
            return OtherFile(kind, f"{coat}, containing a key: {row.label}", f"{step}, then look again")
    found = identify(inside, disguises + 1)
    if found is None:
        return None
    if found.id in {table.PUTTY_SESSION.id, table.PUTTY_HOSTS.id}:  # which is UTF-16 always
        return found
    return OtherFile(kind, f"{coat}, containing {found.name}", f"{step}; then: {found.hint}")


def _der(data: bytes) -> OtherFile | None:
    if data[:2] in {b"\x06\x08", b"\x06\x05"} and len(data) == 2 + data[1]:
        return table.PARAMETERS
    if data[:1] != b"\x30" or len(data) < 32:
        return None
    tags = der.tags(data)
    fields = data[len(data) - der.Cursor(data, "").sequence("", cut=True).left :] if tags else b""
    if tags[:1] == [der.OID]:
        return table.PKCS7 if _PKCS7_OID in fields[:16] else None
    if tags[:2] == [der.INTEGER, der.SEQUENCE]:
        return table.PKCS12 if fields[:3] == b"\x02\x01\x03" else None
    if set(tags) == {der.INTEGER} and len(data) > _LARGEST_SIGNATURE:
        return table.PARAMETERS
    return _x509(der.tags(fields)) if tags[:2] == [der.SEQUENCE] * 2 else None


def _x509(tags: list[int]) -> OtherFile | None:
    """A certificate, a request or a list, by the first elements of what is signed."""
    if tags[:1] == [der.context(0)] or tags[:4] == [der.INTEGER, *[der.SEQUENCE] * 3]:
        return table.CERTIFICATE
    if tags[:4] == [der.INTEGER, der.SEQUENCE, der.SEQUENCE, der.context(0)]:
        return table.REQUEST
    times = {0x17, 0x18}
    return table.REVOKED if times & set(tags[2:4]) else None


_ENCRYPTED_FOR: Final = {1: {3, 6}, 3: {4, 5, 6}}
"""Packets that begin an encrypted file, with their versions: a session key for a key, or for a passphrase."""


def _openpgp(data: bytes) -> OtherFile | None:
    """A binary key or an encrypted file.

    A packet header and a version; then, of a key, 4 bytes of time and an algorithm. Source: RFC 9580.
    """
    if len(data) < 16 or not data[0] & 0x80:
        return None
    if data[0] & 0x40:
        tag = data[0] & 0x3F
        start = 2 + (data[1] >= 192) + 3 * (data[1] == 255)
    else:
        tag = data[0] >> 2 & 0x0F
        start = 1 + (1, 2, 4, 0)[data[0] & 3]
    if data[start] in _ENCRYPTED_FOR.get(tag, ()) and _fits_packet(data, tag, start):
        return table.PGP_MESSAGE
    if data[start] not in {4, 5, 6} or data[start + 5] not in _PGP_ALGORITHMS:
        return None
    if tag in {5, 7}:
        return table.PGP_PRIVATE
    return table.PGP_PUBLIC if tag in {6, 14} else None


def _fits_packet(data: bytes, tag: int, start: int) -> bool:
    """Whether a packet with a session key is of a known kind: its key algorithm, or its cipher and hash."""
    if tag == 1:
        return data[start + 9] in _PGP_ALGORITHMS
    return data[start + 1] in range(1, 14) and data[start + 2] in {0, 1, 3, 4}


def _config(data: bytes) -> OtherFile | None:
    words = [match[1].lower() for match in itertools.islice(_CONTENT.finditer(data), 64)]
    client = sum(word in table.CLIENT_WORDS for word in words)
    server = sum(word in table.SERVER_WORDS for word in words)
    if not words or 2 * (client + server) < len(words):
        return None
    return table.SSHD_CONFIG if server else table.SSH_CONFIG
