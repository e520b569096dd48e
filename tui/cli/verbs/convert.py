"""``keywright convert``: the same key in another container."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.conversion import conversion
from ...keyops.conversion.conversion import Locking
from ...keyops.files import storage
from ...keyops.formats import FORMATS, READ_ONLY
from ...keyops.inspection.files import pair_of
from ...keyops.inspection.inspection import inspect, read
from ...keyops.inspection.report import Kind
from ...keyops.targets import beside
from .. import lock_options, output, passphrase_options, results, several, slow_option, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

    from ...keyops.inspection.report import KeyReport
    from ...keyops.secret import Secret

_LEFT = {
    beside.PublicState.OTHER_KEY: "belongs to another key",
    beside.PublicState.NO_KEY: "is not a public key",
}
"""What is said of a ``.pub`` that is there and is not written."""
_TARGETS = [name for name in FORMATS if name not in READ_ONLY]


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(prog=f"keywright {prog}", description="Write a key in another format.")
    made.add_argument("source", metavar="IN", help="the key file, or - for standard input")
    goal = made.add_mutually_exclusive_group(required=True)
    goal.add_argument(
        *output.FORMAT_OPTIONS, dest="to", choices=_TARGETS, metavar="FORMAT", help=", ".join(_TARGETS)
    )
    goal.add_argument(
        "--for",
        dest="service",
        metavar="ID",
        help="use the format that a service or client accepts; see keywright services",
    )
    made.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help=output.CONVERTED,
    )
    made.add_argument("-C", "--comment", help="the new comment, instead of the source's")
    output.add_force(made)
    results.add_json(made)
    slow_option.add(made)
    passphrase_options.add_old(made)
    passphrase_options.add_new(made, "the new passphrase: the first line of F; an empty file removes it")
    lock_options.add(made, "default: the format's")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Convert, write, and tell what was lost."""
    if arguments.service:
        from . import convert_for

        lock_options.refuse(arguments)
        return convert_for.convert(arguments)
    target = FORMATS[arguments.to]
    data = streams.content(arguments.source)
    index = several.chosen(arguments.source, read(data))
    reports = inspect(data, advised=False)
    report = reports[index]
    pair = None if arguments.source == "-" else pair_of(Path(arguments.source), reports)
    if report.error and report.public is None and report.encryption is None:
        raise report.error
    new, locking = passphrase_options.from_file(arguments.new_passphrase_file), Locking.KEEP
    if arguments.new_passphrase_file is not None:
        locking = Locking.CHANGE if new else Locking.REMOVE
    conversion.refuse(report, target, locking)
    lock = lock_options.new_request(arguments, target.id)
    arguments.output = arguments.output or output.proposed(arguments.source, target)
    if arguments.output is None and arguments.json:
        return complain(results.NEEDS_FILE)
    comment = None if arguments.comment is None else arguments.comment.encode("utf-8", "surrogateescape")
    if arguments.output is not None and not arguments.force:
        output.refuse_existing(arguments.output)
    old = _passphrase(arguments, report, needs_private=target.is_private)
    kept = old if locking is Locking.KEEP and report.encryption is not None else None
    plan = conversion.plan(report, target.id, locking, comment or (pair.comment if pair else None))
    converted = slow_option.run(
        arguments,
        conversion.convert,
        data,
        target.id,
        passphrase=old,
        locking=locking,
        protection=lock_options.protection(lock, target.id, new or kept),
        comment=comment,
        beside=pair,
        index=index,
        name=arguments.source,
    )
    if arguments.output is None:
        streams.write(converted.data)
        return 0
    files = beside.files_for(arguments.output, converted, overwrite=arguments.force)
    public = storage.public_path(arguments.output)
    words = _LEFT.get(beside.public_state(public, converted)) if converted.private else None
    if words and not arguments.force:
        complain(f"{public.name} next to it {words}; it was left unchanged")
    told = results.Results(as_json=arguments.json)
    output.save(files, told, force=arguments.force, backup=not arguments.no_backup)
    for word, notes in (("lost", plan.lost), ("weaker", plan.weaker), ("note", converted.notes)):
        for note in notes:
            told.note(word, note)
    return told.finish()


def _passphrase(arguments: argparse.Namespace, report: KeyReport, *, needs_private: bool) -> Secret | None:
    given = passphrase_options.from_file(arguments.passphrase_file)
    locked = report.kind is Kind.PRIVATE and report.encryption is not None
    if given is None and locked and (needs_private or report.public is None):
        return passphrase_options.ask(arguments.source)
    return given
