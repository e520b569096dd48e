"""``keywright repair``: say what is wrong with the bytes of a key file, and write it as it should be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.editing import repairing, unnamed_keys
from ...keyops.editing.repair_plan import nothing_wrong
from ...keyops.errors import UnnamedKeyError
from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.inspection.description import mode_words
from ...visible import visible
from .. import output, passphrase_options, questions, results, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain
from . import repair_json

if TYPE_CHECKING:
    import argparse

    from ...keyops.editing.repair_plan import RepairPlan
    from ...keyops.editing.repairing import Repaired


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Repair a damaged key file. The key stays the same, or nothing is written. "
        "With --permissions, set the permissions that OpenSSH wants on a folder and its files.",
    )
    made.add_argument(
        "file",
        type=output.place,
        metavar="FILE",
        help="the key file, or - for standard input, which needs -o",
    )
    where = made.add_mutually_exclusive_group()
    where.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="the new file (default: FILE_repaired, or another unused name)",
    )
    where.add_argument(
        "--in-place",
        action="store_true",
        help="replace FILE, and keep the damaged one as a backup in the same folder",
    )
    where.add_argument(
        "--dry-run", action="store_true", help="only show what is wrong and what would be done"
    )
    results.add_json(made)
    made.add_argument(
        "--permissions",
        action="store_true",
        help="only remove the permissions that let others read or write keys; FILE may be a folder",
    )
    made.add_argument(
        "--accept-key",
        action="append",
        default=[],
        metavar="SHA256:...",
        help="a key that OpenSSH does not read in FILE now but may read after the repair (default: ask on "
        "the terminal)",
    )
    passphrase_options.add_old(made)
    output.add_force(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Tell what is wrong, repair, and tell what was written."""
    try:
        return _run(arguments)
    except UnnamedKeyError as error:
        error.hint += ": --accept-key SHA256:..."
        raise


def _run(arguments: argparse.Namespace) -> int:
    told = results.Results(as_json=arguments.json)
    if arguments.file == Path("-"):
        return _from_standard_input(arguments, told)
    if arguments.permissions or presence.is_folder(arguments.file):
        return _permissions(arguments, told)
    planned = repairing.plan(arguments.file, passphrase_options.from_file(arguments.passphrase_file))
    shown = repair_json.of_plan(planned) if arguments.json else {}
    if not planned.is_needed:
        return repair_json.finish(told, shown, _nothing(planned, told))
    _tell(planned, told)
    _tell_new(planned.repaired, told, planned.path, *filter(None, [arguments.output]))
    if not arguments.dry_run and (code := _write(arguments, planned, told)):
        return code
    return repair_json.finish(told, shown)


def _nothing(planned: RepairPlan, told: results.Results) -> int:
    """Say that there is nothing to repair, and what is wrong all the same."""
    if not planned.left:
        told.say(nothing_wrong(planned.path, sealed=planned.sealed, warned=planned.warned))
        return 0
    told.say(f"{planned.path} cannot be repaired")
    for finding in planned.left:
        told.say(finding.title)
        told.say(f"  {finding.hint}")
    return 1


def _write(arguments: argparse.Namespace, planned: RepairPlan, told: results.Results) -> int:
    if arguments.in_place:
        _in_place(planned, told, _agreed(arguments, planned.repaired, planned.path, planned.path.resolve()))
        return 0
    if planned.repaired is None:
        return complain("nothing is wrong with its content; use --in-place for the rest", code=1)
    target = arguments.output or planned.target
    agreed = _agreed(arguments, planned.repaired, planned.path, target)
    unnamed_keys.check_named(planned.repaired, planned.path, target, accepted=agreed)
    new = storage.NewFile(target, planned.repaired.data, private=planned.repaired.private)
    output.save([new], told, force=arguments.force, backup=not arguments.no_backup)
    return 0


def _agreed(arguments: argparse.Namespace, repaired: Repaired | None, *paths: Path) -> frozenset[str]:
    """Fingerprints of the new keys that were named, or that the person at the terminal says yes to."""
    agreed = set(arguments.accept_key)
    if repaired is None or not passphrase_options.can_ask():
        return frozenset(agreed)
    for one in unnamed_keys.refused_names(repaired, *paths, accepted=agreed):
        sys.stderr.write(visible(f"OpenSSH would read a new key: {one.sentence}") + "\n")
        if questions.agreed("Let it in?"):
            agreed.add(one.fingerprint)
    return frozenset(agreed)


def _tell_new(repaired: Repaired | None, told: results.Results, *paths: Path) -> None:
    for one in unnamed_keys.refused_names(repaired, *paths) if repaired is not None else ():
        told.say(f"new key   {one.sentence}")


def _tell(planned: RepairPlan, told: results.Results) -> None:
    for finding, change in zip(planned.problems, planned.changes, strict=True):
        told.say(finding.title)
        told.say(f"  {change}")
    for before, after in planned.difference:
        if before:
            told.say(f"- {before}")
        if after:
            told.say(f"+ {after}")


def _in_place(planned: RepairPlan, told: results.Results, accepted: frozenset[str] = frozenset()) -> None:
    done = repairing.write_in_place(planned, storage.stamp_now(), accepted)
    if planned.path in done.files and presence.is_link(planned.path):
        told.say(f"{planned.path.name} is a link to {planned.path.resolve()}")
    for path in done.files:
        backup = results.backup_of(path, done.backups)
        told.add("repaired", path, f"{'repaired':<9} {path}", backup=backup)
    for path in done.backups:
        told.say(f"{'backup':<9} {path}")
    for path in done.modes:
        line = f"{'mode set':<9} {mode_words(path.stat().st_mode & 0o777)} {path}"
        told.add("mode-set", path, line)


def _permissions(arguments: argparse.Namespace, told: results.Results) -> int:
    """Tell who may read and write what should be ours alone, set it to this right."""
    path = arguments.file
    planned = repairing.plan_modes(path)
    shown = repair_json.of_plan(planned) if arguments.json else {}
    if not planned.is_needed:
        told.say(f"Nobody else can write in {path} or read a private key in it")
        return repair_json.finish(told, shown)
    _tell(planned, told)
    if not arguments.permissions:
        return complain("it is a folder; use --permissions to set its modes")
    if arguments.dry_run:
        return repair_json.finish(told, shown, 1)
    _in_place(planned, told)
    return repair_json.finish(told, shown, 0 if all(one.is_ours for one in planned.modes) else 1)


def _from_standard_input(arguments: argparse.Namespace, told: results.Results) -> int:
    if arguments.output is None and not arguments.dry_run:
        return complain("use -o OUT when reading standard input")
    data = streams.standard_input()
    repaired = repairing.repair(data, "", passphrase_options.from_file(arguments.passphrase_file))
    shown = repair_json.of_repaired(repaired) if arguments.json else {}
    if not repaired.applied:
        told.say("Nothing is wrong with it")
        return repair_json.finish(told, shown)
    for one in repaired.applied:
        told.say(one.title)
        told.say(f"  {one.change}")
    out = [arguments.output] if arguments.output is not None else []
    _tell_new(repaired, told, *out)
    if not arguments.dry_run:
        unnamed_keys.check_named(repaired, *out, accepted=arguments.accept_key)
        new = storage.NewFile(arguments.output, repaired.data, private=repaired.private)
        output.save([new], told, force=arguments.force, backup=not arguments.no_backup)
    return repair_json.finish(told, shown)
