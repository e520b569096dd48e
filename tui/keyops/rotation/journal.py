"""The journal of a rotation: what is to be done, what was done, and what is needed to take it back.

It lies next to the old key as ``NAME.rotation.json``, for its owner alone, and is replaced whole before each
step and after it. It holds names, public lines and dates, and nothing secret.
"""

from __future__ import annotations

import enum
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import StorageError
from ..files import paths as presence
from ..files import storage
from ..patterns import compiled
from ..records import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX: Final = ".rotation.json"
_SCHEMA: Final = 1
_MOVE_AWAY: Final = "Move it away and start again; what was done on the hosts stays done"
_MOST_STEPS: Final = 10_000
_DATE: Final = compiled(r"\d{4}-\d\d-\d\d", re.ASCII)
_EXPIRY: Final = compiled(r"\d{8}", re.ASCII)
"""It becomes a part of a command."""


class StepKind(enum.StrEnum):
    """What a step does."""

    MAKE = "make"
    """The new key is made, of the kind of the old one."""
    INSTALL = "install"
    """It is put on a host, by a login with the old key."""
    PROVE = "prove"
    """A login with the new key alone."""
    CONFIG = "config"
    """ssh's configuration names the new key."""
    RETIRE = "retire"
    """The old key's line on a host is marked expired, or removed, by a login with the new key."""
    KEEP = "keep"
    """The old key becomes a backup, with a date to delete it."""


class StepProgress(enum.StrEnum):
    """How far a step is."""

    TODO = "todo"
    BEGUN = "begun"
    """It may have been done, and what it did may not be known: it is done again."""
    DONE = "done"
    SKIPPED = "skipped"


class OldLine(enum.StrEnum):
    """What becomes of the line of the old key on a host."""

    EXPIRE = "expire"
    REMOVE = "remove"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class RotationStep:
    """One step."""

    kind: StepKind
    host: str = ""
    """Of those that are done on a host."""
    state: StepProgress = StepProgress.TODO
    line: str = ""
    """Of an installation: the line of the old key, as it stood on the host. Raw."""
    moves: tuple[tuple[str, str, str], ...] = ()
    """Written before it is done: files, their backups (empty where the file is new), and the SHA-256 of what
    a file of the configuration then holds. Raw."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in {StepProgress.TODO, StepProgress.BEGUN}


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation as its journal has it."""

    old: Path
    new: Path
    hosts: tuple[str, ...]
    begun: str
    """The date, as ``2026-11-30``."""
    delete_after: str
    """The date from which on the backup of the old key may be deleted."""
    config: str = ""
    """The configuration, in place of ~/.ssh/config."""
    old_line: OldLine = OldLine.EXPIRE
    expiry: str = ""
    """As ``expiry-time`` has it: a day that is over wherever the host is."""
    steps: tuple[RotationStep, ...] = ()
    written: bytes | None = field(default=None, repr=False)
    """The journal as it stands on the disk."""

    @property
    def path(self) -> Path:
        """The journal."""
        return path_for(self.old)

    @property
    def next(self) -> RotationStep | None:
        """The first step that is open; None where all is done."""
        return next((step for step in self.steps if step.is_open), None)

    @property
    def last(self) -> RotationStep | None:
        """The last step that was done, or begun."""
        done = (
            step for step in reversed(self.steps) if step.state in {StepProgress.DONE, StepProgress.BEGUN}
        )
        return next(done, None)

    def step(self, kind: StepKind, host: str = "") -> RotationStep:
        """One of the steps."""
        return next(step for step in self.steps if (step.kind, step.host) == (kind, host))

    def proved(self, host: str) -> bool:
        """Whether the new key logs in to a host, as far as is known."""
        return self.step(StepKind.PROVE, host).state is StepProgress.DONE

    def with_step(self, changed: RotationStep) -> Rotation:
        """The same with another state of one of its steps."""
        steps = tuple(
            changed if (one.kind, one.host) == (changed.kind, changed.host) else one for one in self.steps
        )
        return replace(self, steps=steps)


def path_for(old: Path) -> Path:
    """Where the journal of a key lies."""
    return old.with_name(f"{old.name}{SUFFIX}")


def plan_steps(hosts: tuple[str, ...]) -> tuple[RotationStep, ...]:
    """All steps in their order. No old line is touched before every host was looked at."""
    return (
        RotationStep(StepKind.MAKE),
        *(RotationStep(kind, host) for host in hosts for kind in (StepKind.INSTALL, StepKind.PROVE)),
        RotationStep(StepKind.CONFIG),
        *(RotationStep(StepKind.RETIRE, host) for host in hosts),
        RotationStep(StepKind.KEEP),
    )


