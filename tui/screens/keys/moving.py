"""Deleting and renaming what is chosen or marked, and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ...bindings import act
from ...keyops.inspection.key_files import Section
from .marking import MarkingScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.binding import BindingType

    from ...dialogs.confirm import ConfirmDialog
    from ...keyops.editing.moving import Moved
    from ...keyops.files.listing import Entry


class MovingScreen(MarkingScreen):
    """The part of the home screen that takes files away and gives them other names."""

    BINDINGS: ClassVar[list[BindingType]] = [
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
        *MarkingScreen.BINDINGS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._undoable: list[Moved] = []
        """What can be undone, the last one last."""

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action == "undo" and not self._undoable:
            return "There is nothing to undo: nothing was deleted or renamed here"
        if action == "rename" and self.names.marked:
            return "Only one key can be renamed at a time; Esc clears the marks"
        if action in {"delete", "rename"} and not self._targets():
            entry = self.names.entry
            what = f"{entry.name} is a folder" if entry is not None else "Nothing is chosen"
            return f"{what}; only keys and files are deleted and renamed here"
        if action == "rename" and self.is_backups and self.names.entry is None:
            return "These are backups; Right shows them one by one"
        return super().why_not(action)

    def _targets(self) -> list[Entry]:
        """The files that are marked, or of the chosen line."""
        marked = self.names.marked
        if marked:
            return [entry for row in self.marked_rows for entry in row.files if entry.path in marked]
        line = self.names.line
        return [entry for entry in self.files_of(line) if not entry.is_folder] if line is not None else []

    # Deleting

    def action_delete(self) -> None:
        """Ask, and delete."""
        paths = [entry.path for entry in self._targets()]
        row = self.names.row
        backups = not self.names.marked and row is not None and row.section is Section.BACKUPS
        self.start(self._clear(paths) if backups else self._delete(paths), "use")

    async def _delete(self, paths: Sequence[Path]) -> None:
        from ...dialogs.confirm import ConfirmDialog
        from ...keyops.editing import moving

        listed = [path.name for path in paths[:8]] + [f"and {len(paths) - 8} more"] * (len(paths) > 8)
        stays = "Each file stays in this folder as a backup" if len(paths) > 1 else "It stays as a backup"
        body = f"{stays}; z brings {'them' if len(paths) > 1 else 'it'} back."
        what = moving.names_of(paths) if len(paths) <= 3 else f"these {len(paths)} files"
        dialog = ConfirmDialog(f"Delete {what}?", [body, "", *listed] if len(paths) > 2 else body, "Delete")
        if await self._agreed(dialog):
            moved = await self.in_process(moving.delete, paths)
            self._undoable.append(moved)
            await self.read_again()
            self.tell(f"{moved.words}. z brings it back")

    async def _clear(self, paths: Sequence[Path]) -> None:
        from ...dialogs.confirm import ConfirmDialog
        from ...keyops.files import storage

        count = f"{len(paths)} backup{'' if len(paths) == 1 else 's'}"
        dialog = ConfirmDialog(
            f"Delete {count} for good?",
            "What was replaced or deleted cannot be brought back afterwards.",
            "Delete for good",
            danger=True,
        )
        if await self._agreed(dialog):
            await self.in_process(storage.clear, paths)
            gone = set(paths)
            self._undoable = [one for one in self._undoable if not any(new in gone for _, new in one.moves)]
            await self.read_again()
            self.tell(f"Deleted {count} for good")

    async def _agreed(self, dialog: ConfirmDialog) -> bool:
        self.is_asking = True
        try:
            agreed: bool = await self.app.push_screen_wait(dialog)
            return agreed
        finally:
            self.is_asking = False

    async def read_again(self, name: str = "") -> None:
        """Read the folder after it was changed; what was marked is done."""
        self.names.marked.clear()
        await self.load(self.here.path, name)

    # Renaming

    def action_rename(self) -> None:
        """Ask for the name, and rename."""
        self.start(self._rename([entry.path for entry in self._targets()]), "use")

    async def _rename(self, paths: Sequence[Path]) -> None:
        from ...dialogs.line import LineDialog
        from ...keyops.editing import moving

        main = paths[0]
        also = f"With it: {moving.names_of(paths[1:])}." if len(paths) > 1 else "It stays in this folder."
        self.is_asking = True
        try:
            name = await self.app.push_screen_wait(LineDialog(f"Rename {main.name} to", also, main.name))
        finally:
            self.is_asking = False
        if name is not None and name != main.name:
            moved = await self.in_process(moving.rename_key, paths, name)
            self._undoable.append(moved)
            await self.read_again(name)
            self.tell(f"{moved.words}. z undoes it")

    # Undoing

    def action_undo(self) -> None:
        """Give the files of the last delete or rename their names back."""
        self.start(self._undo(), "use")

    async def _undo(self) -> None:
        from ...keyops.editing import moving

        moved = self._undoable[-1]
        await self.in_process(moving.undo, moved)
        self._undoable.pop()
        first = moved.moves[0][0]
        await self.load(first.parent, first.name)
        self.tell(f"Brought back: {moving.names_of(old for old, _ in moved.moves)}")
