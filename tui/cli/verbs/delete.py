"""``keywright delete``: take keys away, into backups; and clear the backups."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ...keyops.editing import moving
from ...keyops.files import storage
from ...keyops.inspection import key_folder
from ...visible import visible
from .. import EXIT_REFUSED, output, passphrase_options, questions, results
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Delete keys: a private key goes with its public key, its certificate and its copies. "
        "Each file stays in its folder as a backup, NAME.backup-TIME, until you clear the "
        "backups.",
    )
    made.add_argument(
        "paths", nargs="+", type=output.place, metavar="PATH", help="key files; with --backups, folders"
    )
    made.add_argument("--only", action="store_true", help="only the named files, not the key's other files")
    made.add_argument(
        "--backups", action="store_true", help="permanently delete the backups in these folders instead"
    )
    made.add_argument("-y", "--yes", action="store_true", help="do not ask for confirmation")
    results.add_json(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Ask, and delete."""
    if arguments.backups:
        return _clear(
            [path for folder in arguments.paths for path in key_folder.look(folder).backups], arguments
        )
    paths = list(dict.fromkeys(path for one in arguments.paths for path in _files(one, arguments)))
    if not _agreed(paths, "Delete {}? (each stays as a backup)", arguments):
        return _refused(arguments)
    told = results.Results(as_json=arguments.json)
    for old, new in moving.delete(paths).moves:
        told.add("deleted", old, f"deleted {old}, kept as {new.name}", look=new, backup=new)
    return told.finish()


def _files(path: Path, arguments: argparse.Namespace) -> tuple[Path, ...]:
    from ...keyops.files import paths as presence

    if arguments.only or not presence.is_taken(path) or presence.is_folder(path):
        return (path,)
    return key_folder.look(path.parent).files_of(path)


def _clear(paths: Sequence[Path], arguments: argparse.Namespace) -> int:
    told = results.Results(as_json=arguments.json)
    if not paths:
        told.say("no backups found")
        return told.finish()
    if not _agreed(paths, "Delete {} permanently?", arguments):
        return _refused(arguments)
    count = storage.clear(paths)
    for path in paths:
        told.add("deleted", path, look=None)
    told.say(f"permanently deleted {count} backup{'' if count == 1 else 's'}")
    return told.finish()


def _agreed(paths: Sequence[Path], question: str, arguments: argparse.Namespace) -> bool:
    if arguments.yes:
        return True
    if not passphrase_options.can_ask():
        return False
    for path in paths:
        sys.stderr.write(visible(f"  {path}") + "\n")
    what = f"these {len(paths)} files" if len(paths) > 1 else "this file"
    return questions.agreed(question.format(what))


def _refused(arguments: argparse.Namespace) -> int:
    if passphrase_options.can_ask() and not arguments.yes:
        return complain("nothing was deleted", code=EXIT_REFUSED)
    return complain("there is no terminal to ask on; use --yes to delete without asking")
