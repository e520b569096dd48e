"""A folder as the list shows it: keys with their files or plain files, hidden, filtered, opened and sorted.

No Textual in it: the screen reads the folder, hands over what it found, and puts ``lines`` into its list.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.files.listing import Entry
from ...keyops.inspection import key_files
from ...keyops.inspection.key_files import KeyFiles, Section
from ...widgets import welcome
from ...widgets.key_lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...keyops.errors import KeyOpsError


class FolderModel:
    """One folder after the other; what the user chose to see stays, the filter goes."""

    def __init__(self) -> None:
        self.path = Path.cwd()
        self.entries: tuple[Entry, ...] = ()
        """All names of the folder."""
        self.rows: Sequence[KeyFiles] = ()
        """All of them put together, by name."""
        self.problem: KeyOpsError | None = None
        """Why the folder cannot be shown."""
        self.filter = ""
        self.shows_hidden = False
        """Whether names that begin with a dot are shown."""
        self.is_plain = False
        """Whether every file stands by itself."""
        self.opened: set[Path] = set()
        """Keys whose files are shown."""

    def enter(
        self,
        path: Path,
        entries: tuple[Entry, ...] = (),
        rows: Sequence[KeyFiles] = (),
        problem: KeyOpsError | None = None,
    ) -> None:
        """Take what was read of a folder: another one, or this one again."""
        if path != self.path:
            self.filter = ""
            self.opened.clear()
        self.path, self.entries, self.rows, self.problem = path, entries, rows, problem

    @property
    def is_topmost(self) -> bool:
        """Whether there is no folder above."""
        return self.path == self.path.parent

    @property
    def keys(self) -> int:
        """How many keys there are."""
        return key_files.count_keys(self.rows)

    def lines(self, order: str, chosen: Path | None) -> Lines:
        """What filter and dot files allow, in one of ``key_files.ORDERS``.

        Args:
            order: of the keys; files stand by name.
            chosen: a file that must be seen: the key it belongs to is opened.
        """
        rows = self._shown(order)
        if (
            not self.filter and not self.is_topmost
        ):  # first of the files, so that it is not what one sees first
            above = Entry(self.path.parent, "..", is_folder=True, label="..")
            rows.insert(key_files.count_keys(rows), KeyFiles(Section.FILES, above))
        found = self._found_within(rows)
        lines = Lines(rows, self.opened | found)
        if chosen is not None and lines.of_file(chosen) is None:
            self.opened |= {row.entry.path for row in rows if chosen in [part.path for part in row.parts]}
            lines = Lines(rows, self.opened | found)
        return lines

    def _found_within(self, rows: Sequence[KeyFiles]) -> set[Path]:
        """The keys of which the filter finds another file than the one they are named by."""
        wanted = self.filter.casefold()
        found = (row.entry for row in rows) if wanted else ()
        return {entry.path for entry in found if wanted not in entry.name.casefold()}

    def _shown(self, order: str) -> list[KeyFiles]:
        rows = key_files.plain(self.entries) if self.is_plain else key_files.ordered(self.rows, order)
        if self.filter:
            wanted = self.filter.casefold()
            return [row for row in rows if any(self._fits(entry, wanted) for entry in row.files)]
        if self.shows_hidden:
            return [*rows]
        # ten thousand times
        return [row for row in rows if row.entry.name[0] != "." or any(self._fits(one) for one in row.files)]

    def _fits(self, entry: Entry, wanted: str = "") -> bool:
        return (self.shows_hidden or not entry.is_hidden) and wanted in entry.name.casefold()

    def shows(self, path: Path) -> bool:
        """Whether a file is in one of the rows that the filter leaves."""
        return any(path == entry.path for row in self._shown("name") for entry in row.files)

    def best_match(self, order: str) -> Path | None:
        """The file whose name is what is looked for, or begins so, keys first; None if there is none."""
        wanted = self.filter.casefold()
        rows = self._shown(order) if wanted else []
        found = [row.entry.path for row in rows] + [part.path for row in rows for part in row.parts]
        begins = [path for path in found if path.name.casefold().startswith(wanted)]
        return next((path for path in begins if path.name.casefold() == wanted), next(iter(begins), None))

    def first_choice(self, order: str, *, is_new: bool) -> Path:
        """The file to begin with: the first key; for a newcomer ``..``, where the first help is."""
        if is_new and not welcome.may_hold_keys(self.entries):
            return self.path.parent
        shown = self._shown(order)
        keys = (row for row in shown if row.section is Section.KEYS)
        files = (row for row in shown if not row.entry.is_folder and row.section is Section.FILES)
        return next((row.entry.path for row in itertools.chain(keys, files)), self.path.parent)
