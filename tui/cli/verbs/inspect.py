"""``keywright inspect``: what are these files, for people or as JSON."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.errors import KeyOpsError
from ...keyops.findings import Severity
from ...keyops.formats import DEFAULT_PUBLIC
from ...keyops.inspection.description import certificate_rows, container_label
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.inspection import inspect
from ...keyops.inspection.report import FileReport, KeyReport, Kind, PairState
from ...visible import visible
from .. import finding_lines, next_steps, passphrase_options, slow_option, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from ...keyops.keys.base import PublicKey
    from ...keyops.secret import Secret
    from .inspect_verify import Verification


_LONG: Final = 16 * 1024
"""Bytes of a file that may hold so many keys that they are told of all at once."""


_MANY: Final = 100
"""Files from which on the work is shared among the cores: each takes half a millisecond, a process 5."""
_PART: Final = 25


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Show what key files contain. Only --numbers and --private-numbers ask for a passphrase.",
    )
    made.add_argument("paths", nargs="+", metavar="PATH", help="a key file, or - for standard input")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON array, one object for each key")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help="one JSON object per line, as each key is found; for lists of any size",
    )
    made.add_argument("-r", "--recursive", action="store_true", help="with --jsonl: descend into folders")
    made.add_argument(
        "--copied-from",
        metavar="HOST",
        help="with --jsonl: the files are copies from this host, and each folder is its root",
    )
    made.add_argument(
        "--verify",
        action="store_true",
        help="compare each private key with its public key, check its numbers, and try a signature",
    )
    made.add_argument("--numbers", action="store_true", help="also show the numbers of public keys")
    made.add_argument(
        "--private-numbers",
        action="store_true",
        help="also show the numbers of private keys: anyone who sees them has the key",
    )
    made.add_argument(
        "--randomart", action="store_true", help="also show the randomart image, like ssh-keygen -lv"
    )
    made.add_argument(
        "--randomart-md5",
        action="store_true",
        help="also show the MD5 randomart image, like ssh-keygen -lv -E md5",
    )
    made.add_argument(
        "--bubblebabble",
        action="store_true",
        help="also show the bubblebabble fingerprint, like ssh-keygen -B",
    )
    slow_option.add(made)
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Inspect each file; exit code 1 when anything is wrong with any of them."""
    if streams.is_named_twice(arguments.paths):
        return 2
    if arguments.jsonl or arguments.recursive or arguments.copied_from is not None:
        from . import inspect_lines

        return inspect_lines.run(arguments)
    if arguments.numbers or arguments.private_numbers:
        if arguments.json:
            return complain("--numbers prints lines like puttygen; leave out --json")
        from . import inspect_numbers

        return inspect_numbers.run(arguments)
    passphrase = passphrase_options.from_file(arguments.passphrase_file)
    rows: list[str] = []
    if len(arguments.paths) < _MANY or "-" in arguments.paths or arguments.allow_slow:
        fine = _tell(arguments, arguments.paths, passphrase, rows, sys.stdout)
    else:
        fine = _share(arguments, passphrase, rows)
    if arguments.json:
        from .. import json_objects

        json_objects.write_encoded(rows)
    return 0 if fine else 1


def _share(arguments: argparse.Namespace, passphrase: Secret | None, rows: list[str]) -> bool:
    """As ``_tell``, of many files, on all cores."""
    from ...process import shares

    def told(names: Sequence[str]) -> bytes:
        told_rows: list[str] = []
        lines = io.StringIO()
        fine = _tell(arguments, names, passphrase, told_rows, lines)
        return b"%d" % fine + (",\n".join(told_rows) or lines.getvalue()).encode("utf-8", "surrogatepass")

    fine = True
    for answer in shares.shared(told, arguments.paths, _PART):
        fine = fine and answer[:1] == b"1"
        text = answer[1:].decode("utf-8", "surrogatepass")
        if arguments.json:
            rows.append(text)
        else:
            sys.stdout.write(text)
    return fine


