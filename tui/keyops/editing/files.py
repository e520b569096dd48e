"""An edit of a key file where it lies, with the public half beside it: both are written, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..conversion import conversion
from ..conversion.conversion import Locking
from ..errors import (
    PassphraseRequiredError,
    UnsupportedConversionError,
)
from ..files import paths as presence
from ..files import refusals, storage
from ..files import transaction as saving
from ..formats import FORMATS
from ..inspection.files import facts_of, inspect_file, other_names
from ..inspection.inspection import read, recognise
from ..records import dataclass, field
from ..targets import names as targets
from . import comments
from .editing import edit, edit_all
from .plan import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from ..inspection.report import Pair
    from ..keys.base import PublicKey
    from ..secret import Secret
    from .editing import Edited
    from .plan import EditRequest


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that an edit writes."""

    path: Path
    before: bytes | None = field(repr=False)
    """What it holds; None when it is not there."""
    after: bytes = field(repr=False)
    private: bool
    exposed: bool = False
    """Whether what it held was locked less than what it holds now."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit of a file does, ready to be written."""

    path: Path
    files: tuple[FileChange, ...]
    """Empty when nothing is to be changed."""
    changes: tuple[str, ...]
    kept: tuple[str, ...]
    cannot: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Links and further names of the files that are written where they lie."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    files: tuple[Path, ...]
    backups: tuple[Path, ...]
    exposed: tuple[Path, ...]
    """Backups that are locked less than the file is now, or not at all."""


def prepare(
    path: Path, passphrase: Secret | None = None, *, request: EditRequest, index: int | None = 0
) -> Edit:
    """Read a file and the public half beside it, and make what is to be written. Writes nothing.

    Args:
        path: the file.
        passphrase: what opens its key now.
        request: what is to be different.
        index: which key of the file; None: every private one, for a request about locks.

    Raises:
        KeyOpsError: as ``edit``; or it cannot be read.
    """
    data = storage.read_key_file(path)
    edited = (
        edit_all(data, request, passphrase) if index is None else edit(data, request, passphrase, index=index)
    )
    made = edited.plan
    changes, cannot = list(made.changes) if made.rewrites else [], list(made.cannot)
    files = []
    if edited.data != data:
        exposed = made.lock is not None and (request.locking is Locking.CHANGE or not request.lock.is_empty)
        files.append(FileChange(path, data, edited.data, private=edited.private, exposed=exposed))
    if edited.private and (request.public or request.comment is not None) and len(recognise(data)) > 1:
        cannot.append("a .pub beside is left alone: the file holds several keys")
    elif edited.private and (request.public or request.comment is not None):
        public = _Beside(path, inspect_file(path).pair, edited, request)
        change = public.change()
        changes += public.changes
        cannot = [words for words in cannot if not is_about_pub(words)] + public.cannot
        if change is not None:
            files.append(change)
    names = [words for one in files for words in other_names(one.path, facts_of(one.path))]
    return Edit(path, tuple(files), tuple(changes), made.kept, tuple(cannot), tuple(names))


def is_about_pub(words: str) -> bool:
    """Whether a note of a plan speaks of the ``.pub`` in general; whoever looked at it says it in detail."""
    return words.endswith("kept in the .pub beside it")


