"""What a verb has written, changed or taken away: told in lines, or with ``--json`` as an array."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from ..visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from ..keyops.inspection.report import KeyReport
    from ..keyops.keys.base import PublicKey

NEEDS_FILE: Final = "--json tells what was written: add -o OUT"
"""What a verb says that would write the key itself to standard output."""


def add_json(parser: argparse.ArgumentParser, each: str = "file") -> None:
    """The argument that has a verb tell its results to programs."""
    words = f"report what was done as a JSON array, one object for each {each}"
    parser.add_argument("--json", action="store_true", help=words)


class Results:
    """What was done, in its order."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.rows: list[dict[str, Any]] = []
        self.notes: list[dict[str, str]] = []

    def say(self, line: str) -> None:
        """A line for people; raw."""
        if not self.as_json:
            sys.stdout.write(visible(line) + "\n")

    def note(self, word: str, text: str) -> None:
        """Something to know about what was done, such as what was lost; raw."""
        self.say(f"{word:<9} {text}")
        self._keep(word, text)

    def remark(self, text: str) -> None:
        """The same, where the line says it without a word in front; raw."""
        self.say(text)
        self._keep("note", text)

    def _keep(self, word: str, text: str) -> None:
        if self.as_json:
            from . import json_objects

            self.notes.append({"kind": word.lower(), "text": json_objects.text(text.strip())})

    def add(self, action: str, path: Path | None, words: str = "", **facts: Any) -> None:  # noqa: ANN401 - as JSON has them
        """One thing that was done.

        Args:
            action: ``created``, ``replaced``, ``changed``, ``renamed``, ``deleted``, ``kept`` and their kin.
            path: the file; None where there is none.
            words: the same in a line for people, raw; may be empty.
            **facts: fields of the object; those that are left out are read from the file.
        """
        if words:
            self.say(words)
        if self.as_json:
            self.rows.append(file_object(action, path, **facts))

    def finish(self, code: int = 0) -> int:
        """Write the array; the notes stand in its first object. Answers the exit code."""
        if self.as_json:
            from . import json_objects

            rows = self.rows or [file_object("none", None)]
            rows[0]["notes"] = self.notes
            json_objects.write(rows)
        return code


def file_object(action: str, path: Path | None, **facts: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has them
    """One object: what was done to a file, and what the file is now.

    Args:
        action: what was done.
        path: the file.
        **facts: fields that are known; ``look`` is another file to read the others from.
    """
    from . import json_objects

    text = json_objects.text
    look = facts.pop("look", path)
    row: dict[str, Any] = {"action": action, "path": None, "old_path": None, "line": None}
    row |= dict.fromkeys(("format", "algorithm", "bits", "comment", "encrypted", "sha256", "mode"))
    row |= {"backup": None, "notes": []}
    if look is not None:
        row |= _looked_up(look)
    row |= {"path": path, **facts}
    return {name: text(str(one)) if hasattr(one, "__fspath__") else one for name, one in row.items()}


def backup_of(path: Path, backups: Iterable[Path]) -> Path | None:
    """Which of some backups is that of a file."""
    stem = f"{path.name}.backup-"
    same = (one for one in backups if one.name.startswith(stem))
    return next(same, None)


def public_facts(public: PublicKey | None, comment: str = "") -> dict[str, Any]:
    """The fields of a public key that stands in a line, or that an agent holds.

    Args:
        public: None where the line is damaged.
        comment: raw.
    """
    from ..keyops.keys import fingerprints
    from . import json_objects

    return {
        "look": None,
        "algorithm": public and public.algorithm,
        "bits": public and (public.bits or None),
        "sha256": public and fingerprints.sha256(public),
        "comment": json_objects.text(comment) or None,
    }


def _looked_up(path: Path) -> dict[str, Any]:
    from ..keyops.inspection.files import inspect_file

    report = inspect_file(path)
    facts = {} if report.key is None else _of_key(report.key)
    try:
        return {**facts, "mode": f"{path.stat().st_mode & 0o777:04o}"}
    except OSError:
        return facts


def _of_key(key: KeyReport) -> dict[str, Any]:
    from . import json_objects

    comment = key.comment
    return {
        "format": key.container,
        "algorithm": key.algorithm,
        "bits": key.bits,
        "comment": None if comment is None else json_objects.text(comment.decode("utf-8", "surrogateescape")),
        "encrypted": key.encryption is not None if key.container else None,
        "sha256": key.sha256,
    }
