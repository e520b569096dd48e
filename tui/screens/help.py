"""What can be done here: a sheet of the live keys in groups, and a list that finds any action as one types.

What cannot be done now is dim, and says why when it is chosen.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ..bindings import act
from ..dialogs.dimmed import dimmed
from ..keyops.records import dataclass
from ..visible import visible
from ..widgets.wrapping import fit, wrap
from .help_groups import GROUPS, LEGEND, MORE, group_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..bindings import ScreenAction

_FOUND: Final = 8
"""Actions with an argument that are shown at once."""


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One action, and why it is not available."""

    action: ScreenAction
    reason: str | None = None
    wording: str | None = None
    """What it does just now, in a word or two, where that is told apart."""

    @property
    def told(self) -> str:
        """What it does, as a sentence."""
        return f"{self.action.tooltip}: {self.wording}" if self.wording else self.action.tooltip

    @property
    def keys(self) -> str:
        """All its keys."""
        return "  ".join(self.action.keys)

    @property
    def searched(self) -> str:
        """What it is found by."""
        return f"{self.keys} {self.action.label} {self.told}".casefold()


class HelpLine(Static):
    """A row of the help: keys, what they do, and the reason when they do nothing."""

    def __init__(self, row: HelpRow, *, short: bool = False) -> None:
        super().__init__(markup=False)
        self.row = row
        self.short = short

    def show(self, keys_width: int, *, chosen: bool) -> None:
        """Draw it; the chosen row has a mark."""
        mark = ("> " if chosen else "  ", "bold $accent")
        look = "dim" if self.row.reason else "bold"
        if self.short:
            keys = fit(" ".join(self.row.action.keys[:2]), keys_width)
            label = self.row.wording or self.row.action.label
            self.update(
                Content.assemble(
                    mark, (keys, look), " ", (label, "bold" if chosen else "dim" if self.row.reason else "")
                )
            )
            return
        indent = " " * (keys_width + 4)
        room = (self.size.width or 76) - len(indent)
        told = f"\n{indent}".join(wrap(self.row.told, room))
        reason = self.row.reason if chosen else ""
        why = "".join(
            f"\n{indent}{line}" for line in (wrap(f"Not now: {visible(reason)}", room) if reason else ())
        )
        self.update(
            Content.assemble(
                mark,
                (self.row.keys.ljust(keys_width), look),
                "  ",
                (told, "bold" if chosen else "dim" if self.row.reason else ""),
                (why, "dim"),
            )
        )


