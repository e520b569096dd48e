"""``keywright certificate sign``: sign public keys with a CA's private key."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.certificates import issuing as certifying
from ...keyops.certificates import options as certificate_options
from ...keyops.certificates import validity
from ...keyops.certificates.attachment import certificate_line
from ...keyops.certificates.description import allowance, trust_words
from ...keyops.certificates.issuing import CertificateRequest
from ...keyops.errors import CertificateError
from ...keyops.files import storage
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.inspection import read
from ...keyops.keys import verification
from ...keyops.keys.algorithms import label_of
from ...keyops.keys.certificate import HOST, USER
from .. import output, passphrase_options, results, several, slow_option
from ..error_subject import subject
from ..request_error import request

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ...keyops.inspection.report import FileReport
    from ...keyops.keys.base import PublicKey
    from ...keyops.keys.certificate import Certificate
    from ...keyops.secret import Secret


def add_sign(parser: argparse.ArgumentParser) -> None:
    """The arguments of the action: the letters are those of ssh-keygen."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="PUB", help="public keys; each gets PUB-cert.pub"
    )
    parser.add_argument(
        "-s",
        "--ca",
        required=True,
        type=Path,
        metavar="CA_KEY",
        help="the CA's private key, in any format",
    )
    parser.add_argument(
        "-U", "--agent", action="store_true", help="sign with the ssh-agent; CA_KEY may be the public key"
    )
    parser.add_argument(
        "-I",
        "--id",
        required=True,
        dest="key_id",
        metavar="ID",
        help="the name that servers write to their logs",
    )
    parser.add_argument(
        "--host", action="store_true", help="sign a host certificate (default: a user certificate)"
    )
    parser.add_argument(
        "-n",
        "--principals",
        metavar="NAMES",
        help="the users who may log in with it, or the host's names, separated by commas (default: ask)",
    )
    parser.add_argument(
        "--any-principal",
        action="store_true",
        help="leave out the principals; OpenSSH 10.3 and newer refuse such a certificate",
    )
    parser.add_argument(
        "-V",
        "--validity",
        required=True,
        metavar="WHEN",
        help="+8h, +52w, 20261201, START:END, always:forever; dates are YYYYMMDD[HHMM[SS]], with a Z in UTC",
    )
    parser.add_argument(
        "-z", "--serial", default="0", metavar="N", help="serial number; +N counts up for each key"
    )
    parser.add_argument(
        "-O", "--option", action="append", default=[], metavar="OPTION", help=certificate_options.hint()
    )
    parser.add_argument(
        "-t",
        "--signature",
        choices=[*verification.RSA_HASHES],
        help="how an RSA CA signs (default: rsa-sha2-512)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="where to write it, instead of PUB-cert.pub",
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would be signed")
    output.add_force(parser, "PUB-cert.pub")
    results.add_json(parser, "certificate")
    slow_option.add(parser)
    passphrase_options.add_old(parser)


def sign(arguments: argparse.Namespace) -> int:
    """Refuse what cannot be, then unlock, sign and write."""
    with request():
        wanted = _request(arguments)
        first, counts = certifying.serial_of(arguments.serial)
    authority = inspect_file(arguments.ca)
    if not arguments.agent:
        _refused(authority, certifying.why_not_authority)
    reports = [_refused(inspect_file(path), certifying.why_not_subject) for path in arguments.files]
    jobs = [
        (_subject(report), _with_serial(wanted, first + (number if counts else 0)))
        for number, report in enumerate(reports)
    ]
    if arguments.output is not None and len(reports) > 1:
        raise CertificateError("-o names one file, and there are several keys", "Sign them one by one")
    targets = [arguments.output or certifying.certificate_path(report.path) for report in reports]
    if len(set(targets)) < len(targets):
        raise CertificateError("Two of the keys would get the same certificate file", "Sign them one by one")
    if not (arguments.force or arguments.dry_run):
        output.refuse_existing(*targets)
    public = _agent_key(arguments.ca) if arguments.agent else certifying.authority_of(authority)
    if arguments.signature and public is not None and public.family != "rsa":
        raise CertificateError(
            f"-t is for RSA authorities, and {authority.path.name} is {label_of(public)}", "Leave it out"
        )
    told = results.Results(as_json=arguments.json)
    _tell(reports, jobs, public, told)
    if arguments.dry_run:
        for report, target in zip(reports, targets, strict=True):
            told.add("planned", target, look=report.path)
        return told.finish()
    made = _made(arguments, authority, public, jobs)
    comments = [
        (report.key and report.key.comment) or (report.pair.comment if report.pair else b"") or b""
        for report in reports
    ]
    output.save(
        [
            storage.NewFile(target, certificate_line(certificate, comment), private=False)
            for target, certificate, comment in zip(targets, made, comments, strict=True)
        ],
        told,
        force=arguments.force,
        backup=not arguments.no_backup,
    )
    return told.finish()


def _agent_key(path: Path) -> PublicKey:
    from ...keyops.agent import client as agent

    with subject(path):
        return agent.public_half(path)


def _made(
    arguments: argparse.Namespace,
    authority: FileReport,
    public: PublicKey | None,
    jobs: list[tuple[PublicKey, CertificateRequest]],
) -> tuple[Certificate, ...]:
    if not arguments.agent or public is None:
        data = storage.read_key_file(authority.path)
        with subject(authority.path):
            several.chosen(str(authority.path), read(data))
            return slow_option.run(arguments, certifying.sign, data, jobs, _passphrase(arguments, authority))
    from ...keyops.agent import client as agent

    return agent.certify(public, jobs)


def _request(arguments: argparse.Namespace) -> CertificateRequest:
    kind = HOST if arguments.host else USER
    return CertificateRequest(
        kind=kind,
        key_id=_key_id(arguments.key_id),
        principals=_principals(arguments, kind),
        validity=validity.parse(arguments.validity),
        options=certificate_options.parse(arguments.option, kind),
        algorithm=arguments.signature or "rsa-sha2-512",
    )


def _key_id(text: str) -> bytes:
    if not text:
        raise CertificateError("The id is empty", "Choose a name that you will recognize in the logs")
    return text.encode("utf-8", "surrogateescape")


def _principals(arguments: argparse.Namespace, kind: int) -> tuple[bytes, ...]:
    if arguments.any_principal:
        if arguments.principals:
            raise CertificateError("-n and --any-principal contradict each other", "Use only one of them")
        return ()
    text = arguments.principals
    if text is None and passphrase_options.can_ask():
        who = "Host names" if kind == HOST else "User names"
        sys.stderr.write(f"{who} it is for, separated by commas: ")
        sys.stderr.flush()
        text = sys.stdin.readline()
    names = certifying.principals_of(text or "")
    if not names:
        who = "hosts" if kind == HOST else "users"
        raise CertificateError(
            "OpenSSH 10.3 and newer refuse a certificate without principals",
            f"Name the {who} it is for with -n NAME,NAME; or use --any-principal for older servers",
        )
    return names


def _name(report: FileReport) -> str:
    place = f", {report.place()}" if len(report.keys) > 1 else ""
    return f"{report.path.name} ({label_of(_subject(report))}{place})"


def _with_serial(wanted: CertificateRequest, serial: int) -> CertificateRequest:
    from dataclasses import replace

    certifying.serial_of(str(serial))
    return replace(wanted, serial=serial)


def _refused(report: FileReport, why_not: Callable[[FileReport], str | None]) -> FileReport:
    if report.error is not None:
        with subject(report.path):
            raise report.error
    reason = why_not(report)
    if reason:
        raise CertificateError(reason, "Nothing was signed")
    return report


def _subject(report: FileReport) -> PublicKey:
    public = certifying.subject_of(report)
    assert public is not None  # noqa: S101 - for the type checker: it was refused otherwise
    return public


def _passphrase(arguments: argparse.Namespace, authority: FileReport) -> Secret | None:
    given = passphrase_options.from_file(arguments.passphrase_file)
    locked = authority.key is not None and authority.key.encryption is not None
    return passphrase_options.ask(str(authority.path)) if given is None and locked else given


def _tell(
    reports: list[FileReport],
    jobs: list[tuple[PublicKey, CertificateRequest]],
    authority: PublicKey | None,
    told: results.Results,
) -> None:
    """What it will allow, before a passphrase is asked for."""
    wanted = jobs[0][1]
    rows = [
        ("Certifies", ", ".join(map(_name, reports))),
        *allowance(wanted),
        ("Needs", trust_words(wanted.kind, authority)),
    ]
    for label, words in rows:
        told.say(f"{label:<9} {words}")
    found = [finding for subject, _ in jobs for finding in certifying.cautions(wanted, subject, authority)]
    for finding in dict.fromkeys(found):
        told.note("Warning", finding.title)
        told.say(f"{'':<9} {finding.hint}")
