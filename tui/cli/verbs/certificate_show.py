"""``keywright certificate show``: what certificates say, in the words of the details pane, or as JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.certificates import attachment
from ...keyops.certificates.description import facts
from ...keyops.errors import CertificateError
from ...keyops.findings import Severity
from ...keyops.inspection.description import certificate_rows
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.inspection import inspect
from ...keyops.inspection.report import FileReport
from ...keyops.keys.algorithms import label_of
from ...keyops.keys.fingerprints import sha256
from ...visible import visible
from .. import finding_lines, json_objects, streams
from ..error_subject import subject

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ...keyops.findings import Finding
    from ...keyops.keys.certificate import Certificate


def add_show(parser: argparse.ArgumentParser) -> None:
    """The arguments of the action."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="certificates, or a key with one inside or next to it; - for standard input",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON array, one object for each certificate")
    form.add_argument(
        "--line",
        action="store_true",
        help="print the certificate line, as in a -cert.pub file, even from a PPK",
    )


def show(arguments: argparse.Namespace) -> int:
    """Tell about each; exit code 1 when one of them is not good, or there is none in a file."""
    if streams.is_named_twice(arguments.files):
        return 2
    fine = True
    objects: list[dict[str, Any]] = []
    for name in arguments.files:
        for place, certificate, findings in _shown(name):
            fine = fine and all(finding.severity is not Severity.ERROR for finding in findings)
            if arguments.line:
                streams.write(attachment.certificate_line(certificate))
            elif arguments.json:
                told = map(json_objects.finding, findings)
                path = json_objects.text(place)
                objects.append({"path": path, **facts(certificate), "findings": list(told)})
            else:
                lines = lines_of(place, certificate, findings)
                sys.stdout.write("".join(f"{line}\n" for line in lines))
    if arguments.json:
        json_objects.write(objects)
    return 0 if fine else 1


def _shown(name: str) -> tuple[tuple[str, Certificate, tuple[Finding, ...]], ...]:
    with subject(name):
        return tuple(_found(name))


def _found(name: str) -> Iterator[tuple[str, Certificate, tuple[Finding, ...]]]:
    """Where it stands, the certificate, and what is wrong with it."""
    if name == "-":
        report = FileReport(Path("-"), keys=inspect(streams.standard_input()))
    else:
        report = inspect_file(Path(name))
    if report.error is not None:
        raise report.error
    several = len(report.keys) > 1
    count = 0
    for key in report.keys:
        if key.certificate is not None:
            count += 1
            place = f"{name}, line {key.line}" if several and key.line else name
            yield (
                place,
                key.certificate,
                tuple(one for one in key.findings if one.id.startswith("certificate")),
            )
    beside = None if count or name == "-" else attachment.certificate_of(report)
    if beside is not None:
        yield from _found(str(beside[1]))
    elif not count:
        raise CertificateError(
            f"{name} holds no certificate" if name != "-" else "It contains no certificate",
            "Name the file that the CA sent, often NAME-cert.pub",
        )


def lines_of(place: str, certificate: Certificate, findings: tuple[Finding, ...]) -> Iterator[str]:
    """What a certificate says, safe to show."""
    yield f"{visible(place)}: certificate of {visible(label_of(certificate.public))}"
    yield f"  {'Type':<12} {visible(certificate.algorithm)}"
    yield f"  {'SHA256':<12} {sha256(certificate.public).removeprefix('SHA256:')}"
    for label, value in certificate_rows(certificate):
        yield f"  {label:<12} {visible(value)}"
    for finding in findings:
        yield from finding_lines.aligned(finding)