class _Beside:
    """What becomes of the public half beside a private key."""

    def __init__(self, path: Path, pair: Pair | None, edited: Edited, request: EditRequest) -> None:
        self.pair, self.edited, self.request = pair, edited, request
        self.path = pair.path if pair is not None else storage.public_path(path)
        self.container = FORMATS[recognise(edited.data)[0].format]
        self.changes: list[str] = []
        self.cannot: list[str] = []

    def change(self) -> FileChange | None:
        """The new public half; None when it stays as it is."""
        if presence.is_link(self.path) and not presence.is_there(self.path):
            self.cannot.append(f"{self.path.name} is a link to a file that is not there: it is left alone")
            return None
        before = storage.read_key_file(self.path) if presence.is_taken(self.path) else None
        wanted = self.request.comment
        if not self.container.carries_comment and wanted is not None:
            self.cannot.append(
                f"{self.container.label} has no room for a comment: it is kept in {self.path.name}"
            )
        public = self.edited.public
        if public is None and self.pair is not None and not self.request.public:
            public = self.pair.public  # locked away: the half beside is taken at its word
        if public is None:
            raise PassphraseRequiredError("The public half is locked away with the rest")
        if before is None:
            if not self.request.public and self.container.carries_comment:
                return None
            after = self._line(public)
        elif self._is_of(public):
            after = self._same_key(before, public)
        elif self.request.public:
            after = self._line(public)
        else:
            what = "belongs to another key" if self.pair else "is not a public key"
            self.cannot.append(f"{self.path.name} {what}: it is left alone")
            return None
        if after == before:
            return None
        self._tell(before, after)
        return FileChange(self.path, before, after, private=False)

    def _is_of(self, public: PublicKey) -> bool:
        return self.pair is not None and self.pair.public == public

    def _same_key(self, before: bytes, public: PublicKey) -> bytes:
        if self.request.comment is None:
            entry = recognise(before)[0]
            container = entry.format if FORMATS[entry.format].write_public else ""
            return self._line(public, container)
        try:
            return comments.with_comment(before, recognise(before)[0], 0, self.request.comment)
        except UnsupportedConversionError as error:
            self.cannot.append(f"{self.path.name}: {error.title[:1].lower()}{error.title[1:]}")
            return before

    def _line(self, public: PublicKey, container: str = "") -> bytes:
        comment = self.edited.comment if self.request.comment is None else self.request.comment
        if not comment and self.request.comment is None and self.pair and self._is_of(public):
            comment = self.pair.comment or b""
        usual = targets.public_line(public.family)
        return conversion.pack_public(public, container or usual, comment).data

    def _tell(self, before: bytes | None, after: bytes) -> None:
        name = self.path.name
        if before is None:
            self.changes.append(f"{name}: written from the private half")
            return
        if self.pair is not None and self.pair.public == recognise(after)[0].public:
            was, now = self.pair.comment, recognise(after)[0].comment
            self.changes.append(f"comment in {name}: {quoted(was)} becomes {quoted(now)}")
        else:
            self.changes.append(f"{name}: written anew from the private half, the old one is of another key")


def write(done: Edit, stamp: str, *, backup: bool = True) -> Written:
    """Write an edit: all of its files, or none. What is replaced is kept beside it, 0600.

    Args:
        done: from ``prepare``.
        stamp: the time, for the names of the backups: ``20261122-193000``.
        backup: whether to keep what is replaced.

    Raises:
        StorageError: a file changed meanwhile, or the file system said no; all are as they were.
    """
    for one in done.files:
        if one.before is None and presence.is_taken(one.path):
            refusals.refuse_existing(one.path, "appeared meanwhile")
    news = {one: storage.NewFile.through(one.path, one.after, private=one.private) for one in done.files}
    expected = {new.path: one.before for one, new in news.items() if one.before is not None}
    backups = saving.save(
        [*news.values()], overwrite=True, stamp=stamp if backup else None, expected=expected, always=True
    )
    exposed = backups[:1] if done.files and done.files[0].exposed else ()
    return Written(tuple(one.path for one in done.files), backups, exposed)


def elsewhere(done: Edit, target: Path) -> list[storage.NewFile]:
    """The files of an edit under another name: the edited one, and the public half where it is written.

    Raises:
        StorageError: the file cannot be read again.
    """
    own = next((one for one in done.files if one.path == done.path), None)
    data = own.after if own else storage.read_key_file(done.path)
    private = own.private if own else read(data)[0].is_private
    files = [storage.NewFile(target, data, private=private)]
    others = [one for one in done.files if one is not own]
    return files + [storage.NewFile(storage.public_path(target), one.after, private=False) for one in others]
