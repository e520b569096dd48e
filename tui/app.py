"""The App: style sheets, modes, theme, keys that act everywhere, and messages from screen to screen.

It knows no key operation. Terminal safety is in ``tui.terminal.base_app``.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, cast

from textual import events
from textual.filter import NoColor

from . import bindings, settings
from .keyops.findings import Severity
from .process import shutdown
from .screens.arguments import ArgumentApp
from .screens.base import WorkScreen
from .screens.help import HelpRow, HelpScreen
from .screens.registry import PAGES, ROWS, SCREENS
from .settings import LoadedSettings
from .terminal import themes
from .terminal.ascii_filter import AsciiLines
from .terminal.base_app import run_safely
from .terminal.stylesheets import ParsedOnce, sheet
from .visible import visible
from .widgets.cramped import Cramped, is_cramped
from .widgets.wrapping import NAME_ROOM, cut_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from textual._path import CSSPathType
    from textual.actions import ActionParseResult
    from textual.binding import BindingType
    from textual.dom import DOMNode
    from textual.filter import LineFilter
    from textual.screen import Screen

    from . import messages
    from .process.prefetch import FirstLook
    from .screens.services.clipboard_lease import ClipboardLease
    from .terminal import clipboard

SHEETS = ("app", "widgets", "form", "dialogs", "help", *dict.fromkeys(row.sheet or row.name for row in ROWS))
"""In this order, once; a screen's own sheet would leak into the others."""


