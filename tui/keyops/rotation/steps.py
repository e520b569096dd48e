"""The steps of a rotation: what each does in words, which key logs in for it, and when it may be done.

The order that keeps the door open: the new key is installed by the old one, proved alone, and only where it
was proved is the old line changed, by a connection that the new key alone has opened, and which refuses where
the new key's line is not in the file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import NextStep, StorageError
from ..files import paths as presence
from ..files import storage
from ..logins import config_edit, config_files
from ..records import dataclass, replace
from ..trust import authorized_keys
from . import journal, remote
from .journal import OldLine, Rotation, RotationStep, StepKind, StepProgress

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..logins.answers import LoginAnswer
    from ..logins.config_edit import ConfigEdit
    from ..logins.one_key import OneKey

_MARK_LINE: Final = remote.MARK.encode()
ON_HOST: Final = frozenset({StepKind.INSTALL, StepKind.PROVE, StepKind.RETIRE})
"""Steps for which ssh logs in."""
_ANOTHER: Final = "Undo the last step, and start with another new key"
_LONGEST_LINE: Final = 32 * 1024
_MOST_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of a step."""

    done: bool
    title: str
    hint: str = ""
    step: NextStep | None = None
    about: str = ""
    """What that is done to."""
    line: str = ""
    """Of an installation: the line of the old key on the host. Raw."""


def begin(
    old: Path,
    hosts: tuple[str, ...],
    *,
    new: Path | None = None,
    config: str = "",
    old_line: OldLine = OldLine.EXPIRE,
    keep_days: int = 90,
) -> Rotation:
    """Plan a rotation; nothing is written yet.

    Args:
        old: the private key file that is replaced.
        hosts: as they are given to ssh.
        new: the private key file that takes its place; a free name next to the old one when None.
        config: of ssh, in place of ~/.ssh/config.
        old_line: what becomes of the old key's line on each host.
        keep_days: how long the backup of the old key is kept.
    """
    today = dt.datetime.now(dt.UTC).date()
    keep = today + dt.timedelta(days=keep_days)
    expiry = today - dt.timedelta(days=2)  # over, whatever the time zone of the host
    return Rotation(
        old,
        old.with_name((new or storage.free_name(old)).name),
        hosts,
        f"{today:%Y-%m-%d}",
        f"{keep:%Y-%m-%d}",
        config,
        old_line,
        f"{expiry:%Y%m%d}",
        journal.plan_steps(hosts),
    )


def with_hosts(rotation: Rotation, hosts: Collection[str]) -> Rotation:
    """The same for more hosts; of one that was skipped the steps are open again."""
    every = tuple(dict.fromkeys((*rotation.hosts, *hosts)))
    known = {(one.kind, one.host): one for one in rotation.steps}
    steps = tuple(known.get((one.kind, one.host), one) for one in journal.plan_steps(every))
    more = set(hosts) - set(rotation.hosts)
    again = {one.host for one in steps if one.host in hosts and one.state is StepProgress.SKIPPED} | more
    steps = tuple(
        replace(one, state=StepProgress.TODO)
        if (one.host in again and one.state is StepProgress.SKIPPED)
        or (again and one.kind is StepKind.CONFIG)
        else one
        for one in steps
    )
    return replace(rotation, hosts=every, steps=steps)


def skipped(rotation: Rotation, step: RotationStep) -> Rotation:
    """The same without a step; where the new key is not proved the old line stays."""
    whole = step.kind is StepKind.PROVE
    found = rotation.with_step(replace(step, state=StepProgress.SKIPPED))
    for other in found.steps:
        if whole and other.host == step.host and other.is_open:
            found = found.with_step(replace(other, state=StepProgress.SKIPPED))
    return found


def words(rotation: Rotation, step: RotationStep) -> str:
    """What a step does, in a sentence without a full stop. Raw."""
    old, new, host = rotation.old.name, rotation.new.name, step.host
    return {
        StepKind.MAKE: f"Make {new}, like {old}",
        StepKind.INSTALL: f"Log in to {host} with {old}, and add {new} to its authorized_keys",
        StepKind.PROVE: f"Log in to {host} with {new} alone",
        StepKind.CONFIG: f"Name {new} in ssh's configuration for each host that it logs in to",
        StepKind.RETIRE: {
            OldLine.EXPIRE: f"Log in to {host} with {new}, and mark the line of {old} as expired",
            OldLine.REMOVE: f"Log in to {host} with {new}, and remove the line of {old}",
            OldLine.KEEP: f"Leave the line of {old} on {host} as it is",
        }[rotation.old_line],
        StepKind.KEEP: f"Make {old} a backup, to be deleted after {rotation.delete_after}",
    }[step.kind]


