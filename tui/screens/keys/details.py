"""The details of the home screen: what the chosen file is, in a card beside the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from ...process.threads import Readers
from ...visible import path_text
from ...widgets import card_rows, welcome

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.report import FileReport
    from .folder_model import FolderModel
    from .screen import KeysScreen

PATIENCE: Final = 0.15
"""Seconds until the card says that it is reading, rather than keep what it showed."""


class Details:
    """Reads what is chosen, and shows what it is."""

    def __init__(self, screen: KeysScreen) -> None:
        self._screen = screen
        self._readers = Readers()
        self._opened: dict[Path, tuple[FileReport, FileReport]] = {}
        """What is known of the files that are unlocked: without a passphrase, and with it."""
        self._uses: tuple[FileReport, tuple[str, ...]] | None = None
        """The file of which it was asked what uses it, and the answer."""

    async def look(self, entry: Entry | None) -> None:
        """Read what is chosen, and show it."""
        if entry is None or entry.is_folder:
            self._screen.card.show(self._about_no_file(entry))
            self._screen.renew_hints()
            return
        reading = asyncio.ensure_future(self._readers.read(inspect_path, entry.path))
        try:
            done, _ = await asyncio.wait([reading], timeout=PATIENCE)
            if not done:
                self._screen.card.show(card_rows.of_text(entry.name, "Reading it; the file system is slow"))
            report = await reading
            self.show(report)
        finally:
            reading.cancel()
        if self._screen.chosen.is_locked:
            await self._show_unlocked(report)

    async def _show_unlocked(self, report: FileReport) -> None:
        """Show the rest of a key that is unlocked."""
        from ..ask_passphrase import revealed, what_opens

        if what_opens(self._screen, report.path) is None:
            return
        before, after = self._opened.get(report.path, (None, None))
        if after is None or before != report:
            after = await revealed(self._screen, report.path)
        if after is not None and what_opens(self._screen, report.path) is not None:
            self._opened[report.path] = report, after
            self.show(after)

    def show(self, report: FileReport) -> None:
        """Show what is known about a file, which is the chosen one."""
        from ...keyops.inspection import summary
        from ...widgets import report_rows

        self._screen.chosen.report = report
        now = summary.summary_of(report)
        loaded = now.identity in self._screen.names.loaded
        line = self._screen.names.line
        also: tuple[tuple[str, str], ...] = ()
        if line is not None and line.row is not None and line.part is None:
            also = report_rows.also_of(line.row, self._screen.names.summaries, report.pair)
        uses = self._uses[1] if self._uses is not None and self._uses[0] == report else None
        self._screen.card.show(report_rows.of_report(report, loaded=loaded, also=also, uses=uses))
        self._screen.learn({report.path: now})
        self._screen.renew_hints()

    def show_uses(self, path: Path, uses: tuple[str, ...]) -> None:
        """Tell in the details what uses a key, as long as it stays chosen."""
        if self._screen.report is not None and self._screen.report.path == path:
            self._uses = self._screen.report, uses
            self.show(self._screen.report)

    def show_again(self) -> None:
        """What stands around the file is another."""
        if self._screen.report is not None:
            self.show(self._screen.report)

    def forget(self) -> None:
        """Of unlocked keys, what their passphrases showed."""
        self._opened.clear()

    def _about_no_file(self, entry: Entry | None) -> tuple[card_rows.CardRow, ...]:
        """About a folder or all backups; where nothing is, why, and for a newcomer what to press."""
        names, is_new = self._screen.names, self._screen.is_new
        if entry is None and names.row is not None:
            return card_rows.of_backups(names.row.summary.label)
        if entry is not None and not (entry.label and (len(names.entries) == 1 or is_new)):
            return card_rows.of_folder(entry)
        return (*_why_no_file(self._screen.here), *(welcome.rows() if is_new else ()))


def _why_no_file(here: FolderModel) -> tuple[card_rows.CardRow, ...]:
    if here.problem is not None:
        return card_rows.of_error(path_text(here.path), here.problem)
    if here.filter:
        nothing = f"No name here contains {here.filter}."
        return card_rows.of_text("No such name", nothing, "Esc shows all names again")
    if any(not entry.is_hidden for entry in here.entries):
        return card_rows.of_text("No key here yet", "The files here are not keys")
    if here.entries:
        return card_rows.of_text("Dot files only", "All names here begin with a dot.", "Press . to show them")
    return card_rows.of_text("Nothing here", "Press n to make a key, or O to go elsewhere")


def inspect_path(path: Path) -> FileReport:
    """Every format, and what shows a key, is imported here, in a thread, after the names were painted."""
    from ...keyops.inspection.files import inspect_file
    from ...widgets import report_rows  # noqa: F401 - with what it imports, the event loop stood for 30 ms

    return inspect_file(path)
