"""What every dialog is made of: a box with a title, and Escape, whose answer does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from rich.cells import cell_len
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ..bindings import SUSPEND, act
from ..terminal.base_app import SafeApp
from ..visible import visible
from ..widgets.answers import Answers
from .dimmed import dimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.binding import BindingType

T = TypeVar("T")

_FRAME: Final = 6
"""Columns of the border and of the room within it, both sides together."""


class Dialog(ModalScreen[T]):
    """A box over the screen. Subclasses give ``content``, ``escaped`` and ``keys``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("escape", "escape", "cancel", "Close without doing anything"),
        act("f1", "app.help", "help", "What can be done here, and why not", id="dialog.help", show=False),
        SUSPEND,
    ]

    widths: ClassVar[tuple[int, int]] = (44, 70)
    """Columns of the text at least and at most; between them as many as its longest line has."""

    keys: ClassVar[str] = "Esc cancels"
    """What can be pressed, for the last line."""

    escaped: T
    """The answer when Escape is pressed."""

    def __init__(self, title: str) -> None:
        """Args: the heading, raw."""
        super().__init__()
        self.heading = title
        self._late: list[T | None] = []
        """The answer that came while something stood in front of it."""

    def compose(self) -> ComposeResult:
        """Heading, content, keys."""
        with Vertical(classes="box") as box:
            yield Static(
                Content.styled(visible(self.heading), "bold $accent"), classes="heading", markup=False
            )
            box.border_title = Content(visible(self.heading))
            yield from self.content()
            yield Static(self.keys, classes="keys", markup=False)

    def content(self) -> ComposeResult:
        """What is asked."""
        yield from ()

    def on_screen_resume(self) -> None:
        """As wide as it needs; then an answer that came meanwhile, and keys that were typed for it before."""
        self.fit()
        if self._late:
            self.dismiss(self._late.pop())
        if isinstance(self.app, SafeApp):
            self.app.keys.go_on()

    def render(self) -> RenderableType:
        """What lies behind, dim."""
        return dimmed(super().render())

    def on_resize(self) -> None:
        """There is more room, or less."""
        self.fit()

    def fit(self) -> None:
        """As wide as it needs; a heading that the border has no room for stands below it."""
        heading = cell_len(visible(self.heading))
        for box in self.query(".box"):
            parts = [_columns(part) for part in (*box.query_children(Static), *box.query(Words))]
            least, most = self.widths
            width = min(max(least, min(max([*parts, heading]), most)), self.size.width - _FRAME)
            box.styles.width = width + _FRAME
            box.set_class(heading > width, "-headed")

    @property
    def holds_keys(self) -> bool:
        """Whether keys must wait until a question in it can be seen."""
        return any(not answers.is_asked for answers in self.query(Answers))

    def escape_the_wait(self) -> bool:
        """Escape does not wait for a question to be seen."""
        self.action_give_up()
        return True

    @property
    def is_unsaved(self) -> bool:
        """Whether a form in it was changed, which leaving it would lose."""
        return any(getattr(form, "is_changed", False) for form in self.query("Form"))

    def action_escape(self) -> None:
        """Leave; of a form that was changed only after a question."""
        if self.is_unsaved:
            self.run_worker(self._ask_and_give_up(), group="leave", exclusive=True)
        else:
            self.action_give_up()

    async def _ask_and_give_up(self) -> None:
        from .discard import DiscardDialog

        if await self.app.push_screen_wait(DiscardDialog()):
            self.action_give_up()

    def action_give_up(self) -> None:
        """Leave without an answer."""
        self.dismiss(self.escaped)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with an answer; once it is in front again where the help, or a question, stands over it.

        Textual takes away what is in front, whoever asks.
        """
        if self.is_active:
            return super().dismiss(result)
        self._late = [result]
        return AwaitComplete()


def _columns(part: Static) -> int:
    """The longest line of a text."""
    return max((cell_len(line) for line in str(part.content).splitlines()), default=0)


def _shown(lines: Iterable[str]) -> str:
    """Lines of raw text, made safe: a line feed in one is from a name or a comment, and breaks nothing."""
    return "\n".join(visible(line) for line in lines)


class Words(Static):
    """Lines of raw text, made safe, wrapped as room allows."""

    def __init__(self, *lines: str, classes: str = "words") -> None:
        super().__init__(_shown(lines), classes=classes, markup=False)

    def say(self, *lines: str) -> None:
        """Show another text."""
        self.update(_shown(lines))
