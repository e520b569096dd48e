"""Marking several keys with Space, and doing one thing with all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from ...bindings import act
from ...keyops.errors import KeyOpsError, PassphraseError
from ...keyops.findings import Severity
from ...keyops.inspection.key_files import Section
from ...messages import CopyPublicKey, PublicKeyText
from ...widgets import next_steps
from ...widgets.panel import Panel
from .details import inspect_path

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.files.listing import Entry
    from ...keyops.inspection.key_files import KeyFiles
    from ...keyops.secret import Secret
    from ...widgets.key_lines import ListLine
    from .screen import KeysScreen


BINDINGS: Final = (
    act(
        "space",
        "mark",
        "mark",
        "Mark this key, to do one thing with several at once; Esc clears the marks",
        id="keys.mark",
        show=False,
    ),
)
_WITH_ALL: Final = frozenset({"copy", "convert", "audit", "agent"})
"""Actions that are done with all that is marked."""


class Marks:
    """What is marked on the home screen."""

    def __init__(self, screen: KeysScreen) -> None:
        self._screen = screen

    def __bool__(self) -> bool:
        return bool(self._screen.names.marked)

    def answers(self, action: str) -> bool:
        """Whether it is about what is marked, not about what is chosen."""
        return action == "mark" or (action in _WITH_ALL and bool(self))

    def why_not(self, action: str) -> str | None:
        """Why an action that this answers makes no sense now."""
        if action == "mark":
            entry = self._screen.names.entry
            alone = entry is not None and entry.is_folder
            return f"{entry.name} is a folder; only keys and files can be marked" if entry and alone else None
        return None if self._keys else "None of the marked files is a key"

    def mark(self) -> None:
        """Mark what is chosen, or take its mark away; then to the next."""
        names = self._screen.names
        if names.line is None or names.line.row is None:
            return
        files = {entry.path for entry in files_of(names.line)}
        if files <= names.marked:
            names.marked -= files
        else:
            names.marked |= files
        names.draw_again(names.cursor)
        names.cursor += 1
        count = len(self.rows)
        words = f"{count} marked: d deletes, y copies, c converts, x audits, a adds to the agent"
        self._screen.tell(words if count else "Nothing is marked")
        self.show_count()
        self._screen.renew_hints()

    def show_count(self) -> None:
        """Tell in the border how many are marked: what was may be gone."""
        count = len(self.rows)
        self._screen.query_one("#names", Panel).entitle("Keys", f"{count} marked" if count else "")

    @property
    def rows(self) -> tuple[KeyFiles, ...]:
        """The keys and files of which anything is marked, in the order of the folder."""
        marked = self._screen.names.marked
        if not marked:  # as mostly, and it is asked at each letter of a filter
            return ()
        return tuple(row for row in self._screen.here.rows if any(one.path in marked for one in row.files))

    @property
    def _keys(self) -> tuple[Path, ...]:
        return tuple(row.entry.path for row in self.rows if row.section is Section.KEYS)

    def clear(self) -> bool:
        """Take all marks away; whether there were any."""
        had = bool(self)
        self._screen.names.marked.clear()
        if had:
            self._screen.names.refresh()
            self.show_count()
            self._screen.renew_hints()
        return had

    # What is done with all of them

    async def copy(self) -> None:
        """Copy the public keys of all, a line each."""
        from ..public_text import public_text

        found: list[PublicKeyText] = []
        hidden: list[str] = []
        for path in self._keys:
            key = public_text(await self._screen.in_process(inspect_path, path))
            if key is None:
                hidden.append(path.name)
            else:
                found.append(key)
        if hidden:
            self._screen.tell(f"Nothing was copied: unlock {hidden[0]} first, or unmark it", Severity.WARNING)
        elif found:
            lines = "\n".join(key.line for key in found)
            self._screen.post_message(
                CopyPublicKey(PublicKeyText(f"{len(found)} public keys", "", lines, ""))
            )

    async def convert(self) -> None:
        """Convert all to one format, and go to the folder again."""
        from .converting import convert_all

        said = await convert_all(self._screen, self._keys)
        if said is not None:
            self._screen.names.marked.clear()
            await self._screen.load(self._screen.here.path)
            self._screen.tell(*said)

    async def audit(self) -> None:
        """Audit all of them together: keys that share a prime are found so."""
        from . import audit

        paths = self._keys
        written = await audit.show(self._screen, paths, f"{len(paths)} keys")
        if written is not None:
            await self._screen.load(self._screen.here.path, written.name)

    async def add_to_agent(self) -> None:
        """Add all to the agent, until they are removed; locked ones ask for their passphrase."""
        done: list[str] = []
        problem = ""
        for path in self._keys:
            try:
                if await self._add(path):
                    done.append(path.name)
            except KeyOpsError as error:
                problem = f"{next_steps.sentence(error)}. "
                break
            except asyncio.CancelledError:
                if not self._screen.is_by_escape():
                    raise
                problem = "Cancelled. "
                break
        words = f"Added to the agent: {', '.join(done)}" if done else "Nothing was added to the agent"
        self._screen.tell(problem + words, Severity.ERROR if problem else Severity.INFO)
        self._screen.start(self._screen.mark_loaded(), "agent")

    async def _add(self, path: Path) -> bool:
        """Add one, and ask for its passphrase if it has one; false when the user gave up."""
        from ..ask_passphrase import with_passphrase

        try:
            return bool(await self._screen.in_process(_add, path))
        except PassphraseError:
            return await with_passphrase(self._screen, path, _add) is not None


def files_of(line: ListLine) -> tuple[Entry, ...]:
    """The files that a line stands for."""
    if line.row is None:
        return ()
    return (line.part,) if line.part is not None else line.row.files


def _add(path: Path, passphrase: Secret | None = None) -> str:
    """Tells its name, so that it is told apart from giving up."""
    from ...keyops.agent import adding

    adding.add(path, passphrase)
    return path.name
