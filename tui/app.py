"""The App: style sheets, modes, theme, keys that act everywhere, and messages from screen to screen.

It knows no key operation. Terminal safety is in ``tui.safety``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.theme import Theme

from tui import bindings
from tui.keyops.models import Severity
from tui.safety import SafeApp, run_safely
from tui.screens import PAGES, SCREENS, page
from tui.screens.base import WorkScreen
from tui.screens.help import HelpRow, HelpScreen
from tui.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from textual._path import CSSPathType
    from textual.actions import ActionParseResult
    from textual.binding import BindingType
    from textual.dom import DOMNode
    from textual.screen import Screen

    from tui import clipboard, messages

SHEETS = (
    "app",
    "widgets",
    "form",
    "dialogs",
    "help",
    "keys",
    "generate",
    "made",
    "convert",
    "public_key",
    "works_with",
    "hand_over",
)
"""In this order, once; a screen's own sheet would leak into the others."""


THEME = Theme(
    name="keywright",
    # The terminal's own colours: at home on dark and light grounds, in 16 colours, and the fewest bytes.
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_cyan",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_cyan",
        "screen-selection-foreground": "ansi_black",
        "scrollbar": "ansi_cyan",
        "scrollbar-hover": "ansi_cyan",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
    },
)


class KeywrightApp(SafeApp):
    """The whole program on a terminal."""

    CSS_PATH: ClassVar[CSSPathType | None] = [sheet(name) for name in SHEETS]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {row.name: row.make for row in SCREENS}
    DEFAULT_MODE = SCREENS[0].name
    BINDINGS: ClassVar[list[BindingType]] = [
        bindings.HELP,
        bindings.ACTIONS,
        *(bindings.go_to(row.name, row.key, row.label) for row in SCREENS),
        bindings.QUIT,
        bindings.QUIT_ANYWHERE,
        bindings.SUSPEND,
    ]

    def __init__(self, start: Path, *, clipboard_way: clipboard.Way | None = None) -> None:
        """Make the app.

        Args:
            start: the file or folder to show first.
            clipboard_way: how to copy; chosen from the environment when None.
        """
        self.start_path = start
        self._way = clipboard_way
        super().__init__()
        self.register_theme(THEME)
        self.theme = THEME.name

    @property
    def native_ansi_color(self) -> bool:
        """Always: Textual asks before the theme is set, and would choose the wrong filter for NO_COLOR."""
        return True

    # Keys

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Answer a press on something unavailable with the reason; else do it."""
        screen = self.screen
        name = bindings.action_name(action) if isinstance(action, str) else action[1]
        if isinstance(screen, WorkScreen):
            reason = screen.why_not(name)
            if reason is not None:
                screen.tell(reason, Severity.WARNING)
                return True
            screen.quiet()
        return await super().run_action(action, default_namespace, namespaces)

    async def action_show_screen(self, name: str) -> None:
        """Go to a screen of the table."""
        await self.switch_mode(name)

    def action_leave(self) -> None:
        """Quit."""
        self.exit()

    def action_help(self) -> None:
        """Show what can be done here."""
        self._show_help("What can be done here")

    def action_actions(self) -> None:
        """Find an action by its name."""
        self._show_help("Every action by name")

    def _show_help(self, title: str) -> None:
        screen = self.screen
        why_not = screen.why_not if isinstance(screen, WorkScreen) else lambda _: None
        live = sorted(bindings.deeds(screen), key=lambda deed: not deed.show)
        rows = [HelpRow(deed, why_not(deed.name)) for deed in live]
        self.push_screen(HelpScreen(title, rows), self._do)

    async def _do(self, deed: bindings.Deed | None) -> None:
        if deed is not None:
            await self.run_action(deed.action, cast("DOMNode", deed.namespace))

    def action_help_quit(self) -> None:
        """Say how to quit: people press Ctrl+C for it."""
        if isinstance(self.screen, WorkScreen):
            self.screen.tell("Press q to quit; inside an input Ctrl+Q")

    # Messages from screen to screen

    async def on_open_path(self, message: messages.OpenPath) -> None:
        """Show a file or folder on the first screen."""
        await self._hand_over("keys", message.path)

    async def on_convert_key(self, message: messages.ConvertKey) -> None:
        """Open the Convert screen with a file."""
        await self._hand_over("convert", message.path)

    async def _hand_over(self, mode: str, path: Path) -> None:
        await self._go_to(mode)
        if isinstance(self.screen, WorkScreen):
            self.screen.open_source(path)

    async def _go_to(self, mode: str) -> None:
        """To the screen of a mode itself: pages over it, here and there, are left."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_mode(mode)
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def on_show_public_key(self, message: messages.ShowPublicKey) -> None:
        """Show a public key on a page of its own."""
        from tui.screens.public_key import PublicKeyScreen

        await self.push_screen(PublicKeyScreen(message.key))

    async def on_key_made(self, message: messages.KeyMade) -> None:
        """Show what was made."""
        from tui.screens.made import MadeScreen

        await self.push_screen(MadeScreen(message))

    async def on_show_page(self, message: messages.ShowPage) -> None:
        """Show a page about a file; its class takes the path."""
        make = cast("Callable[[Path], WorkScreen]", page(PAGES[message.page][1]))
        await self.push_screen(make(message.path))

    async def on_show_hand_over(self, message: messages.ShowHandOver) -> None:
        """Show which half goes where."""
        from tui.screens.hand_over import HandOverScreen

        await self.push_screen(HandOverScreen(message.path, message.service, self.clipboard_way))

    async def on_generate_for(self, message: messages.GenerateFor) -> None:
        """Open the Generate screen, filled in for a service."""
        from tui.screens.generate import GenerateScreen

        await self._go_to("generate")
        if isinstance(self.screen, GenerateScreen):
            self.screen.take_service(message.service)

    def on_copy_public_key(self, message: messages.CopyPublicKey) -> None:
        """Copy a public key."""
        self.run_worker(self._copy(message.key), group="copy", exclusive=True)

    @property
    def clipboard_way(self) -> clipboard.Way:
        """How to copy."""
        from tui import clipboard

        return self._way or clipboard.choose(os.environ)

    async def _copy(self, key: messages.PublicKeyText) -> None:
        from tui import clipboard

        copied = await clipboard.copy_public(key.line, way=self.clipboard_way, write=self.write_sequence)
        if isinstance(self.screen, WorkScreen):
            self.screen.tell(f"{key.name}: {copied.sentence}")


def run(start: Path, *, mouse: bool = False) -> int:
    """Open the program on a terminal.

    Args:
        start: the file or folder to show first.
        mouse: whether the program gets the mouse; the terminal's own selection works without.

    Returns:
        The exit code.
    """
    return run_safely(KeywrightApp(start), mouse=mouse)
