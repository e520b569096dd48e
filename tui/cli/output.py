"""Writing the results of the headless verbs, and saying what was written and what it replaced."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..keyops.errors import TargetExistsError
from ..keyops.files import paths as presence
from ..keyops.files import storage
from ..keyops.inspection.description import mode_words
from ..visible import visible
from . import passphrase_options, questions
from .complaints import complain
from .results import backup_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..keyops.formats.contract import Format
    from .results import Results


def file_name(text: str) -> Path:
    """The type of ``-o``: a dash is no file that anyone means, and nothing or a folder is none at all.

    Raises:
        UnusableError: it is one of them.
    """
    problem = ""
    if text == "-":
        problem = "a file name is needed; leave out -o to write to standard output"
    elif not text:
        problem = "the file name is empty"
    elif text.endswith("/") or Path(text).name in {"", ".."}:
        problem = f"{visible(text)} is a folder; add a file name"
    if problem:
        from .argument_parser import UnusableError

        raise UnusableError(problem)
    return Path(text)


FORMAT_OPTIONS: Final = ("--format", "--to", "--as")
"""The same in every verb that writes a format; the first is what help and messages say."""
CONVERTED: Final = (
    "where to write it (default: an unused name next to IN for a private key, standard output for a "
    "public one)"
)
"""The help of ``-o`` of the verb that converts."""


def proposed(source: str, target: Format) -> Path | None:
    """Where a converted key goes that nobody named a file for; None for standard output.

    A private key is never written there: it gets a free name next to its source, as on the Convert screen.

    Args:
        source: as it was typed.
        target: the format that is written.

    Raises:
        SystemExit: 2, after saying that there is no name to go by.
    """
    if not target.is_private:
        return None
    if source == "-":
        raise SystemExit(complain("a private key is never written to standard output; use -o OUT"))
    from ..keyops.targets import beside

    return beside.target_for(Path(source), target)


def place(text: str) -> Path:
    """The type of a file or folder that is looked at whole: an empty name would be the folder one is in.

    Raises:
        UnusableError: it is empty.
    """
    if not text:
        from .argument_parser import UnusableError

        raise UnusableError("the folder name is empty; use . for the current folder")
    return Path(text)


def add_force(parser: argparse.ArgumentParser, what: str = "OUT") -> None:
    """The arguments that allow a verb to overwrite.

    Args:
        parser: of the verb.
        what: the file it may overwrite.
    """
    parser.add_argument(
        "--force",
        action="store_true",
        help=f"overwrite {what} without asking; the old file is kept as a backup",
    )
    parser.add_argument("--no-backup", action="store_true", help="with --force: keep no backup")


def save(files: Sequence[storage.NewFile], results: Results, *, force: bool, backup: bool = True) -> None:
    """Write files, all or none, and tell their names and modes.

    Where one is in the way, both keys are shown; without ``force`` the person at the terminal is asked.

    Args:
        files: what to write.
        results: where it is told.
        force: whether to overwrite what is there.
        backup: whether what is overwritten is kept beside it.

    Raises:
        TargetExistsError: one is there already, ``force`` was not given, and nobody agreed.
        StorageError: the file system said no.
    """
    seen: dict[Path, bytes] = {}
    clashing = [file.path for file in files if presence.is_taken(file.path)]
    if clashing:
        seen = _tell_clashes(files)
        if not force:
            ask_to_overwrite(clashing, files[0].path, backup=backup)
    backups = storage.save(files, overwrite=bool(clashing), backup=backup, expected=seen)
    for file in files:
        action = "replaced" if file.path in clashing else "created"
        line = _line("private" if file.private else "public", file.path)
        results.add(action, file.path, line, backup=backup_of(file.path, backups))
    for path in backups:
        results.say(_line("backup", path))


def _line(word: str, path: Path) -> str:
    return f"{word:<9} {mode_words(path.stat().st_mode & 0o777)} {path}"


def _tell_clashes(files: Sequence[storage.NewFile]) -> dict[Path, bytes]:
    """Tell what is in the way; answers what was seen, which alone may be overwritten."""
    from ..keyops.targets.conflicts import clashes, expected

    found = clashes(files)
    for clash in found:
        sys.stderr.write(visible(f"{clash.path.name} already exists") + "\n")
        sys.stderr.write(visible(f"  old    {clash.old}") + "\n")
        sys.stderr.write(visible(f"  new    {clash.new}") + "\n")
    return expected(found)


def ask_to_overwrite(taken: Sequence[Path], first: Path, *, backup: bool = True) -> None:
    """Ask the person at the terminal.

    Args:
        taken: the files that are there.
        first: of all that are to be written; the name that is free is made of it.
        backup: whether they are kept.

    Raises:
        TargetExistsError: nobody agreed.
    """
    if not _agreed(taken, backup=backup):
        raise _already_there(taken[0], first)


def _already_there(path: Path, first: Path) -> TargetExistsError:
    free = storage.free_name(first).name
    return TargetExistsError(
        path, f"{path.name} already exists", f"{free} is available; or overwrite with --force"
    )


def _agreed(paths: Sequence[Path], *, backup: bool) -> bool:
    if not passphrase_options.can_ask():
        return False
    names = " and ".join(path.name for path in paths)
    kept = "the old file will be kept as a backup" if backup else "the old file will be lost"
    return questions.agreed(f"Overwrite {names}? ({kept})")


def refuse_existing(*paths: Path) -> None:
    """Refuse before any work is done when a target is there already and nobody can be asked.

    Raises:
        TargetExistsError: names it and a free name.
    """
    if passphrase_options.can_ask():
        return
    for path in paths:
        if presence.is_taken(path):
            raise _already_there(path, paths[0])
