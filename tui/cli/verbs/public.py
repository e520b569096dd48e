"""``keywright public``: the public half, ready to paste."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.conversion import conversion
from ...keyops.formats import DEFAULT_PUBLIC, PUBLIC_FORMATS
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.inspection import inspect, read_and_tell
from ...keyops.inspection.report import Kind
from ...keyops.targets import names as targets
from ...visible import visible
from .. import EXIT_FINE, EXIT_REFUSED, json_objects, output, passphrase_options, qr_codes, several, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from ...keyops.formats.contract import KeyEntry
    from ...keyops.inspection.report import KeyReport
    from ...keyops.keys.base import PublicKey
    from ...keyops.secret import Secret


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Print a file's public key; a certificate as it is, in formats that support one.",
    )
    made.add_argument("file", metavar="FILE", help="a private or public key file, or - for standard input")
    made.add_argument(
        *output.FORMAT_OPTIONS,
        dest="to",
        metavar="FORMAT",
        choices=[row.id for row in PUBLIC_FORMATS],
        help=f"{', '.join(row.id for row in PUBLIC_FORMATS)} (default: the authorized_keys line)",
    )
    made.add_argument("--sshfp", metavar="HOST", help="print SSHFP records for DNS, like ssh-keygen -r")
    made.add_argument(
        "--generic", action="store_true", help="with --sshfp: for DNS servers that do not know SSHFP"
    )
    made.add_argument("--hash", choices=("sha1", "sha256"), help="with --sshfp: only this hash")
    made.add_argument("--qr", action="store_true", help="show it as a QR code, to scan with a phone")
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each key")
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Print it; the passphrase is asked for only when the public half is locked away."""
    if why := _why_not(arguments):
        return complain(why)
    passphrase = passphrase_options.from_file(arguments.passphrase_file)
    printed = _Printed(as_json=arguments.json, as_qr=arguments.qr)
    data = streams.content(arguments.file)
    entries, repaired = read_and_tell(data)
    beside = None if arguments.file == "-" else inspect_file(Path(arguments.file)).pair
    missing = []
    for index, report in _wanted(arguments.file, data, entries):
        if report.error is None and entries[index].error is not None:
            missing.append(report)
            continue
        whole = _certificate(report, arguments.to) if arguments.sshfp is None else None
        if whole is not None:
            printed.add(report, whole)
            continue
        if report.public is None and report.encryption is not None and passphrase is None:
            passphrase = passphrase_options.ask(arguments.file)
        plain = report.public if report.kind is not Kind.PRIVATE and report.error is None else None
        if arguments.sshfp is not None:
            printed.add(report, _records(arguments, data, index, passphrase, plain).encode())
            continue
        target = arguments.to or targets.public_line(report.public.family if report.public else "")
        if plain is not None:  # a list of keys is not read again for each of them
            comment = report.comment or (beside.comment if beside and beside.public == plain else b"")
            printed.add(report, conversion.pack_public(plain, target, comment or b"").data)
            continue
        made = conversion.convert(data, target, passphrase=passphrase, beside=beside, index=index)
        printed.add(report, made.data)
    printed.finish(arguments.file)
    return _told(arguments.file, missing, repaired=repaired)


def _why_not(arguments: argparse.Namespace) -> str | None:
    """Why these options make no sense together, or here."""
    if arguments.sshfp is None and (arguments.generic or arguments.hash):
        return "--generic and --hash are for DNS records: add --sshfp HOST"
    if arguments.sshfp is not None and arguments.to not in {None, "sshfp"}:
        return "--sshfp prints records and --format a key: use only one of them"
    if arguments.qr and (arguments.sshfp is not None or arguments.json):
        return "--qr draws a key for a camera: it goes with neither --json nor --sshfp"
    return qr_codes.why_not() if arguments.qr else None


class _Printed:
    """The public keys of a file: printed or drawn at once, or with ``--json`` as one array."""

    def __init__(self, *, as_json: bool, as_qr: bool) -> None:
        self.as_json = as_json
        self.as_qr = as_qr
        self.rows: list[dict[str, Any]] = []

    def add(self, report: KeyReport, data: bytes) -> None:
        """One key, in the form that was asked for."""
        if self.as_qr:
            qr_codes.draw(data.decode("utf-8", "surrogateescape").removesuffix("\n"))
            return
        if not self.as_json:
            streams.write(data)
            return
        (found, *_) = inspect(data) if report.public is None else (report,)
        facts = {"algorithm": found.algorithm, "bits": found.bits, "sha256": found.sha256}
        self.rows.append({**facts, "line": report.line or None, "text": _text(data)})

    def finish(self, name: str) -> None:
        """Write the array."""
        if self.as_json:
            json_objects.write({"path": json_objects.text(name), **row} for row in self.rows)


def _text(data: bytes) -> str | None:
    """None for a form that is no text."""
    return None if b"\0" in data else data.decode("utf-8", "backslashreplace")


def _told(name: str, missing: Sequence[KeyReport], *, repaired: bool) -> int:
    """Say what OpenSSH does not read in the file as it is; the exit code."""
    for report in missing:
        words = f"keywright: {name}: OpenSSH does not read the {report.label} key in this file as it is"
        sys.stderr.write(visible(words) + "\n")
    if repaired and not missing:
        sys.stderr.write(visible(f"keywright: {name}: the key was read after an in-memory repair") + "\n")
    if repaired:
        command = f"keywright repair {shlex.quote(name)}"
        sys.stderr.write(
            visible(f"  The file is damaged. To see what a repair would do: {command} --dry-run") + "\n"
        )
    return EXIT_REFUSED if repaired else EXIT_FINE


def _wanted(name: str, data: bytes, entries: Sequence[KeyEntry]) -> Iterator[tuple[int, KeyReport]]:
    """Each key of a file of public keys; of a file with private ones, that which ssh takes."""
    reports = inspect(data)
    if any(entry.is_private and entry.span for entry in entries):
        index = several.chosen(name, entries)
        yield index, reports[index]
        return
    for index, report in enumerate(reports):
        if report.container is not None:  # a block that is no key of ours
            yield index, report


def _certificate(report: KeyReport, target: str | None) -> bytes | None:
    """A certificate in the forms that hold one; None for the plain key in it."""
    if report.kind is not Kind.CERTIFICATE or report.certificate is None:
        return None
    if target == "rfc4716":
        from ...keyops.formats import rfc4716

        return rfc4716.written(report.certificate.blob, report.comment or b"")
    if target in {None, DEFAULT_PUBLIC}:
        return (report.public_line or "").encode("utf-8", "surrogateescape") + b"\n"
    return None


def _records(
    arguments: argparse.Namespace, data: bytes, index: int, passphrase: Secret | None, plain: PublicKey | None
) -> str:
    """The records of one key of the file; ``plain`` where it is at hand."""
    from ...keyops.formats import sshfp

    public = plain or conversion.convert(data, DEFAULT_PUBLIC, passphrase=passphrase, index=index).public
    hashes = (arguments.hash,) if arguments.hash else ("sha1", "sha256")
    return sshfp.records(public, arguments.sshfp, hashes, generic=arguments.generic)