class KeywrightApp(ArgumentApp):
    """The whole program on a terminal."""

    CSS_PATH: ClassVar[CSSPathType | None] = [sheet(name) for name in SHEETS]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {row.name: row.make for row in SCREENS}
    DEFAULT_MODE = SCREENS[0].name
    BINDINGS: ClassVar[list[BindingType]] = [
        bindings.HELP,
        bindings.ACTIONS,
        bindings.SETTINGS,
        *(bindings.go_to(row.name, row.key, row.label) for row in SCREENS),
        bindings.SERVICES,
        bindings.NO_QUIT,
        bindings.QUIT_ANYWHERE,
        bindings.SUSPEND,
        bindings.LOCK,
    ]

    def __init__(
        self,
        start: Path,
        *,
        clipboard_way: clipboard.CopyWay | None = None,
        chosen: LoadedSettings | None = None,
        ascii_terminal: bool = False,
        first_look: FirstLook | None = None,
    ) -> None:
        """Make the app.

        Args:
            start: the file or folder to show first.
            clipboard_way: how to copy; by the settings, or else the environment, when None.
            chosen: the settings of this run; the defaults when None.
            ascii_terminal: whether the terminal shows nothing but ASCII, whatever the settings say.
            first_look: what may be known already of the folder to show first.
        """
        self.start_path = start
        self.first_look = first_look
        self._way = clipboard_way
        self.chosen = chosen or LoadedSettings()
        self._ascii_terminal = ascii_terminal
        self._looks: tuple[LineFilter, ...] = ()
        super().__init__()
        self.register_theme(themes.TEXTUAL_THEME)
        self.theme = themes.TEXTUAL_THEME.name
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())
        self._choose_looks()

    @property
    def native_ansi_color(self) -> bool:
        """Always: Textual asks before the theme is set, and would choose the wrong filter for NO_COLOR."""
        return True

    # Settings, and what of them is seen

    @property
    def ascii_only(self) -> bool:
        """Whether nothing but ASCII goes to the terminal."""
        return self._ascii_terminal or self.settings.ascii

    def on_settings_chosen(self, message: messages.SettingsChosen) -> None:
        """Follow the settings at once."""
        before = self._seen
        self.chosen = message.chosen
        if self._seen != before:
            self._choose_looks()
            for screen in self.screen_stack:
                for node in (screen, *screen.query("*")):
                    node.notify_style_update()
                    node.refresh()

    @property
    def _seen(self) -> tuple[str, bool]:
        return self.settings.theme, self.ascii_only

    def _choose_looks(self) -> None:
        """New filters: a line that an old one has drawn is not taken for one of theirs."""
        self._looks = (
            themes.line_filter(self.settings.theme, self.console.color_system, os.environ),
            *((AsciiLines(),) if self.ascii_only else ()),
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Behind those that keep the terminal safe, the theme and ASCII."""
        # Textual's own filter for NO_COLOR would take away what ours turns into reverse.
        safe = [part for part in super().get_line_filters() if not isinstance(part, NoColor)]
        return [*safe, *self._looks]

    def action_settings(self) -> None:
        """Show the settings."""
        from .messages import ShowPage

        self.post_message(ShowPage("settings", settings.file_path()))

    def on_mount(self) -> None:
        """Look at the size, and tell of settings that are ignored."""
        self.screen_change_signal.subscribe(self, lambda _: self._make_room())
        self.call_after_refresh(self._tell_problems)

    def _tell_problems(self) -> None:
        problems = self.chosen.problems
        if problems and isinstance(self.screen, WorkScreen):
            more = f". {len(problems) - 1} more: keywright settings" if len(problems) > 1 else ""
            self.screen.tell(problems[0] + more, Severity.WARNING)

    # Room

    def on_resize(self) -> None:
        """Say so when there is too little room, and come back when there is enough."""
        self._make_room()

    def _make_room(self) -> None:
        self.call_next(self._cover)

    def _cover(self) -> None:
        cramped = is_cramped(self.size)
        for screen in self.screen_stack:
            covers = screen.query_children(Cramped)
            if cramped and not covers and screen.is_attached:
                screen.mount(Cramped())
            elif cramped:
                covers.refresh()
            else:
                covers.remove()

    def turns_away(self, event: events.Event) -> bool:
        """While there is too little room nothing is done unseen: Ctrl+Q quits, Ctrl+Z suspends."""
        pressed = isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded
        if not pressed or not is_cramped(self.size):
            return False
        if isinstance(event, events.Key) and event.key == "ctrl+q":
            self.exit()
        elif isinstance(event, events.Key) and event.key == "ctrl+z":
            self.action_suspend_process()
        return True

    # Keys

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Answer a press on something unavailable with the reason; else do it."""
        name = bindings.action_name(action) if isinstance(action, str) else action[1]
        reason = self._why_not(name)
        if reason is not None:
            self._say(reason, Severity.WARNING)
            if isinstance(self.screen, WorkScreen):
                self.screen.refused(name)
            return True
        if name == "refresh":
            self._repaint(self)  # another program may have written to the terminal
        if isinstance(self.screen, WorkScreen):
            self.screen.quiet()
        return await super().run_action(action, default_namespace, namespaces)

    def _why_not(self, action: str) -> str | None:
        """Why an action is not available now: the screen knows what is not about the whole program."""
        if action == "suspend_process" and not shutdown.has_shell():
            return "There is no shell to go back to; Ctrl+Q quits"
        return self.screen.why_not(action) if isinstance(self.screen, WorkScreen) else None

    def on_key(self, event: events.Key) -> None:
        """A letter that nothing here takes says so."""
        screen = self.screen
        letter = event.character if event.is_printable and isinstance(screen, WorkScreen) else None
        if letter and event.key not in screen.active_bindings:
            self._say(f"{letter} does nothing here; ? shows what can be done")

    def action_no_quit(self) -> None:
        """Say how to quit: q does it on the first screen only."""
        self._say(f"q quits on the {SCREENS[0].label} screen only; Ctrl+Q quits everywhere")

    def action_help(self) -> None:
        """Show what can be done here."""
        self._show_help("What can be done here", grouped=True)

    def action_actions(self) -> None:
        """Find an action by its name."""
        self._show_help("Every action by name")

    def _show_help(self, title: str, *, grouped: bool = False) -> None:
        screen = self.screen
        live = sorted(bindings.actions(screen), key=lambda action: not action.show)
        does = screen.wording("finish") if isinstance(screen, WorkScreen) else None
        rows = [
            HelpRow(action, self._why_not(action.name), does if action.name == "finish" else None)
            for action in live
        ]
        find = None if grouped else self.with_arguments()
        preview = None if grouped else self.theme_preview()
        self.push_screen(HelpScreen(title, rows, grouped=grouped, find=find, preview=preview), self._do)

    async def _do(self, action: bindings.ScreenAction | None) -> None:
        if action is not None:
            await self.run_action(action.action, cast("DOMNode", action.namespace))

    async def action_services(self) -> None:
        """Show who accepts the key that is chosen on the first screen."""
        home = SCREENS[0].name
        if self.current_mode != home or len(self.screen_stack) > 1:
            await self.action_show_screen(home)
        if self.current_mode == home and len(self.screen_stack) == 1:
            await self.run_action("works_with", self.screen)

    def say_locked(self, words: str) -> None:
        """Say that it locked itself."""
        self._say(words)

    def _say(self, words: str, severity: Severity = Severity.INFO) -> None:
        """Say something on the nearest screen that has a status line: dialogs have none."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, WorkScreen):
                screen.tell(words, severity)
                return

    @functools.cached_property
    def clipboard_lease(self) -> ClipboardLease:
        """The private half that may be on the clipboard."""
        from .screens.services.clipboard_lease import ClipboardLease

        return ClipboardLease(self, self._say)

    def action_help_quit(self) -> None:
        """Say how to quit: people press Ctrl+C for it."""
        if isinstance(self.screen, WorkScreen):
            self.screen.tell(f"Ctrl+Q quits; on the {SCREENS[0].label} screen q does too")

    # Messages from screen to screen

    async def on_open_path(self, message: messages.OpenPath) -> None:
        """Show a file or folder on the first screen."""
        await self._show_file("keys", message.path)

    async def on_convert_key(self, message: messages.ConvertKey) -> None:
        """Open the Convert screen with a file."""
        from .screens.convert.screen import ConvertScreen

        await self._show_file("convert", message.path, message.key)
        if isinstance(self.screen, ConvertScreen):
            self.screen.wanted = message.target

    async def _show_file(self, mode: str, path: Path, key: int | None = None) -> None:
        await self._go_to(mode)
        if isinstance(self.screen, WorkScreen):
            self.screen.open_source(path, key)

    async def _go_to(self, mode: str) -> None:
        """To the screen of a mode itself: pages over it, here and there, are left."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_mode(mode)
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def _open(self, page: str, *about: Any) -> None:  # noqa: ANN401 - what the class of the page takes
        """Show a page over this screen."""
        await self.push_screen(PAGES[page].make(*about))

    async def on_show_public_key(self, message: messages.ShowPublicKey) -> None:
        """Show a public key on a page of its own."""
        await self._open("public_key", message.key)

    async def on_key_generated(self, message: messages.KeyGenerated) -> None:
        """Show what was made."""
        await self._open("result", message)

    async def on_show_page(self, message: messages.ShowPage) -> None:
        """Show a page about a file; its class takes the path."""
        await self._open(message.page, message.path)

    async def on_key_pasted(self, message: messages.KeyPasted) -> None:
        """Show a key that is in no file."""
        await self._open("pasted", message.pasted, message.folder or self.settings.start_path)

    async def on_show_deploy(self, message: messages.ShowDeploy) -> None:
        """Show which half goes where."""
        await self._open("deploy", message.path, message.service, self.clipboard_way)

    async def on_generate_for(self, message: messages.GenerateFor) -> None:
        """Open the Generate screen, filled in for a service."""
        from .screens.generate.screen import GenerateScreen

        await self._go_to("generate")
        if isinstance(self.screen, GenerateScreen):
            self.screen.take(message.service)

    def on_copy_public_key(self, message: messages.CopyPublicKey) -> None:
        """Copy a public key."""
        self.run_worker(self._copy(message.key), group="copy", exclusive=True)

    @property
    def clipboard_way(self) -> clipboard.CopyWay:
        """How to copy."""
        from .terminal import clipboard

        if self._way is not None:
            return self._way
        wanted = self.settings.clipboard
        return clipboard.choose(os.environ) if wanted == "auto" else clipboard.CopyWay(wanted)

    async def _copy(self, key: messages.PublicKeyText) -> None:
        from .screens.public_key import PublicKeyScreen
        from .terminal import clipboard

        name = cut_name(visible(key.name), NAME_ROOM)
        what = ", ".join(part for part in (name, key.label) if part)
        copied = await clipboard.copy_public(
            key.line, way=self.clipboard_way, write=self.write_sequence, what=what
        )
        if copied.way is clipboard.CopyWay.SHOW and not isinstance(self.screen, PublicKeyScreen):
            await self.push_screen(PublicKeyScreen(key))
        here = isinstance(self.screen, PublicKeyScreen)
        if isinstance(self.screen, WorkScreen):
            self.screen.tell(copied.told(clipboard.INSTEAD_HERE if here else clipboard.INSTEAD))


def run(
    start: Path, chosen: LoadedSettings, *, first_look: FirstLook, ascii_terminal: bool = False
) -> NoReturn:
    """Open the program on a terminal, and end the process with its exit status.

    Args:
        start: the file or folder to show first.
        chosen: the settings of this run.
        first_look: begun for that path.
        ascii_terminal: whether the terminal shows nothing but ASCII.
    """
    # A thread that looks at files gives the interpreter up in 0.5 ms, not in 5, when a key is pressed.
    sys.setswitchinterval(0.0005)
    app = KeywrightApp(start, chosen=chosen, ascii_terminal=ascii_terminal, first_look=first_look)
    # Without the mouse the terminal's own selection works.
    shutdown.leave(run_safely(app, mouse=chosen.settings.mouse))
