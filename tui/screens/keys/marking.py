"""Marking several keys with Space, and doing one thing with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ...bindings import act
from ...keyops.errors import KeyOpsError, PassphraseError
from ...keyops.findings import Severity
from ...keyops.inspection.key_files import Section
from ...messages import CopyPublicKey, PublicKeyText
from ...widgets.panel import Panel
from .reasons import ReasonsScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.key_files import KeyFiles
    from ...keyops.inspection.report import FileReport
    from ...keyops.secret import Secret
    from ...widgets.key_lines import ListLine


class MarkingScreen(ReasonsScreen):
    """The part of the home screen that knows what is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act(
            "space",
            "mark",
            "mark",
            "Mark this key, to do one thing with several at once; Esc clears the marks",
            id="keys.mark",
            show=False,
        ),
        *ReasonsScreen.BINDINGS,
    ]

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense for what is marked, else for what is chosen."""
        if action == "mark":
            entry = self.names.entry
            alone = entry is not None and entry.is_folder
            return f"{entry.name} is a folder; keys and files can be marked" if entry and alone else None
        if not self.names.marked:
            return super().why_not(action)
        if action in {"copy", "convert", "audit", "agent"}:
            none = not any(row.section is Section.KEYS for row in self.marked_rows)
            return "None of what is marked is a key" if none else None
        return super().why_not(action)

    def action_mark(self) -> None:
        """Mark it, or take its mark away; then to the next."""
        line = self.names.line
        if line is None or line.row is None:
            return
        files = {entry.path for entry in self.files_of(line)}
        if files <= self.names.marked:
            self.names.marked -= files
        else:
            self.names.marked |= files
        self.names.draw_again(self.names.cursor)
        self.names.cursor += 1
        self._tell_marks()

    def _tell_marks(self) -> None:
        count = len(self.marked_rows)
        words = f"{count} marked: d deletes, y copies, c converts, x audits, a adds to the agent"
        self.tell(words if count else "Nothing is marked")
        self._entitle()
        self.renew_hints()

    def show_count(self) -> None:
        """What was marked may be gone."""
        super().show_count()
        self._entitle()

    def _entitle(self) -> None:
        """Tell in the border how many are marked."""
        count = len(self.marked_rows)
        self.query_one("#names", Panel).entitle("Keys", f"{count} marked" if count else "")

    def files_of(self, line: ListLine) -> tuple[Entry, ...]:
        """The files that a line stands for."""
        if line.row is None:
            return ()
        return (line.part,) if line.part is not None else line.row.files

    @property
    def marked_rows(self) -> tuple[KeyFiles, ...]:
        """The keys and files of which anything is marked, in the order of the folder."""
        marked = self.names.marked
        return tuple(row for row in self.here.rows if any(entry.path in marked for entry in row.files))

    def clear_marks(self) -> bool:
        """Take all marks away; whether there were any."""
        had = bool(self.names.marked)
        self.names.marked.clear()
        if had:
            self.names.refresh()
            self._entitle()
            self.renew_hints()
        return had

    @property
    def _marked_keys(self) -> tuple[Path, ...]:
        return tuple(row.entry.path for row in self.marked_rows if row.section is Section.KEYS)

    # What is done with all of them

    async def copy_marked(self) -> None:
        """Copy the public keys of all, a line each."""
        from ..public_text import public_text

        found: list[PublicKeyText] = []
        hidden: list[str] = []
        for path in self._marked_keys:
            key = public_text(await self.in_process(_inspect, path))
            if key is None:
                hidden.append(path.name)
            else:
                found.append(key)
        if hidden:
            self.tell(f"Nothing was copied: unlock {hidden[0]} first, or unmark it", Severity.WARNING)
        elif found:
            lines = "\n".join(key.line for key in found)
            self.post_message(CopyPublicKey(PublicKeyText(f"{len(found)} public keys", "", lines, "")))

    async def convert_marked(self) -> None:
        """Convert all to one format, and go to the folder again."""
        from .converting import convert_all

        said = await convert_all(self, self._marked_keys)
        if said is not None:
            self.names.marked.clear()
            await self.load(self.here.path)
            self.tell(*said)

    async def audit_marked(self) -> None:
        """Audit all of them together: keys that share a prime are found so."""
        from . import audit

        paths = self._marked_keys
        written = await audit.show(self, paths, f"{len(paths)} keys")
        if written is not None:
            await self.load(self.here.path, written.name)

    async def add_marked(self) -> None:
        """Add all to the agent, until they are removed; locked ones ask for their passphrase."""
        from ..ask_passphrase import with_passphrase

        done: list[str] = []
        for path in self._marked_keys:
            try:
                await self.in_process(_add, path)
            except PassphraseError:
                if await with_passphrase(self, path, _add) is None:
                    continue
            except KeyOpsError as error:
                self.fail(error)
                return
            done.append(path.name)
        self.tell(f"Added to the agent: {', '.join(done)}" if done else "Nothing was added to the agent")
        self.start(self.mark_loaded(), "agent")


def _inspect(path: Path) -> FileReport:
    from ...keyops.inspection.files import inspect_file

    return inspect_file(path)


def _add(path: Path, passphrase: Secret | None = None) -> str:
    """Tells its name, so that it is told apart from giving up."""
    from ...keyops.agent import adding

    adding.add(path, passphrase)
    return path.name
