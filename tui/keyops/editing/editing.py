"""Editing a key file without breaking it: container, cipher, work factors and all else stay unless asked.

``ssh-keygen -p`` and ``-c`` turn a PEM or PKCS#8 key into OpenSSH format without a word; here the format
stays. What is written is first read back: it must be of the same container, open with the passphrase it is
to have, and hold the same key.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from ..conversion.conversion import Locking
from ..crypto.spellings import spelled
from ..encoding import pem
from ..errors import (
    CorruptKeyError,
    InternalError,
    NextStep,
    PassphraseRequiredError,
    UnknownFormatError,
    UnsupportedConversionError,
)
from ..formats import FORMATS
from ..formats.contract import STUMBLES, Rewrite, one_line
from ..inspection.inspection import in_clear, read, recognise
from ..keys.fido import TOUCH_REQUIRED, VERIFICATION_REQUIRED, FidoPrivateKey
from ..records import dataclass, field, replace
from . import comments, lock_choices
from . import plan as edit_plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..formats.contract import Format, KeyEntry, Protection
    from ..keys.base import PublicKey
    from ..keys.pair import KeyPair
    from ..secret import Secret
    from .plan import EditPlan, EditRequest


_LINE_ENDS: Final = "line endings will be LF: the format's own programs write only LF"


@dataclass(frozen=True, slots=True)
class Edited:
    """An edited file, not yet written."""

    data: bytes = field(repr=False)
    plan: EditPlan
    public: PublicKey | None
    comment: bytes
    """The key's comment now; empty where the container has no room for one."""
    private: bool


def edit(data: bytes, request: EditRequest, passphrase: Secret | None = None, *, index: int = 0) -> Edited:
    """Edit one key of a file.

    Args:
        data: the file.
        request: what is to be different.
        passphrase: what opens the key now; needed when ``EditPlan.needs_passphrase`` says so.
        index: which key, in a file of several.

    Returns:
        The file; the very same bytes where nothing of it changes.

    Raises:
        UnsupportedConversionError: a request cannot be; the title says why.
        PassphraseRequiredError, WrongPassphraseError: it is locked.
        CorruptKeyError: the key is damaged.
    """
    entries = _read(data)
    if not 0 <= index < len(entries):
        raise UnsupportedConversionError(f"The file has no key number {index + 1}")
    entry = entries[index]
    if entry.error is not None:
        raise entry.error
    others = {"others": len(entries) - 1, "private_others": _other_locks(entries, entry)}
    made = edit_plans.plan(in_clear(entry), request, **others)
    made.check()
    if not entry.is_private:
        return _edit_public(data, request, entry, index, made)
    if entry.encryption is not None and not passphrase and not made.needs_passphrase:
        return Edited(data, made, entry.public, entry.comment or b"", private=True)
    pair = entry.open(passphrase)
    request = _without_same_flags(request, pair)
    known = replace(in_clear(entry), public=pair.public, comment=_comment_of(entry, pair))
    made = edit_plans.plan(known, request, **others)
    row = FORMATS[entry.format]
    comment = None if request.comment is None or not row.carries_comment else one_line(request.comment)
    if made.rewrites:
        asked = Rewrite(
            spelled(passphrase, pair.spelling),
            _protection(request, passphrase, made),
            comment,
            _flags(request, pair),
        )
        new = _rewritten(data, index, asked, pair, entries, target=made.target or row)
        if b"\r\n" in data and b"\r\n" not in new and not row.binary:
            made = replace(made, cannot=(*made.cannot, _LINE_ENDS))
        data = new
    return Edited(data, made, pair.public, pair.comment if comment is None else comment, private=True)


def edit_all(data: bytes, request: EditRequest, passphrase: Secret | None = None) -> Edited:
    """Give every private key of a file another lock, or none of them.

    Args:
        data: the file.
        request: ``edit_plans.is_about_lock``.
        passphrase: what opens those that are locked now.

    Raises:
        UnsupportedConversionError: a block cannot be read, and could be left open; or as ``edit``.
        KeyOpsError: as ``edit``; then nothing of it is done.
    """
    entries = _read(data)
    wanted = indexes_to_lock(entries)
    done = [edit(data, request, passphrase, index=wanted[0])]
    for index in wanted[1:]:
        done.append(edit(done[-1].data, request, passphrase, index=index))
    plans = [one.plan for one in done]
    words = zip(wanted, plans, strict=True)
    made = replace(
        plans[0],
        changes=tuple(f"key {index + 1}: {change}" for index, one in words for change in one.changes),
        kept=("the format of each key",),
        cannot=tuple(dict.fromkeys(note for one in plans for note in one.cannot)),
        others="",
        needs_passphrase=any(one.needs_passphrase for one in plans),
        rewrites=any(one.rewrites for one in plans),
    )
    return replace(done[0], data=done[-1].data, plan=made)


def indexes_to_lock(entries: Sequence[KeyEntry]) -> list[int]:
    """One key of each lock in a file: the keys of one OpenSSH container share theirs.

    Raises:
        UnsupportedConversionError: there is none, or a block that may be a private key cannot be read.
    """
    broken = next((entry for entry in entries if entry.error is not None and entry.span), None)
    if broken is not None and broken.error is not None:
        raise UnsupportedConversionError(
            f"Not every key in the file can be changed ({broken.error.title})",
            "Repair or remove that block first, or choose one key",
        ).offering(NextStep.CHOOSE_KEY)
    found: dict[object, int] = {}
    for index, entry in enumerate(entries):
        if entry.is_private:
            found.setdefault(entry.span, index)
    if not found:
        raise UnsupportedConversionError("There is no private key in the file", "Choose the private key file")
    return list(found.values())


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    try:
        return recognise(data)
    except (CorruptKeyError, UnknownFormatError) as error:
        read(data)
        raise UnsupportedConversionError(
            f"The file can be read, but it is damaged ({error.title})",
            "Repair it first",
        ).offering(NextStep.REPAIR) from None