def why_not(rotation: Rotation, step: RotationStep) -> str:
    """Why a step cannot be done now, as a sentence; empty when it can."""
    if step.kind is StepKind.RETIRE and not rotation.proved(step.host):
        return f"{rotation.new.name} was not proved on {step.host}: its old line stays"
    if step.kind is StepKind.KEEP:
        left = [host for host in rotation.hosts if not rotation.proved(host)]
        if left:
            return f"{rotation.old.name} is still the key for {', '.join(left)}"
        lines = config_edit.still_named(rotation.old, config_of(rotation))
        if lines:
            first = lines[0]
            return f"Line {first.number} of {first.path} still names {rotation.old.name}"
    return ""


def login_for(rotation: Rotation, step: RotationStep, old: OneKey, new: OneKey) -> tuple[OneKey, str]:
    """Which key logs in for a step on a host, and the command that runs there.

    Raises:
        StorageError: both files hold the same key, and its line would be the old one.
    """
    if old.public == new.public:
        raise StorageError(
            rotation.new, f"{rotation.new.name} holds the same key as {rotation.old.name}", _ANOTHER
        ).offering(NextStep.NAME_NEW_KEY)
    if step.kind is StepKind.INSTALL:
        return old, remote.install_alike(old.public, new.public, new.comment)
    if step.kind is StepKind.PROVE:
        return new, "exit"
    if rotation.old_line is OldLine.KEEP:
        return new, remote.nothing()
    if rotation.old_line is OldLine.EXPIRE:
        return new, remote.expire(old.public, new.public, rotation.expiry)
    return new, remote.remove(old.public, new.public)


def login_back(rotation: Rotation, step: RotationStep, old: OneKey, new: OneKey) -> tuple[OneKey, str] | None:
    """The same for taking a step back; None where nothing on the host was changed.

    Raises:
        StorageError: the journal does not have what must be put back.
    """
    if step.kind is StepKind.INSTALL:
        return old, remote.remove(new.public, old.public)
    if step.kind is not StepKind.RETIRE or rotation.old_line is OldLine.KEEP:
        return None
    if rotation.old_line is OldLine.EXPIRE:
        return new, remote.unexpire(old.public, new.public, rotation.expiry)
    line = rotation.step(StepKind.INSTALL, step.host).line
    if not _line_of(line.encode("utf-8", "surrogateescape"), old):
        raise StorageError(
            rotation.path,
            f"The journal does not have the line that {rotation.old.name} had on {step.host}",
            "Add it there yourself",
        ).offering(NextStep.INSTALL, f"{rotation.old.name} {step.host}")
    return new, remote.restore(old.public, new.public, line)


def outcome(step: RotationStep, key: OneKey, answer: LoginAnswer, status: int, out: bytes) -> StepOutcome:
    """What a login for a step has come to.

    Args:
        step: which one.
        key: that logged in.
        answer: from ``one_key.proof``.
        status: of ssh.
        out: what the command printed on the host; not trusted.
    """
    if not (answer.proved or (answer.logged_in and step.kind is StepKind.INSTALL)):
        title = f"{step.host}: {answer.title}"
        return StepOutcome(False, title, answer.hint, answer.step, answer.about)
    if status == remote.NOT_THERE:
        return StepOutcome(
            done=False,
            title=f"{key.path.name} logs in to {step.host}, but is not in ~/.ssh/authorized_keys there",
            hint="The host keeps its keys elsewhere: install the new key there yourself, then skip this step",
        )
    if status == remote.WOULD_LOCK_OUT:
        return StepOutcome(
            done=False,
            title=f"Nothing was changed on {step.host}: the key that must stay is not in its authorized_keys",
            hint="Look at the file there",
        )
    if status:
        return StepOutcome(
            done=False,
            title=f"{step.host}: the command ended with status {status}",
            hint="Either nothing was changed there or everything was: the step can be done again",
        )
    if step.kind is not StepKind.PROVE and _MARK_LINE not in out.split(b"\n"):
        return StepOutcome(
            done=False,
            title=f"{step.host} ran something other than the command, such as the command= of the key's line",
            hint="Do it there yourself, then skip this step",
        )
    line = _line_of(out, key) if step.kind is StepKind.INSTALL else ""
    return StepOutcome(done=True, title=f"{step.host}: {_DONE[step.kind]}", line=line)


