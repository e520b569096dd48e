"""``keywright rotate OLD [HOST...]``: a new key in the place of an old one, on every host, step by step."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.errors import PassphraseRequiredError, StorageError
from ...keyops.files import paths as presence
from ...keyops.logins import one_key
from ...keyops.rotation import journal, new_key, steps
from ...keyops.rotation.journal import OldLine, StepKind
from ...process import one_key_logins, programs, rotating
from ...visible import visible
from .. import json_objects, next_steps, passphrase_options
from ..argument_parser import ArgumentParser, number
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

    from ...keyops.rotation.journal import Rotation, RotationStep
    from ...keyops.rotation.steps import StepOutcome
    from ...keyops.secret import Secret


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Replace a key on every host: make a new one of the same kind, install it by "
        "logging in with the old one, prove it by logging in with it alone, change ssh's configuration, mark "
        "the old line on each host as expired, and make the old key a backup. Each step and its command is "
        "shown. After a crash, or when a host was down, the same command continues: "
        "OLD.rotation.json records what was done.",
    )
    made.add_argument(
        "old",
        metavar="OLD",
        type=Path,
        nargs="?",
        help="the private key; without it, list the rotations in progress",
    )
    made.add_argument(
        "hosts", metavar="HOST", nargs="*", help="default: hosts for which ssh's configuration names OLD"
    )
    made.add_argument("-F", "--config", metavar="FILE", default="", help="instead of ~/.ssh/config")
    made.add_argument(
        "--new", metavar="FILE", type=Path, help="the new key, in the folder of OLD; made unless it exists"
    )
    made.add_argument(
        "--old-line",
        choices=[str(one) for one in OldLine],
        default=str(OldLine.EXPIRE),
        help="what happens to the old key's line on each host (default: expire)",
    )
    made.add_argument(
        "--keep-days",
        type=number,
        metavar="N",
        default=90,
        help="days to keep the backup of OLD (default: 90)",
    )
    passphrase_options.add_new(
        made, "the new key's passphrase: the first line of F; an empty file means none"
    )
    only = made.add_mutually_exclusive_group()
    only.add_argument("--plan", action="store_true", help="show the steps, and do nothing")
    only.add_argument("--next", action="store_true", help="do the next step only")
    only.add_argument(
        "--skip", action="store_true", help="skip the next step; for a host that is not proved, all its steps"
    )
    only.add_argument("--undo", action="store_true", help="undo the last step")
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each step")
    return made


_MOST_DAYS: Final = 36500


class _Told:
    """What is told while steps are done: in lines at once, or of each step at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.titles: dict[tuple[StepKind, str], StepOutcome] = {}
        self.commands: dict[tuple[StepKind, str], tuple[str, ...]] = {}

    def say(self, line: str) -> None:
        """A line for people; raw."""
        if not self.as_json:
            sys.stdout.write(visible(line) + "\n")
            sys.stdout.flush()

    def step(self, rotation: Rotation, step: RotationStep) -> None:
        """A step that is about to be done."""
        at = rotation.steps.index(rotation.step(step.kind, step.host)) + 1
        self.say(f"{at}/{len(rotation.steps)} {steps.words(rotation, step)}")

    def command(self, step: RotationStep, command: tuple[str, ...]) -> None:
        """The command that it runs."""
        self.commands[step.kind, step.host] = command
        self.say(f"$ {shlex.join(command)}")

    def outcome(self, step: RotationStep, outcome: StepOutcome) -> None:
        """What became of it."""
        self.titles[step.kind, step.host] = outcome
        self.say(f"  {outcome.title}")
        if hint := next_steps.hint(outcome):
            self.say(f"  {hint}")

    def finish(self, rotation: Rotation, code: int) -> int:
        """Write the array. Answers the exit code."""
        if self.as_json:
            json_objects.write(_object(rotation, step, self) for step in rotation.steps)
        return code


def run(arguments: argparse.Namespace) -> int:
    """Go on with a rotation, or begin one; exit code 1 when a step could not be done."""
    if arguments.old is None:
        return _list(as_json=arguments.json)
    if not 0 <= arguments.keep_days <= _MOST_DAYS:
        return complain(f"--keep-days needs 0 to {_MOST_DAYS} days", code=2)
    old = arguments.old.absolute()
    told = _Told(as_json=arguments.json)
    rotation = journal.load(old)
    if rotation is None:
        rotation = _begun(arguments, old)
        if not rotation.hosts:
            return complain(
                f"no host in ssh's configuration names {old.name}: name the hosts, such as USER@HOST", code=2
            )
    elif arguments.hosts:
        rotation = steps.with_hosts(rotation, arguments.hosts)
    if arguments.plan:
        for step in rotation.steps:
            told.say(f"{step.state:<8} {steps.words(rotation, step)}")
        return told.finish(rotation, 0)
    rotation = journal.save(rotation)
    if arguments.undo or arguments.skip:
        return (_undo if arguments.undo else _skip)(rotation, told)
    return _go_on(rotation, told, arguments)