def _comment_of(entry: KeyEntry, pair: KeyPair) -> bytes | None:
    return pair.comment if FORMATS[entry.format].carries_comment else None


def _edit_public(data: bytes, request: EditRequest, entry: KeyEntry, index: int, made: EditPlan) -> Edited:
    if not made.rewrites or request.comment is None:
        return Edited(data, made, entry.public, entry.comment or b"", private=False)
    with _fenced(FORMATS[entry.format]):
        if entry.span is None or entry.line:
            new = comments.with_comment(data, entry, index, request.comment)
        else:
            text, (start, end) = pem.with_lf(data), entry.span
            piece = comments.with_comment(text[start:end], entry, 0, request.comment)
            new = text[:start] + piece + text[end:]
    after = recognise(new)[index]
    if after.public != entry.public or (after.comment or b"") != one_line(request.comment).strip():
        raise UnsupportedConversionError(
            f"{FORMATS[entry.format].label} cannot hold this comment as it is", "Choose a simpler one"
        )
    return Edited(new, made, after.public, after.comment or b"", private=False)


@contextlib.contextmanager
def _fenced(row: Format) -> Iterator[None]:
    """The last fence, as around the readers: hostile bytes must not take the program down."""
    try:
        yield
    except STUMBLES as error:
        raise CorruptKeyError(row.label, f"it cannot be rewritten ({type(error).__name__})") from None


def _without_same_flags(request: EditRequest, pair: KeyPair) -> EditRequest:
    """The request without flags that the key has already."""
    if not isinstance(pair.private, FidoPrivateKey):
        return request
    flags = pair.private.flags
    same_touch = request.touch is not None and request.touch == bool(flags & TOUCH_REQUIRED)
    same_verify = request.verify is not None and request.verify == bool(flags & VERIFICATION_REQUIRED)
    return replace(
        request, touch=None if same_touch else request.touch, verify=None if same_verify else request.verify
    )


def _flags(request: EditRequest, pair: KeyPair) -> int | None:
    if not isinstance(pair.private, FidoPrivateKey):
        return None
    flags = pair.private.flags
    for bit, wanted in ((TOUCH_REQUIRED, request.touch), (VERIFICATION_REQUIRED, request.verify)):
        if wanted is not None:
            flags = flags | bit if wanted else flags & ~bit
    return flags


def _other_locks(entries: Sequence[KeyEntry], entry: KeyEntry) -> int:
    """How many other private keys of a file are locked by themselves."""
    return len({one.span for one in entries if one.is_private and one.span != entry.span})


def _rewritten(
    data: bytes, index: int, asked: Rewrite, pair: KeyPair, entries: Sequence[KeyEntry], *, target: Format
) -> bytes:
    """The file with one of its keys written again; of a file of several parts, only that part."""
    span = entries[index].span
    if span is None:
        new = _written(data, index, asked, pair, source=FORMATS[entries[index].format], target=target)
    else:
        text, (start, end) = pem.with_lf(data), span
        inside = sum(entry.span == span for entry in entries[:index])
        source = FORMATS[entries[index].format]
        piece = _written(text[start:end], inside, asked, pair, source=source, target=target)
        new = text[:start] + piece + text[end:]
    _prove(new, index, target.id, asked.protection, before=pair, entries=entries)
    return new


def _written(
    data: bytes, index: int, asked: Rewrite, pair: KeyPair, *, source: Format, target: Format
) -> bytes:
    if source.rewrite is not None:
        with _fenced(source):
            return source.rewrite(data, index, asked)
    if target.write_private is None:
        raise UnsupportedConversionError(f"{source.label} can be read, not written")
    written = pair if asked.comment is None else replace(pair, comment=asked.comment)
    return target.write_private(written, asked.protection)


def _protection(request: EditRequest, passphrase: Secret | None, made: EditPlan) -> Protection | None:
    secret = request.new if request.locking is Locking.CHANGE else passphrase
    if made.lock is None or made.target is None:
        return None
    if not secret:
        raise PassphraseRequiredError
    protection = made.lock.with_passphrase(secret)
    if request.lock.milliseconds is not None:
        protection = lock_choices.tuned(made.target, protection, request.lock.milliseconds)
    return protection


def _prove(
    new: bytes,
    index: int,
    container: str,
    protection: Protection | None,
    *,
    before: KeyPair,
    entries: Sequence[KeyEntry],
) -> None:
    """Read back what is to be written: the key, and those around it.

    Raises:
        InternalError: it is not what it should be; nothing is written then.
    """
    now = recognise(new)
    entry = now[index]
    after = entry.open(protection.passphrase if protection else None)
    same = after.public == before.public and after.certificate == before.certificate
    others = len(now) == len(entries) and all(
        (one.format, one.public, one.encryption) == (was.format, was.public, was.encryption)
        for one, was in zip(now, entries, strict=True)
        if one.span != entry.span
    )
    locked = (entry.encryption is None) == (protection is None)
    if not (same and others and locked and entry.format == container):
        raise InternalError("The edited key would not be the same key; nothing was written")
