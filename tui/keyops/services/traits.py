"""What a rule can see of a file besides format, type and cipher: its bytes, and how its numbers are written.

A trait of the bytes is a kind of damage, under its id in ``damage``; those of the content stand here.
A profile lists by id what its program ``refuses`` and what it ``reads``; where it says nothing, ``usual``
is what holds.
"""

from __future__ import annotations

import enum
import functools
from typing import TYPE_CHECKING, Final

from ..damage import quick_check
from ..encoding import der, pem
from ..errors import KeyOpsError
from ..findings import Severity
from ..formats import _blocks
from ..inspection import opening
from ..inspection.inspection import recognise
from ..keys.dsa import DsaPublicKey
from ..keys.rsa import MultiPrimeError
from ..patterns import compiled
from ..records import dataclass
from . import trait_cases
from .reasons import Cure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..damage import diagnosis as damage
    from ..inspection.report import KeyReport


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
    kind: str = ""
    """The id of what it is a case of: what a rule says of that, it says of this one, too."""
    cure: Cure = Cure.REWRITE


def _usual_of(row: opening.Mistake) -> Usual:
    """OpenSSH stands for most programs."""
    if "S" in row.refused:
        return Usual.REFUSED
    return Usual.DOUBTED if row.refused else Usual.READ


CONTENT: Final = {
    trait.id: trait
    for trait in (
        Trait("ec-parameters", "an EC PARAMETERS block precedes the key", Usual.DOUBTED),
        Trait(
            "ec-parameters-locked",
            "an EC PARAMETERS block precedes the key",
            Usual.DOUBTED,
            kind="ec-parameters",
        ),
        Trait("ec-explicit", "its curve is spelled out, not named", Usual.DOUBTED),
        Trait("ec-no-public", "it holds no public key", Usual.DOUBTED),
        Trait("ec-compressed", "its public key is a compressed point", Usual.DOUBTED),
        Trait("pkcs8-v2", "it is PKCS#8 version 2, with the public key inside", Usual.READ),
        Trait("pkcs8-v2-explicit", "the public key in its PKCS#8 has an explicit tag", Usual.READ),
        Trait(
            "pkcs8-v2-bare",
            "it is PKCS#8 version 2, without the public key",
            Usual.READ,
            kind="pkcs8-v2",
        ),
        Trait("pkcs8-v1-public", "it is PKCS#8 version 1, with a public key inside", Usual.DOUBTED),
        Trait("rsa-no-null", "its PKCS#8 names RSA without the NULL after it", Usual.READ),
        Trait("rsa-multi-prime", "its modulus has more than two primes", Usual.DOUBTED, cure=Cure.GENERATE),
        Trait("dsa-odd-q", "its number q does not have 160 bits", Usual.DOUBTED, cure=Cure.GENERATE),
        Trait("ppk-no-comment", "its comment is empty", Usual.READ, cure=Cure.COMMENT),
        Trait("ppk-comment-blank", "its comment ends in a space", Usual.READ, cure=Cure.COMMENT),
        Trait("ppk-blank-lines", "it has blank lines", Usual.READ),
        Trait(
            "ppk-blank-headers", "it has blank lines between its headers", Usual.READ, kind="ppk-blank-lines"
        ),
        Trait("text-beside", "other text is before BEGIN on the same line", Usual.REFUSED),
        Trait("tail", "something follows its last line", Usual.READ, kind="text-after"),
        Trait(
            "ec-parameters-after", "an EC PARAMETERS block follows the key", Usual.READ, kind="block-after"
        ),
        Trait("tabs-before", "its lines begin with tabs", Usual.READ),
        Trait("tabs-behind", "a line ends in a tab", Usual.READ),
        Trait("bom-twice", "it begins with two byte order marks", Usual.READ),
        Trait("cr-before", "a line that is only a carriage return precedes the key", Usual.READ),
        Trait("headers", "there are headers between its BEGIN line and the key", Usual.REFUSED),
        Trait(
            "headers-locked", "headers other than those of its encryption come before the key", Usual.REFUSED
        ),
        Trait("lock-apart", "the headers of its encryption do not come first", Usual.REFUSED),
        Trait("two-keys", "a second key follows the first", Usual.DOUBTED),
        Trait("nul-after", "a NUL byte follows the key", Usual.DOUBTED),
        Trait("nul-on-end", "a NUL byte follows the key, on its last line", Usual.DOUBTED, kind="nul-after"),
        Trait("nul-for-newline", "a NUL byte is in place of the last newline", Usual.DOUBTED),
        Trait(
            "body-width",
            "its lines are not 64 characters wide (70 in OpenSSH format)",
            Usual.READ,
        ),
    )
}
"""Those that are no damage; a fix writes them as most programs do, where that is possible."""

