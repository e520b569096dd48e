"""An edit of a key file where it lies, with the public key next to it: both are written, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..conversion import conversion
from ..conversion.conversion import Locking
from ..errors import (
    PassphraseRequiredError,
)
from ..files import paths as presence
from ..files import refusals, storage
from ..files import transaction as saving
from ..formats import FORMATS
from ..inspection.files import facts_of, inspect_file, other_names
from ..inspection.inspection import read, recognise
from ..records import dataclass, field
from ..targets import names as targets
from . import comments, public_file
from .editing import edit, edit_all
from .public_file import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from ..inspection.report import Pair
    from ..keys.base import PublicKey
    from ..secret import Secret
    from .editing import Edited
    from .plan import EditRequest
    from .public_file import PublicFile


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
    """Read a file and the public key next to it, and make what is to be written. Writes nothing.

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
    if edited.private:
        pair, target = inspect_file(path, data=data).pair, FORMATS[recognise(edited.data)[0].format]
        public = public_file.foretell(
            path, pair, request, target, public=edited.public, keys=len(recognise(data))
        )
        change = _public_change(public, pair, edited, request)
        changes += public.changes if change is not None else ()
        cannot += public.cannot
        if change is not None:
            files.append(change)
    names = [words for one in files for words in other_names(one.path, facts_of(one.path))]
    others = (made.others,) if made.others else ()
    return Edit(path, tuple(files), tuple(changes), made.kept, (*cannot, *others), tuple(names))


def _public_change(
    public: PublicFile, pair: Pair | None, edited: Edited, request: EditRequest
) -> FileChange | None:
    """The new ``.pub``; None when it stays as it is."""
    if public.outcome in public_file.LEFT_ALONE or public.outcome is Outcome.UNTOUCHED:
        return None
    key = edited.public
    if key is None and pair is not None and not request.public:
        key = pair.public  # locked away: the .pub is taken at its word
    if key is None:
        raise PassphraseRequiredError("The public key is encrypted with the rest")
    before = storage.read_key_file(public.path) if presence.is_taken(public.path) else None
    comment = edited.comment if request.comment is None else request.comment
    if before is None or public.outcome is Outcome.REPLACED:
        after = _line(key, comment)
    elif request.comment is not None:
        after = comments.with_comment(before, recognise(before)[0], 0, request.comment)
    else:
        there = recognise(before)[0].format
        kept = comment or (pair.comment if pair is not None else None) or b""
        after = _line(key, kept, there if FORMATS[there].write_public else "")
    return None if after == before else FileChange(public.path, before, after, private=False)


def _line(key: PublicKey, comment: bytes, container: str = "") -> bytes:
    return conversion.pack_public(key, container or targets.public_line(key.family), comment).data


def write(done: Edit, stamp: str, *, backup: bool = True) -> Written:
    """Write an edit: all of its files, or none. What is replaced is kept next to it, 0600.

    Args:
        done: from ``prepare``.
        stamp: the time, for the names of the backups: ``20261122-193000``.
        backup: whether to keep what is replaced.

    Raises:
        StorageError: a file changed meanwhile, or the file system said no; all are as they were.
    """
    for one in done.files:
        if one.before is None and presence.is_taken(one.path):
            refusals.refuse_existing(one.path, "appeared in the meantime")
    news = {one: storage.NewFile.through(one.path, one.after, private=one.private) for one in done.files}
    expected = {new.path: one.before for one, new in news.items() if one.before is not None}
    backups = saving.save(
        [*news.values()], overwrite=True, stamp=stamp if backup else None, expected=expected, always=True
    )
    exposed = backups[:1] if done.files and done.files[0].exposed else ()
    return Written(tuple(one.path for one in done.files), backups, exposed)


def elsewhere(done: Edit, target: Path) -> list[storage.NewFile]:
    """The files of an edit under another name: the edited one, and the public key where it is written.

    Raises:
        StorageError: the file cannot be read again.
    """
    own = next((one for one in done.files if one.path == done.path), None)
    data = own.after if own else storage.read_key_file(done.path)
    private = own.private if own else read(data)[0].is_private
    files = [storage.NewFile(target, data, private=private)]
    others = [one for one in done.files if one is not own]
    return files + [storage.NewFile(storage.public_path(target), one.after, private=False) for one in others]