def _line_of(out: bytes, key: OneKey) -> str:
    """The line of a key in what a host printed, where other words may stand too; else empty."""
    for line in out.split(b"\n")[:_MOST_LINES]:
        if len(line) <= _LONGEST_LINE and any(
            one.public == key.public for one in authorized_keys.parse(line)
        ):
            return line.rstrip(b"\r").decode("utf-8", "surrogateescape")
    return ""


_DONE: Final = {
    StepKind.INSTALL: "the new key is in authorized_keys",
    StepKind.PROVE: "the new key logs in alone",
    StepKind.RETIRE: "the old key can no longer log in",
}


# The steps on this machine


def config_of(rotation: Rotation) -> Path:
    """The configuration that names the key."""
    return Path(rotation.config) if rotation.config else config_files.of_user()


def host_name(host: str) -> str:
    """A host as a Host line has it: without its user."""
    return host.rpartition("@")[2]


def proved_hosts(rotation: Rotation) -> tuple[str, ...]:
    """The hosts whose configuration may name the new key, as Host lines have them."""
    return tuple(dict.fromkeys(host_name(host) for host in rotation.hosts if rotation.proved(host)))


def planned_moves(rotation: Rotation, stamp: str) -> tuple[tuple[str, str, str], ...]:
    """Which backups the old key's files become, with names that are free.

    Args:
        rotation: whose old key.
        stamp: goes into the names.
    """
    return tuple((str(path), str(storage.free_backup(path, stamp)), "") for path in files_of(rotation.old))


def files_of(key: Path) -> tuple[Path, ...]:
    """A private key, and what lies next to it and belongs to it: its ``.pub`` and its certificate."""
    names = (key, storage.public_path(key), key.with_name(f"{key.name}-cert.pub"))
    return tuple(path for path in names if presence.is_there(path))


def move_files(moves: Collection[tuple[str, str, str]], *, back: bool = False) -> None:
    """Give files the names of their backups, or their own again; what has its name already stays.

    Raises:
        StorageError: the file system said no; nothing was changed.
    """
    pairs = [(Path(backup), Path(path)) if back else (Path(path), Path(backup)) for path, backup, _ in moves]
    storage.move([(old, new) for old, new in pairs if presence.is_there(old)])


def open_keys(rotation: Rotation) -> tuple[Path, Path]:
    """Where the private key files lie now, the old one and the new one."""
    moved = {path: backup for path, backup, _ in rotation.step(StepKind.KEEP).moves}
    backup = moved.get(str(rotation.old), "")
    gone = bool(backup) and not presence.is_there(rotation.old)
    return Path(backup) if gone else rotation.old, rotation.new


# The configuration


def next_edit(rotation: Rotation, missing: Collection[str]) -> ConfigEdit | None:
    """The next change of the configuration; None where it says all of it already.

    Args:
        rotation: with the hosts that were proved.
        missing: those of them to which ssh does not offer the new key yet.

    Raises:
        KeyOpsError: as ``config_edit.plan``.
    """
    config = config_of(rotation)
    edit = config_edit.renamed(rotation.old, rotation.new, proved_hosts(rotation), config)
    if edit is not None:
        return edit
    plans = (config_edit.plan(host_name(host), rotation.new, config) for host in missing)
    return next((one for one in plans if one is not None), None)


def noted(edit: ConfigEdit, stamp: str) -> tuple[str, str, str]:
    """What the journal holds of a change, before it is made."""
    backup = str(storage.free_backup(edit.path, stamp)) if edit.before is not None else ""
    return str(edit.path), backup, hashlib.sha256(edit.data).hexdigest()


def take_edits_back(moves: Collection[tuple[str, str, str]], stamp: str) -> StepOutcome:
    """Put the files of the configuration back, the last change first.

    Raises:
        StorageError: the file system said no.
    """
    for path, backup, digest in reversed(tuple(moves)):
        data = storage.read_key_file(Path(path)) if presence.is_there(Path(path)) else b""
        if hashlib.sha256(data).hexdigest() != digest:
            if not backup or not presence.is_there(Path(backup)):
                continue  # it was never made
            return StepOutcome(
                done=False,
                title=f"{path} has been changed since, and is left as it is",
                hint=f"Its old content is in {backup}",
            )
        if backup:
            before = storage.read_key_file(Path(backup))
            storage.replace_with_backup(Path(path), before, private=False, stamp=stamp, expected=data)
        else:
            storage.set_aside(Path(path), stamp)
    return StepOutcome(done=True, title="ssh's configuration is as it was before")