MISTAKES: Final = {
    name: Trait(name, row.title[0].lower() + row.title[1:], _usual_of(row))
    for name, row in opening.MISTAKES.items()
    if name not in CONTENT
}
"""Mistakes of the maker of a file that is not locked."""

_NEEDS: Final = frozenset({"crlf", "bom", "text-before", "no-last-newline"})
"""Damage that rules speak of as needs: lf, no-bom, nothing-before, final-newline."""
_NUL: Final = frozenset({"single-nuls"})
"""What a NUL byte at the end is not: a trait of its own says so."""
_READ_OVER: Final = frozenset({"trailing-blanks", "blank-lines", "text-after", "rewrapped"})
"""Damage that many programs read over although OpenSSH refuses it."""
_LOCKED: Final = "-locked"


@functools.cache
def known() -> frozenset[str]:
    """All ids. Damage in PEM with a passphrase, which many programs read otherwise, ends in ``-locked``."""
    from ..damage import diagnosis as damage

    damages = {row.id for row in damage.DAMAGES} - _NEEDS | trait_cases.IDS
    return frozenset({*damages, *CONTENT, *MISTAKES, *(f"{name}{_LOCKED}" for name in damages)})


_EC: Final = "EC PRIVATE KEY"
_PKCS8: Final = "PRIVATE KEY"
_EC_OID: Final = "1.2.840.10045.2.1"
_RSA_OID: Final = "1.2.840.113549.1.1.1"
_WIDTHS: Final = {"OPENSSH PRIVATE KEY": 70}
_KEYS: Final = (_EC, _PKCS8, *_WIDTHS, "RSA PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY")
_CR_BLANK: Final = compiled(rb"\r[ \t]{1,99}\n")
"""A blank that somebody put behind the line end of Windows: it is one before it."""
_BEGIN: Final = b"-----BEGIN "
_END: Final = b"-----END "
_FAR: Final = 64
"""Bytes before BEGIN that are looked at."""
_AFTER: Final = frozenset({"text-after", "block-after"})
"""Damage that says already what follows a key."""
_DSA_Q_BITS: Final = 160
"""All that a signature of type ssh-dss has room for (RFC 4253, 6.6)."""
_APART: Final = compiled(
    rb"PRIVATE KEY-----\n(?:[^\n]*\n)?\s*\n\s*Proc-Type:|Proc-Type:[^\n]*\n\s*\n\s*DEK-Info:"
)
_BLANKS: Final = (
    ("tabs-before", compiled(rb"(?m)^ *\t[ \t]*[-A-Za-z0-9+/]")),
    ("tabs-behind", compiled(rb"(?m)^(?!-+ ?END)[^\n]*\S *\t[ \t]*\r?$")),
    ("bom-twice", compiled(rb"\A(?:\xef\xbb\xbf){2}")),
    ("cr-before", compiled(rb"\A[ \t\n]*\r\s*[-P]")),
)
"""Of the bytes around the lines, where some programs take one blank and not another."""
_WORD: Final = compiled(rb"[A-Za-z0-9][^\n-]*\Z")
_PPK_HEADERS: Final = compiled(rb"\n\n(?:Encryption|Comment|Public-Lines|Key-Derivation):|Lines: [0-9]+\n\n")
_PPK_BLANK: Final = compiled(rb"\nComment: [^\n]*[^\n ] +\n")
_LOCKS: Final = frozenset({"Proc-Type", "DEK-Info"})


