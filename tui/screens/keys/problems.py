"""What is wrong in the folder: counted in the title, listed by ``!``, and set right from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...bindings import act
from ...keyops.errors import KeyOpsError
from ...process import jobs
from .actions import KeyAction

if TYPE_CHECKING:
    from pathlib import Path

    from ...dialogs.problems import ProblemChoice
    from ...keyops.editing.repairing_all import RepairAll
    from ...keyops.trust.problems import Problem
    from .screen import KeysScreen

_AT_ONCE: Final = 300
"""So many files are looked at by themselves; in a larger folder ``!`` does it."""
_SHOWN: Final = 6
"""Changes that a preview tells in full."""


BINDINGS: Final = (
    act("exclamation_mark", "problems", "problems", "What is wrong here, worst first", id="keys.problems"),
)


class Problems:
    """Knows what is wrong in the folder of the home screen, and sets it right."""

    def __init__(self, screen: KeysScreen) -> None:
        self._screen = screen
        self._found: tuple[Problem, ...] = ()
        """Worst first."""
        self._of: Path | None = None
        """The folder whose they are."""

    @property
    def words(self) -> str:
        """How many there are, as far as is known; empty for none."""
        count = sum(one.matters for one in self._found) if self._of == self._screen.here.path else 0
        return f"{count} problem{'' if count == 1 else 's'}" if count else ""

    def count(self) -> None:
        """Every file was looked at: count what is wrong."""
        if len(self._screen.here.entries) <= _AT_ONCE:
            self._screen.start(self._count(self._screen.here.path), "problems")

    async def _count(self, folder: Path) -> None:
        try:
            found = await self._screen.in_process(_problems, folder)
        except KeyOpsError:
            found = ()  # why it cannot be read is told in the details
        if folder == self._screen.here.path:
            self._know(found)

    def _know(self, found: tuple[Problem, ...]) -> None:
        self._found, self._of = found, self._screen.here.path
        self._screen.show_count()

    def show(self) -> None:
        """List them."""
        self._screen.start(self._show(), "use")

    async def _show(self) -> None:
        from ...dialogs.problems import ProblemsDialog
        from ...keyops.trust import auditing

        folder, done, at = self._screen.here.path, "", 0
        while folder == self._screen.here.path:
            self._screen.tell("Looking for problems; Esc cancels")
            looking = jobs.run(auditing.of_folder, folder)
            found = await self._screen.wait_for(looking, "Looking for problems", "Cancelled", holds_keys=True)
            self._know(found)
            dialog = ProblemsDialog(folder, found, self._screen.here.keys, done=done, at=at)
            self._screen.is_asking = True
            try:
                chosen: ProblemChoice | None = await self._screen.app.push_screen_wait(dialog)
                if chosen is None or not await self._set_right(chosen, folder):
                    return
                done, at = self._screen.told, dialog.at
            finally:
                self._screen.is_asking = False

    async def _set_right(self, chosen: ProblemChoice, folder: Path) -> bool:
        """Whether to show the list again."""
        if chosen.is_report:
            from . import report

            await report.write(self._screen, (folder,), folder)
            await self._screen.load(folder)
            return True
        if chosen.problem is None:
            return await self._repair_all(folder)
        from ...keyops.trust import problems as rows
        from . import repair

        one = chosen.problem
        fixes = {rows.REPAIR: "repair", rows.PERMISSIONS: "repair", rows.EDIT: "edit"}
        fixes[rows.CERTIFICATE] = "certificate"
        path = one.path
        if path.parent == folder:
            await self._screen.load(folder, path.name)
        if one.fix == rows.GENERATE:
            await self._screen.app.run_action("show_screen('generate')", self._screen.app)
            return False
        if one.fix not in fixes:
            return False
        self._screen.quiet()
        if fixes[one.fix] == "repair":
            done = await repair.run(self._screen, path)
        else:
            done = await KeyAction(fixes[one.fix]).run(self._screen, path)
        if done is not None:
            await self._screen.load(folder, path.name)
        return True

    async def _repair_all(self, folder: Path) -> bool:
        from ...dialogs.confirm import ConfirmDialog
        from ...keyops.editing import repairing_all
        from ...keyops.files import storage

        files = tuple(one.path for one in self._found if one.fix == "repair")
        planned = await self._screen.in_process(repairing_all.plan, folder, files)
        if not planned.plans:
            self._screen.tell("Each problem here needs your decision; Enter opens it")
            return True
        count = len(planned.lines)
        question = f"Make {'this change' if count == 1 else f'these {count} changes'}?"
        if not await self._screen.app.push_screen_wait(ConfirmDialog(question, _preview(planned), "Repair")):
            self._screen.quiet()
            return True
        await self._screen.in_process(repairing_all.write, planned, storage.stamp_now())
        await self._screen.load(folder)
        self._screen.tell(
            f"{count} change{'' if count == 1 else 's'} made; what was replaced is kept in backups"
        )
        return True


def _preview(planned: RepairAll) -> list[str]:
    """What is wrong now, and what is done about each: lines, raw."""
    shown = planned.lines[:_SHOWN]
    parts = [line for name, title, change in shown for line in (f"{name}: {title}", f"  -> {change}")]
    more = len(planned.lines) - _SHOWN
    parts += [f"and {more} more"] if more > 0 else []
    parts += [f"Left to you: {', '.join(path.name for path in planned.left)}"] if planned.left else []
    return parts


def _problems(folder: Path) -> tuple[Problem, ...]:
    from ...keyops.trust import problems

    return problems.of_folder(folder)
