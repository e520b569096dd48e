"""What a rule can see of a file beside format, type and cipher: its bytes, and how its numbers are written.

A trait of the bytes is a kind of damage, under its id in ``damage``; those of the content stand here.
A profile lists by id what its program ``refuses`` and what it ``reads``; where it says nothing, ``usual``
is what holds.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..damage import diagnosis as damage
from ..damage.base import Container
from ..encoding import der, pem
from ..errors import KeyOpsError
from ..findings import Severity
from ..formats import _blocks
from ..inspection import opening
from ..inspection.inspection import recognise
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator


class Usual(enum.StrEnum):
    """What becomes of a trait where nobody has looked."""

    READ = "read"
    DOUBTED = "doubted"
    """Some programs refuse it."""
    REFUSED = "refused"
    """Most programs do."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing about a file that some programs do not read."""

    id: str
    words: str
    """What it is, as it stands after a colon."""
    usual: Usual
    damaged: bool = False
    """Whether it is damage."""


def _usual_of(row: opening.Mistake) -> Usual:
    """OpenSSH stands for most programs."""
    if "S" in row.refused:
        return Usual.REFUSED
    return Usual.DOUBTED if row.refused else Usual.READ


CONTENT: Final = {
    trait.id: trait
    for trait in (
        Trait("ec-parameters", "an EC PARAMETERS block stands before the key", Usual.DOUBTED),
        Trait("ec-explicit", "its curve is spelled out, not named", Usual.DOUBTED),
        Trait("ec-no-public", "it holds no public key", Usual.DOUBTED),
        Trait("ec-compressed", "its public key is a compressed point", Usual.DOUBTED),
        Trait("pkcs8-v2", "it is PKCS#8 of version 2, with the public key inside", Usual.READ),
        Trait("pkcs8-v2-explicit", "the public key in its PKCS#8 has an explicit tag", Usual.READ),
        Trait("ppk-no-comment", "its comment is empty", Usual.READ),
        Trait("ppk-blank-lines", "blank lines stand between its lines", Usual.READ),
        Trait("nul-after", "a NUL byte stands behind the key", Usual.DOUBTED),
        Trait("nul-for-newline", "a NUL byte stands where the last newline should be", Usual.DOUBTED),
        Trait(
            "body-width",
            "its lines have another width than 64 characters, or 70 in OpenSSH format",
            Usual.READ,
        ),
    )
}
"""Those that are no damage; a fix writes them as most programs do."""

MISTAKES: Final = {
    name: Trait(name, row.title[0].lower() + row.title[1:], _usual_of(row))
    for name, row in opening.MISTAKES.items()
    if name not in CONTENT
}
"""Mistakes of the maker of a file that is not locked."""

_NEEDS: Final = frozenset({"crlf", "bom", "text-before", "no-last-newline"})
"""Damage that rules speak of as needs: lf, no-bom, nothing-before, final-newline."""
_READ_OVER: Final = frozenset({"trailing-blanks", "blank-lines", "text-after", "rewrapped"})
"""Damage that many programs read over although OpenSSH refuses it."""
_LOCKED: Final = "-locked"
_DAMAGES: Final = frozenset(row.id for row in damage.DAMAGES if row.find) - _NEEDS
KNOWN: Final = _DAMAGES | CONTENT.keys() | MISTAKES.keys() | {f"{name}{_LOCKED}" for name in _DAMAGES}
"""All ids. Damage in PEM with a passphrase, which many programs read in another way, ends in ``-locked``."""

_EC: Final = "EC PRIVATE KEY"
_PKCS8: Final = "PRIVATE KEY"
_EC_OID: Final = "1.2.840.10045.2.1"
_WIDTHS: Final = {"OPENSSH PRIVATE KEY": 70}


def traits_of(data: bytes) -> tuple[Trait, ...]:
    """The traits of a file, damage first. Never raises."""
    found = damage.examine(data)
    nul = data.rstrip(b"\r\n").endswith(b"\0") and all(one.id != "utf-16" for one in found.damages)
    suffix = _LOCKED if found.container is Container.PEM_LOCKED else ""
    traits = [
        Trait(one.id + suffix, one.title, _usual(one), damaged=True)
        for one in found.damages
        if one.id not in _NEEDS and not (nul and one.id == "text-after")
    ]
    names = list(_content(found.data))
    if nul:
        at_once = data.rstrip(b"\r\n\0") == data.rstrip(b"\0") != data
        names.append("nul-for-newline" if at_once else "nul-after")
    mistakes = (MISTAKES[name] for name in _mistakes(found.data) if name in MISTAKES)
    return (*traits, *(CONTENT[name] for name in dict.fromkeys(names)), *mistakes)


def _mistakes(data: bytes) -> tuple[str, ...]:
    """Ids of what was read over in the key of a file, where it can be opened without a passphrase."""
    try:
        entries = recognise(data)
        first = entries[_blocks.chosen(entries)]
        return first.open(None).mistakes if first.is_private and first.encryption is None else ()
    except KeyOpsError:
        return ()


def _usual(one: damage.Damage) -> Usual:
    if one.severity is Severity.ERROR:
        return Usual.DOUBTED if one.id in _READ_OVER else Usual.REFUSED
    return Usual.DOUBTED if one.severity is Severity.WARNING else Usual.READ


def _content(data: bytes) -> Iterator[str]:
    if data.startswith(b"PuTTY-User-Key-File-"):
        text = pem.with_lf(data)
        if b"\nComment: \n" in text:
            yield "ppk-no-comment"
        if b"\n\n" in text.rstrip():
            yield "ppk-blank-lines"
        return
    try:
        blocks = pem.find(data, (_EC, _PKCS8, "EC PARAMETERS", *_WIDTHS, "RSA PRIVATE KEY"), "key")
    except KeyOpsError:
        return
    for block in blocks:
        usual = _WIDTHS.get(block.label, 64)
        if pem.width_of(data, block, usual) != usual:
            yield "body-width"
        if block.headers:
            continue
        try:
            yield from _inside(block.label, block.body)
        except KeyOpsError:
            continue


def _inside(label: str, body: bytes) -> Iterator[str]:
    if label == "EC PARAMETERS":
        yield "ec-parameters"
        if der.Cursor(body, "key").peek() == der.SEQUENCE:
            yield "ec-explicit"
    elif label == _EC:
        yield from _ec(body, spelled=False)
    elif label == _PKCS8:
        fields = der.Cursor(body, "key").sequence("the key")
        if fields.small("the version") == 1:
            yield "pkcs8-v2"
        algorithm = fields.sequence("the algorithm")
        if algorithm.oid("the algorithm") == _EC_OID:
            yield from _ec(fields.octets("the key"), spelled=algorithm.peek() == der.SEQUENCE)
        else:
            fields.octets("the key")
        if fields.peek() == der.context(0):
            fields.skip("the attributes")
        if fields.peek() == der.context(1):
            yield "pkcs8-v2-explicit"


def _ec(body: bytes, *, spelled: bool) -> Iterator[str]:
    fields = der.Cursor(body, "key").sequence("the key")
    fields.small("the version")
    fields.octets("the private number d")
    curve = fields.optional(0, "the curve")
    if spelled or (curve is not None and curve.peek() == der.SEQUENCE):
        yield "ec-explicit"
    point = fields.optional(1, "the public point Q")
    if point is None:
        yield "ec-no-public"
    elif point.bits("the public point Q")[:1] != b"\x04":
        yield "ec-compressed"
