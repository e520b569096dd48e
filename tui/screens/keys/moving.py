"""Deleting and renaming what is chosen or marked, and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...bindings import act
from ...keyops.inspection.key_files import Section
from .marking import files_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ...dialogs.confirm import ConfirmDialog
    from ...keyops.editing.moving import Moved
    from ...keyops.files.listing import Entry
    from .screen import KeysScreen


BINDINGS: Final = (
    act(
        "d,delete",
        "delete",
        "delete",
        "Delete this key, keeping a backup, after asking",
        id="keys.delete",
        show=False,
    ),
    act("R", "rename", "rename", "Rename this key with all its files", id="keys.rename", show=False),
    act("z", "undo", "undo", "Undo the last delete or rename", id="keys.undo", show=False),
)


class Moves:
    """Takes files of the home screen away and gives them other names, and undoes it."""

    def __init__(self, screen: KeysScreen) -> None:
        self._screen = screen
        self._undoable: list[Moved] = []
        """What can be undone, the last one last."""

    def answers(self, action: str) -> bool:
        """Whether it is done here."""
        return action in {"delete", "rename", "undo"}

    def why_not(self, action: str) -> str | None:
        """Why an action that this answers makes no sense now."""
        if action == "undo":
            nothing = "There is nothing to undo: nothing was deleted or renamed here"
            return None if self._undoable else nothing
        if action == "rename" and self._screen.marks:
            return "Only one key can be renamed at a time; Esc clears the marks"
        if not self._targets():
            entry = self._screen.names.entry
            what = f"{entry.name} is a folder" if entry is not None else "Nothing is chosen"
            return f"{what}; only keys and files can be deleted and renamed here"
        if action == "rename" and self._screen.chosen.is_backups:
            return "These are backups; Right shows them one by one"
        return None

    def _targets(self) -> list[Entry]:
        """The files that are marked, or of the chosen line."""
        names = self._screen.names
        if names.marked:
            files = (entry for row in self._screen.marks.rows for entry in row.files)
            return [entry for entry in files if entry.path in names.marked]
        return [entry for entry in files_of(names.line) if not entry.is_folder] if names.line else []

    # Deleting

    def ask_to_delete(self) -> None:
        """Ask, and delete."""
        paths = [entry.path for entry in self._targets()]
        row = self._screen.names.row
        backups = not self._screen.marks and row is not None and row.section is Section.BACKUPS
        self._screen.start(self._clear(paths) if backups else self._delete(paths), "use")

    async def _delete(self, paths: Sequence[Path]) -> None:
        from ...dialogs.confirm import ConfirmDialog
        from ...keyops.editing import moving

        listed = [path.name for path in paths[:8]] + [f"and {len(paths) - 8} more"] * (len(paths) > 8)
        stays = "Each file stays in this folder as a backup" if len(paths) > 1 else "It stays as a backup"
        body = f"{stays}; z brings {'them' if len(paths) > 1 else 'it'} back."
        what = moving.names_of(paths) if len(paths) <= 3 else f"these {len(paths)} files"
        dialog = ConfirmDialog(f"Delete {what}?", [body, "", *listed] if len(paths) > 2 else body, "Delete")
        if await self._agreed(dialog):
            moved = await self._screen.in_process(moving.delete, paths)
            self._undoable.append(moved)
            await self._read_again()
            self._screen.tell(f"{moved.words}. z brings it back")

    async def _clear(self, paths: Sequence[Path]) -> None:
        from ...dialogs.confirm import ConfirmDialog
        from ...keyops.files import storage

        count = f"{len(paths)} backup{'' if len(paths) == 1 else 's'}"
        dialog = ConfirmDialog(
            f"Delete {count} for good?",
            "What was replaced or deleted cannot be restored.",
            "Delete for good",
            danger=True,
        )
        if await self._agreed(dialog):
            await self._screen.in_process(storage.clear, paths)
            gone = set(paths)
            self._undoable = [one for one in self._undoable if not any(new in gone for _, new in one.moves)]
            await self._read_again()
            self._screen.tell(f"Deleted {count} for good")

    async def _agreed(self, dialog: ConfirmDialog) -> bool:
        self._screen.is_asking = True
        try:
            agreed: bool = await self._screen.app.push_screen_wait(dialog)
            return agreed
        finally:
            self._screen.is_asking = False

    async def _read_again(self, name: str = "") -> None:
        """Read the folder after it was changed; what was marked is done."""
        self._screen.names.marked.clear()
        await self._screen.load(self._screen.here.path, name)

    # Renaming

    def ask_for_name(self) -> None:
        """Ask for the name, and rename."""
        self._screen.start(self._rename([entry.path for entry in self._targets()]), "use")

    async def _rename(self, paths: Sequence[Path]) -> None:
        from ...dialogs.line import LineDialog
        from ...keyops.editing import moving

        main = paths[0]
        also = f"With it: {moving.names_of(paths[1:])}." if len(paths) > 1 else "It stays in this folder."
        self._screen.is_asking = True
        try:
            name = await self._screen.app.push_screen_wait(
                LineDialog(f"Rename {main.name} to", also, main.name)
            )
        finally:
            self._screen.is_asking = False
        if name is not None and name != main.name:
            moved = await self._screen.in_process(moving.rename_key, paths, name)
            self._undoable.append(moved)
            await self._read_again(name)
            self._screen.tell(f"{moved.words}. z undoes it")

    # Undoing

    def undo(self) -> None:
        """Give the files of the last delete or rename their names back."""
        self._screen.start(self._undo(), "use")

    async def _undo(self) -> None:
        from ...keyops.editing import moving

        moved = self._undoable[-1]
        await self._screen.in_process(moving.undo, moved)
        self._undoable.pop()
        first = moved.moves[0][0]
        await self._screen.load(first.parent, first.name)
        self._screen.tell(f"Restored: {moving.names_of(old for old, _ in moved.moves)}")
