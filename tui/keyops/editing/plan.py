"""What an edit would do to one key: what changes, what is kept, and what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..conversion.conversion import Locking
from ..errors import KeyOpsError, UnsupportedConversionError
from ..formats import FORMATS, with_version
from ..formats.contract import MAX_NEW_COMMENT_BYTES, Strength, one_line
from ..inspection.report import Kind
from ..keys.algorithms import label_of
from ..records import dataclass, field, replace
from . import editable, lock_choices, relocking
from .relocking import LockRequest, Relock

if TYPE_CHECKING:
    from ..formats.contract import Encryption, Format
    from ..inspection.report import KeyReport
    from ..secret import Secret


@dataclass(frozen=True, slots=True)
class EditRequest:
    """What is to be different about a key file; all else stays."""

    comment: bytes | None = None
    """None: it stays; empty: none."""
    locking: Locking = Locking.KEEP
    """What becomes of the passphrase; CHANGE also adds one."""
    new: Secret | None = field(default=None, repr=False)
    """The new passphrase, for CHANGE."""
    lock: LockRequest = field(default_factory=LockRequest)
    again: bool = False
    """Whether to lock it anew, with a fresh salt, though nothing else is different."""
    version: int | None = None
    """Of a PPK file: 2 or 3."""
    touch: bool | None = None
    """Of a FIDO key: whether its token must be touched at each use."""
    verify: bool | None = None
    """Of a FIDO key: whether its token must ask for its PIN."""
    public: bool = False
    """Whether the public key next to it is written anew from the private key."""


@dataclass(frozen=True, slots=True)
class EditPlan:
    """What an edit of one key would do. Texts are raw: they hold comments."""

    changes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    """What was asked for and is not done, or is lost; with the reason."""
    others: str = ""
    """What the other private keys of the file keep; empty when there are none."""
    has_no_room: bool = False
    """Whether the comment has no room in the file, and belongs in its ``.pub``: see ``public_file``."""
    refusal: str = ""
    """Why nothing of it is done; empty when it can be."""
    hint: str = ""
    target: Format | None = None
    """The container afterwards: another only for a PPK file of another version."""
    lock: Relock | None = None
    """How it is locked afterwards; None: it is not, or it is a public key."""
    needs_passphrase: bool = False
    rewrites: bool = False
    """Whether the file itself is written, not only the ``.pub`` next to it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """All that is not done, for whoever does not look at the ``.pub``."""
        label = self.target.label if self.target is not None else "The format"
        room = (f"{label} has no room for a comment: it belongs in the .pub",) if self.has_no_room else ()
        return (*self.cannot, *room, *((self.others,) if self.others else ()))

    def check(self) -> None:
        """Raise what keeps it from being done.

        Raises:
            UnsupportedConversionError: see ``refusal``.
        """
        if self.refusal:
            raise UnsupportedConversionError(self.refusal, self.hint)


def quoted(comment: bytes | None) -> str:
    """A comment as words show it; raw."""
    if comment is None:
        return "the comment inside"
    return f'"{comment.decode("utf-8", "surrogateescape")}"' if comment else "none"


def is_about_lock(request: EditRequest) -> bool:
    """Whether all that is asked for is another lock: that can be of every private key of a file at once."""
    plain = EditRequest(locking=request.locking, new=request.new, lock=request.lock, again=request.again)
    return request == plain and request != EditRequest()


def plan(report: KeyReport, request: EditRequest, *, others: int = 0, private_others: int = 0) -> EditPlan:
    """Tell what an edit would do.

    Args:
        report: the key, as inspected; what is locked away in it is not needed.
        request: what is to be different.
        others: how many other keys the file holds.
        private_others: how many of them are private ones with a lock of their own.
    """
    try:
        made = _Planner(report, request, others).plan()
    except KeyOpsError as error:
        return EditPlan(refusal=error.title, hint=error.hint)
    if made.changes and private_others and (request.locking is not Locking.KEEP or not request.lock.is_empty):
        which = "key keeps its own passphrase" if private_others == 1 else "keys keep their own passphrases"
        many = "" if private_others == 1 else f"{private_others} "
        made = replace(made, others=f"the other {many}private {which}, or none")
    return made


