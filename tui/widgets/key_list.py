"""The list of a folder: a row for each key with what it is, and below the files that are no single key.

It holds any number of lines and draws only those that are seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..keyops.files.listing import NOTHING, WRONG, Entry, FileSummary
from ..keyops.inspection.key_files import Section
from . import key_lines, key_row
from .cursor_list import BAD, BOLD, DIM, MARK, CursorList
from .key_lines import Lines
from .key_row import MARGIN, Known
from .line_view import PLAIN, LineView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.style import Style

    from ..keyops.inspection.key_files import KeyFiles
    from .key_lines import ListLine
    from .key_row import Look

_LOOKS: Final[dict[Look, Style]] = {"plain": PLAIN, "dim": DIM, "bold": BOLD, "mark": MARK, "bad": BAD}


class KeyList(CursorList):
    """The keys and names in a folder."""

    @dataclass
    class Moved(Message):
        """Another line is chosen, or none."""

        entry: Entry | None

    @dataclass
    class Scrolled(Message):
        """Other lines are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines()
        self.summaries: dict[Path, FileSummary] = {}
        self.loaded: frozenset[bytes] = frozenset()
        """The identities that an agent holds."""
        self.marked: set[Path] = set()
        """The files that are marked, to do one thing with all of them."""
        self.unlocked: frozenset[Path] = frozenset()
        """The files that are unlocked for now."""
        self._columns = key_lines.columns((), 0)

    # Content

    def show(self, lines: Lines, chosen: Path | None = None) -> None:
        """Show these lines, with the cursor on that file, else on the same line as before.

        Only what differs is drawn, and only where another file is chosen that is told.
        """
        before, was, columns, cursor = self.lines, self.line, self._columns, self.cursor
        self.lines = lines
        self._columns = key_lines.columns(lines.rows, self.size.width - MARGIN)
        by_itself = was is not None and was.part is not None and was.part.path == chosen
        at = self.find(chosen, by_itself=by_itself)
        self.set_reactive(CursorList.cursor, self.validate_cursor(self.cursor if at is None else at))
        top = self.top
        self.set_reactive(LineView.top, self.validate_top(top))
        self.keep_seen()
        now = self.line
        if columns != self._columns or self.top != top or len(before) != len(self.lines):
            self.refresh()
        else:
            for at in self.window():
                if before[at] != self.lines[at] or at in {cursor, self.cursor}:
                    self.draw_again(at)
        if was is None or now is None or was.entry is not now.entry or was.name != now.name:
            self.post_message(self.moved())
        self.post_message(self.Scrolled())

    def find(self, path: Path | None, *, by_itself: bool = False) -> int | None:
        """The line of a file.

        Args:
            path: of the file.
            by_itself: whether that among the files of its key is meant, before that of the key.
        """
        return self.lines.of_file(path, by_itself=by_itself) if path is not None else None

    def take(self, summaries: Mapping[Path, FileSummary]) -> None:
        """Learn what files are; only lines that change are drawn."""
        for at in self.window():
            entry = self.lines[at].entry
            if entry is None or entry.path not in summaries:
                continue
            if summaries[entry.path] != self.summaries.get(entry.path):
                self.draw_again(at)
        self.summaries.update(summaries)

    def mark_loaded(self, loaded: frozenset[bytes]) -> None:
        """Learn which keys an agent holds; only lines that change are drawn."""
        changed = self.loaded ^ loaded
        self.loaded = loaded
        for at in self.window() if changed else ():
            if self._identities(self.lines[at]) & changed:
                self.draw_again(at)

    def mark_unlocked(self, unlocked: frozenset[Path]) -> None:
        """Learn which files are unlocked; only lines that change are drawn."""
        changed = self.unlocked ^ unlocked
        self.unlocked = unlocked
        for at in self.window() if changed else ():
            entry = self.lines[at].entry
            if entry is not None and entry.path in changed:
                self.draw_again(at)

    def is_loaded(self, line: ListLine) -> bool:
        """Whether an agent holds the key or its certificate, or the file's."""
        return bool(self.loaded and self._identities(line) & self.loaded)

    def _identities(self, line: ListLine) -> set[bytes]:
        if line.row is None or line.row.section is Section.BACKUPS:
            return set()
        files = (line.part,) if line.part is not None else line.row.files
        return {self.summaries.get(entry.path, NOTHING).identity for entry in files} - {b""}

    @property
    def line(self) -> ListLine | None:
        """The chosen line."""
        return self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None

    @property
    def row(self) -> KeyFiles | None:
        """The chosen key with its files; or the one that the chosen file is of."""
        return self.line.row if self.line is not None else None

    @property
    def entry(self) -> Entry | None:
        """The chosen file: of a key its private one, where there is one."""
        return self.line.entry if self.line is not None else None

    @property
    def to_repair(self) -> Entry | None:
        """The chosen file; of a key that is fine itself, the first of its files that is not."""
        line = self.line
        files = line.row.files if line is not None and line.row is not None and line.part is None else ()
        wrong = [one for one in files if WRONG in self.summaries.get(one.path, NOTHING).marks]
        return self.entry if self.entry in wrong or not wrong else wrong[0]

    @property
    def entries(self) -> list[Entry]:
        """The files of all lines."""
        return [line.entry for line in self.lines if line.entry is not None]

    def seen(self) -> Sequence[Entry]:
        """The files on the screen, and a page after them, with all that belongs to the same keys."""
        near = self.lines[self.top : self.top + 2 * self.page]
        return [
            entry for line in near if line.row is not None and line.part is None for entry in line.row.files
        ]

    @property
    def line_count(self) -> int:
        """One line for each key and file, and the headings."""
        return len(self.lines)

    def validate_cursor(self, cursor: int) -> int:
        """Stay inside, and on no heading."""
        at = super().validate_cursor(cursor)
        if 0 <= at < len(self.lines) and self.lines[at].heading:
            step = -1 if at < self.cursor else 1
            at = super().validate_cursor(at + step)
        return at

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.entry)

    def watch_top(self, old: int, new: int) -> None:
        """Tell that other lines are seen."""
        super().watch_top(old, new)
        if old != new:
            self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        """Share the room anew, and keep the cursor in sight."""
        self._columns = key_lines.columns(self.lines.rows, self.size.width - MARGIN)
        self.refresh()
        self.post_message(self.Scrolled())

    # Drawing

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """One line of the list."""
        drawn = key_row.pieces(
            self.lines[at], self._columns, width, self._known(self.lines[at]), chosen=chosen
        )
        return [Segment(text, _LOOKS[look]) for text, look in drawn]

    def _known(self, line: ListLine) -> Known:
        file = line.part or (line.row.entry if line.row is not None else None)
        return Known(
            self.summaries.get(file.path, NOTHING) if file is not None else NOTHING,
            loaded=self.is_loaded(line),
            unlocked=line.entry is not None and line.entry.path in self.unlocked,
            marked=self.is_marked(line),
        )

    def is_marked(self, line: ListLine) -> bool:
        """Whether a line is marked: a key is when all its files are."""
        if line.row is None or not self.marked:
            return False
        files = (line.part,) if line.part is not None else line.row.files
        return all(entry.path in self.marked for entry in files)
