"""Frames of a private key with something else in them, and keys whose letters are all of one case.

Base64 has 26 letters twice: what turns them all into small or capital ones loses one bit of each letter, and
no program can find it again.
"""

from __future__ import annotations

from typing import Final

from ..patterns import compiled
from .other_file_types import OtherFile

_FRAME: Final = compiled(
    rb"(?i)-{3,6} ?BEGIN (?P<label>[A-Z0-9 ]{1,40}?) ?-{3,6}(?P<body>[^\0]{0,40000}?)"
    rb"(?:(?P<end>-{3,6} ?END )|\Z)"
)
_TYPE: Final = rb"(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]{2,60}"
_LINE: Final = compiled(rb"(?i)(?:^|[ \t])" + _TYPE + rb"[ \t]++(?P<body>aaaa[a-z0-9+/]{60,})")
_PUBLIC: Final = compiled(rb"\s*+(?:[\w=\",*.-]{1,200} )?" + _TYPE + rb"[ \t]++AAAA[A-Za-z0-9+/]{20}")
_CHANGED: Final = compiled(_TYPE + rb"[ \t]++(?P<body>[A-Za-z0-9+/]{60,}={0,2})(?:[ \t][^\n]{0,200})?")
_ROWS: Final = compiled(rb"(?m)^[ \t]*+([A-Za-z0-9+/=]{20,100})[ \t\r]*+$")
_BEYOND_HEX: Final = compiled(rb"[g-zG-Z]")
_FEWEST: Final = 40
"""Letters: so many fall into one case by chance once in 2 to the power 39 times."""


def identify(text: bytes) -> OtherFile | None:
    """What is wrong with a whole text in which a key should be; None when it is nothing of this kind."""
    frame = _FRAME.search(text)
    if frame is None:
        line = _LINE.search(text)
        return (_one_case(line["body"]) if line else None) or _changed_line(text)
    if frame["end"] and b"PRIVATE" in frame["label"].upper() and _PUBLIC.match(frame["body"]):
        return OtherFile(
            "public-in-frame",
            "a public key between the BEGIN and END lines of a private key",
            "The private key is not in it, and cannot be made from the public one: it is in the file of the "
            "same name without .pub. Put all of that file here, with its own BEGIN and END lines",
        )
    return _one_case(b"".join(_ROWS.findall(frame["body"])))


def _changed_line(text: bytes) -> OtherFile | None:
    """A public key line whose base64 begins as none does."""
    found = _CHANGED.fullmatch(text)
    if found is None or found["body"].startswith(b"AAAA"):
        return None
    return OtherFile(
        "changed-line",
        "a public key line whose base64 was changed: it does not begin with AAAA",
        "Get the line again from its source, or make it from the private key: ssh-keygen -y -f FILE",
    )


def _one_case(body: bytes) -> OtherFile | None:
    letters = bytes(one for one in body if 65 <= (one & 0xDF) <= 90)
    if (
        len(letters) < _FEWEST
        or not (letters.islower() or letters.isupper())
        or not _BEYOND_HEX.search(letters)
    ):
        return None
    kind = "lower" if letters.islower() else "upper"
    return OtherFile(
        "one-case",
        f"a key in which every letter was turned into {kind} case",
        f"Base64 needs both cases, so the key is lost in this copy: something along the way converts text to "
        f"{kind} case, such as a filter, a form field or a database column. Get the key from where it still "
        "has both, and turn the conversion off",
    )
