"""Doing the steps of a rotation, for both faces. The journal is written before each step and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.files import storage
from ..keyops.formats.contract import Protection
from ..keyops.generation.generation import generate, is_slow
from ..keyops.logins import config_edit, expansion, one_key
from ..keyops.records import dataclass, replace
from ..keyops.rotation import journal, new_key, steps
from ..keyops.rotation.journal import StepKind, StepProgress
from ..keyops.rotation.steps import StepOutcome
from . import ask_programs, jobs, one_key_logins

if TYPE_CHECKING:
    from ..keyops.logins.one_key import OneKey
    from ..keyops.rotation.journal import Rotation, RotationStep
    from ..keyops.secret import Secret
    from .one_key_logins import Route
    from .programs import Ran


@dataclass(frozen=True, slots=True)
class Login:
    """A login that a step needs."""

    way: Route
    key: OneKey
    command: tuple[str, ...]
    """What is run, and shown before."""

    @property
    def seconds(self) -> float:
        """How long it may take."""
        return one_key_logins.patience(self.key)


def hosts_of(rotation: Rotation) -> tuple[str, ...]:
    """The hosts of the configuration to which ssh offers the old key because it is named there."""
    from ..keyops.logins import uses

    found = ask_programs.uses_of(uses.subject_of(rotation.old), rotation.config)
    return tuple(one.host for one in found if one.kind == "ssh-host")


def login_for(rotation: Rotation, step: RotationStep, *, back: bool = False) -> Login | None:
    """The login that a step needs, or that takes it back; None where ssh is not needed.

    Raises:
        KeyOpsError: ssh refuses its configuration, or a key cannot be read.
    """
    if step.kind not in steps.ON_HOST:
        return None
    way = one_key_logins.way_to(step.host, rotation.config)
    old, new = (one_key_logins.key_for(path, way) for path in steps.open_keys(rotation))
    found = steps.login_back(rotation, step, old, new) if back else steps.login_for(rotation, step, old, new)
    if found is None:
        return None
    key, command = found
    return Login(way, key, way.login(key, command))


def begin(rotation: Rotation, step: RotationStep) -> Rotation:
    """Write that a step is begun.

    Raises:
        StorageError: the journal cannot be written; nothing is begun then.
    """
    return journal.save(rotation.with_step(replace(step, state=StepProgress.BEGUN)))


def _outcome(step: RotationStep, login: Login, ran: Ran) -> StepOutcome:
    answer = one_key.proof(ran.errors, login.way.host, login.way.config.user, login.key)
    return steps.outcome(step, login.key, answer, ran.status, ran.out)


def after_login(
    rotation: Rotation, step: RotationStep, login: Login, ran: Ran
) -> tuple[Rotation, StepOutcome]:
    """What a login has come to, written down."""
    outcome = _outcome(step, login, ran)
    if not outcome.done:
        return rotation, outcome
    done = replace(
        rotation.step(step.kind, step.host), state=StepProgress.DONE, line=outcome.line or step.line
    )
    return journal.save(rotation.with_step(done)), outcome


def taken_back(
    rotation: Rotation, step: RotationStep, login: Login | None, ran: Ran | None
) -> tuple[Rotation, StepOutcome]:
    """What taking a step back on a host has come to, written down."""
    outcome = StepOutcome(done=True, title=f"{step.host}: nothing was changed there")
    if login is not None and ran is not None:
        outcome = _outcome(step, login, ran)
    if not outcome.done:
        return rotation, outcome
    again = replace(rotation.step(step.kind, step.host), state=StepProgress.TODO)
    return journal.save(rotation.with_step(again)), StepOutcome(
        done=True, title=f"{step.host}: as it was before"
    )


# Steps on this machine


async def make(rotation: Rotation, passphrase: Secret | None) -> tuple[Rotation, StepOutcome]:
    """Make the new key, unless it is there.

    Raises:
        KeyOpsError: no such key is made here, or it could not be written.
    """
    title = f"{rotation.new.name} already exists"
    if not new_key.is_there(rotation):
        spec = new_key.spec_for(rotation)
        pair = await jobs.race(generate, spec) if is_slow(spec) else generate(spec)
        new_key.save(rotation, pair, Protection(passphrase) if passphrase else None)
        title = f"{rotation.new.name} was made"
    return _ended(rotation, rotation.step(StepKind.MAKE)), StepOutcome(done=True, title=title)


def configure(rotation: Rotation) -> tuple[Rotation, StepOutcome]:
    """Have the configuration name the new key for each host that it was proved on.

    Raises:
        KeyOpsError: a file cannot be read or written; those before it are changed.
    """
    changed = []
    while (edit := steps.next_edit(rotation, _missing(rotation))) is not None:
        stamp = storage.stamp_now()
        step = rotation.step(StepKind.CONFIG)
        move = steps.noted(edit, stamp)
        before = tuple(one for one in step.moves if (one[0], one[2]) != (move[0], move[2]))
        rotation = journal.save(rotation.with_step(replace(step, moves=(*before, move))))
        config_edit.save(edit, stamp)
        changed += [f"{edit.path}, line {edit.number}: {line.strip()}" for line in edit.added]
    title = "; ".join(changed) or "ssh's configuration needs no change"
    return _ended(rotation, rotation.step(StepKind.CONFIG)), StepOutcome(done=True, title=title)


def _missing(rotation: Rotation) -> tuple[str, ...]:
    """The hosts that were proved, and to which ssh does not offer the new key."""
    found = []
    for host in steps.proved_hosts(rotation):
        config = ask_programs.config_of(host, rotation.config)
        named = {expansion.expand(text, config) for text in config.identity_files}
        if rotation.new not in named:
            found.append(host)
    return tuple(found)


def keep(rotation: Rotation) -> tuple[Rotation, StepOutcome]:
    """Make the old key a backup.

    Raises:
        StorageError: the file system said no; nothing was changed.
    """
    step = rotation.step(StepKind.KEEP)
    if not step.moves:
        step = replace(step, moves=steps.planned_moves(rotation, storage.stamp_now()))
        rotation = journal.save(rotation.with_step(step))
    steps.move_files(step.moves)
    names = ", ".join(backup.rpartition("/")[2] for _, backup, _ in step.moves)
    title = f"{rotation.old.name} is {names} now; delete it after {rotation.delete_after}"
    return _ended(rotation, step), StepOutcome(done=True, title=title)


def take_back(rotation: Rotation, step: RotationStep) -> tuple[Rotation, StepOutcome]:
    """Take a step back that was done on this machine.

    Raises:
        KeyOpsError: the file system said no.
    """
    stamp = storage.stamp_now()
    if step.kind is StepKind.KEEP:
        steps.move_files(step.moves, back=True)
        outcome = StepOutcome(done=True, title=f"{rotation.old.name} has its old name again")
    elif step.kind is StepKind.CONFIG:
        outcome = steps.take_edits_back(step.moves, stamp)
    else:
        files = steps.files_of(rotation.new)
        backups = storage.set_aside_all(files, stamp) if files else ()
        names = ", ".join(backup.name for _, backup in backups)
        outcome = StepOutcome(
            done=True, title=f"{rotation.new.name} is {names} now" if names else "nothing was made"
        )
    if outcome.done:
        rotation = journal.save(rotation.with_step(replace(step, state=StepProgress.TODO, moves=())))
    return rotation, outcome


def _ended(rotation: Rotation, step: RotationStep) -> Rotation:
    return journal.save(rotation.with_step(replace(step, state=StepProgress.DONE)))
