"""``keywright public``: the public half, ready to paste."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tui.cli import passphrases
from tui.keyops import conversion, limits, storage
from tui.keyops.formats import PUBLIC_FORMATS
from tui.keyops.inspection import inspect
from tui.keyops.models import Kind
from tui.keyops.neighbours import inspect_file


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(prog=f"keywright {prog}", description="Print the public half of a key.")
    made.add_argument("file", metavar="FILE", help="a private or public key file, or - for standard input")
    made.add_argument(
        "--to",
        default="openssh-public",
        choices=[row.id for row in PUBLIC_FORMATS],
        help="the form (default: openssh-public, the authorized_keys line)",
    )
    passphrases.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Print it; the passphrase is asked for only when the public half is locked away."""
    passphrase = passphrases.from_file(arguments.passphrase_file)
    beside = None
    if arguments.file == "-":
        data = sys.stdin.buffer.read(limits.MAX_FILE_BYTES + 1)
    else:
        data = storage.read_key_file(Path(arguments.file))
        beside = inspect_file(Path(arguments.file)).pair
    for index, report in enumerate(inspect(data)):
        if report.kind is Kind.CERTIFICATE and arguments.to == "openssh-public":
            sys.stdout.buffer.write((report.public_line or "").encode("utf-8", "surrogateescape") + b"\n")
            continue
        if report.public is None and report.encryption is not None and passphrase is None:
            passphrase = passphrases.ask(arguments.file)
        made = conversion.convert(data, arguments.to, passphrase=passphrase, beside=beside, index=index)
        sys.stdout.buffer.write(made.data)
    return 0
