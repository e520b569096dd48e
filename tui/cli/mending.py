"""``keywright mend``: say what is wrong with the bytes of a key file, and write it as it should be."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import output
from tui.keyops import limits, mending, storage
from tui.visible import visible

if TYPE_CHECKING:
    from tui.keyops.mending import MendPlan


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        prog=f"keywright {prog}",
        description="Mend a damaged key file. The key stays the same, or nothing is written.",
    )
    made.add_argument("file", metavar="FILE", help="the key file, or - for standard input, which needs -o")
    where = made.add_mutually_exclusive_group()
    where.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="the new file (default: FILE_mended, a free name)"
    )
    where.add_argument(
        "--in-place", action="store_true", help="replace FILE, and keep the damaged one in a backup beside it"
    )
    where.add_argument(
        "--dry-run", action="store_true", help="only tell what is wrong and what would be done"
    )
    made.add_argument("--force", action="store_true", help="overwrite OUT")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Tell what is wrong, mend, and tell what was written."""
    if arguments.file == "-":
        return _from_standard_input(arguments)
    planned = mending.plan(Path(arguments.file))
    if not planned.is_needed:
        sys.stdout.write(visible(f"Nothing is wrong with {planned.path}") + "\n")
        return 0
    _tell(planned)
    if arguments.dry_run:
        return 0
    if arguments.in_place:
        done = mending.write_in_place(planned, time.strftime("%Y%m%d-%H%M%S"))
        for path in done.files:
            sys.stdout.write(f"{'mended':<9} {visible(str(path))}\n")
        for path in done.backups:
            sys.stdout.write(f"{'backup':<9} {visible(str(path))}\n")
        return 0
    if planned.mended is None:
        sys.stderr.write("keywright: nothing is wrong with what is in it; use --in-place for the rest\n")
        return 1
    target = arguments.output or planned.target
    new = storage.NewFile(target, planned.mended.data, private=planned.mended.private)
    output.save([new], force=arguments.force)
    return 0


def _tell(planned: MendPlan) -> None:
    for finding, change in zip(planned.problems, planned.changes, strict=True):
        sys.stdout.write(visible(finding.title) + "\n")
        sys.stdout.write(f"  {visible(change)}\n")
    for before, after in planned.difference:
        sys.stdout.write(f"- {visible(before)}\n+ {visible(after)}\n")


def _from_standard_input(arguments: argparse.Namespace) -> int:
    if arguments.output is None and not arguments.dry_run:
        sys.stderr.write("keywright: name a file with -o OUT for what comes from standard input\n")
        return 2
    data = sys.stdin.buffer.read(limits.MAX_FILE_BYTES + 1)
    mended = mending.mend(data)
    if not mended.applied:
        sys.stdout.write("Nothing is wrong with it\n")
        return 0
    for one in mended.applied:
        sys.stdout.write(f"{visible(one.title)}\n  {visible(one.change)}\n")
    if not arguments.dry_run:
        new = storage.NewFile(arguments.output, mended.data, private=mended.private)
        output.save([new], force=arguments.force)
    return 0