def save(rotation: Rotation) -> Rotation:
    """Write the journal, in one step.

    Returns:
        The same, with what stands on the disk now.

    Raises:
        StorageError: somebody else changed it meanwhile, or the file system said no.
    """
    data = (json.dumps(_object(rotation), indent=1) + "\n").encode("ascii")
    if rotation.written is None:
        storage.save([storage.NewFile(rotation.path, data, private=True)])
    else:
        storage.replace(rotation.path, data, expected=rotation.written)
    return replace(rotation, written=data)


def forget(rotation: Rotation) -> None:
    """Delete the journal of a rotation of which nothing is left.

    Raises:
        StorageError: the file system said no.
    """
    storage.clear([storage.set_aside(rotation.path, storage.stamp_now())])


def load(old: Path) -> Rotation | None:
    """The rotation of a key that was begun; None where there is none.

    Raises:
        StorageError: the journal cannot be read, or is none.
    """
    path = path_for(old)
    if not presence.is_there(path):
        return None
    data = storage.read_key_file(path)
    try:
        found = json.loads(data)
        schema = found["schema"]
        if schema == _SCHEMA:
            return _read(old, found, data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        schema = None
    if isinstance(schema, int):
        title, hint = f"{path.name} was written by another version of keywright", "Continue with that version"
    else:
        title, hint = f"{path.name} is not the journal of a rotation", _MOVE_AWAY
    raise StorageError(path, title, hint)


def all_in(folder: Path) -> Iterator[Rotation]:
    """The rotations of a folder; journals that cannot be read are left out. Never raises."""
    from ..errors import KeyOpsError
    from ..files import listing

    try:
        entries = listing.scan(folder)
    except KeyOpsError:
        return
    for entry in entries:
        if entry.path.name.endswith(SUFFIX):
            try:
                found = load(entry.path.with_name(entry.path.name.removesuffix(SUFFIX)))
            except KeyOpsError:
                continue
            if found is not None:
                yield found


def _object(rotation: Rotation) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "old": rotation.old.name,
        "new": rotation.new.name,
        "hosts": [*rotation.hosts],
        "begun": rotation.begun,
        "delete_after": rotation.delete_after,
        "config": rotation.config,
        "old_line": rotation.old_line,
        "expiry": rotation.expiry,
        "steps": [
            {
                "kind": one.kind,
                "host": one.host,
                "state": one.state,
                "line": one.line,
                "moves": [[*move] for move in one.moves],
            }
            for one in rotation.steps
        ],
    }


def _read(old: Path, found: dict[str, Any], data: bytes) -> Rotation:
    """A journal, as far as it is one that was written here: what it names is moved and sent to hosts."""
    rotation = Rotation(
        old,
        old.with_name(found["new"]),
        tuple(found["hosts"]),
        found["begun"],
        found["delete_after"],
        found["config"],
        OldLine(found["old_line"]),
        found["expiry"],
        tuple(_step(one) for one in found["steps"][:_MOST_STEPS]),
        data,
    )
    texts = [rotation.config, *rotation.hosts]
    for one in rotation.steps:
        texts += [one.line, *(text for move in one.moves for text in move)]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError
    if found["old"] != old.name or _object(rotation) != found:
        raise ValueError  # it says more, or the same in another way
    planned = plan_steps(rotation.hosts)
    if [(one.kind, one.host) for one in rotation.steps] != [(one.kind, one.host) for one in planned]:
        raise ValueError
    if len(set(rotation.hosts)) < len(rotation.hosts) or not _EXPIRY.fullmatch(rotation.expiry):
        raise ValueError
    if not _DATE.fullmatch(rotation.begun) or not _DATE.fullmatch(rotation.delete_after):
        raise ValueError
    for move in rotation.step(StepKind.KEEP).moves:
        if Path(move[0]).parent != old.parent or not Path(move[0]).name.startswith(old.name):
            raise ValueError
    return rotation


def _step(found: dict[str, Any]) -> RotationStep:
    moves = tuple((path, backup, digest) for path, backup, digest in found["moves"])
    for path, backup, _ in moves:
        same = not backup or (Path(backup).parent == Path(path).parent and ".backup-" in backup)
        if not (same and Path(path).is_absolute()):
            raise ValueError
    return RotationStep(
        StepKind(found["kind"]), found["host"], StepProgress(found["state"]), found["line"], moves
    )
