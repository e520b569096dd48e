"""From any container to any other that has room for the key, and what that costs."""

from __future__ import annotations

import enum
import itertools
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from ..errors import PassphraseError, UnsupportedConversionError
from ..files.reading import read_key_file
from ..formats import FORMATS, _blocks
from ..formats.contract import Protection, Strength, one_line
from ..inspection import opening
from ..inspection.inspection import read
from ..inspection.report import Kind
from ..keys.algorithms import ALGORITHMS, label_of
from ..keys.rsa import MultiPrimeError
from ..records import dataclass, field, replace

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.contract import Format, KeyEntry
    from ..inspection.report import KeyReport, Pair
    from ..keys.base import PublicKey
    from ..keys.pair import KeyPair
    from ..secret import Secret


_NO_PRIVATE: Final = "A public key cannot be written as a private key"


class Locking(enum.StrEnum):
    """What becomes of the passphrase."""

    KEEP = "keep"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a conversion would do, told before anything is written."""

    target: Format
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    refusal: str | None = None
    """Why it cannot be done; None when it can."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted key, not yet written."""

    data: bytes = field(repr=False)
    """The file."""
    format: str
    private: bool
    public: PublicKey
    comment: bytes
    """The key's comment, also where the container has no room for it."""
    locked: bool
    notes: tuple[str, ...] = ()
    """What to know about how it was made, as sentences."""


def plan(
    report: KeyReport, target_id: str, locking: Locking = Locking.KEEP, comment: bytes | None = None
) -> Plan:
    """Tell what a conversion would keep and lose.

    Args:
        report: the source, as inspected; what is locked away in it is not needed.
        target_id: the id of a row of FORMATS that can be written.
        locking: what becomes of the passphrase.
        comment: the comment to write, where the source itself shows none.
    """
    target = FORMATS[target_id]
    refusal = why_not(report, target, locking)
    if refusal:
        return Plan(target, refusal=refusal)
    comment = report.comment if report.comment is not None else comment
    kept = ["private key" if target.is_private else "public key"]
    lost: list[str] = []
    if comment:
        (kept if target.carries_comment else lost).append("comment")
    elif comment is None and report.is_locked and FORMATS[report.container or target_id].carries_comment:
        (kept if target.carries_comment else lost).append("comment, if there is one (it is encrypted)")
    if report.certificate:
        (kept if target.carries_certificate else lost).append("certificate")
    if report.options:
        lost.append("options of the authorized_keys line")
    if not target.is_private and report.kind is Kind.PRIVATE:
        lost.append("private key (only the public key is written)")
    weaker: list[str] = []
    if target.is_private:
        weaker = _compare_locks(report, target, locking, kept, lost)
    return Plan(target, tuple(kept), tuple(lost), tuple(weaker))


def _compare_locks(
    report: KeyReport, target: Format, locking: Locking, kept: list[str], lost: list[str]
) -> list[str]:
    before, after = report.encryption, target.protection
    if locking is Locking.REMOVE:
        if before is None:
            return []
        lost.append("passphrase")
        return ["no passphrase: anyone who can read the file can use the key"]
    if locking is Locking.KEEP and before is None:
        return []
    if locking is Locking.KEEP:
        kept.append("passphrase")
    if after is None or (after.strength is Strength.STRONG and before is None):
        return []
    if before and after.strength < before.strength:
        return [f"was {before.words}, will be {after.words}"]
    return [f"{after.words}: the passphrase is easy to guess"] if after.strength is Strength.WEAK else []


def why_not(report: KeyReport, target: Format, locking: Locking = Locking.KEEP) -> str | None:
    """Why a key cannot be converted to a format; None when it can, as far as can be seen now."""
    if report.kind is Kind.OTHER and report.public is None:
        return "there is no key in it to convert"
    if target.is_private and (reason := _why_no_private(report)):
        return reason
    if target.write_private is None and target.write_public is None:
        return f"{target.label} can be read, not written"
    if report.public is not None and (reason := target.why_not(report.public.family)):
        return reason
    locked = locking is Locking.CHANGE or (locking is Locking.KEEP and report.encryption is not None)
    if target.is_private and locked and target.protection is None:
        return f"{target.label} cannot be protected by a passphrase"
    return None


