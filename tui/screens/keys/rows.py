"""The rows of the list: keys with their files or plain files, what is hidden, filtered, opened and sorted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.getters import query_one

from ...bindings import act
from ...keyops.files.listing import Entry
from ...keyops.inspection import key_files
from ...keyops.inspection.key_files import KeyFiles, Section
from ...widgets import key_lines, welcome
from ...widgets.key_list import MARGIN, KeyList
from .divider import DividedScreen
from .scanner import Summarizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType

    from ...keyops.files.listing import FileSummary

_AT_ONCE = 500
"""So many names are put together without a thread."""


class RowsScreen(DividedScreen):
    """What the list shows of a folder. Subclasses read the folder, and put KeyList into the body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("right,l", "expand", "open files", "Show the files of this key", id="keys.expand", show=False),
        act(
            "left,h",
            "fold",
            "close files",
            "Hide the files of this key; of a folder, go to the one above",
            id="keys.fold",
            show=False,
        ),
        act(
            "F",
            "plain",
            "files",
            "Every file by itself, or one row for each key",
            id="keys.plain",
            show=False,
        ),
        act("o", "sort", "sort", "Sort the keys by name, type, age or problems", id="keys.sort", show=False),
        act(
            "full_stop",
            "hidden",
            "dot files",
            "Show or hide names that begin with a dot",
            id="keys.hidden",
            show=False,
        ),
        *DividedScreen.BINDINGS,
    ]

    names = query_one(KeyList)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path.cwd()
        self.entries: tuple[Entry, ...] = ()
        """All names of the folder."""
        self.rows: Sequence[KeyFiles] = ()
        """All of them put together, by name."""
        self.filter = ""
        self.show_hidden = False
        self.plain_files = False
        """Whether every file stands by itself."""
        self.opened: set[Path] = set()
        """Keys whose files are shown."""
        self._offered: Path | None = None
        """Where the cursor was put while nobody had chosen anything; None when that is over."""
        self.summarizer = Summarizer(self._take)

    def on_unmount(self) -> None:
        """Stop looking at files."""
        self.summarizer.stop()

    # What is shown

    def list_rows(self, chosen: Path | None = None) -> None:
        """Fill the list with what filter and dot files allow.

        Args:
            chosen: the file to put the cursor on; on the one that is chosen now when None.
        """
        chosen = chosen or (self.names.entry.path if self.names.entry is not None else None)
        rows = self._with_above([row for row in self._arranged() if self._is_shown(row)])
        if chosen is not None:
            self._open_for(rows, chosen)
        self.names.show(tuple(key_lines.lay_out(rows, self.opened)), chosen)
        self.show_count()

    def wanted_room(self) -> int:
        """The columns of the names of the keys, and of what stands around them."""
        return key_lines.wanted_room(self.rows) + MARGIN if self.rows else 0

    def _arranged(self) -> Sequence[KeyFiles]:
        if self.plain_files:
            return key_files.plain(self.entries)
        return key_files.ordered(self.rows, self.kept.sort)

    def _is_shown(self, row: KeyFiles) -> bool:
        wanted = self.filter.casefold()
        return any(
            (self.show_hidden or not entry.is_hidden) and wanted in entry.name.casefold()
            for entry in row.files
        )

    def _with_above(self, rows: list[KeyFiles]) -> list[KeyFiles]:
        """With the folder above: first of the files, so that it is not what one sees first."""
        if not self.filter and self.folder != self.folder.parent:
            above = Entry(self.folder.parent, is_folder=True, label="..")
            rows.insert(key_files.count_keys(rows), KeyFiles(Section.FILES, above))
        return rows

    def _open_for(self, rows: Sequence[KeyFiles], chosen: Path) -> None:
        """Show the files of a key where one of them is what is wanted."""
        for row in rows:
            if any(part.path == chosen for part in row.parts):
                self.opened.add(row.entry.path)

    def first_choice(self) -> Path | None:
        """The file to begin with: the first key; for a newcomer ``..``, where the first help is."""
        if self.is_new and not welcome.may_hold_keys(self.entries):
            return self.folder.parent
        shown = [row for row in self._arranged() if self._is_shown(row)]
        keys = [row for row in shown if row.section is Section.KEYS]
        files = [row for row in shown if not row.entry.is_folder and row.section is Section.FILES]
        return next((row.entry.path for row in (*keys, *files)), self.folder.parent)

    @property
    def start_path(self) -> Path:
        """Where the user started."""
        return self.app.start_path or Path.home() / ".ssh"

    @property
    def is_new(self) -> bool:
        """Whether this is where a newcomer begins: nothing was ever set, and no key is seen."""
        start = self.start_path.absolute()
        known = any(summary.is_key for summary in self.names.summaries.values())
        return self.folder == start and not known and not self.app.chosen.exists

    def show_count(self) -> None:
        """Tell how many keys there are, and how many of them are shown."""
        keys = key_files.count_keys(self.rows)
        words = f"{keys} key{'' if keys == 1 else 's'}"
        if self.filter:
            shown = sum(line.row is not None and line.part is None for line in self.names.lines)
            words = f"{shown} found"
        self.count = words

    # What is found out

    def learn(self, found: Mapping[Path, FileSummary]) -> None:
        """Take what was found out about files in another way than by looking at the folder."""
        new = {
            path: summary
            for path, summary in found.items()
            if path.parent == self.folder and self.names.summaries.get(path) != summary
        }
        if not new:
            return
        self.summarizer.tell(new)
        small = len(self.entries) <= _AT_ONCE and not self.summarizer.is_busy
        known = {**self.names.summaries, **new} if small else {}
        self._take(new, key_files.group(self.entries, known) if small else None)

    def _take(self, found: Mapping[Path, FileSummary], rows: Sequence[KeyFiles] | None) -> None:
        had_none = key_files.count_keys(self.rows) == 0
        before = self.names.row
        self.names.take(found)
        if not self.summarizer.is_busy:
            self.looked_at_all()
        if rows is None or rows == self.rows:
            return
        self.rows = rows
        self.share_again()
        entry = self.names.entry
        if self._offered is not None and (entry is None or entry.path == self._offered):
            self._offered = self.first_choice()
            self.list_rows(self._offered)
        else:
            self._offered = None
            self.list_rows()
        if had_none and entry is not None and entry.label and entry is self.names.entry:
            self.names.post_message(self.names.moved())  # what a newcomer was told is over
        if self.names.row != before:
            self.regrouped()

    def looked_at_all(self) -> None:
        """Every file of the folder was looked at."""

    def regrouped(self) -> None:
        """Another set of files belongs to the chosen key than before."""

    def on_key_list_scrolled(self) -> None:
        """Look first at what is seen."""
        self.summarizer.first(entry.path for entry in self.names.seen())

    # Keys

    def show_files(self) -> None:
        """Show the files of a key."""
        line = self.names.line
        if line is not None and line.row is not None:
            self.opened.add(line.row.entry.path)
            self.list_rows()

    def action_fold(self) -> None:
        """Hide the files of a key; elsewhere to the folder above."""
        line = self.names.line
        if line is None or line.row is None or line.row.entry.path not in self.opened:
            self.go_up()
            return
        at = self.names.lines.index(key_lines.ListLine(line.row))
        self.opened.discard(line.row.entry.path)
        self.names.cursor = at
        self.list_rows()

    def go_up(self) -> None:
        """To the folder above."""

    def action_plain(self) -> None:
        """Every file by itself, or one row for each key."""
        self.plain_files = not self.plain_files
        self.list_rows()
        self.tell(
            "Every file by itself; F puts the files of a key together"
            if self.plain_files
            else "One row for each key; F shows every file by itself"
        )

    def action_hidden(self) -> None:
        """Show or hide dot files."""
        self.show_hidden = not self.show_hidden
        self.list_rows()
        self.tell("Names that begin with a dot are " + ("shown" if self.show_hidden else "hidden"))

    def action_sort(self) -> None:
        """The next order."""
        at = key_files.ORDERS.index(self.kept.sort)
        self.action_sort_by(key_files.ORDERS[(at + 1) % len(key_files.ORDERS)])

    def action_sort_by(self, order: str) -> None:
        """This order."""
        self.keep({"sort": order})
        self.list_rows()
        told = {"name": "by name", "type": "by type", "age": "the newest first", "problems": "problems first"}
        self.tell(f"Keys sorted: {told[order]}. o sorts in another way")
