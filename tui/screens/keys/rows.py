"""The rows of the list: keys with their files or plain files, what is hidden, filtered, opened and sorted."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.getters import query_one

from ...bindings import act
from ...keyops.errors import KeyOpsError
from ...keyops.inspection import key_files
from ...keyops.inspection.key_files import Section
from ...widgets.key_list import KeyList
from ..base import WorkScreen
from . import divider
from .folder_model import FolderModel
from .scanner import Summarizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType

    from ...keyops.files.listing import FileSummary
    from ...keyops.inspection.key_files import KeyFiles
    from ...settings import Settings, Value

_AT_ONCE: Final = 500
"""So many names are put together without a thread."""
_REST: Final = 0.5
"""Seconds without another choice until it is written down."""


class RowsScreen(WorkScreen):
    """What the list shows of a folder. Subclasses read the folder, and put KeyList into the body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("right,l", "expand", "open files", "Show the files of this key", id="keys.expand", show=False),
        act(
            "left,h",
            "fold",
            "close files",
            "Hide the files of this key; on a folder, go up",
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
        *divider.BINDINGS,
    ]

    names = query_one(KeyList)

    def __init__(self) -> None:
        super().__init__()
        self.here = FolderModel()
        self.divider = divider.Divider(self)
        self._offered: Path | None = None
        """Where the cursor was put while nobody had chosen anything; None when that is over."""
        self.summarizer = Summarizer(self._take)
        self._unwritten: dict[str, Value] = {}
        """Settings that were chosen, and are not in the file yet."""

    async def on_unmount(self) -> None:
        """Stop looking at files, and write what was chosen just now."""
        self.summarizer.stop()
        if self._unwritten:
            with contextlib.suppress(KeyOpsError):  # there is no screen to tell it on
                await self._write()

    # What the user chose

    @property
    def kept(self) -> Settings:
        """What was chosen, here or in the settings."""
        return self.app.settings

    def keep(self, values: dict[str, Value]) -> None:
        """From now on it is so, and the next time too.

        Args:
            values: of settings, by name.
        """
        self.app.chosen = self.app.chosen.override(values, "file")
        self._unwritten.update(values)
        self.start(self._write(_REST), "keep")

    async def _write(self, rest: float = 0) -> None:
        from ... import settings

        await asyncio.sleep(rest)
        values, self._unwritten = self._unwritten, {}
        await self.in_process(settings.save, values)

    def on_resize(self) -> None:
        """Share the new width."""
        self.divider.share()

    def on_screen_resume(self) -> None:
        """Another share may have been chosen in the settings."""
        self.divider.share()

    def action_divide(self, by: int) -> None:
        """Move the line between list and details."""
        self.divider.move(by)

    # What is shown

    def list_rows(self, chosen: Path | None = None) -> None:
        """Fill the list with what filter and dot files allow.

        Args:
            chosen: the file to put the cursor on; on the one that is chosen now when None.
        """
        chosen = chosen or (self.names.entry.path if self.names.entry is not None else None)
        self.names.show(self.here.lines(self.kept.sort, chosen), chosen)
        self.show_count()

    def first_choice(self) -> Path:
        """The file to begin with."""
        return self.here.first_choice(self.kept.sort, is_new=self.is_new)

    @property
    def start_path(self) -> Path:
        """Where the user started."""
        return self.app.start_path or Path.home() / ".ssh"

    @property
    def is_new(self) -> bool:
        """Whether this is where a newcomer begins: nothing was ever set, and no key is seen."""
        start = self.start_path.absolute()
        known = any(summary.is_key for summary in self.names.summaries.values())
        return self.here.path == start and not known and not self.app.chosen.exists

    def show_count(self) -> None:
        """Tell how many keys there are, and how many of them are shown."""
        keys = self.here.keys
        words = f"{keys} key{'' if keys == 1 else 's'}"
        if self.here.filter:
            words = f"{len(self.names.lines.rows)} found"
        self.count = words

    # What is found out

    def learn(self, found: Mapping[Path, FileSummary]) -> None:
        """Take what was found out about files in another way than by looking at the folder."""
        new = {
            path: summary
            for path, summary in found.items()
            if path.parent == self.here.path and self.names.summaries.get(path) != summary
        }
        if not new:
            return
        self.summarizer.tell(new)
        small = len(self.here.entries) <= _AT_ONCE and not self.summarizer.is_busy
        rows = key_files.group(self.here.entries, {**self.names.summaries, **new}) if small else None
        self._take(new, self.here.rows if rows == self.here.rows else rows)

    def _take(self, found: Mapping[Path, FileSummary], rows: Sequence[KeyFiles] | None) -> None:
        if not self.query(KeyList):  # the screen is closing, and its list goes first
            return
        had_none = self.here.keys == 0
        before = self.names.row
        self.names.take(found)
        if not self.summarizer.is_busy:
            self.looked_at_all()
        more = before is not None and any(part.path in found for part in before.parts)
        if rows is None or rows is self.here.rows:
            if more:
                self.regrouped()
            return
        self.here.rows = rows
        self.divider.share()
        entry = self.names.entry
        if self._offered is not None and (entry is None or entry.path == self._offered):
            self._offered = self.first_choice()
            self.list_rows(self._offered)
        else:
            self._offered = None
            self.list_rows()
        if had_none and entry is not None and entry.label and entry is self.names.entry:
            self.names.post_message(self.names.moved())  # what a newcomer was told is over
        if more or self.names.row != before:
            self.regrouped()

    def looked_at_all(self) -> None:
        """Every file of the folder was looked at."""

    def regrouped(self) -> None:
        """Other files belong to the chosen key than before, or more is known of them."""

    def on_key_list_scrolled(self) -> None:
        """Look first at what is seen."""
        self.summarizer.first(entry.path for entry in self.names.seen())

    # Keys

    def show_files(self) -> None:
        """Show the files of a key."""
        line = self.names.line
        if line is not None and line.row is not None:
            self.here.opened.add(line.row.entry.path)
            self.list_rows()

    def action_fold(self) -> None:
        """Hide the files of a key; elsewhere to the folder above."""
        line = self.names.line
        if line is None or line.row is None or line.row.entry.path not in self.here.opened:
            if line is not None and line.row is not None and line.row.section is Section.KEYS:
                self.tell(f"The files of {line.row.entry.name} are closed; Left on a folder goes up")
            else:
                self.go_up()
            return
        at = self.names.lines.of_row(line.row)
        self.here.opened.discard(line.row.entry.path)
        self.names.cursor = at
        self.list_rows()

    def go_up(self) -> None:
        """To the folder above."""

    def action_plain(self) -> None:
        """Every file by itself, or one row for each key."""
        self.here.is_plain = not self.here.is_plain
        self.list_rows()
        self.tell(
            "Every file by itself; F puts the files of a key together"
            if self.here.is_plain
            else "One row for each key; F shows every file by itself"
        )

    def action_hidden(self) -> None:
        """Show or hide dot files."""
        self.here.shows_hidden = not self.here.shows_hidden
        self.list_rows()
        self.tell("Names that begin with a dot are " + ("shown" if self.here.shows_hidden else "hidden"))

    def action_sort(self) -> None:
        """The next order."""
        at = key_files.ORDERS.index(self.kept.sort)
        self.action_sort_by(key_files.ORDERS[(at + 1) % len(key_files.ORDERS)])

    def action_sort_by(self, order: str) -> None:
        """This order."""
        self.keep({"sort": order})
        self.list_rows()
        told = {"name": "by name", "type": "by type", "age": "newest first", "problems": "problems first"}
        self.tell(f"Keys sorted: {told[order]}. o changes the order")