def _why_no_private(report: KeyReport) -> str | None:
    if report.kind is not Kind.PRIVATE:
        return "the source is a public key, so there is no private key to write"
    if isinstance(report.error, MultiPrimeError):
        return "keys with more than two primes can be read, not written"
    return None


def refuse(report: KeyReport, target: Format, locking: Locking = Locking.KEEP) -> None:
    """Refuse what cannot be, before anybody is asked for a passphrase.

    Raises:
        UnsupportedConversionError: says why, and what to do instead.
    """
    if target.is_private and report.kind is Kind.PUBLIC:
        raise UnsupportedConversionError(_NO_PRIVATE, "Choose the private key file")
    if report.public is not None:
        _refuse_type(target, report.public)
    reason = why_not(report, target, locking)
    if reason:
        raise UnsupportedConversionError(f"It cannot be written as {target.label}: {reason}")


def convert(
    data: bytes,
    target_id: str,
    *,
    passphrase: Secret | None = None,
    locking: Locking = Locking.KEEP,
    protection: Protection | None = None,
    comment: bytes | None = None,
    beside: Pair | None = None,
    index: int | None = None,
    name: str = "",
) -> Conversion:
    """Convert a key to another format.

    Args:
        data: the source file.
        target_id: the id of a row of FORMATS that can be written.
        passphrase: the source's, when it is locked. A locked key whose public key stands in clear
            becomes a public key without it.
        locking: what becomes of the passphrase. KEEP with ``protection`` keeps the passphrase and takes
            the cipher and work factors from it.
        protection: the new lock, for CHANGE.
        comment: written instead of the source's.
        beside: the other half next to the source; its comment is taken where the source has none, if it
            turns out to belong to the same key.
        index: which key, in a file of several; None: the one that ssh takes.
        name: of the source: a comment is made of it where the target wants one and there is none.

    Raises:
        KeyOpsError: the source cannot be read or opened, or the target has no room for it.
    """
    entries = read(data)
    index = _blocks.chosen(entries) if index is None else index
    if not 0 <= index < len(entries):
        raise UnsupportedConversionError(f"The file has no key number {index + 1}")
    entry, target = entries[index], FORMATS[target_id]
    if entry.error is not None:
        raise entry.error
    pair, public = _halves(entry, target, passphrase)
    told: list[str] = []
    if comment is None:
        comment = (pair.comment if pair else b"") or entry.comment or _comment_beside(beside, public)
        if not comment and target.wants_comment and public is not None:
            comment = made_up_comment(public, name)
            told.append(
                f"{target.label} needs a comment for {target.wants_comment}, and there was none: it is "
                f"now {comment.decode('utf-8', 'replace')}"
            )
    if pair is not None and target.is_private:
        lock = _lock(entry, passphrase, locking, protection)
        made = pack(replace(pair, comment=comment), target_id, lock)
    elif public is None:
        raise UnsupportedConversionError("There is no public key in the file")
    else:
        made = pack_public(public, target_id, comment)
    found = [finding.title for finding in opening.findings(pair, entry.format)] if pair else []
    return replace(made, notes=(*found, *told, *made.notes))


def convert_file(
    path: Path,
    passphrase: Secret | None,
    target_id: str,
    *,
    locking: Locking = Locking.KEEP,
    protection: Protection | None = None,
    beside: Pair | None = None,
    index: int | None = None,
) -> Conversion:
    """Read a key file and convert the key in it; see ``convert``.

    Raises:
        StorageError: the file cannot be read.
        KeyOpsError: as ``convert``.
    """
    return convert(
        read_key_file(path),
        target_id,
        passphrase=passphrase,
        locking=locking,
        protection=protection,
        beside=beside,
        index=index,
        name=path.name,
    )


def made_up_comment(public: PublicKey, name: str = "") -> bytes:
    """A comment for a key that has none: of the file it came from, or type and date, as PuTTYgen makes it."""
    stem = PurePath(name).name
    if stem and name != "-":
        return one_line(f"imported-{stem}".encode("utf-8", "surrogateescape"))
    family = "eddsa" if public.family in {"ed25519", "ed448"} else public.family
    return f"{family}-key-{time.strftime('%Y%m%d')}".encode()