def traits_of(data: bytes) -> tuple[Trait, ...]:
    """The traits of a file, damage first. Never raises."""
    data = _CR_BLANK.sub(b" \r\n", data)
    if (mistakes := _mistakes_of_whole(data)) is not None:  # without loading the table of what can be wrong
        return (*(CONTENT[name] for name in dict.fromkeys(_content(data))), *mistakes)
    from ..damage import diagnosis as damage
    from ..damage.base import Container

    found = damage.examine(data)
    text = b"BEGIN " in data or b"PuTTY-User-Key-File-" in data
    nul = text and data.rstrip(b"\r\n").endswith(b"\0") and all(one.id != "utf-16" for one in found.damages)
    alone = nul and b"\0" not in data.rstrip(b"\r\n").rstrip(b"\0")
    suffix = _LOCKED if found.container is Container.PEM_LOCKED else ""
    traits = [
        _damaged(data, one, suffix)
        for one in found.damages
        if one.id not in _NEEDS | (_NUL if alone else frozenset()) and not (nul and one.id == "text-after")
    ]
    names = list(_content(found.data))
    if any(trait.id.startswith("parameters-") for trait in traits):  # no block that anybody looks at
        names = [name for name in names if not name.startswith("ec-parameters")]
    if _APART.search(pem.with_lf(data)):
        names.append("lock-apart")
    if text:
        names += _around(data)
    if "tail" in names and not _AFTER.isdisjoint(one.id for one in found.damages):
        names.remove("tail")
    if nul:
        names.append(_nul(data))
    mistakes = _mistakes(found.data) or ()
    return (*traits, *(CONTENT[name] for name in dict.fromkeys(names)), *mistakes)


def _nul(data: bytes) -> str:
    """Where the NUL byte at the end of a file is."""
    if data.rstrip(b"\r\n\0") == data.rstrip(b"\0") != data:
        return "nul-for-newline"
    before, newlines = data.rstrip(b"\r\n").rstrip(b"\0"), data[len(data.rstrip(b"\r\n")) :]
    return "nul-on-end" if newlines and not before.endswith((b"\r", b"\n")) else "nul-after"


def _around(data: bytes) -> list[str]:
    """Of the bytes besides the key: tabs, other words on the line of BEGIN, and what follows."""
    names = [name for name, pattern in _BLANKS if pattern.search(data)]
    begin, end = data.find(_BEGIN), data.rfind(_END)
    if _WORD.search(data[max(data.rfind(b"\n", 0, max(begin, 0)), begin - _FAR, 0) : max(begin, 0)]):
        names.append("text-beside")
    if end >= 0 and pem.with_lf(data[end:]).partition(b"\n")[2].strip(b"\0 \t\r\n\f\v"):
        names.append("tail")
    return names


def key_traits(report: KeyReport) -> tuple[Trait, ...]:
    """The traits of the key itself, and of what was locked in a file, where a passphrase opened it."""
    names = []
    if isinstance(report.error, MultiPrimeError):
        names.append("rsa-multi-prime")
    if isinstance(report.public, DsaPublicKey) and report.public.q.bit_length() != _DSA_Q_BITS:
        names.append("dsa-odd-q")
    found = {**CONTENT, **MISTAKES}
    if report.encryption is not None:
        names += [finding.id for finding in report.findings if finding.id in found]
    return tuple(found[name] for name in names)


def _damaged(data: bytes, one: damage.Damage, suffix: str) -> Trait:
    name = trait_cases.case_of(one.id, data)
    kind = one.id + suffix if name != one.id else ""
    return Trait(name + suffix, one.title, _usual(one), damaged=True, kind=kind)


def _mistakes(data: bytes) -> tuple[Trait, ...] | None:
    """What was read over in the key of a file; None when it cannot be opened without a passphrase."""
    try:
        entries = recognise(data)
        first = entries[_blocks.chosen(entries)]
        if first.encryption is not None or first.error is not None:
            return None
        found = first.open(None).mistakes if first.is_private else ()
    except KeyOpsError:
        return None
    return tuple(MISTAKES[name] for name in found if name in MISTAKES)


