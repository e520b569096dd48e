"""Headers below BEGIN: those that a format does not have, and the one that a locked PEM key must have.

PEM with a passphrase has ``Proc-Type: 4,ENCRYPTED`` and ``DEK-Info`` (RFC 1421, section 4.6.1); OpenSSL takes
nothing else there, and OpenSSH format has no headers at all. Measured with OpenSSH 9.2, PuTTYgen 0.78
and OpenSSL 3.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import identity
from .base import ARMOURED, EVERYWHERE, Container, DamageKind, Seen, by_count, refusals, spliced
from .label_readers import TRADITIONAL
from .text import PPK, body_of, split_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .text import ArmourBlock, Text

_BARE: Final = frozenset({Container.OPENSSH, Container.PEM, Container.PKCS8, Container.SPKI})
_LOCKED: Final = compiled(rb"(?m)^[ \t]*+DEK-Info:")
_MARK_LINE: Final = compiled(rb"(?m)^[ \t]*+Proc-Type:[^\n]*\n")
_MARKED: Final = compiled(rb"(?m)^[ \t]*+Proc-Type:")


def _headed(text: Text) -> Iterator[tuple[ArmourBlock, list[bytes], list[bytes]]]:
    """Blocks with headers that are not those of a passphrase."""
    for block in text.blocks:
        inside = text.inside(block)
        if (
            block.begin is None
            or b":" not in inside
            or "SSH2" in block.label
            or PPK in inside
            or _LOCKED.search(inside)
        ):
            continue
        headers, rest = split_headers(inside)
        if any(row.strip() for row in headers) and b"ENCRYPTED" not in b"".join(headers):
            yield block, headers, rest


def _find_headers(text: Text) -> Seen | None:
    count = sum(bool(row.strip()) for _, headers, _ in _headed(text) for row in headers)
    if not count:
        return None
    return Seen(
        f"{count} header {by_count(count, 'line', 'lines')} after the BEGIN line, where none belongs",
        f"remove {count} header {by_count(count, 'line', 'lines')}",
    )


def _without_headers(text: Text) -> bytes:
    return spliced(
        text.data,
        (
            (block.start, block.stop, b"\n" + b"\n".join(rest).lstrip(b"\r\n"))
            for block, _, rest in _headed(text)
        ),
    )


def _unmarked(text: Text) -> Iterator[ArmourBlock]:
    """Blocks that say how they are locked, and not before it that they are."""
    for block in text.blocks:
        inside = text.inside(block)
        locked, marked = _LOCKED.search(inside), _MARKED.search(inside)
        if block.begin is not None and locked and (not marked or marked.start() > locked.start()):
            yield block


def _find_unmarked(text: Text) -> Seen | None:
    block = next(_unmarked(text), None)
    if block is None:
        return None
    if _MARKED.search(text.inside(block)):
        title = "The Proc-Type line of an encrypted key comes after the DEK-Info line"
        return Seen(title, "put Proc-Type: 4,ENCRYPTED before it", refused="SO")
    title = "The Proc-Type line of an encrypted key is missing after the BEGIN line"
    return Seen(title, "add Proc-Type: 4,ENCRYPTED")


def _mark(text: Text) -> bytes:
    edits = []
    for block in _unmarked(text):
        inside = _MARK_LINE.sub(b"", text.inside(block))
        edits.append((block.start, block.stop, b"\nProc-Type: 4,ENCRYPTED\n" + inside.lstrip(b"\n")))
    return spliced(text.data, edits)


_ANY_MARK: Final = compiled(rb"(?mi)^[ \t]*+proc-type[ \t]*+:[ \t]*+4[ \t]*+,[ \t]*+encrypted[ \t]*+$")
_ANY_LOCK: Final = compiled(
    rb"(?mi)^[ \t]*+dek-info[ \t]*+:[ \t]*+(?P<cipher>[a-z0-9-]{3,30})"
    rb"[ \t]*+,[ \t]*+(?P<iv>[0-9a-f][0-9a-f \t]{7,80})$"
)
_AS_READ: Final = compiled(rb"(?m)^(Proc-Type:[ \t]*+)4,[ \t]*+(ENCRYPTED)[ \t]*+$")
"""What OpenSSL reads, and PuTTYgen does not."""
_GAPS: Final = compiled(rb"(?m)^(Proc-Type|DEK-Info):[ \t]*+(.*?)[ \t]*+$")


def _spelled(data: bytes) -> bytes:
    data = _ANY_MARK.sub(b"Proc-Type: 4,ENCRYPTED", data)
    return _ANY_LOCK.sub(
        lambda match: b"DEK-Info: " + match["cipher"] + b"," + b"".join(match["iv"].split()), data
    )


def _small_gaps(data: bytes) -> bytes:
    """Without what all programs read."""
    return _GAPS.sub(rb"\1: \2", data)


def _find_misspelled(text: Text) -> Seen | None:
    data = _small_gaps(text.data)
    if not text.blocks or data == _spelled(data):
        return None
    only = "P" if _AS_READ.sub(rb"\g<1>4,\2", data) == _spelled(data) else None
    return Seen(
        "The Proc-Type and DEK-Info lines of an encrypted key are not spelled as programs expect",
        "write Proc-Type: 4,ENCRYPTED and DEK-Info: CIPHER,IV",
        refused=only,
    )


LOCK_HEADERS: Final = DamageKind(
    "lock-headers",
    "Proc-Type and DEK-Info lines spelled differently",
    "different capitals or spaces in the two lines of an encrypted PEM key",
    "as OpenSSL writes them",
    refusals(pem="SPO", pem_locked="SPO"),
    _find_misspelled,
    lambda text: _spelled(text.data),
    only=frozenset({Container.PEM, Container.PEM_LOCKED}),
)
HEADERS: Final = DamageKind(
    "headers",
    "Headers after BEGIN that the format does not have",
    "a word, a colon and more after BEGIN, without a passphrase",
    "removed",
    refusals(openssh="SP", pem="SO", pkcs8="SO", spki="SO"),
    _find_headers,
    _without_headers,
    only=_BARE,
)
PROC_TYPE: Final = DamageKind(
    "proc-type-missing",
    "No Proc-Type line in an encrypted PEM key",
    "DEK-Info after BEGIN, and no Proc-Type before it",
    "added",
    refusals(pem_locked="SPO"),
    _find_unmarked,
    _mark,
    only=frozenset({Container.PEM_LOCKED}),
)


# Both lines of the lock gone


_SMALLEST: Final = 64
_GONE: Final = (
    "they name the cipher and its IV, which are stored nowhere else: get the whole file again, with "
    "all lines "
    "between BEGIN and END"
)


def _find_lock_lost(text: Text) -> Seen | None:
    for block in text.blocks:
        if block.label not in TRADITIONAL or b":" in text.inside(block):
            continue
        body = body_of(text.inside(block)) or b""
        known = body.startswith(b"\x30") or identity.label_of(body) or identity.type_of_blob(body)
        if len(body) >= _SMALLEST and len(body) % 8 == 0 and not known:
            return Seen(
                "Its body looks encrypted, but the Proc-Type and DEK-Info lines are missing", why_not=_GONE
            )
    return None


LOCK_LOST: Final = DamageKind(
    "lock-lost",
    "Proc-Type and DEK-Info lines missing",
    "whole blocks of noise where a key should begin, and no header",
    "cannot be repaired; says what is missing",
    EVERYWHERE,
    _find_lock_lost,
    only=ARMOURED,
)
