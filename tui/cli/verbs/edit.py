"""``keywright edit``: another passphrase, lock, comment or public half; the container stays as it is."""

from __future__ import annotations

import argparse
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.conversion.conversion import Locking
from ...keyops.editing import files as edited_files
from ...keyops.editing import plan as edit_plans
from ...keyops.editing.editing import indexes_to_lock
from ...keyops.editing.plan import EditRequest
from ...keyops.errors import PassphraseRequiredError, UnsupportedConversionError
from ...keyops.files import storage
from ...keyops.inspection.inspection import inspect, read
from ...visible import visible
from .. import json_objects, lock_options, output, passphrase_options, results, slow_option
from ..argument_parser import ArgumentParser, number
from ..complaints import complain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...keyops.editing.files import Edit
    from ...keyops.editing.relocking import LockRequest
    from ...keyops.secret import Secret

_COLUMN = 9


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Edit a key file. Only what you ask for changes; the format stays. The old file is "
        "kept as a backup in the same folder.",
    )
    made.add_argument("file", type=Path, metavar="FILE", help="the key file")
    made.add_argument("-C", "--comment", help="the new comment, for the .pub file too")
    made.add_argument(
        "--key", type=number, metavar="N", help="which key in a file with several: its line or its number"
    )
    made.add_argument("--public", action="store_true", help="rewrite the .pub file from the private key")
    _add_passphrases(made)
    _add_lock(made)
    fido = made.add_argument_group("keys of hardware tokens (sk-)")
    for name, words in (("touch", "require a touch"), ("verify", "require the PIN")):
        fido.add_argument(
            f"--{name}-required",
            action=argparse.BooleanOptionalAction,
            default=None,
            help=f"{words} at each use",
        )
    where = made.add_argument_group("what is written")
    where.add_argument("--dry-run", action="store_true", help="only show what would change")
    results.add_json(made, "key that changes")
    where.add_argument("--no-backup", action="store_true", help="keep no backup")
    where.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="write OUT and OUT.pub; leave FILE unchanged",
    )
    where.add_argument("--force", action="store_true", help="overwrite OUT")
    slow_option.add(made)
    return made


def _add_passphrases(made: argparse.ArgumentParser) -> None:
    passphrase_options.add_old(made)
    new = made.add_mutually_exclusive_group()
    new.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar="F",
        help="the new passphrase: the first line of F; an empty file removes it",
    )
    new.add_argument("--ask-new", action="store_true", help="ask for the new passphrase on the terminal")
    new.add_argument("--remove-passphrase", action="store_true", help="remove the passphrase")


def _add_lock(made: argparse.ArgumentParser) -> None:
    lock = lock_options.add(made, "default: unchanged")
    lock.add_argument("--reencrypt", action="store_true", help="encrypt it again with a new salt")
    lock.add_argument("--ppk-version", type=number, metavar="V", help="2 or 3, for a PPK file")


def run(arguments: argparse.Namespace) -> int:
    """Tell what changes, and write it."""
    path = arguments.file
    index = _index(path, arguments.key)
    request = _request(arguments)
    if request == EditRequest():
        return complain("say what to change; see keywright edit --help")
    if index is None and not edit_plans.is_about_lock(request):
        raise _several(path)
    _refuse_existing(arguments)
    done = _prepare(arguments, request, index)
    if done is None:
        return 0
    told = results.Results(as_json=arguments.json)
    notes = (*done.cannot, *(done.names if arguments.output is None else ()))
    if not arguments.json:
        _tell(done.changes, done.kept, notes)
    if not done.files and arguments.output is None:
        told.say(f"Nothing to change in {path}")
    elif not arguments.dry_run:
        _write(arguments, done, told)
    if arguments.json:
        notes += tuple(note["text"] for note in told.notes)
        row = _object(path, index, done.changes, done.kept, notes)
        json_objects.write([{**row, "written": told.rows}])
    return 0


def _write(arguments: argparse.Namespace, done: Edit, told: results.Results) -> None:
    if arguments.output is not None:
        output.save(edited_files.elsewhere(done, arguments.output), told, force=arguments.force)
        return
    written = edited_files.write(done, storage.stamp_now(), backup=not arguments.no_backup)
    for file in written.files:
        backup = results.backup_of(file, written.backups)
        told.add("changed", file, f"{'written':<{_COLUMN}} {file}", backup=backup)
    for file in written.backups:
        told.say(f"{'backup':<{_COLUMN}} {file}")
    for file in written.exposed:
        words = "still opens with the old passphrase: delete it when the new file works"
        told.note("note", f"{file.name} {words}")


def _refuse_existing(arguments: argparse.Namespace) -> None:
    if arguments.output is not None and not arguments.force:
        output.refuse_existing(arguments.output)