def _mistakes_of_whole(data: bytes) -> tuple[Trait, ...] | None:
    """As ``_mistakes``, of a file that is not damaged; None also where only a closer look can tell.

    Bytes that are tidy, and a key that proves itself, leave only how wide the lines are.
    """
    if not quick_check.is_tidy(data):
        return None
    if data.startswith(b"-"):
        begin, *body = data.split(b"\n")[:-2]
        width = next((width for label, width in _WIDTHS.items() if label.encode() in begin), 64)
        if not body or any(len(row) != width for row in body[:-1]) or len(body[-1]) > width:
            return None
    try:
        return None if any(entry.error is not None for entry in recognise(data)) else _mistakes(data)
    except KeyOpsError:
        return None


def _usual(one: damage.Damage) -> Usual:
    if one.severity is Severity.ERROR:
        return Usual.DOUBTED if one.id in _READ_OVER else Usual.REFUSED
    return Usual.DOUBTED if one.severity is Severity.WARNING else Usual.READ


def _content(data: bytes) -> Iterator[str]:
    if data.startswith(b"PuTTY-User-Key-File-"):
        text = pem.with_lf(data)
        if b"\nComment: \n" in text:
            yield "ppk-no-comment"
        elif _PPK_BLANK.search(text):
            yield "ppk-comment-blank"
        if b"\n\n" in text.rstrip():
            yield "ppk-blank-headers" if _PPK_HEADERS.search(text) else "ppk-blank-lines"
        return
    try:
        blocks = pem.find(data, ("EC PARAMETERS", *_KEYS), "key")
    except KeyOpsError:
        return
    if sum(block.label in _KEYS for block in blocks) > 1:
        yield "two-keys"
    locked = any(block.label == _EC and block.headers for block in blocks)
    behind = bool(blocks) and blocks[0].label in _KEYS
    for block in blocks:
        found = _of_block(data, block)
        if behind and block.label == "EC PARAMETERS":
            yield "ec-parameters-after"
            continue
        yield from (f"{name}{_LOCKED}" if locked and name == "ec-parameters" else name for name in found)


def _of_block(data: bytes, block: pem.Block) -> Iterator[str]:
    if not block.headers.keys() <= _LOCKS:
        yield "headers-locked" if _LOCKS & block.headers.keys() else "headers"
    usual = _WIDTHS.get(block.label, 64)
    if pem.width_of(data, block, usual) != usual:
        yield "body-width"
    if block.headers:
        return
    try:
        yield from _inside(block.label, block.body)
    except KeyOpsError:
        return


def _inside(label: str, body: bytes) -> Iterator[str]:
    if label == "EC PARAMETERS":
        yield "ec-parameters"
        if der.Cursor(body, "key").peek() == der.SEQUENCE:
            yield "ec-explicit"
    elif label == _EC:
        yield from _ec(body, spelled=False)
    elif label == _PKCS8:
        yield from _pkcs8(der.Cursor(body, "key").sequence("the key"))


def _pkcs8(fields: der.Cursor) -> Iterator[str]:
    second = fields.small("the version") == 1
    algorithm = fields.sequence("the algorithm")
    name = algorithm.oid("the algorithm")
    if name == _RSA_OID and algorithm.peek() is None:
        yield "rsa-no-null"
    if name == _EC_OID:
        yield from _ec(fields.octets("the key"), spelled=algorithm.peek() == der.SEQUENCE)
    else:
        fields.octets("the key")
    if fields.peek() == der.context(0):
        fields.skip("the attributes")
    if fields.peek() == der.context(1):
        yield "pkcs8-v2-explicit"
    public = fields.peek() in {der.context(1), der.context(1, constructed=False)}
    if second:
        yield "pkcs8-v2" if public else "pkcs8-v2-bare"
    elif public:
        yield "pkcs8-v1-public"


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
