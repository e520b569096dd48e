"""``keywright audit``: is any of these keys weak, or revoked?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops import weaknesses
from ...keyops.trust import auditing
from ...visible import visible
from .. import error_subject, json_objects, output, passphrase_options, refuse, slow_option
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse

    from ...keyops.trust.auditing import Audit, KeyAudit


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Look for weak and revoked keys in files and folders. Nothing is sent anywhere.",
        epilog="Exit code 1 when a key is weak or revoked, or something was not looked at. Keys in "
        "~/.config/keywright/revoked count as revoked always.",
    )
    made.add_argument(
        "paths", nargs="*", type=output.place, metavar="PATH", help="key files, or folders of them"
    )
    made.add_argument(
        "--revoked",
        type=Path,
        action="append",
        default=[],
        metavar="LIST",
        help="a list of revoked keys: a KRL, or a text of public keys and fingerprints; may be repeated",
    )
    made.add_argument(
        "--entries", action="store_true", help="print each entry of the lists given with --revoked"
    )
    made.add_argument("--checks", action="store_true", help="say what is looked for, and what it means")
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each key")
    slow_option.add(made, "make every check of every key, however long it takes; Ctrl+C stops")
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Audit, and tell what was found."""
    if arguments.checks:
        _tell_checks()
        return 0
    if arguments.entries:
        return _tell_entries(arguments.revoked)
    if not arguments.paths:
        sys.stderr.write("keywright: name the files or folders to look at\n")
        return 2
    lists = auditing.read_lists(arguments.revoked)
    passphrase = passphrase_options.from_file(arguments.passphrase_file)
    found = slow_option.run(arguments, auditing.audit, arguments.paths, lists, passphrase)
    if arguments.json:
        json_objects.write(map(_object, found.keys))
    else:
        _tell(found)
    for path, error in found.errors:
        refuse(error, error_subject.unless_told(str(path), error))
    for path in found.hidden:
        sys.stderr.write(
            visible(f"keywright: {path}: its public half is locked away; give --passphrase-file") + "\n"
        )
    return int(bool(found.errors or found.hidden or any(one.is_weak for one in found.keys)))


def _tell_entries(paths: list[Path]) -> int:
    from ...keyops.trust import revocation_text

    if not paths:
        sys.stderr.write("keywright: name the lists with --revoked\n")
        return 2
    for one in auditing.read_lists(paths):
        for line in revocation_text.entries(one):
            sys.stdout.write(visible(line) + "\n")
    return 0


def _tell_checks() -> None:
    for row in weaknesses.rows():
        sys.stdout.write(f"{row.id:<27} {row.title}\n{'':<27} {row.meaning}. {row.advice}\n")


def _tell(found: Audit) -> None:
    for one in found.keys:
        if one.findings:
            where = f", line {one.key.line}" if one.key.line else ""
            sys.stdout.write(visible(f"{one.path}{where}: {one.key.label}") + "\n")
        for finding in one.findings:
            word = {"info": "Note", "warning": "Warning", "error": "Error"}[finding.severity]
            sys.stdout.write(visible(f"  {word:<12} {finding.title}") + "\n")
            sys.stdout.write(visible(f"  {'':<12} {finding.hint}") + "\n")
    weak = sum(one.is_weak for one in found.keys)
    checks = sum(len(one.checks) for one in found.keys)
    lists = f", and in {' and '.join(found.lists)}" if found.lists else ""
    looked = f"{_count(len(found.keys), 'key')} looked at in {_count(checks, 'check')}{lists}"
    missed = len(found.errors) + len(found.hidden)
    rest = f"; {missed:,} not looked at" if missed else ""
    sys.stdout.write(visible(f"{looked}: {weak or 'none'} weak{rest}") + "\n")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _object(one: KeyAudit) -> dict[str, Any]:
    return {
        "path": str(one.path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        "line": one.key.line or None,
        "algorithm": one.key.algorithm,
        "bits": one.key.bits,
        "sha256": one.key.sha256,
        "weak": one.is_weak,
        "checks": [check.weakness.id for check in one.checks],
        "findings": [
            {
                "id": finding.id,
                "severity": str(finding.severity),
                "title": visible(finding.title),
                "hint": visible(finding.hint),
            }
            for finding in one.findings
        ],
    }
