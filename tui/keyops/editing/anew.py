"""Keys written anew whose envelope was badly made: the same key, comment, format and lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..damage.diagnosis import Damage
from ..encoding import pem
from ..errors import PassphraseRequiredError
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
    for entry in reversed(entries):
        if not entry.is_private or entry.error is not None or (entry.encryption and not passphrase):
            continue
        pair = entry.open(passphrase)
        alone = sum(one.span == entry.span for one in entries) == 1
        if not pair.mistakes or not alone or not _can_be_written(entry, pair):
            continue
        data = _replaced(data, entry, pair, passphrase)
        found = [_damage(name, entry) for name in pair.mistakes] + found
    return data, tuple(found)


def _can_be_written(entry: KeyEntry, pair: KeyPair) -> bool:
    row = FORMATS[entry.format]
    certificate = pair.certificate is None or row.carries_certificate
    if row.rewrite is not None and row.protection is None:
        return False  # there may be more in it than a key, such as the members of a JWK
    return row.write_private is not None and row.why_not(pair.public.family) is None and certificate


def _replaced(data: bytes, entry: KeyEntry, pair: KeyPair, passphrase: Secret | None) -> bytes:
    write = FORMATS[entry.format].write_private
    assert write is not None  # noqa: S101 - the caller looked
    new = write(pair, _lock(entry, passphrase))
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


def _damage(name: str, entry: KeyEntry) -> Damage:
    told = opening.finding_of(name, entry.format)
    change = f"rewrite the key in {FORMATS[entry.format].label} format"
    return Damage(told.id, told.severity, told.title, told.hint, change)
