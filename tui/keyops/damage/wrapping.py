r"""Damage by what a file went through: JSON, shells, .env files, secret stores, bigger texts around it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import identity, quick_check
from .base import ARMOURED, EVERYWHERE, Container, DamageKind, Seen
from .encoding import decoded_utf16
from .text import PPK, TYPE, Text, decoded, width_of, wrapped

if TYPE_CHECKING:
    import re

_MAX_LAYERS: Final = 6

# Quotes

_FENCE: Final = b"```"
_QUOTES: Final = (
    (_FENCE, _FENCE),
    (b'"', b'"'),
    (b"'", b"'"),
    (b"`", b"`"),
    ("\u201c".encode(), "\u201d".encode()),
    ("\u2018".encode(), "\u2019".encode()),
    ("\u201e".encode(), "\u201c".encode()),
)


def _unquoted(text: Text) -> bytes | None:
    inner = text.data.strip().rstrip(b",;")
    inner = inner.removeprefix(b"$") if inner.startswith((b"$'", b'$"')) else inner
    for left, right in _QUOTES:
        if inner.startswith(left) and inner.endswith(right) and len(inner) > len(left) + len(right) + 16:
            return inner[len(left) : -len(right)]
    return None


def _find_quotes(text: Text) -> Seen | None:
    inner = _unquoted(text)
    if inner is None or not _is_worth(inner):
        return None
    if text.data.strip().startswith(_FENCE):
        return Seen("The whole file is in a code fence (```), as in chat and Markdown", "remove the fence")
    return Seen("The whole file is in quotes, as in JSON or a shell", "remove the quotes")


def _repair_quotes(text: Text) -> bytes:
    inner = _unquoted(text) or text.data
    return inner if inner.endswith((b"\n", b"\\n")) else inner + b"\n"


# Escapes

_ESCAPE: Final = compiled(rb"(?<!\\)(\\++)(?:r\\++n|[nr])")
_OTHER_ESCAPE: Final = compiled(rb"(?<!\\)(?:((?:\\++u[0-9A-Fa-f]{4})++)|\\++([/\"]))")
_CODE: Final = compiled(rb"\\u([0-9A-Fa-f]{4})")
_PPK_ESCAPED: Final = compiled(PPK + rb"[123]: [!-\[\]-~]++\\++[nr]")
_BODY_ESCAPED: Final = compiled(
    rb"[A-Za-z0-9+/]{16,}+={0,2}+(?:\\++(?:r\\++n|[nr])[A-Za-z0-9+/]*+={0,2}+)++\s*+"
)
_LINE_ESCAPED: Final = compiled(rb"(?<![^\n\\])(?P<line>[^\n\\]++)\\++[nr](?=\s*+\Z|" + TYPE + rb")")
_KEY_LINE: Final = compiled(TYPE + rb"[ \t]++[A-Za-z0-9+/]")


def _first_escape(text: Text) -> re.Match[bytes] | None:
    """An escape where a newline should be; a backslash in a comment is none."""
    data = text.data
    if b"\\" not in data:
        return None
    for block in text.blocks:
        match = _ESCAPE.match(data, block.begin.end) if block.begin else None
        if match:
            return match
    if match := _PPK_ESCAPED.search(data):
        return _ESCAPE.search(data, match.start())
    for match in _LINE_ESCAPED.finditer(data):
        if _KEY_LINE.search(match["line"]):
            return _ESCAPE.search(data, match.end("line"))
    return _ESCAPE.search(data) if not text.edges and _BODY_ESCAPED.fullmatch(data) else None


def _find_escapes(text: Text, *, twice: bool) -> Seen | None:
    first = _first_escape(text)
    if first is None or (len(first[1]) > 1) != twice:
        return None
    count = sum(1 for _ in _ESCAPE.finditer(text.data))
    spelling = "\\" * min(len(first[1]), 4) + "n"
    place = "place" if count == 1 else "places"
    return Seen(
        f"{spelling} is spelled out in place of line endings, in {count:,} {place}",
        f"replace {spelling} with a newline in {count:,} {place}",
    )


def _find_escaped(text: Text) -> Seen | None:
    return _find_escapes(text, twice=False)


def _find_escaped_twice(text: Text) -> Seen | None:
    return _find_escapes(text, twice=True)


def _repair_escapes(text: Text) -> bytes:
    data = _OTHER_ESCAPE.sub(_meant, _ESCAPE.sub(b"\n", text.data))
    return data.rstrip(b"\n") + b"\n"


def _meant(match: re.Match[bytes]) -> bytes:
    """The characters of JSON's escapes: of slashes and quotes, and those with the number of a character."""
    if match[2]:
        return match[2]
    codes = b"".join(bytes.fromhex(code.decode("ascii")) for code in _CODE.findall(match[1]))
    return codes.decode("utf-16-be", "replace").encode()


