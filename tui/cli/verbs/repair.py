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
from .. import output, passphrase_options, streams
from ..argument_parser import ArgumentParser
from . import repair_dry

if TYPE_CHECKING:
    import argparse

    from ...keyops.editing.repair_plan import RepairPlan
    from ...keyops.editing.repairing import Repaired


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Repair a damaged key file. The key stays the same, or nothing is written. "
        "With --permissions, set the permissions of a folder and its files that OpenSSH wants.",
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
    made.add_argument("--json", action="store_true", help="with --dry-run: a JSON array with one object")
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
    if arguments.json:
        return repair_dry.tell(arguments)
    if arguments.file == Path("-"):
        return _from_standard_input(arguments)
    if arguments.permissions or presence.is_folder(arguments.file):
        return _permissions(arguments)
    planned = repairing.plan(arguments.file, passphrase_options.from_file(arguments.passphrase_file))
    if not planned.is_needed:
        return _nothing(planned)
    _tell(planned)
    _tell_new(planned.repaired, planned.path, *filter(None, [arguments.output]))
    return 0 if arguments.dry_run else _write(arguments, planned)


def _nothing(planned: RepairPlan) -> int:
    """Say that there is nothing to repair, and what is wrong all the same."""
    if not planned.left:
        sys.stdout.write(visible(nothing_wrong(planned.path, sealed=planned.sealed)) + "\n")
        return 0
    sys.stdout.write(visible(f"{planned.path} cannot be repaired") + "\n")
    for finding in planned.left:
        sys.stdout.write(visible(finding.title) + "\n" + visible(f"  {finding.hint}") + "\n")
    return 1


def _write(arguments: argparse.Namespace, planned: RepairPlan) -> int:
    if arguments.in_place:
        _in_place(planned, _agreed(arguments, planned.repaired, planned.path, planned.path.resolve()))
        return 0
    if planned.repaired is None:
        sys.stderr.write("keywright: nothing is wrong with its content; use --in-place for the rest\n")
        return 1
    target = arguments.output or planned.target
    agreed = _agreed(arguments, planned.repaired, planned.path, target)
    unnamed_keys.check_named(planned.repaired, planned.path, target, accepted=agreed)
    new = storage.NewFile(target, planned.repaired.data, private=planned.repaired.private)
    output.save([new], force=arguments.force, backup=not arguments.no_backup)
    return 0


def _agreed(arguments: argparse.Namespace, repaired: Repaired | None, *paths: Path) -> frozenset[str]:
    """Fingerprints of the new keys that were named, or that the person at the terminal says yes to."""
    agreed = set(arguments.accept_key)
    if repaired is None or not passphrase_options.can_ask():
        return frozenset(agreed)
    for one in unnamed_keys.refused_names(repaired, *paths, accepted=agreed):
        sys.stderr.write(visible(f"OpenSSH would read a new key: {one.sentence}") + "\nLet it in? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() in {"y", "yes"}:
            agreed.add(one.fingerprint)
    return frozenset(agreed)


def _tell_new(repaired: Repaired | None, *paths: Path) -> None:
    for one in unnamed_keys.refused_names(repaired, *paths) if repaired is not None else ():
        sys.stdout.write(visible(f"new key   {one.sentence}") + "\n")


def _tell(planned: RepairPlan) -> None:
    for finding, change in zip(planned.problems, planned.changes, strict=True):
        sys.stdout.write(visible(finding.title) + "\n")
        sys.stdout.write(f"  {visible(change)}\n")
    for before, after in planned.difference:
        sys.stdout.write(f"- {visible(before)}\n" * bool(before) + f"+ {visible(after)}\n" * bool(after))


def _in_place(planned: RepairPlan, accepted: frozenset[str] = frozenset()) -> None:
    done = repairing.write_in_place(planned, storage.stamp_now(), accepted)
    if planned.path in done.files and presence.is_link(planned.path):
        sys.stdout.write(visible(f"{planned.path.name} is a link to {planned.path.resolve()}") + "\n")
    for word, paths in (("repaired", done.files), ("backup", done.backups)):
        for path in paths:
            sys.stdout.write(f"{word:<9} {visible(str(path))}\n")
    for path in done.modes:
        sys.stdout.write(f"{'mode set':<9} {mode_words(path.stat().st_mode & 0o777)} {visible(str(path))}\n")


def _permissions(arguments: argparse.Namespace) -> int:
    """Tell who may read and write what should be ours alone, set it to this right."""
    path = arguments.file
    planned = repairing.plan_modes(path)
    if not planned.is_needed:
        sys.stdout.write(visible(f"Nobody else can write in {path} or read a private key in it") + "\n")
        return 0
    _tell(planned)
    if not arguments.permissions:
        sys.stderr.write("keywright: it is a folder; use --permissions to set its modes\n")
        return 2
    if arguments.dry_run:
        return 1
    _in_place(planned)
    return 0 if all(one.is_ours for one in planned.modes) else 1


def _from_standard_input(arguments: argparse.Namespace) -> int:
    if arguments.output is None and not arguments.dry_run:
        sys.stderr.write("keywright: use -o OUT when reading standard input\n")
        return 2
    data = streams.standard_input()
    repaired = repairing.repair(data, "", passphrase_options.from_file(arguments.passphrase_file))
    if not repaired.applied:
        sys.stdout.write("Nothing is wrong with it\n")
        return 0
    for one in repaired.applied:
        sys.stdout.write(f"{visible(one.title)}\n  {visible(one.change)}\n")
    out = [arguments.output] if arguments.output is not None else []
    _tell_new(repaired, *out)
    if not arguments.dry_run:
        unnamed_keys.check_named(repaired, *out, accepted=arguments.accept_key)
        new = storage.NewFile(arguments.output, repaired.data, private=repaired.private)
        output.save([new], force=arguments.force, backup=not arguments.no_backup)
    return 0