def _comment_beside(beside: Pair | None, public: PublicKey | None) -> bytes:
    return (beside.comment or b"") if beside and beside.public == public else b""


def _halves(
    entry: KeyEntry, target: Format, passphrase: Secret | None
) -> tuple[KeyPair | None, PublicKey | None]:
    """The key, opened where that is needed, and its public key."""
    # A private key that is not locked is opened for its public key too: what stands outside may be damaged.
    needed = target.is_private or entry.public is None or passphrase is not None or entry.encryption is None
    if not needed or not (entry.is_private or target.is_private):
        return None, entry.public
    try:
        pair = _open(entry, passphrase)
    except MultiPrimeError as error:
        if target.is_private:
            raise
        return None, error.public
    return pair, pair.public


def _open(entry: KeyEntry, passphrase: Secret | None) -> KeyPair:
    if not entry.is_private:
        raise UnsupportedConversionError(_NO_PRIVATE, "Choose the private key file")
    return entry.open(passphrase)


def _lock(
    entry: KeyEntry, passphrase: Secret | None, locking: Locking, protection: Protection | None
) -> Protection | None:
    if locking is Locking.CHANGE:
        if protection is None or not protection.passphrase:
            raise PassphraseError(
                "The new passphrase is empty", "Enter one, or choose to remove the passphrase"
            )
        return protection
    if locking is Locking.REMOVE or entry.encryption is None or passphrase is None:
        return None
    return replace(protection, passphrase=passphrase) if protection else Protection(passphrase)


def pack(pair: KeyPair, target_id: str, protection: Protection | None = None) -> Conversion:
    """Write an unlocked key pair in a private container.

    Raises:
        UnsupportedConversionError: it has no room for this key type, or cannot be locked.
        PassphraseError: the passphrase is shorter than the owners of the format accept.
    """
    target = FORMATS[target_id]
    if target.write_private is None:
        raise UnsupportedConversionError(f"{target.label} does not hold private keys, or can only be read")
    _refuse_type(target, pair.public)
    if protection is not None:
        if target.protection is None:
            raise UnsupportedConversionError(f"{target.label} cannot be protected by a passphrase")
        if len(protection.passphrase) < target.min_passphrase:
            raise PassphraseError(
                f"{target.label} needs a passphrase of at least {target.min_passphrase} characters",
                "Change the key's passphrase to a longer one first, or choose a new one here",
            )
    data = target.write_private(pair, protection)
    locked = protection is not None
    return Conversion(data, target_id, private=True, public=pair.public, comment=pair.comment, locked=locked)


def pack_public(public: PublicKey, target_id: str, comment: bytes = b"") -> Conversion:
    """Write a public key in a public container.

    Raises:
        UnsupportedConversionError: it has no room for this key type.
    """
    target = FORMATS[target_id]
    if target.write_public is None:
        raise UnsupportedConversionError(f"{target.label} does not hold public keys")
    _refuse_type(target, public)
    data = target.write_public(public, comment)
    return Conversion(data, target_id, private=False, public=public, comment=comment, locked=False)


def _refuse_type(target: Format, public: PublicKey) -> None:
    reason = target.why_not(public.family)
    if reason:
        names = [ALGORITHMS[family].label for family in sorted(target.families) if family in ALGORITHMS]
        raise UnsupportedConversionError(
            f"{label_of(public)} cannot be written as {target.label}: {reason}",
            f"{_choices(public, target)}; {target.label} holds {', '.join(names)}",
        )


def _choices(public: PublicKey, target: Format) -> str:
    """The formats that a key can be written in, in place of the one that was asked for."""
    rows = (row for row in FORMATS.values() if (row.write_private if target.is_private else row.write_public))
    fitting = (row.label for row in rows if not row.why_not(public.family))
    first = list(itertools.islice(fitting, 3))
    return f"Choose {' or '.join(filter(None, (', '.join(first[:-1]), *first[-1:])))}"
