"""What the verbs about services share: the key to judge, the ``--for`` option, and the JSON of a verdict."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli import passphrases, streams
from tui.cli.requests import request
from tui.keyops.inspection import inspect
from tui.keyops.neighbours import inspect_file
from tui.keyops.services import catalogue, profile
from tui.keyops.services.shape import shape_of
from tui.visible import visible

if TYPE_CHECKING:
    import argparse

    from tui.keyops.models import KeyReport, Pair
    from tui.keyops.secret import Secret
    from tui.keyops.services.checking import Verdict
    from tui.keyops.services.rules import Profile
    from tui.keyops.services.shape import Shape


@dataclass(frozen=True)
class Subject:
    """A key file that is to be judged."""

    name: str
    data: bytes
    report: KeyReport
    shape: Shape
    pair: Pair | None
    passphrase: Secret | None

    def unlocking(self) -> Secret | None:
        """Its passphrase, asked for on the terminal when it was not given."""
        if self.passphrase is None and self.report.encryption is not None:
            return passphrases.ask(self.name)
        return self.passphrase


def add_for(parser: argparse.ArgumentParser, help_: str, *, required: bool = False) -> None:
    """Add ``--for``."""
    parser.add_argument("--for", dest="service", metavar="ID", required=required, help=help_)


def subject(name: str, passphrase_file: Path | None) -> Subject:
    """Read a key file; of several keys in it, the first.

    A public half that is locked away is taken from the ``.pub`` file beside it.

    Raises:
        KeyOpsError: it cannot be read, or holds no key.
    """
    passphrase = passphrases.from_file(passphrase_file)
    data = streams.content(name)
    pair = None if name == "-" else inspect_file(Path(name)).pair
    report = inspect(data, passphrase)[0]
    if report.error is not None and (passphrase is not None or report.encryption is None):
        raise report.error
    if report.public is None and pair is not None and pair.public is not None:
        report = replace(report, public=pair.public)
    return Subject(name, data, report, shape_of(data), pair, passphrase)


def chosen(name: str) -> Profile:
    """The profile of an id; the user's broken files are told on standard error."""
    tell_problems()
    with request():
        return profile(name)


def tell_problems() -> None:
    """Tell which of the user's own profiles cannot be read."""
    for problem in catalogue().problems:
        sys.stderr.write(visible(f"keywright: {problem.title}") + "\n")


def profile_object(made: Profile) -> dict[str, Any]:
    """A profile as JSON, for the list."""
    return {
        "id": made.id,
        "label": made.label,
        "group": str(made.group),
        "half": str(made.half),
        "confidence": str(made.confidence),
        "checked": made.checked.isoformat(),
        "sources": [source.address for source in made.sources],
        "types": [row.family for row in made.types],
        "containers": list(dict.fromkeys(row.id for row in made.containers)),
        "passphrase": str(made.passphrase),
        "encodings": list(made.encodings),
        "where": made.where,
        "notes": list(made.notes),
        "own": made.own,
    }


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    made = verdict.profile
    return {
        "id": made.id,
        "label": made.label,
        "state": str(verdict.state),
        "reasons": [
            {
                "id": reason.id,
                "words": reason.words,
                "cure": None if reason.cure is None else str(reason.cure),
            }
            for reason in verdict.reasons
        ],
        "seen": verdict.seen,
        "confidence": str(made.confidence),
        "checked": made.checked.isoformat(),
        "sources": [source.address for source in made.sources],
    }