def _begun(arguments: argparse.Namespace, old: Path) -> Rotation:
    """A new rotation.

    Raises:
        KeyOpsError: ssh does not use the key, or the new one is not another in the same folder.
    """
    key = one_key_logins.usable(old)
    if old.suffix == ".pub":
        raise StorageError(old, f"{old.name} is a public key", "Name the private key")
    new = arguments.new.absolute() if arguments.new is not None else None
    if new is not None and new.parent != old.parent:
        raise StorageError(new, "The new key must be in the folder of the old one", "Move it there first")
    if new is not None and presence.is_there(new) and one_key.of_file(new).public == key.public:
        raise StorageError(new, f"{new.name} holds the same key as {old.name}", "Name another one with --new")
    rotation = steps.begin(
        old,
        tuple(dict.fromkeys(arguments.hosts)),
        new=new,
        config=str(Path(arguments.config).absolute()) if arguments.config else "",
        old_line=OldLine(arguments.old_line),
        keep_days=arguments.keep_days,
    )
    new_key.require(rotation)
    if rotation.hosts:
        return rotation
    found = rotating.hosts_of(rotation)
    return steps.with_hosts(rotation, found)


def _go_on(rotation: Rotation, told: _Told, arguments: argparse.Namespace) -> int:
    while (step := rotation.next) is not None:
        told.step(rotation, step)
        why = steps.why_not(rotation, step)
        if why:
            told.outcome(step, steps.StepOutcome(done=False, title=why, hint="--skip skips this step"))
            return told.finish(rotation, 1)
        passphrase = _new_passphrase(rotation, arguments) if step.kind is StepKind.MAKE else None
        rotation = rotating.begin(rotation, step)
        rotation, outcome = _do(rotation, step, told, passphrase)
        told.outcome(step, outcome)
        if not outcome.done:
            told.say("  The same command continues from here; --skip skips this step")
            return told.finish(rotation, 1)
        if arguments.next:
            return told.finish(rotation, 0)
    told.say(f"{rotation.old.name} was replaced by {rotation.new.name} on {', '.join(rotation.hosts)}")
    return told.finish(rotation, 0)


def _do(
    rotation: Rotation, step: RotationStep, told: _Told, passphrase: Secret | None
) -> tuple[Rotation, StepOutcome]:
    if step.kind is StepKind.MAKE:
        return asyncio.run(rotating.make(rotation, passphrase))
    if step.kind is StepKind.CONFIG:
        return rotating.configure(rotation)
    if step.kind is StepKind.KEEP:
        return rotating.keep(rotation)
    login = rotating.login_for(rotation, step)
    assert login is not None  # noqa: S101 - these are the steps of a host
    told.command(step, login.command)
    return rotating.after_login(rotation, step, login, programs.run(login.command, login.seconds))


def _new_passphrase(rotation: Rotation, arguments: argparse.Namespace) -> Secret | None:
    """The passphrase of the new key; None where it gets none.

    Raises:
        PassphraseRequiredError: the old key has one, and nobody is there to ask.
    """
    if new_key.is_there(rotation):
        return None
    if arguments.new_passphrase_file is not None:
        return passphrase_options.from_file(arguments.new_passphrase_file)
    if passphrase_options.can_ask():
        return passphrase_options.ask_new()
    if one_key.of_file(rotation.old).is_locked:
        raise PassphraseRequiredError(
            f"{rotation.old.name} has a passphrase, and so should the new key",
            "Give it with --new-passphrase-file; an empty file means none",
        )
    return None


def _skip(rotation: Rotation, told: _Told) -> int:
    step = rotation.next
    if step is None:
        return complain("every step is done", code=1)
    rotation = journal.save(steps.skipped(rotation, step))
    told.say(f"skipped   {steps.words(rotation, step)}")
    return told.finish(rotation, 0)


def _undo(rotation: Rotation, told: _Told) -> int:
    step = rotation.last
    if step is None:
        return complain("no step has been done yet", code=1)
    told.say(f"Undo: {steps.words(rotation, step)}")
    if step.kind in steps.ON_HOST:
        login = None if step.kind is StepKind.PROVE else rotating.login_for(rotation, step, back=True)
        if login is not None:
            told.command(step, login.command)
        ran = programs.run(login.command, login.seconds) if login is not None else None
        rotation, outcome = rotating.taken_back(rotation, step, login, ran)
    else:
        rotation, outcome = rotating.take_back(rotation, step)
    told.outcome(step, outcome)
    if outcome.done and step.kind is StepKind.MAKE:
        journal.forget(rotation)
    return told.finish(rotation, 0 if outcome.done else 1)


def _list(*, as_json: bool) -> int:
    """Exit code 1 when there is none."""
    found = tuple(journal.all_in(Path.home() / ".ssh"))
    if as_json:
        json_objects.write(_object(one, step, _Told(as_json=True)) for one in found for step in one.steps)
        return 0 if found else 1
    for one in found:
        step = one.next
        where = (
            f"next: {steps.words(one, step)}" if step else f"done; delete the backup after {one.delete_after}"
        )
        sys.stdout.write(visible(f"{one.old.name} -> {one.new.name}, started {one.begun}: {where}") + "\n")
    if not found:
        sys.stdout.write("no rotation has been started in ~/.ssh\n")
    return 0 if found else 1


def _object(rotation: Rotation, step: RotationStep, told: _Told) -> dict[str, Any]:
    text = json_objects.text
    outcome = told.titles.get((step.kind, step.host))
    command = told.commands.get((step.kind, step.host), ())
    there = presence.is_there(rotation.path)
    return {
        "old": text(str(rotation.old)),
        "new": text(str(rotation.new)),
        "journal": text(str(rotation.path)) if there else None,
        "delete_after": rotation.delete_after,
        "step": str(step.kind),
        "host": text(step.host) or None,
        "state": str(step.state),
        "about": text(steps.words(rotation, step)),
        "title": text(outcome.title) if outcome else None,
        "hint": text(next_steps.hint(outcome)) if outcome else None,
        "command": [text(word) for word in command],
        "backups": [text(backup) for _, backup, _ in step.moves if backup],
    }