# Base64

_KEY_START: Final = compiled(rb"(?:\xef\xbb\xbf)?+[ \t\r\n]*+(?:" + TYPE + rb"[ \t]|" + PPK + rb")")
_LEAST: Final = 24


def _is_worth(data: bytes) -> bool:
    """Whether a key may be found in these bytes."""
    return _shows_key(data) or bool(_peeled(_packed(data))) or _is_body(_packed(data))


def _shows_key(data: bytes) -> bool:
    flat = _flat(data)
    return b"BEGIN" in flat or _KEY_START.match(flat) is not None


def _flat(data: bytes) -> bytes:
    return decoded_utf16(data) or data


def _packed(data: bytes) -> bytes:
    return Text(_flat(data)).packed


def _is_body(packed: bytes) -> bool:
    return len(packed) >= _LEAST and bool(identity.label_of(decoded(packed) or b""))


def _peeled(packed: bytes) -> list[bytes]:
    """What stands under each layer of base64 that a key file is wrapped in; empty when it is not."""
    found: list[bytes] = []
    while len(packed) >= _LEAST and len(found) < _MAX_LAYERS and not _is_body(packed):
        inner = decoded(packed)
        if inner is None:
            break
        found.append(inner)
        packed = _packed(inner)
        if _shows_key(inner) or _is_body(packed):
            return found
    return []


def _find_base64(text: Text) -> Seen | None:
    count = len(_peeled(text.packed))
    if not count:
        return None
    times = "" if count == 1 else ", twice" if count == 2 else f", {count} times"
    return Seen(f"The whole file is base64{times}, as secret stores keep it", f"decode the base64{times}")


def _repair_base64(text: Text) -> bytes:
    peeled = _peeled(text.packed)
    return peeled[-1] if peeled else text.data


def _bare(text: Text) -> tuple[str, bytes]:
    """The label and base64 of a file that is a body and nothing else; two empty ones when it is not."""
    packed = text.packed
    label = identity.label_of(decoded(packed) or b"") if len(packed) >= 40 else ""
    return (label, packed) if label else ("", b"")


def _find_bare(text: Text) -> Seen | None:
    label, _ = _bare(text)
    if not label:
        return None
    return Seen(
        f"Only the base64 body: the BEGIN and END lines of {label} are missing",
        f"add the BEGIN and END lines of {label}",
    )


def _repair_bare(text: Text) -> bytes:
    label, packed = _bare(text)
    if len(packed) % 4:
        packed = base64.b64encode(decoded(packed) or b"")
    return b"".join(
        (
            quick_check.edge("BEGIN", label) + b"\n",
            wrapped(packed, width_of(label)),
            quick_check.edge("END", label) + b"\n",
        )
    )


QUOTED: Final = DamageKind(
    "quoted",
    "Quotes around the file",
    "begins and ends with `\"`, `'` or the like",
    "removed",
    EVERYWHERE,
    _find_quotes,
    _repair_quotes,
    peels=True,
)
ESCAPED: Final = DamageKind(
    "escaped-newlines",
    r"`\n` spelled out",
    "a backslash and an n after BEGIN",
    "newlines",
    EVERYWHERE | {Container.PUBLIC: ""},
    _find_escaped,
    _repair_escapes,
    peels=True,
)
ESCAPED_TWICE: Final = DamageKind(
    "escaped-twice",
    r"`\\n` spelled out",
    "two or more backslashes and an n after BEGIN",
    "newlines",
    EVERYWHERE | {Container.PUBLIC: ""},
    _find_escaped_twice,
    _repair_escapes,
    peels=True,
)
BASE64: Final = DamageKind(
    "base64-file",
    "Base64 of the whole file, once or more",
    "nothing but base64 that decodes to a key file",
    "decoded",
    EVERYWHERE,
    _find_base64,
    _repair_base64,
    peels=True,
)
BARE_BODY: Final = DamageKind(
    "bare-body",
    "Body without BEGIN and END lines",
    "nothing but base64 of DER or openssh-key-v1",
    "BEGIN and END lines of its kind",
    EVERYWHERE | {Container.RFC4716: "", Container.SSHCOM: "P"},
    _find_bare,
    _repair_bare,
    only=ARMOURED - {Container.PEM_LOCKED, Container.RFC4716},
)
