"""Editing a key file without breaking it: container, cipher, work factors and all else stay unless asked.

``ssh-keygen -p`` and ``-c`` turn a PEM or PKCS#8 key into OpenSSH format without a word; here the format
stays. What is written is first read back: it must be of the same container, open with the passphrase it is
to have, and hold the same key.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from tui.keyops import comment_lines, edit_plans, lock_choices
from tui.keyops.codec import STUMBLES, Rewrite, one_line
from tui.keyops.conversion import Locking
from tui.keyops.errors import (
    CorruptKeyError,
    InternalError,
    PassphraseRequiredError,
    UnknownFormatError,
    UnsupportedConversionError,
)
from tui.keyops.formats import FORMATS
from tui.keyops.inspection import in_clear, read, recognise
from tui.keyops.keytypes.fido import TOUCH_REQUIRED, VERIFICATION_REQUIRED, FidoPrivateKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.keyops.codec import Format, KeyEntry, KeyPair, Protection
    from tui.keyops.edit_plans import EditPlan, Wish
    from tui.keyops.keytypes.base import PublicKey
    from tui.keyops.secret import Secret


_BINARY: Final = frozenset({"ssh1", "pkcs8-der"})
_LINE_ENDS: Final = "its line ends become LF: the programs that own the container write no others"


@dataclass(frozen=True, slots=True)
class Edited:
    """An edited file, not yet written."""

    data: bytes = field(repr=False)
    plan: EditPlan
    public: PublicKey | None
    comment: bytes
    """The key's comment now; empty where the container has no room for one."""
    private: bool


def edit(data: bytes, wish: Wish, passphrase: Secret | None = None, *, index: int = 0) -> Edited:
    """Edit one key of a file.

    Args:
        data: the file.
        wish: what is to be different.
        passphrase: what opens the key now; needed when ``EditPlan.needs_passphrase`` says so.
        index: which key, in a file of several.

    Returns:
        The file; the very same bytes where nothing of it changes.

    Raises:
        UnsupportedConversionError: a wish cannot be; the title says why.
        PassphraseRequiredError, WrongPassphraseError: it is locked.
        CorruptKeyError: the key is damaged.
    """
    entries = _read(data)
    if not 0 <= index < len(entries):
        raise UnsupportedConversionError(f"There is no key number {index + 1} in the file")
    entry = entries[index]
    if entry.error is not None:
        raise entry.error
    made = edit_plans.plan(in_clear(entry), wish, others=len(entries) - 1)
    made.check()
    if not entry.is_private:
        return _edit_public(data, wish, entry, index, made)
    if entry.encryption is not None and not passphrase and not made.needs_passphrase:
        return Edited(data, made, entry.public, entry.comment or b"", private=True)
    pair = entry.open(passphrase)
    wish = _without_same_flags(wish, pair)
    known = replace(in_clear(entry), public=pair.public, comment=_comment_of(entry, pair))
    made = edit_plans.plan(known, wish, others=len(entries) - 1)
    row = FORMATS[entry.format]
    comment = None if wish.comment is None or not row.carries_comment else one_line(wish.comment)
    if made.rewrites:
        asked = Rewrite(passphrase, _protection(wish, passphrase, made), comment, _flags(wish, pair))
        new = _rewritten(data, index, asked, pair, source=row, target=made.target or row)
        if b"\r\n" in data and b"\r\n" not in new and row.id not in _BINARY:
            made = replace(made, cannot=(*made.cannot, _LINE_ENDS))
        data = new
    return Edited(data, made, pair.public, pair.comment if comment is None else comment, private=True)


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    try:
        return recognise(data)
    except (CorruptKeyError, UnknownFormatError) as error:
        read(data)
        raise UnsupportedConversionError(
            f"The file is damaged, though it can be read ({error.title})",
            "Mend it first: m on the Keys screen, or keywright mend",
        ) from None


def _comment_of(entry: KeyEntry, pair: KeyPair) -> bytes | None:
    return pair.comment if FORMATS[entry.format].carries_comment else None


def _edit_public(data: bytes, wish: Wish, entry: KeyEntry, index: int, made: EditPlan) -> Edited:
    if not made.rewrites or wish.comment is None:
        return Edited(data, made, entry.public, entry.comment or b"", private=False)
    with _fenced(FORMATS[entry.format]):
        new = comment_lines.with_comment(data, entry, index, wish.comment)
    after = recognise(new)[index]
    if after.public != entry.public or (after.comment or b"") != one_line(wish.comment).strip():
        raise UnsupportedConversionError(
            f"{FORMATS[entry.format].label} cannot hold this comment as it is", "Choose a plainer one"
        )
    return Edited(new, made, after.public, after.comment or b"", private=False)


@contextlib.contextmanager
def _fenced(row: Format) -> Iterator[None]:
    """The last fence, as around the readers: hostile bytes must not take the program down."""
    try:
        yield
    except STUMBLES as error:
        raise CorruptKeyError(row.label, f"it cannot be written again ({type(error).__name__})") from None


def _without_same_flags(wish: Wish, pair: KeyPair) -> Wish:
    """The wish without flags that the key has already."""
    if not isinstance(pair.private, FidoPrivateKey):
        return wish
    flags = pair.private.flags
    same_touch = wish.touch is not None and wish.touch == bool(flags & TOUCH_REQUIRED)
    same_verify = wish.verify is not None and wish.verify == bool(flags & VERIFICATION_REQUIRED)
    return replace(
        wish, touch=None if same_touch else wish.touch, verify=None if same_verify else wish.verify
    )


def _flags(wish: Wish, pair: KeyPair) -> int | None:
    if not isinstance(pair.private, FidoPrivateKey):
        return None
    flags = pair.private.flags
    for bit, wanted in ((TOUCH_REQUIRED, wish.touch), (VERIFICATION_REQUIRED, wish.verify)):
        if wanted is not None:
            flags = flags | bit if wanted else flags & ~bit
    return flags


def _rewritten(
    data: bytes, index: int, asked: Rewrite, pair: KeyPair, *, source: Format, target: Format
) -> bytes:
    comment, protection = asked.comment, asked.protection
    if source.rewrite is not None:
        with _fenced(source):
            new = source.rewrite(data, index, asked)
    elif target.write_private is not None:
        written = pair if comment is None else replace(pair, comment=comment)
        new = target.write_private(written, protection)
    else:
        raise UnsupportedConversionError(f"{source.label} is read here, and not written")
    _prove(new, index, target.id, protection, pair)
    return new


def _protection(wish: Wish, passphrase: Secret | None, made: EditPlan) -> Protection | None:
    secret = wish.new if wish.locking is Locking.CHANGE else passphrase
    if made.lock is None or made.target is None:
        return None
    if not secret:
        raise PassphraseRequiredError
    protection = made.lock.with_passphrase(secret)
    if wish.lock.milliseconds is not None:
        protection = lock_choices.tuned(made.target, protection, wish.lock.milliseconds)
    return protection


def _prove(new: bytes, index: int, container: str, protection: Protection | None, before: KeyPair) -> None:
    """Read back what is to be written.

    Raises:
        InternalError: it is not what it should be; nothing is written then.
    """
    entry = recognise(new)[index]
    after = entry.open(protection.passphrase if protection else None)
    same = after.public == before.public and after.certificate == before.certificate
    if not same or entry.format != container or (entry.encryption is None) != (protection is None):
        raise InternalError("The edited key is not the key it should be; nothing was written")
