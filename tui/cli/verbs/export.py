"""``keywright export``: a key in the form that a secret field asks for."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Final

from ...keyops.conversion import conversion
from ...keyops.conversion.exporting import FORMS, PUBLIC_FORMS, export
from ...keyops.errors import UnsupportedConversionError
from ...keyops.files import storage
from ...keyops.formats import DEFAULT_PUBLIC, _blocks
from ...keyops.inspection.inspection import inspect, read
from ...keyops.inspection.report import Kind
from ...keyops.services.checking import State
from ...keyops.services.deployment import offers
from .. import output, passphrase_options, results, service_options, several, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

    from ..service_options import Given

_FOR_USERS: Final = ("user", "sql")


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Write a key the way a secret field expects it.",
        epilog="\n".join(f"  {name:<8} {words}" for name, words in FORMS.items())
        + "\n\nA private key is not shown on a terminal: use -o OUT, or pipe it.",
    )
    made.add_argument("file", metavar="FILE", help="a key file, or - for standard input")
    made.add_argument(
        *output.FORMAT_OPTIONS, dest="form", choices=list(FORMS), metavar="FORMAT", help=", ".join(FORMS)
    )
    service_options.add_for(
        made, "use the key and the form that this service accepts; see keywright services"
    )
    made.add_argument("--user", default="", help="for user and sql: the account the key is for")
    made.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="where to write it (default: standard output)",
    )
    output.add_force(made)
    results.add_json(made)
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Write the form; the forms of the public key take it out of a private file, too."""
    found = service_options.given(arguments.file, arguments.passphrase_file) if arguments.service else None
    form, target = _wanted(arguments, found) if found else (arguments.form, "")
    if form is None:
        return complain("use --format FORMAT or --for SERVICE")
    data = found.data if found else streams.content(arguments.file)
    if wrong := _misused(arguments, form):
        return complain(wrong)
    index = several.chosen(arguments.file, read(data)) if form in PUBLIC_FORMS and not found else None
    report = inspect(data)[_blocks.chosen(read(data)) if index is None else index]
    if report.error is not None:
        raise report.error
    private = report.kind is Kind.PRIVATE
    if form in PUBLIC_FORMS:
        target = "spki" if form == "sql" else DEFAULT_PUBLIC
    if target:
        passphrase = found.passphrase if found else passphrase_options.from_file(arguments.passphrase_file)
        if private and report.public is None and passphrase is None:
            passphrase = passphrase_options.ask(arguments.file)
        data, private = conversion.convert(data, target, passphrase=passphrase, index=index).data, False
    made = export(data, form, user=arguments.user)
    if arguments.output is not None:
        new = storage.NewFile(arguments.output, made, private=private)
        told = results.Results(as_json=arguments.json)
        output.save([new], told, force=arguments.force, backup=not arguments.no_backup)
        return told.finish()
    if private and sys.stdout.isatty():
        return complain("a private key is not shown on a terminal; use -o OUT, or pipe it")
    streams.write(made)
    if sys.stdout.isatty() and not made.endswith(b"\n"):
        streams.write(b"\n")
    return 0


def _misused(arguments: argparse.Namespace, form: str) -> str:
    """What is wrong with the options; empty when nothing is."""
    if arguments.json and arguments.output is None:
        return results.NEEDS_FILE
    if form in _FOR_USERS and not arguments.user:
        how = f"--format {form}" if arguments.form else f"--for {arguments.service}"
        return f"{how} needs the account the key is for: add --user USER"
    return ""


def _wanted(arguments: argparse.Namespace, found: Given) -> tuple[str, str]:
    """The form that a service takes, and the format of the public key where that is what goes there.

    Raises:
        UnsupportedConversionError: the service refuses the key, or takes no such form.
    """
    profile = service_options.chosen(arguments.service)
    verdict, key = found.judge(profile), found.subject.key
    if verdict.state is State.REFUSES:
        raise UnsupportedConversionError(
            f"{profile.label} refuses {found.name}: {verdict.reasons[0].words}",
            f"To see what would help: keywright check {shlex.quote(found.name)} --for {profile.id}",
        )
    private = key.kind is Kind.PRIVATE and not verdict.by_public
    family = key.public.family if key.public else ""
    for offer in offers(profile, private=private, family=family):
        if offer.private == private and arguments.form in {None, offer.form}:
            return offer.form, offer.container
    raise UnsupportedConversionError(
        f"{profile.label} does not accept a key as {arguments.form}", "Leave out --format for the usual form"
    )
