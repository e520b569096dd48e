"""What the verbs about services share: the key to judge, the ``--for`` option, and the JSON of a verdict."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..keyops.errors import UnknownFormatError
from ..keyops.inspection.files import facts_of, report_on
from ..keyops.inspection.inspection import inspect, read
from ..keyops.inspection.report import FileReport
from ..keyops.keys.rsa import MultiPrimeError
from ..keyops.records import dataclass, field
from ..keyops.services import problems
from ..keyops.services.finding import find
from ..keyops.services.shape import shape_of
from ..keyops.services.subject import judge, subject_of
from ..visible import visible
from . import passphrase_options, several, streams
from .request_error import request

if TYPE_CHECKING:
    import argparse

    from ..keyops.inspection.report import Pair
    from ..keyops.secret import Secret
    from ..keyops.services.checking import Verdict
    from ..keyops.services.rules import Profile
    from ..keyops.services.subject import Subject
    from ..keyops.services.yours import Yours


@dataclass(frozen=True, slots=True)
class Given:
    """A key file that is to be judged, as it was named."""

    name: str
    data: bytes = field(repr=False)
    subject: Subject
    passphrase: Secret | None

    @property
    def pair(self) -> Pair | None:
        """The other half beside it."""
        return self.subject.report.pair

    def unlocking(self) -> Secret | None:
        """Its passphrase, asked for on the terminal when it was not given."""
        if self.passphrase is None and self.subject.key.encryption is not None:
            return passphrase_options.ask(self.name)
        return self.passphrase

    def judge(self, made: Profile) -> Verdict:
        """What a service or client makes of it."""
        return judge(self.subject, made)


def add_for(parser: argparse.ArgumentParser, help_: str, *, required: bool = False) -> None:
    """Add ``--for``."""
    parser.add_argument("--for", dest="service", metavar="SERVICE", required=required, help=help_)


def given(name: str, passphrase_file: Path | None) -> Given:
    """Read a key file; of several keys in it, the one that ssh takes.

    Raises:
        KeyOpsError: it cannot be read, or holds no key.
    """
    return _given(name, streams.content(name), passphrase_options.from_file(passphrase_file))


def unlocked(found: Given) -> Given:
    """The same with its passphrase, asked for on the terminal: what is locked away is seen, too.

    Raises:
        KeyOpsError: it does not open.
    """
    return _given(found.name, found.data, found.unlocking())


def _given(name: str, data: bytes, passphrase: Secret | None) -> Given:
    own = "" if name == "-" else Path(name).name
    keys = inspect(data, passphrase, name=own)
    index = several.chosen(name, read(data, own))
    error = keys[index].error
    judged = isinstance(error, MultiPrimeError)
    if error is not None and not judged and (passphrase is not None or keys[index].encryption is None):
        raise error
    path = Path(name)
    report = FileReport(path, keys=keys) if name == "-" else report_on(path, facts_of(path), keys)
    subject = subject_of(report, shape_of(data), index)
    if subject is None:
        raise UnknownFormatError("The file contains no key to check", "Name a key file")
    return Given(name, data, subject, passphrase)


def chosen(name: str) -> Profile:
    """The profile that people mean; broken files of theirs are told. Scripts ask: nothing is kept of it."""
    tell_problems()
    with request():
        return find(name)


def tell_problems() -> None:
    """Tell which of the user's own profiles cannot be read."""
    for problem in problems():
        sys.stderr.write(visible(f"keywright: {problem.title}") + "\n")


def profile_object(made: Profile, own: Yours) -> dict[str, Any]:
    """A profile as JSON, for the list.

    Args:
        made: the profile.
        own: what the user starred and used.
    """
    return {
        "id": made.id,
        "label": made.label,
        "also": list(made.also),
        "group": str(made.group),
        "category": str(made.category),
        "starred": made.id in own.starred,
        "recent": made.id in own.recent,
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
        "headline": verdict.headline,
        "gives": verdict.gives or None,
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
