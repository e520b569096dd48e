"""``keywright export``: a key in the form that a secret field asks for."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from tui.cli import output, passphrases, streams
from tui.keyops import conversion, storage
from tui.keyops.exporting import FORMS, PUBLIC_FORMS, export
from tui.keyops.inspection import inspect
from tui.keyops.models import Kind

_FOR_USERS: Final = ("user", "sql")


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        prog=f"keywright {prog}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write a key in the form that a secret field asks for.",
        epilog="\n".join(f"  {name:<8} {words}" for name, words in FORMS.items())
        + "\n\nA private key is not shown on a terminal: name a file with -o, or pipe it on.",
    )
    made.add_argument("file", metavar="FILE", help="a key file, or - for standard input")
    made.add_argument(
        "--as", dest="form", required=True, choices=list(FORMS), metavar="FORM", help=", ".join(FORMS)
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
    passphrases.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Write the form; the forms of the public half take it out of a private file, too."""
    if arguments.form in _FOR_USERS and not arguments.user:
        sys.stderr.write(
            f"keywright: --as {arguments.form} names the account the key is for: add --user USER\n"
        )
        return 2
    data = streams.content(arguments.file)
    report = inspect(data)[0]
    if report.error is not None:
        raise report.error
    private = report.kind is Kind.PRIVATE
    if arguments.form in PUBLIC_FORMS:
        target = "spki" if arguments.form == "sql" else "openssh-public"
        passphrase = passphrases.from_file(arguments.passphrase_file)
        if private and report.public is None and passphrase is None:
            passphrase = passphrases.ask(arguments.file)
        data, private = conversion.convert(data, target, passphrase=passphrase).data, False
    made = export(data, arguments.form, user=arguments.user)
    if arguments.output is not None:
        new = storage.NewFile(arguments.output, made, private=private)
        output.save([new], force=arguments.force, backup=not arguments.no_backup)
        return 0
    if private and sys.stdout.isatty():
        sys.stderr.write(
            "keywright: a private key is not shown on a terminal; name a file with -o OUT, or pipe it on\n"
        )
        return 2
    streams.write(made)
    if sys.stdout.isatty() and not made.endswith(b"\n"):
        streams.write(b"\n")
    return 0