def _tell(
    arguments: argparse.Namespace,
    names: Sequence[str],
    passphrase: Secret | None,
    rows: list[str],
    out: TextIO,
) -> bool:
    """Tell of each file: with ``--json`` in the rows, else as lines. Whether nothing is wrong with any."""
    fine = True
    for name in names:
        data = streams.standard_input() if name == "-" else None
        if (quick := _at_once(arguments, name, data, rows, out)) is not None:
            fine = fine and quick
            continue
        report = slow_option.run(arguments, _report, name, data, passphrase)
        proof = _proof(arguments, report, data, passphrase) if arguments.verify else None
        fine = fine and not is_wrong(report) and (proof is None or proof.is_fine)
        if arguments.json:
            from .. import json_objects

            rows.extend(map(json_objects.encoded, objects(report, proof)))
        else:
            lines = (*lines_of(report, arguments), *(proof.lines() if proof else ()))
            out.write("".join(f"{line}\n" for line in lines))
    return fine


def _at_once(
    arguments: argparse.Namespace, name: str, data: bytes | None, rows: list[str], out: TextIO
) -> bool | None:
    """As ``inspect_plain.run``, of a file that may hold so many keys."""
    more = arguments.verify or arguments.randomart or arguments.randomart_md5 or arguments.bubblebabble
    try:
        if more or (os.stat(name).st_size if data is None else len(data)) < _LONG:  # noqa: PTH116 - quicker
            return None
    except (OSError, ValueError):
        return None
    from . import inspect_plain

    return inspect_plain.run(arguments, name, data, rows, out)


def _report(name: str, data: bytes | None, passphrase: Secret | None) -> FileReport:
    if data is None:
        return inspect_file(Path(name), passphrase)
    try:
        return FileReport(Path("-"), keys=inspect(data, passphrase))
    except KeyOpsError as error:
        return FileReport(Path("-"), error=error)


def _proof(
    arguments: argparse.Namespace, report: FileReport, data: bytes | None, passphrase: Secret | None
) -> Verification:
    from .inspect_verify import verify

    return slow_option.run(arguments, verify, report, data, passphrase)


def is_wrong(report: FileReport) -> bool:
    """Whether anything is wrong with a file, or with a key in it."""
    findings = [*report.findings, *(finding for key in report.keys for finding in key.findings)]
    return (
        report.error is not None
        or any(key.error for key in report.keys)
        or any(finding.severity is Severity.ERROR for finding in findings)
    )


