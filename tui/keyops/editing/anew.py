"""Keys written anew whose envelope was badly made: the same key, comment, format and lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..damage.diagnosis import Damage
from ..encoding import pem
from ..errors import PassphraseRequiredError, WrongPassphraseError
from ..formats import FORMATS
from ..inspection import opening
from ..patterns import compiled
from .relocking import LockRequest, relock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..formats.contract import KeyEntry, Protection
    from ..keys.pair import KeyPair
    from ..secret import Secret

_LABELS: Final = compiled(r"(?:.* )?PRIVATE KEY|EC PARAMETERS")


def written(
    data: bytes, entries: Sequence[KeyEntry], passphrase: Secret | None = None
) -> tuple[bytes, tuple[Damage, ...]]:
    """The file with each such key written anew, and what was wrong; the very same bytes where none is.

    Args:
        data: the file.
        entries: what it holds.
        passphrase: of its locked keys; without it they are not looked into.

    Raises:
        WrongPassphraseError: it does not open one of them.
        CorruptKeyError: a key is damaged, and its numbers do not prove themselves.
    """
    found: list[Damage] = []
    for group in reversed(_blocks_of(entries)):
        first = group[0]
        if not all(_is_looked_into(entry, passphrase) for entry in group):
            continue
        try:
            pairs = [entry.open(passphrase) for entry in group]
        except WrongPassphraseError:
            if len(entries) == len(group):
                raise
            continue  # that of another key in the file
        names = list(dict.fromkeys(name for pair in pairs for name in pair.mistakes))
        if not names or not all(_can_be_written(first, pair) for pair in pairs):
            continue
        anew = FORMATS[first.format].rewrite_key
        if anew is not None:
            data = anew(data, entries.index(first), pairs[0])
        else:
            data = _replaced(data, first, pairs, passphrase)
        found = [_damage(name, first, pairs[0].public.family) for name in names] + found
    return data, tuple(found)


def _blocks_of(entries: Sequence[KeyEntry]) -> list[list[KeyEntry]]:
    """The keys that are written together: those of one block of a format that holds several."""
    groups: dict[object, list[KeyEntry]] = {}
    for number, entry in enumerate(entries):
        row = FORMATS.get(entry.format)
        together = row is not None and row.write_several is not None
        groups.setdefault(entry.span if together else number, []).append(entry)
    return list(groups.values())


def _is_looked_into(entry: KeyEntry, passphrase: Secret | None) -> bool:
    return entry.is_private and entry.error is None and not (entry.encryption and not passphrase)


def _can_be_written(entry: KeyEntry, pair: KeyPair) -> bool:
    row = FORMATS[entry.format]
    certificate = pair.certificate is None or row.carries_certificate
    return row.write_private is not None and row.why_not(pair.public.family) is None and certificate


def _replaced(data: bytes, entry: KeyEntry, pairs: Sequence[KeyPair], passphrase: Secret | None) -> bytes:
    row, lock = FORMATS[entry.format], _lock(entry, passphrase)
    write = row.write_private
    assert write is not None  # noqa: S101 - the caller looked
    new = row.write_several(pairs, lock) if row.write_several else write(pairs[0], lock)
    blocks = [one for one in pem.spans(data) if _LABELS.fullmatch(one.label)]
    if entry.span is not None:
        blocks = [one for one in blocks if entry.span[0] <= one.start < entry.span[1]]
    if not blocks:
        return new
    text = pem.with_lf(data)
    return text[: blocks[0].start] + new + text[blocks[-1].after :]


def _lock(entry: KeyEntry, passphrase: Secret | None) -> Protection | None:
    if entry.encryption is None:
        return None
    if not passphrase:
        raise PassphraseRequiredError
    return relock(FORMATS[entry.format], entry.encryption, LockRequest()).with_passphrase(passphrase)


def _damage(name: str, entry: KeyEntry, family: str) -> Damage:
    told = opening.finding_of(name, entry.format, family)
    change = f"rewrite the key in {FORMATS[entry.format].label} format"
    return Damage(told.id, told.severity, told.title, told.hint, change)
