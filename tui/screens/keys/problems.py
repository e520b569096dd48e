"""What is wrong in the folder: counted in the title, listed by ``!``, and set right from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from ...bindings import act
from ...keyops.errors import KeyOpsError
from ...process import jobs
from .actions import KeyAction
from .moving import MovingScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType

    from ...dialogs.problems import ProblemChoice
    from ...keyops.editing.repairing_all import RepairAll
    from ...keyops.trust.problems import Problem

_AT_ONCE: Final = 300
"""So many files are looked at by themselves; in a larger folder ``!`` does it."""
_SHOWN: Final = 6
"""Changes that a preview tells in full."""


class ProblemsScreen(MovingScreen):
    """The part of the home screen that knows what is wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act(
            "exclamation_mark", "problems", "problems", "What is wrong here, worst first", id="keys.problems"
        ),
        *MovingScreen.BINDINGS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self.problems: tuple[Problem, ...] | None = None
        """Worst first; None while they are not known."""
        self._problems_of: Path | None = None
        """The folder whose they are."""

    def show_count(self) -> None:
        """Tell the number of problems too."""
        super().show_count()
        if self._problems_of != self.here.path:
            self.problems = None
        count = sum(one.matters for one in self.problems or ())
        if count and not self.here.filter:
            self.count = f"{self.count}, {count} problem{'' if count == 1 else 's'}"

    def looked_at_all(self) -> None:
        """Every file was looked at: count what is wrong."""
        if len(self.here.entries) <= _AT_ONCE:
            self.start(self._count_problems(self.here.path), "problems")

    async def _count_problems(self, folder: Path) -> None:
        try:
            found = await self.in_process(_problems, folder)
        except KeyOpsError:
            found = ()  # why it cannot be read is told in the details
        if folder == self.here.path:
            self._know(found)

    def _know(self, found: tuple[Problem, ...]) -> None:
        self.problems, self._problems_of = found, self.here.path
        self.show_count()

    def action_problems(self) -> None:
        """List them."""
        self.start(self._show_problems(), "use")

    async def _show_problems(self) -> None:
        from ...dialogs.problems import ProblemsDialog
        from ...keyops.trust import auditing

        folder, done, at = self.here.path, "", 0
        while folder == self.here.path:
            self.tell("Looking for problems; Esc cancels")
            found = await jobs.run(auditing.of_folder, folder)  # keys wait for the list
            self.quiet()
            self._know(found)
            dialog = ProblemsDialog(folder, found, self.here.keys, done=done, at=at)
            self.is_asking = True
            try:
                chosen: ProblemChoice | None = await self.app.push_screen_wait(dialog)
                if chosen is None or not await self._set_right(chosen, folder):
                    return
                done, at = self.told, dialog.at
            finally:
                self.is_asking = False

    async def _set_right(self, chosen: ProblemChoice, folder: Path) -> bool:
        """Whether to show the list again."""
        if chosen.is_report:
            from . import report

            await report.write(self, (folder,), folder)
            await self.load(folder)
            return True
        if chosen.problem is None:
            return await self._repair_all(folder)
        from ...keyops.trust import problems as rows
        from . import repair

        one = chosen.problem
        fixes = {rows.REPAIR: "repair", rows.PERMISSIONS: "repair", rows.EDIT: "edit"}
        fixes[rows.CERTIFICATE] = "certificate"
        path = self.here.private_of(one.path) if one.id == "pair-differs" else one.path
        if path.parent == folder:
            await self.load(folder, path.name)
        if one.fix == rows.GENERATE:
            await self.app.run_action("show_screen('generate')", self.app)
            return False
        if one.fix not in fixes:
            return False
        self.quiet()
        if fixes[one.fix] == "repair":
            done = await repair.run(self, path, in_place=True)
        else:
            done = await KeyAction(fixes[one.fix]).run(self, path)
        if done is not None:
            await self.load(folder, path.name)
        return True

    async def _repair_all(self, folder: Path) -> bool:
        from ...dialogs.confirm import ConfirmDialog
        from ...keyops.editing import repairing_all
        from ...keyops.files import storage

        files = tuple(one.path for one in self.problems or () if one.fix == "repair")
        planned = await self.in_process(repairing_all.plan, folder, files)
        if not planned.plans:
            self.tell("Each problem here needs a decision of yours; Enter opens it")
            return True
        count = len(planned.lines)
        question = f"Make {'this change' if count == 1 else f'these {count} changes'}?"
        if not await self.app.push_screen_wait(ConfirmDialog(question, _preview(planned), "Repair")):
            self.quiet()
            return True
        await self.in_process(repairing_all.write, planned, storage.stamp_now())
        await self.load(folder)
        self.tell(f"{count} change{'' if count == 1 else 's'} made; what was replaced is kept in backups")
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