def objects(report: FileReport, proof: Verification | None = None) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file: one for each key, or one that says why there is none.

    With ``--verify`` each has the steps under ``integrity``: null where there is no private half.
    A byte that is not UTF-8 is given as a backslash, an x and two hex digits.
    """
    if not report.keys:
        yield object_of(report, KeyReport(Kind.OTHER, error=report.error))
    for index, key in enumerate(report.keys):
        private = key.kind is Kind.PRIVATE
        yield object_of(report, key) | ({"integrity": proof.steps(index, private=private)} if proof else {})


def object_of(report: FileReport, key: KeyReport) -> dict[str, Any]:
    """The JSON object of a key."""
    from .. import json_objects

    text = json_objects.text
    known = key.container is not None
    encryption = key.encryption
    return {
        "path": text(str(report.path)),
        "kind": str(key.kind),
        "format": key.container,
        "container": key.container,
        "algorithm": key.algorithm,
        "bits": key.bits,
        "comment": None if key.comment is None else text(key.comment),
        "encrypted": (encryption is not None) if known else None,
        "unlocked": key.unlocked if known else None,
        "cipher": encryption.cipher if encryption else None,
        "kdf": {"name": encryption.kdf, **encryption.parameters} if encryption else None,
        "sha256": key.sha256,
        "md5": key.md5,
        "certificate": _certificate(key),
        "public_key": None if (line := key.public_line) is None else text(line),
        "line": key.line or None,
        "options": text(key.options) if key.options else None,
        "findings": [json_objects.finding(one) for one in (*key.findings, *report.findings)],
        "error": None
        if key.error is None
        else {"id": key.error.id, "title": text(key.error.title), "hint": text(next_steps.hint(key.error))},
    }


def _certificate(key: KeyReport) -> dict[str, Any] | None:
    if key.certificate is None:
        return None
    from ...keyops.certificates.description import facts

    return facts(key.certificate)


def lines_of(report: FileReport, arguments: argparse.Namespace) -> Iterator[str]:
    """What is told of a file and of each key in it."""
    name = visible(str(report.path))
    if report.error:
        from .. import error_subject

        told = visible(error_subject.unless_told(str(report.path), report.error))
        yield f"{told}{': ' * bool(told)}{visible(report.error.title)}"
        if hint := next_steps.hint(report.error):
            yield f"  {visible(hint)}"
    numbered = len(report.keys) > 1 and not all(key.line for key in report.keys)
    for number, key in enumerate(report.keys, 1):
        yield from key_lines(f"{name}, key {number}" if numbered else name, key, arguments)
    if report.pair and report.pair.state is PairState.MATCHES:
        yield f"  {'Pair':<12} {visible(report.pair.path.name)} matches"
    for finding in report.findings:
        yield from finding_lines.aligned(finding)


def key_lines(name: str, key: KeyReport, arguments: argparse.Namespace) -> Iterator[str]:
    """What is told of a key."""
    where = f", line {key.line}" if key.line else ""
    what = (
        "key file"
        if key.kind is Kind.OTHER and key.container
        else "another block"
        if key.kind is Kind.OTHER
        else "certificate"
        if key.kind is Kind.CERTIFICATE
        else f"{key.kind} key"
    )
    yield f"{name}{where}: {what}{', ' + visible(key.label) if key.label else ''}"
    for label, value in rows(key):
        yield f"  {label:<12} {visible(value)}"
    if key.public is not None and (arguments.randomart or arguments.randomart_md5 or arguments.bubblebabble):
        yield from _more_fingerprints(key.public, arguments, certified=key.kind is Kind.CERTIFICATE)
    for finding in key.findings:
        yield from finding_lines.aligned(finding)
    if key.error:
        yield f"  {'Error':<12} {visible(key.error.title)}"
        if hint := next_steps.hint(key.error):
            yield f"  {'':<12} {visible(hint)}"


def _more_fingerprints(public: PublicKey, arguments: argparse.Namespace, *, certified: bool) -> Iterator[str]:
    from ...keyops.keys import fingerprints

    if arguments.bubblebabble:
        yield f"  {'Words':<12} {fingerprints.bubblebabble(public)}"
    for hash_name, wanted in (("sha256", arguments.randomart), ("md5", arguments.randomart_md5)):
        if wanted:
            drawing = fingerprints.randomart(public, certified=certified, hash_name=hash_name)
            yield from (f"  {'':<12} {line}" for line in drawing.splitlines())


def rows(key: KeyReport) -> Iterator[tuple[str, str]]:
    """Label and value of each known fact, raw."""
    yield "Format", container_label(key)
    if key.encryption:
        yield "Encryption", f"{key.encryption.words}{', unlocked' if key.unlocked else ''}"
    elif key.kind is Kind.PRIVATE:
        yield "Encryption", "none"
    if key.comment:
        yield "Comment", key.comment.decode("utf-8", "surrogateescape")
    if key.options and key.container == DEFAULT_PUBLIC:
        yield "Options", key.options
    if key.sha256:
        yield "SHA256", key.sha256.removeprefix("SHA256:")
    if key.md5:
        yield "MD5", key.md5.removeprefix("MD5:")
    if key.certificate:
        yield from certificate_rows(key.certificate)
    for label, value in key.notes:
        yield label, value + next_steps.NOTES.get(label, "")
