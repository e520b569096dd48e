"""Texts that stand where a key should, and hold none: a path, a variable, stars, a message of a program.

Somebody's script, pipeline or page put them there. Each row says what the text is and what to do; the whole
file is looked at, and what stands between a BEGIN and an END line, and behind the type word of a public key.
Nothing of a text is repeated but a path or the name of a variable: it may be a secret.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Final

from ..patterns import compiled
from . import wrong_content
from .no_key_texts import BY_MESSAGE, BY_WHOLE_TEXT, FETCH, PATH, STARS, VARIABLE
from .other_file_types import OtherFile

_LARGEST: Final = 64 * 1024
"""Bytes. What stands in the place of a key is short."""

_INSIDE: Final = compiled(
    rb"\s*+-{4,6} ?BEGIN [A-Z0-9 ]{1,60}-{4,6}(?P<body>[^\0]{0,2000}?)"
    rb"(?:-{4,6} ?END [A-Z0-9 ]{1,60}-{4,6}\s*+)?"
)
_LINE: Final = compiled(
    rb"\s*+(?P<type>(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]{2,60}+)[ \t]++(?P<body>[^\r\n]{1,400}+)\s*+"
)
_WHOLE: Final = tuple((compiled(pattern, re.DOTALL), row) for pattern, row in BY_WHOLE_TEXT)
_MESSAGES: Final = tuple((compiled(pattern, re.MULTILINE), row) for pattern, row in BY_MESSAGE)
_ERROR_WORDS: Final = frozenset(
    (
        *("error", "errors", "message", "messages", "detail", "details"),
        *("fault", "exception", "error_description"),
    )
)
_PERHAPS: Final = frozenset({"code", "status", "reason", "title"})
"""Words that answers have too: of an error there are two of them."""


def blank(data: bytes) -> OtherFile | None:
    """What a file is that has bytes and nothing in them; None when there is something."""
    if not data.strip(b"\0"):
        return OtherFile(
            "zeros",
            "a file of NUL bytes only: nothing was written where the key should be",
            "A full disk or a crash leaves such files: get the key again, or restore it from a backup",
        )
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").strip():
        decoded = data.strip()
        if decoded not in _NOTHING_IN_BASE64:
            return None
    return OtherFile(
        "empty",
        "a file with nothing but a byte order mark, or the base64 of nothing",
        "The value was empty when it was written: check its name, and set it",
    )


_NOTHING_IN_BASE64: Final = frozenset(
    base64.b64encode(nothing)
    for nothing in (b"\n", b"\r\n", b" ", b"\n\n", b"null", b"null\n", b"None", b'""')
)


def identify(data: bytes) -> OtherFile | None:
    """What stands in a file in place of a key; None when nothing of this kind does. Never raises."""
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not text or len(data) > _LARGEST:
        return None
    return _sorted(text) or wrong_content.identify(text) or _around(text) or _in(text)


def _in(text: bytes) -> OtherFile | None:
    bare = _unquoted(text)
    for pattern, row in _MESSAGES:
        if pattern.search(text) and b"PRIVATE KEY-----\n" not in text:
            return row
    if b"\n" not in bare and len(bare) <= 1024:
        for pattern, row in _WHOLE:
            if pattern.fullmatch(bare) and not (row is PATH and _is_base64(bare)):
                return _named(row, bare)
    return _json(text)


def _is_base64(text: bytes) -> bool:
    """Whether what looks like a path may be base64, which has slashes too: it mixes all kinds of signs."""
    kinds = re.compile(rb"(?=[^/]*[a-z])(?=[^/]*[A-Z])(?=[^/]*[0-9])[^/]+")
    return re.fullmatch(rb"[A-Za-z0-9+/]{16,}={0,2}", text) is not None and any(
        map(kinds.match, text.split(b"/"))
    )


def _unquoted(text: bytes) -> bytes:
    while len(text) > 2 and text[:1] == text[-1:] and text[:1] in {b'"', b"'"}:
        text = text[1:-1].strip()
    return text


def _named(row: OtherFile, bare: bytes) -> OtherFile:
    """The row, with the path or the variable in its name: what else stands there may be a secret."""
    if row not in {PATH, VARIABLE} or len(bare) > 80:
        return row
    return row._replace(name=f"{row.name} ({bare.decode('utf-8', 'replace')})")


_SORTED: Final = compiled(
    rb"(?:[^-\n][^\n]{0,2000}+\n)*+-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----\n"
    rb"-----END [A-Z ]{0,40}PRIVATE KEY-----\n[A-Za-z0-9+/=]{1,80}+\n[A-Za-z0-9+/=]"
)


def _sorted(text: bytes) -> OtherFile | None:
    """A private key in a file whose lines were sorted, as for lists of public keys."""
    if _SORTED.match(text) is None:
        return None
    return OtherFile(
        "sorted",
        "a private key whose lines were sorted: the order is lost, and the key with it",
        "Get the key again, or restore it from a backup; it does not belong where public keys go",
    )


def _around(text: bytes) -> OtherFile | None:
    """What stands between the lines of an armour, or behind a type word, in place of the key."""
    for pattern, where in ((_INSIDE, "between its BEGIN and END lines"), (_LINE, "after its key type")):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        body = match["body"].strip()
        first = body if where.startswith("between") else body.split(b" ")[0]
        found = _short_for(first) or _in_place(body) or _in_place(first)
        if found is not None:
            return found._replace(name=f"no key: the text {where} is {found.name}")
    return None


_WORDS: Final = compiled(rb"[A-Za-z]{2,16}(?: [A-Za-z]{1,16}){1,12}")
"""Words on one line, which no lines of base64 are."""


def _in_place(body: bytes) -> OtherFile | None:
    """As ``_in``, of texts that cannot be base64."""
    if (
        not _WORDS.fullmatch(body)
        and re.fullmatch(rb"[A-Za-z0-9+/=\s]*", body)
        and not re.fullmatch(rb"[xX]{3,}", body)
    ):
        return None
    return _in(body)


_GAP: Final = compiled(
    rb"\.{3}|\xe2\x80\xa6|\*{3,}|\[\w[\w ]{2,30}\]|-{2,}snip-{2,}"
    rb"|[(<](?:snip|cut|redacted|removed|hidden|omitted|more)\w*[)>]"
)


def _short_for(body: bytes) -> OtherFile | None:
    """A key of which the middle was taken out for showing: dots or stars stand in its base64."""
    match = _GAP.search(body)
    rest = _GAP.sub(b"", body)
    if match is None or not re.fullmatch(rb"[A-Za-z0-9+/=\s]{4,}", rest):
        return None
    return OtherFile("redacted", "a key shortened for display: dots or stars replace the rest", STARS.hint)


def _json(text: bytes) -> OtherFile | None:
    """A JSON document with an error in it."""
    if text[:1] not in {b"{", b"["}:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        value = value[0] if value else None
    words = {str(word).lower() for word in value} if isinstance(value, dict) else set()
    if b" AAAA" not in text and (_ERROR_WORDS & words or len(_PERHAPS & words) > 1):
        return OtherFile("json-error", "an error response from a service, in JSON", FETCH)
    return None
