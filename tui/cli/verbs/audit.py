"""``keywright audit``: what is wrong with these keys, and are they weak or revoked?"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ... import __version__
from ...keyops import weaknesses
from ...keyops.trust import auditing, cbom, known_owners
from ...visible import visible
from .. import (
    error_subject,
    finding_lines,
    json_objects,
    next_steps,
    output,
    passphrase_options,
    refuse,
    slow_option,
    streams,
)
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ...keyops.trust.auditing import Audit
    from ...keyops.trust.problems import Problem

_HIDDEN: Final = "its public key is encrypted; use --passphrase-file"


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Report problems with keys in files and folders: no passphrase, file mode, weak "
        "encryption, an expiring certificate, a .pub of another key, weak and revoked keys. "
        "Nothing is sent anywhere.",
        epilog="Exit code 1 when a key is weak or revoked, has another problem, or was not checked. Keys "
        "in ~/.config/keywright/revoked always count as revoked.",
    )
    made.add_argument(
        "paths",
        nargs="*",
        type=output.place,
        metavar="PATH",
        help="key files or folders; - for standard input",
    )
    made.add_argument("-r", "--recursive", action="store_true", help="descend into subfolders")
    made.add_argument(
        "--revoked",
        type=Path,
        action="append",
        default=[],
        metavar="LIST",
        help="a list of revoked keys: a KRL, or a text file of public keys and fingerprints; may be repeated",
    )
    made.add_argument(
        "--owners",
        type=Path,
        metavar="FILE",
        help="who has which key (TOML): keys in authorized_keys that belong to nobody, or to someone "
        "who left, are reported; default ~/.config/keywright/known-owners.toml, if it exists",
    )
    made.add_argument(
        "--entries", action="store_true", help="print every entry of the lists given with --revoked"
    )
    made.add_argument("--checks", action="store_true", help="show what is checked, and what it means")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON array, one object for each key")
    form.add_argument(
        "--report",
        choices=["cbom"],
        help="cbom: the keys, certificates and algorithms as CycloneDX 1.6 cryptographic assets",
    )
    slow_option.add(made, "run every check on every key, however long it takes; Ctrl+C stops")
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Audit, and tell what was found."""
    if (arguments.json or arguments.report) and (arguments.checks or arguments.entries):
        return complain("--checks and --entries cannot be combined with --json or --report")
    if arguments.checks:
        _tell_checks()
        return 0
    if arguments.entries:
        return _tell_entries(arguments.revoked)
    if not arguments.paths:
        return complain("name the files or folders to check")
    lists = auditing.read_lists(arguments.revoked)
    passphrase = passphrase_options.from_file(arguments.passphrase_file)
    owners = known_owners.read(arguments.owners)
    given = streams.standard_input() if Path("-") in arguments.paths else None
    found = slow_option.run(
        arguments,
        functools.partial(auditing.audit, descend=arguments.recursive, standard_input=given, owners=owners),
        arguments.paths,
        lists,
        passphrase,
    )
    if arguments.json:
        json_objects.write(_objects(found))
    elif arguments.report:
        streams.write(cbom.encode(found, __version__))
    else:
        _tell(found)
    sys.stdout.flush()
    for path, error in found.errors:
        refuse(error, error_subject.unless_told(str(path), error))
    for path in found.hidden:
        sys.stderr.write(visible(f"keywright: {path}: {_HIDDEN}") + "\n")
    if not arguments.json and not arguments.report:
        sys.stdout.write(visible(_summary(found)) + "\n")
    return int(bool(found.errors or found.hidden or any(one.matters for one in found.problems)))


def _tell_entries(paths: list[Path]) -> int:
    from ...keyops.trust import revocation_text

    if not paths:
        return complain("name the lists with --revoked")
    for one in auditing.read_lists(paths):
        for line in revocation_text.entries(one):
            sys.stdout.write(visible(line) + "\n")
    return 0


def _tell_checks() -> None:
    for row in weaknesses.rows():
        sys.stdout.write(f"{row.id:<27} {row.title}\n{'':<27} {row.meaning}. {row.advice}\n")


def _tell(found: Audit) -> None:
    labels = {(one.path, one.key.line): one.key.label for one in found.keys}
    groups: dict[tuple[Path, int], list[Problem]] = {}
    for problem in found.problems:
        groups.setdefault((problem.path, problem.line), []).append(problem)
    for (path, line), group in groups.items():
        where = f", line {line}" if line else ""
        label = labels.get((path, line)) or labels.get((path, 0), "")
        sys.stdout.write(visible(f"{path}{where}{': ' + label if label else ''}") + "\n")
        for problem in group:
            sys.stdout.writelines(f"{row}\n" for row in finding_lines.aligned(problem))


def _summary(found: Audit) -> str:
    weak = sum(one.is_weak for one in found.keys)
    checks = sum(len(one.checks) for one in found.keys)
    lists = f", and in {' and '.join(found.lists)}" if found.lists else ""
    looked = f"{_count(len(found.keys), 'key')} checked in {_count(checks, 'check')}{lists}"
    of_keys = {(one.path, one.key.line, each.id) for one in found.keys for each in one.findings}
    others = sum(one.matters and (one.path, one.line, one.id) not in of_keys for one in found.problems)
    missed = len(found.errors) + len(found.hidden)
    rest = f"; {missed:,} not checked" if missed else ""
    if not found.keys:
        return f"no key checked{rest}"
    more = f", {_count(others, 'other problem')}" if others else ""
    return f"{looked}: {weak or 'none'} weak{more}{rest}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _objects(found: Audit) -> Iterator[dict[str, Any]]:
    """One object for each key, and for each file without one that has a problem."""
    left = list(found.problems)
    for one in found.keys:
        mine = [each for each in left if each.path == one.path and each.line in {0, one.key.line}]
        left = [each for each in left if each not in mine]
        yield {
            "path": json_objects.text(str(one.path)),
            "line": one.key.line or None,
            "algorithm": one.key.algorithm,
            "bits": one.key.bits,
            "sha256": one.key.sha256,
            "weak": one.is_weak,
            "checks": [check.weakness.id for check in one.checks],
            "findings": [_finding(each) for each in mine],
            "error": None,
        }
    nothing: dict[str, Any] = {
        **dict.fromkeys(("algorithm", "bits", "sha256", "error")),
        "weak": False,
        "checks": [],
    }
    for path, line in dict.fromkeys((each.path, each.line) for each in left):
        mine = [each for each in left if (each.path, each.line) == (path, line)]
        found_here = [_finding(each) for each in mine]
        yield {"path": json_objects.text(str(path)), "line": line or None, **nothing, "findings": found_here}
    missed = [(path, error.id, error.title, next_steps.hint(error)) for path, error in found.errors]
    missed += [(path, "passphrase-required", _HIDDEN, "") for path in found.hidden]
    for path, *words in missed:
        error = dict(zip(("id", "title", "hint"), map(json_objects.text, words), strict=True))
        yield {"path": json_objects.text(str(path)), "line": None, **nothing, "findings": [], "error": error}


def _finding(problem: Problem) -> dict[str, Any]:
    return {**json_objects.finding(problem), "fix": problem.fix}
