"""``keywright authorized list``: the lines in words, and as JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ...keyops.findings import Severity
from ...keyops.inspection import permissions
from ...keyops.keys import fingerprints
from ...keyops.trust import authorized_options
from ...visible import visible
from .. import finding_lines, json_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...keyops.trust.authorized_keys import AuthorizedFile, AuthorizedLine


def tell(file: AuthorizedFile, *, as_json: bool) -> int:
    """Tell the lines; the exit code: 1 when something is wrong."""
    problems = permissions.around(file.path, tuple(line.report for line in file.lines))
    about_file = tuple(one.finding for one in problems)
    if as_json:
        json_objects.write(_object(line) for line in file.lines)
    else:
        if not file.lines:
            sys.stdout.write(visible(f"{file.path}: no key may log in") + "\n")
        for finding in about_file:
            sys.stdout.write("".join(f"{row}\n" for row in finding_lines.plain(finding)))
        for line in file.lines:
            sys.stdout.write("".join(f"{visible(row)}\n" for row in _rows(line)))
    wrong = any(one.severity is not Severity.INFO for one in about_file)
    return int(wrong or any(_is_wrong(line) for line in file.lines))


def _is_wrong(line: AuthorizedLine) -> bool:
    return not line.is_disabled and not line.lets_in


def _rows(line: AuthorizedLine) -> Iterator[str]:
    name = f", {line.comment}" if line.comment else ""
    yield f"line {line.number}: {line.report.label or 'no key'}{name}: {line.verdict}"
    if line.public is not None:
        yield f"  {fingerprints.sha256(line.public)}"
    for written, words in authorized_options.in_words(line.options):
        yield f"  {written}: {words}"
    if line.first:
        yield f"  Warning: line {line.first} has the same key and takes precedence"
    if line.report.error is not None:
        yield f"  Error: {line.report.error.title}"
    for finding in line.findings:
        yield from finding_lines.plain(finding, 2)


def _object(line: AuthorizedLine) -> dict[str, Any]:
    text = json_objects.text
    public = line.public
    return {
        "line": line.number,
        "disabled": line.is_disabled,
        "read": line.is_read,
        "lets_in": line.lets_in,
        "algorithm": line.report.algorithm,
        "bits": line.report.bits,
        "sha256": public and fingerprints.sha256(public),
        "comment": text(line.comment) or None,
        "options": [
            {"option": text(written), "words": text(words)}
            for written, words in authorized_options.in_words(line.options)
        ],
        "same_as_line": line.first or None,
        "findings": [json_objects.finding(one) for one in line.findings],
        "error": line.report.error and text(line.report.error.title),
        "text": text(line.text),
    }
