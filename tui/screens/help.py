"""What can be done here: every live key with what it does, and for those that cannot be used now, why.

The same list, filtered as one types, does any action by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ..bindings import act
from ..dialogs.dimmed import dimmed
from ..keyops.records import dataclass
from ..visible import visible
from ..widgets.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..bindings import ScreenAction


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


class HelpLine(Static):
    """A row of the help: keys, what they do, and the reason when they do nothing."""

    def __init__(self, row: HelpRow) -> None:
        super().__init__(markup=False)
        self.row = row

    def show(self, keys_width: int, *, chosen: bool) -> None:
        """Draw it; the chosen row has a mark."""
        indent = " " * (keys_width + 4)
        room = (self.size.width or 76) - len(indent)
        told = f"\n{indent}".join(wrap(self.row.told, room))
        why = (
            "".join(f"\n{indent}{line}" for line in wrap(f"Not now: {visible(self.row.reason)}", room))
            if (self.row.reason)
            else ""
        )
        self.update(
            Content.assemble(
                ("> " if chosen else "  ", "bold $accent"),
                (self.row.keys.ljust(keys_width), "dim" if self.row.reason else "bold"),
                "  ",
                (told, "bold" if chosen else ""),
                (why, "dim"),
            )
        )


class HelpScreen(ModalScreen["ScreenAction | None"]):
    """The list of actions; its result is the one to do, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("escape,f1", "close", "close", "Close this list"),
        act("down,ctrl+n", "step(1)", "down", "The next action", show=False),
        act("up,ctrl+p", "step(-1)", "up", "The action before", show=False),
        act("pagedown", "step(10)", "page down", "Ten actions on", show=False),
        act("pageup", "step(-10)", "page up", "Ten actions back", show=False),
        act("enter", "choose", "do it", "Do the marked action"),
    ]

    def __init__(self, title: str, rows: Sequence[HelpRow]) -> None:
        """Args: the heading, and what can be done."""
        super().__init__()
        self.heading = title
        self.rows = tuple(rows)
        self.chosen = 0

    def compose(self) -> ComposeResult:
        """Heading, filter, the rows, and how to leave."""
        with Vertical(id="help") as box:
            box.border_title = Content(self.heading)
            typed = Input(placeholder="type to find an action", compact=True, select_on_focus=False)
            typed.cursor_blink = False
            yield typed
            with VerticalScroll(can_focus=False):
                for row in self.rows:
                    yield HelpLine(row)
            yield Static(
                "Enter does the marked action   Up Down choose   Esc closes", id="help-foot", markup=False
            )

    def render(self) -> RenderableType:
        """What lies behind, dim."""
        return dimmed(super().render())

    def on_mount(self) -> None:
        """Show the first row as chosen."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self._draw)

    def matching(self) -> list[HelpLine]:
        """The rows that hold what was typed."""
        # While the program closes, a drawing that was asked for may come when the field is gone.
        typed = "".join(field.value for field in self.query(Input)).casefold()
        return [
            line
            for line in self.query(HelpLine)
            if typed in f"{line.row.keys} {line.row.action.label} {line.row.told}".casefold()
        ]

    def on_input_changed(self) -> None:
        """Filter."""
        self.chosen = 0
        self._draw()

    def on_input_submitted(self) -> None:
        """Enter in the filter does the chosen action."""
        self.action_choose()

    def _draw(self) -> None:
        shown = self.matching()
        width = max((len(row.keys) for row in self.rows), default=0)
        for line in self.query(HelpLine):
            line.display = line in shown
        for at, line in enumerate(shown):
            line.show(width, chosen=at == self.chosen)
        if shown:
            self.call_after_refresh(shown[self.chosen].scroll_visible, animate=False)

    def action_step(self, by: int) -> None:
        """Move the mark."""
        last = len(self.matching()) - 1
        self.chosen = max(0, min(self.chosen + by, last))
        self._draw()

    def action_choose(self) -> None:
        """Close, with the chosen action as the result."""
        shown = self.matching()
        self.dismiss(shown[self.chosen].row.action if shown else None)

    def action_close(self) -> None:
        """Close, with nothing to do."""
        self.dismiss(None)
