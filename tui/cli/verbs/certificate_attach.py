"""``keywright certificate attach`` and ``remove``: a certificate and its key, brought together and parted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.certificates import attachment
from ...keyops.errors import TargetExistsError
from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.report import Kind
from .. import output, passphrase_options, results, slow_option, streams
from ..error_subject import subject

if TYPE_CHECKING:
    import argparse

    from ...keyops.certificates.attachment import CertificateChange
    from ...keyops.inspection.report import FileReport
    from ...keyops.keys.base import PublicKey
    from ...keyops.secret import Secret


def add_attach(parser: argparse.ArgumentParser) -> None:
    """The arguments of the action."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="the key: a PPK file holds the certificate; other formats keep it in a file next to the key",
    )
    parser.add_argument(
        "certificate",
        type=Path,
        metavar="CERT",
        help="the file that the CA sent; - for standard input",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace the key's other certificate; with -o: overwrite OUT"
    )
    _add_common(parser)


def add_remove(parser: argparse.ArgumentParser) -> None:
    """The arguments of the action."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the key, or its certificate's own file")
    parser.add_argument("--force", action="store_true", help="with -o: overwrite OUT")
    _add_common(parser)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="write a new file, and leave the existing ones unchanged",
    )
    results.add_json(parser)
    slow_option.add(parser)
    passphrase_options.add_old(parser)


def attach(arguments: argparse.Namespace) -> int:
    """Compare, write, and tell where it lies and what was kept."""
    report = _report(arguments.file)
    given = passphrase_options.from_file(arguments.passphrase_file)
    public = _public(arguments, report, given)
    source, sent = arguments.certificate, None
    if str(source) == "-":
        source, sent = Path("standard input"), streams.standard_input()
    with subject(source):
        change = attachment.plan_attach(report, source, public, sent=sent)
    if arguments.output is None and not change.is_needed:
        told = results.Results(as_json=arguments.json)
        told.add("kept", change.path, f"{change.path} already holds this certificate")
        return told.finish()
    before = attachment.certificate_of(report)
    if before is not None and before[1] != change.path:  # beside it, while the new one goes inside
        before = None
    if arguments.output is None and change.before and not arguments.force and (before or not change.inside):
        raise TargetExistsError(
            change.path,
            f"{change.path.name} already holds another certificate"
            if before
            else f"{change.path.name} already exists",
            "Replace it with --force; the old one is kept as a backup",
        )
    passphrase = _passphrase(change, given)
    if arguments.output is not None:
        data = slow_option.run(arguments, change.written, passphrase)
        return _save_elsewhere(arguments, data, private=change.inside)
    backup = slow_option.run(arguments, attachment.attach, change, storage.stamp_now(), passphrase)
    return _told(arguments, "attached", change.path, backup)


def remove(arguments: argparse.Namespace) -> int:
    """Take it away, and tell what was kept."""
    change = attachment.plan_remove(_report(arguments.file))
    passphrase = _passphrase(change, passphrase_options.from_file(arguments.passphrase_file))
    if arguments.output is not None:
        data = slow_option.run(arguments, change.without, passphrase)
        return _save_elsewhere(arguments, data, private=change.inside)
    backup = slow_option.run(arguments, attachment.remove, change, storage.stamp_now(), passphrase)
    return _told(arguments, "removed", change.path, backup)


def _report(path: Path) -> FileReport:
    report = inspect_file(path)
    if report.error is not None:
        raise report.error
    return report


def _public(arguments: argparse.Namespace, report: FileReport, given: Secret | None) -> PublicKey | None:
    """The public half of a key whose file hides it: it must be unlocked to be compared."""
    key = report.key
    if key is None or key.kind is not Kind.PRIVATE or key.public is not None:
        return None
    if report.pair is not None and report.pair.public is not None:
        return report.pair.public
    secret = given or passphrase_options.ask(str(report.path))
    opened = slow_option.run(arguments, inspect_file, report.path, secret).key
    if opened is not None and opened.error is not None:
        raise opened.error
    return opened.public if opened else None


def _passphrase(change: CertificateChange, given: Secret | None) -> Secret | None:
    return passphrase_options.ask(str(change.path)) if change.locked and given is None else given


def _save_elsewhere(arguments: argparse.Namespace, data: bytes, *, private: bool) -> int:
    told = results.Results(as_json=arguments.json)
    output.save([storage.NewFile(arguments.output, data, private=private)], told, force=arguments.force)
    return told.finish()


def _told(arguments: argparse.Namespace, word: str, path: Path, backup: Path | None) -> int:
    told = results.Results(as_json=arguments.json)
    is_there = presence.is_there(path)
    told.add(word, path, f"{word:<9} {path}", look=path if is_there else backup, backup=backup)
    if backup is not None:
        told.say(f"{'backup':<9} {backup}")
    return told.finish()