class HelpScreen(ModalScreen["ScreenAction | None"]):
    """The list of actions; its result is the one to do, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("escape,f1", "close", "close", "Close this list"),
        act("down,ctrl+n", "step(1)", "down", "The next action", show=False),
        act("up,ctrl+p", "step(-1)", "up", "The previous action", show=False),
        act("pagedown", "step(10)", "page down", "Ten actions down", show=False),
        act("pageup", "step(-10)", "page up", "Ten actions up", show=False),
        act("enter", "choose", "do it", "Run the chosen action"),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[HelpRow],
        *,
        grouped: bool = False,
        find: Callable[[str], Sequence[HelpRow]] | None = None,
        preview: Callable[[str], None] | None = None,
    ) -> None:
        """Make the list.

        Args:
            title: the heading.
            rows: what can be done.
            grouped: whether it is a sheet of short rows under headings, with the legend.
            find: more actions, with what was typed as their argument.
            preview: told the marked action, to show what would come; an empty one when the list is left.
        """
        super().__init__()
        self.heading = title
        self.grouped = grouped
        self.rows = tuple(sorted(rows, key=lambda row: group_of(row.action.name)) if grouped else rows)
        self.chosen = 0
        self._find = find
        self._preview = preview

    def compose(self) -> ComposeResult:
        """Heading, filter, the rows, and how to leave."""
        with Vertical(id="help") as box:
            box.border_title = Content(self.heading)
            typed = Input(placeholder="type to find an action", compact=True, select_on_focus=False)
            typed.cursor_blink = False
            yield typed
            with VerticalScroll(can_focus=False, classes="sheet" if self.grouped else ""):
                for group, rows in itertools.groupby(self.rows, lambda row: group_of(row.action.name)):
                    lines = [HelpLine(row, short=self.grouped) for row in rows]
                    if self.grouped:
                        yield Static(GROUPS[group][0], classes="heading", markup=False)
                    yield from lines
                    if self.grouped and len(lines) % 2:
                        yield Static(classes="gap", markup=False)  # the heading below begins a row
                if self.grouped:
                    yield from self._legend()
            yield Static(id="help-about", markup=False)
            yield Static(
                "Enter runs the chosen action   Up Down choose   Esc closes", id="help-foot", markup=False
            )

    @staticmethod
    def _legend() -> ComposeResult:
        for heading, rows in (("Marks in the list of keys", LEGEND), ("And", MORE)):
            yield Static(heading, classes="heading", markup=False)
            for sign, words in rows:
                yield Static(
                    Content.assemble(f"  {sign:<15}", (words, "dim")), classes="legend", markup=False
                )

    def render(self) -> RenderableType:
        """What lies behind, dim."""
        return dimmed(super().render())

    def on_mount(self) -> None:
        """Show the first row as chosen."""
        self.query_one("#help-about").display = self.grouped
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self._draw)

    @property
    def _typed(self) -> str:
        # While the program closes, a drawing that was asked for may come when the field is gone.
        return "".join(field.value for field in self.query(Input)).strip()

    def matching(self) -> list[HelpLine]:
        """The rows that hold every word that was typed."""
        words = self._typed.casefold().split()
        return [line for line in self.query(HelpLine) if all(word in line.row.searched for word in words)]

    async def on_input_changed(self) -> None:
        """Filter, and find what takes an argument."""
        self.chosen = 0
        typed = self._typed
        if self._find is not None:
            await self.query("HelpLine.found").remove()
            found = [HelpLine(row) for row in self._find(typed)[:_FOUND]] if typed else []
            for line in found:
                line.add_class("found")
            await self.query_one(VerticalScroll).mount(*found, before=0)
        for other in self.query(".heading, .legend, .gap"):
            other.display = not typed
        self.call_after_refresh(self._draw)

    def on_input_submitted(self) -> None:
        """Enter in the filter does the chosen action."""
        self.action_choose()

    def _draw(self) -> None:
        shown = self.matching()
        width = max((len(row.keys) for row in self.rows), default=0)
        if self.grouped:
            width = max((len(" ".join(row.action.keys[:2])) for row in self.rows), default=0)
        for line in self.query(HelpLine):
            line.display = line in shown
        for at, line in enumerate(shown):
            line.show(width, chosen=at == self.chosen)
        if self._preview is not None:
            self._preview(shown[self.chosen].row.action.action if shown else "")
        if not shown:
            return
        row = shown[self.chosen].row
        for about in self.query("#help-about").results(Static):
            about.update(row.told + (f". Not now: {visible(row.reason)}" if row.reason else ""))
        self.call_after_refresh(shown[self.chosen].scroll_visible, animate=False)

    def action_step(self, by: int) -> None:
        """Move the mark; past the last action, to what stands below."""
        last = len(self.matching()) - 1
        beyond = self.chosen + by > last and self.grouped
        self.chosen = max(0, min(self.chosen + by, last))
        self._draw()
        if beyond:
            self.call_after_refresh(self.query_one(VerticalScroll).scroll_end, animate=False)

    def action_choose(self) -> None:
        """Close, with the chosen action as the result."""
        shown = self.matching()
        self.dismiss(shown[self.chosen].row.action if shown else None)

    def action_close(self) -> None:
        """Close, with nothing to do."""
        if self._preview is not None:
            self._preview("")
        self.dismiss(None)