def _index(path: Path, wanted: int | None) -> int | None:
    """Which key of a file; None where none was named, for each of several private ones.

    Raises:
        UnsupportedConversionError: there are several public ones, or the one named is not there.
    """
    entries = read(storage.read_key_file(path))
    by_line = all(entry.line for entry in entries)
    numbers = [entry.line if by_line else at for at, entry in enumerate(entries, 1)]
    if wanted is None and len(entries) == 1:
        return 0
    if wanted is None and any(entry.is_private for entry in entries):
        return None
    if wanted is None:
        raise _several(path)
    if wanted not in numbers:
        word = "line" if by_line else "number"
        raise UnsupportedConversionError(f"There is no key at {word} {wanted} of {path.name}")
    return numbers.index(wanted)


def _several(path: Path) -> UnsupportedConversionError:
    count = len(read(storage.read_key_file(path)))
    return UnsupportedConversionError(
        f"{path.name} holds {count} keys", "Choose one with --key: its line or its number"
    )


def _request(arguments: argparse.Namespace) -> EditRequest:
    new: Secret | None = None
    locking = Locking.REMOVE if arguments.remove_passphrase else Locking.KEEP
    if arguments.ask_new:
        if not passphrase_options.can_ask():
            raise PassphraseRequiredError("There is no terminal to ask on", "Give --new-passphrase-file")
        new = passphrase_options.ask_new()
    elif arguments.new_passphrase_file is not None:
        new = passphrase_options.from_file(arguments.new_passphrase_file)
    if arguments.ask_new or arguments.new_passphrase_file is not None:
        locking = Locking.CHANGE if new else Locking.REMOVE
    return EditRequest(
        comment=None if arguments.comment is None else arguments.comment.encode("utf-8", "surrogateescape"),
        locking=locking,
        new=new,
        lock=_lock(arguments),
        again=arguments.reencrypt,
        version=arguments.ppk_version,
        touch=arguments.touch_required,
        verify=arguments.verify_required,
        public=arguments.public,
    )


def _lock(arguments: argparse.Namespace) -> LockRequest:
    if not arguments.stronger:
        return lock_options.request(arguments, "")
    container = read(storage.read_key_file(arguments.file))[0].format
    return lock_options.request(
        arguments, f"ppk{arguments.ppk_version}" if arguments.ppk_version else container
    )


def _prepare(arguments: argparse.Namespace, request: EditRequest, index: int | None) -> Edit | None:
    """Make the edit; ask for the passphrase when it turns out to be needed.

    A dry run does not ask: it tells what can be told without, and returns None.
    """
    path = arguments.file
    make = functools.partial(edited_files.prepare, request=request, index=index)
    given = passphrase_options.from_file(arguments.passphrase_file)
    try:
        return slow_option.run(arguments, make, path, given)
    except PassphraseRequiredError:
        if given is not None:
            raise
    if arguments.dry_run:
        _tell_without(arguments, request, index)
        return None
    return slow_option.run(arguments, make, path, passphrase_options.ask(path.name))


def _tell_without(arguments: argparse.Namespace, request: EditRequest, index: int | None) -> None:
    """Tell what would change, as far as that can be told without the passphrase."""
    data = storage.read_key_file(arguments.file)
    reports, rows = inspect(data), []
    for at in indexes_to_lock(read(data)) if index is None else (index,):
        made = edit_plans.plan(reports[at], request, others=len(reports) - 1)
        made.check()
        rows.append(_object(arguments.file, at, made.changes, made.kept, made.notes))
        if not arguments.json:
            lead = f"key {at + 1}: " if index is None else ""
            _tell([lead + words for words in made.changes], made.kept, made.notes)
    if arguments.json:
        json_objects.write(rows)


def _object(
    path: Path,
    index: int | None,
    changes: Sequence[str],
    kept: Sequence[str],
    notes: Sequence[str],
) -> dict[str, Any]:
    """What is done to one key; without a number where all keys of the file get the same lock."""
    text = json_objects.text
    told = {"changes": changes, "kept": kept if changes else (), "notes": notes}
    number = None if index is None else index + 1
    lists = {name: [*map(text, one)] for name, one in told.items()}
    return {"path": text(str(path)), "key": number, **lists, "written": []}


def _tell(changes: Sequence[str], kept: Sequence[str], cannot: Sequence[str]) -> None:
    for words in changes:
        _line("change", words)
    if changes:
        _line("kept", ", ".join(kept))
    for words in cannot:
        _line("note", words)


def _line(word: str, text: str) -> None:
    sys.stdout.write(f"{word:<{_COLUMN}} {visible(text)}\n")