class _Planner:
    """Collects the words."""

    def __init__(self, report: KeyReport, request: EditRequest, others: int) -> None:
        self.report, self.request, self.others = report, request, others
        self.changes: list[str] = []
        self.kept: list[str] = []
        self.cannot: list[str] = []

    def plan(self) -> EditPlan:
        reason = editable.why_not(self.report)
        if reason:
            raise UnsupportedConversionError(reason[:1].upper() + reason[1:], "Choose a key file")
        row = FORMATS[self.report.container or ""]
        comment = self.request.comment
        if comment is not None and len(comment) > MAX_NEW_COMMENT_BYTES:
            raise UnsupportedConversionError(
                f"A comment has at most {MAX_NEW_COMMENT_BYTES:,} bytes; this one has {len(comment):,}",
                "Shorten it",
            )
        if comment is not None and one_line(comment) != comment:
            self.cannot.append("a comment is one line: line breaks become spaces")
        if self.report.kind is not Kind.PRIVATE:
            return self._public(row)
        return self._private(row)

    def _public(self, row: Format) -> EditPlan:
        if self.request != EditRequest(comment=self.request.comment):
            raise UnsupportedConversionError(
                "This is a public key: only its comment can be edited",
                "To change anything else, choose its private key file",
            )
        changed = self._comment()
        self._keep_all(row)
        return self._made(row, rewrites=changed)

    def _private(self, row: Format) -> EditPlan:
        target = self._target(row)
        changed = target is not row
        if row.carries_comment:
            changed |= self._comment()
        lock, anew = self._lock(row, target)
        changed |= self._flags() | anew
        self._keep_all(target)
        before = self.report.encryption
        if lock is not None and before is not None and changed and lock.upgraded:
            self.cannot.append(f"{lock.upgraded}; it will be {lock.words}")
        hidden = self.report.public is None or (row.carries_comment and self.report.comment is None)
        needs = before is not None and (changed or (self.request.public and hidden))
        return replace(
            self._made(target, rewrites=changed),
            has_no_room=self.request.comment is not None and not row.carries_comment,
            lock=lock,
            needs_passphrase=needs,
        )

    def _made(self, target: Format, *, rewrites: bool) -> EditPlan:
        return EditPlan(
            tuple(self.changes), tuple(self.kept), tuple(self.cannot), target=target, rewrites=rewrites
        )

    def _comment(self) -> bool:
        new, old = self.request.comment, self.report.comment
        if new is None or (old is not None and one_line(new) == old):
            return False
        self.changes.append(f"comment: was {quoted(old)}, will be {quoted(one_line(new))}")
        return True

    def _keep_all(self, target: Format) -> None:
        report = self.report
        self.kept.insert(0, target.label)
        if report.public is not None:
            self.kept.insert(1, f"the key itself ({label_of(report.public)})")
        if report.comment and not any(words.startswith("comment") for words in self.changes):
            self.kept.append(f"comment {quoted(report.comment)}")
        if report.certificate is not None:
            self.kept.append("certificate")
        if report.options:
            self.kept.append("the line's options")
        if self.others:
            self.kept.append(f"the other {self.others} keys" if self.others > 1 else "the other key")

    # The container

    def _target(self, row: Format) -> Format:
        """The container afterwards."""
        version = self.request.version
        if version is None:
            if not row.version or row.write_private:
                return row
            newest = max((one for one in FORMATS.values() if one.version), key=lambda one: one.version)
            self.cannot.append(f"{row.label} can be read, not written: it will be {newest.label}")
            return newest
        if not row.version:
            raise UnsupportedConversionError(
                f"Only PPK files have versions; this is {row.label}",
                "Convert the key to change its format",
            )
        target = with_version(version)
        if target is None:
            raise UnsupportedConversionError(
                f"PPK version {version} cannot be written",
                "Choose 3, or 2 for programs older than PuTTY 0.75; not even PuTTYgen can read any other",
            )
        if target is not row:
            self.changes.append(f"version: was {row.label}, will be {target.label}")
        return target

    # The lock

    def _lock(self, row: Format, target: Format) -> tuple[Relock | None, bool]:
        """How it is locked afterwards, and whether that is a change."""
        request, before = self.request, self.report.encryption
        if request.locking is Locking.REMOVE:
            return None, self._unlock(before)
        if request.locking is Locking.CHANGE:
            self._judge_new(target)
        elif before is None:
            if not request.lock.is_empty or request.again:
                raise UnsupportedConversionError(
                    "The key has no passphrase, so there is no encryption to change",
                    "Add a passphrase in the same edit",
                )
            return None, False
        same = before if target is row else None
        lock = relocking.relock(target, same, request.lock)
        if request.locking is Locking.CHANGE:
            added = f"passphrase: added ({lock.words})"
            self.changes.append("passphrase: changed" if before else added)
        if before is not None:
            self._compare(before, lock, target)
        anew = request.locking is Locking.CHANGE or not request.lock.is_empty or request.again
        if request.again and not self.changes:
            if target.locks and not target.locks.salted:
                self.cannot.append(f"{target.label} has no salt: encrypting it again gives the same file")
            else:
                self.changes.append("encryption: renewed, with a fresh salt")
        return lock, anew

    def _unlock(self, before: Encryption | None) -> bool:
        if not self.request.lock.is_empty:
            raise UnsupportedConversionError(
                "A key without a passphrase has no cipher and no KDF", "Remove the passphrase, or keep it"
            )
        if before is not None:
            self.changes.append("passphrase: removed; anyone who can read the file can use the key")
        return before is not None

    def _judge_new(self, target: Format) -> None:
        if not self.request.new:
            raise UnsupportedConversionError(
                "The new passphrase is empty", "Enter one, or choose to remove the passphrase"
            )
        if target.protection is None:
            raise UnsupportedConversionError(
                f"{target.label} cannot be protected by a passphrase",
                "Convert the key to a format that can",
            )
        if len(self.request.new) < target.min_passphrase:
            raise UnsupportedConversionError(
                f"{target.label} needs a passphrase of at least {target.min_passphrase} characters",
                "Choose a longer one: other programs reject it otherwise",
            )

    def _compare(self, before: Encryption, lock: Relock, target: Format) -> None:
        if lock.words != before.words:
            if not lock.upgraded:
                self.changes.append(f"encryption: was {before.words}, will be {lock.words}")
            if _is_cheaper(lock, before):
                self.cannot.append("the passphrase of a stolen file will be easier to guess than now")
            if target.protection_advice and target.id != self.report.container:
                self.cannot.append(target.protection_advice)
            return
        self.kept.append(f"encryption ({before.words})")
        if self.request.locking is Locking.CHANGE and before.strength is not Strength.STRONG:
            better = lock_choices.stronger(target) is not None
            advice = "choose a stronger one to change that" if better else "this format has no stronger one"
            self.cannot.append(f"its encryption stays weak ({before.words}): {advice}")

    # FIDO

    def _flags(self) -> bool:
        request, public = self.request, self.report.public
        if request.touch is None and request.verify is None:
            return False
        if public is None or public.family != "sk":
            raise UnsupportedConversionError(
                "Touch and PIN are for hardware tokens; this key is not on one", "Leave that option out"
            )
        for name, value in (("touch", request.touch), ("PIN", request.verify)):
            if value is not None:
                self.changes.append(f"token: {name} {'required' if value else 'not required'} at each use")
        return True


def _is_cheaper(lock: Relock, before: Encryption) -> bool:
    """Whether the same KDF is to do less work than before."""
    wanted, numbers = lock.protection, before.parameters
    if wanted.kdf not in {None, before.kdf}:
        return False
    was, now = 1, 1
    for names, value in (
        (("rounds", "iterations"), wanted.rounds),
        (("memory_kib", "n"), wanted.memory_kib),
        (("passes",), wanted.passes),
    ):
        old = next((numbers[name] for name in names if name in numbers), None)
        if isinstance(old, int) and value is not None:
            was, now = was * old, now * value
    return now < was
