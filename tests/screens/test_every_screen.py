"""What must be so on every screen, page and dialog, whoever adds one: keys, footer, focus, ways out."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

import tui.dialogs
import tui.screens
import tui.widgets
from tests.helpers import desk
from tests.helpers.desk import keys_app, ready
from tests.helpers.expect import expect, screen
from tests.helpers.made import message as made_message
from tests.helpers.samples import one_in
from tests.helpers.snapshot import lines, text, until
from tui import bindings, messages
from tui.app import KeywrightApp
from tui.dialogs.base import Dialog
from tui.dialogs.scrolling import ScrollingDialog
from tui.keyops.secret import Secret
from tui.screens.base import WorkScreen
from tui.screens.generate.screen import GenerateScreen
from tui.screens.help import HelpScreen
from tui.screens.help_groups import GROUPS
from tui.screens.keys.screen import KeysScreen
from tui.screens.public_key import PublicKeyScreen
from tui.screens.registry import PAGES, SCREENS
from tui.settings import LoadedSettings, Settings
from tui.widgets.form import Row
from tui.widgets.key_hints import KeyHints
from tui.widgets.line_view import LineView
from tui.widgets.prompt_line import PromptLine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from rich.style import Style
    from textual.message import Message
    from textual.pilot import Pilot
    from textual.screen import Screen


BASES = {Dialog, ScrollingDialog}
"""They leave it to each dialog what Escape answers."""
SAME = {
    "y": {"copy"},
    "Y": {"copy"},
    "P": {"print"},
    "n": {"new"},
    "N": {"numbers"},
    "F": {"files"},
    "escape": {"back", "close", "cancel", "give"},
    "tab": {"details", "next", "choose", "complete"},
    "shift+tab": {"details", "before", "next", "choose", "complete"},
    "enter": {"open", "do", "to", "make", "close", "next", "copy"},
    "space": {"choose", "do", "mark"},
    "left": {"close", "choose"},
    "right": {"open", "choose"},
    "down": {"down", "next", "choose", "scroll"},
    "up": {"up", "before", "next", "choose", "scroll"},
    "j": {"down", "scroll"},
    "k": {"up", "scroll"},
    "backspace": {"up", "delete"},
    "f1": {"help", "close"},
}
"""What a key means, by the first words it goes by; a key with one first word everywhere needs no row."""

EXCEPTIONS = {
    ("ctrl+n", "down"): "as in a shell, while one types in the list of actions",
    ("ctrl+n", "free name"): "n is a letter in the form",
    ("ctrl+p", "up"): "as in a shell, while one types in the list of actions",
    ("ctrl+p", "actions"): "everywhere else",
    ("P", "private numbers"): "in the dialog of the numbers, which prints nothing",
    ("Y", "yes"): "the same as y",
    ("y", "yes"): "answers a question, which takes no key that was typed before it could be read",
    ("n", "no"): "the other answer, and does nothing",
    ("N", "no"): "the same",
    ("F", "fix all"): "in the list of problems, which has no files to be shown one by one",
}
"""The same key with another meaning, and why that is no trap."""


def owners(*, every: bool = False) -> Iterator[type]:
    """Every class of ours that has keys of its own, or every class that could."""
    for package in (tui.screens, tui.dialogs, tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    waiting = [DOMNode]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("tui.") and (every or "BINDINGS" in one.__dict__):
                yield one


def test_every_binding_has_an_id_a_label_and_a_tooltip_and_a_key_means_the_same_everywhere() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for owner in owners():
        for binding in owner.__dict__["BINDINGS"]:
            assert isinstance(binding, Binding), (owner, binding)
            if binding.action.startswith("move_list") or binding.id in {"app.suspend", "quit.not"}:
                continue  # the arrows of the list, while one types a filter; told of by the list and the app
            assert binding.id, (owner, binding)
            assert binding.description, (owner, binding)
            assert binding.description == binding.description.strip().rstrip("."), (owner, binding)
            assert binding.tooltip, (owner, binding)
            assert binding.tooltip[0].isupper(), (owner, binding)
            assert not binding.tooltip.endswith("."), (owner, binding)
            for key in binding.key.split(","):
                label = binding.description
                meanings[key].add(label if (key, label) in EXCEPTIONS else label.split()[0])
    strange = {
        key: sorted(others)
        for key, labels in meanings.items()
        if len(labels) > 1
        and (others := {label for label in labels - SAME.get(key, set()) if (key, label) not in EXCEPTIONS})
    }
    assert strange == {}, "give it another key, or say in SAME or EXCEPTIONS why it is no trap"


def test_every_action_stands_in_a_group_of_the_help() -> None:
    named = [name for _, names in GROUPS for name in names.split()]
    told = {
        bindings.action_name(binding.action)
        for owner in owners()
        for binding in owner.__dict__["BINDINGS"]
        if binding.tooltip
    }
    assert sorted(named) == sorted(told)


async def test_where_y_copies_p_shows_the_page_that_the_answer_names(folder: Path) -> None:
    """But for the page itself, and forms without a key: "Paste empty? p, then b or P"."""
    seen = []
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        async for screen in every_screen(pilot, folder):
            acts = {key: live.binding.action for key, live in screen.active_bindings.items()}
            if acts.get("y", "").startswith("copy") and not isinstance(screen, PublicKeyScreen):
                seen.append(type(screen).__name__)
                assert acts.get("p") == "page", screen
    assert {"KeysScreen", "AgentScreen", "HostsScreen", "WorksWithScreen", "PastedScreen"} <= set(seen)


def test_every_dialog_has_an_answer_to_escape_and_says_so() -> None:
    dialogs = [owner for owner in owners(every=True) if issubclass(owner, Dialog) and owner not in BASES]
    assert len(dialogs) >= 7
    for dialog in dialogs:
        assert hasattr(dialog, "escaped"), dialog
        assert "Esc" in dialog.keys, dialog
        assert not any("escape" in binding.key for binding in dialog.__dict__.get("BINDINGS", [])), dialog


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh")
    (folder / "known_hosts").write_text("example.org " + (folder / "id_ed25519.pub").read_text())
    (folder / "authorized_keys").write_text((folder / "id_ed25519.pub").read_text())
    return folder


def page_messages(folder: Path) -> Iterator[Message]:
    """What opens each page, with something to show."""
    line = (folder / "id_ed25519.pub").read_text().strip()
    special = {
        "deploy": messages.ShowDeploy(folder / "id_rsa", "github"),
        "public_key": messages.ShowPublicKey(messages.PublicKeyText("id.pub", "Ed25519", line, "SHA256:x")),
        "result": made_message(folder),
        "pasted": messages.KeyPasted(Secret((folder / "id_rsa").read_bytes()), folder),
    }
    subjects = {"hosts": "known_hosts", "authorized": "authorized_keys"}
    for name in PAGES:
        path = folder / subjects.get(name, "id_ed25519")
        yield special.get(name) or messages.ShowPage(name, path)


async def every_screen(pilot: Pilot, folder: Path) -> AsyncIterator[WorkScreen]:
    """Each screen and page in front, one after the other; Escape must lead back from each."""
    app = expect(KeywrightApp, pilot.app)
    await ready(pilot)
    for name in ("id_rsa", "archive", "config", "wrong"):
        await desk.go_to(pilot, name)
        yield screen(pilot, WorkScreen)
    for row in SCREENS[1:]:
        await pilot.press(row.key.partition(",")[2])
        await until(pilot, partial(is_mode, app, row.name))
        await pilot.pause(0.05)
        yield screen(pilot, WorkScreen)
        await home(pilot)
    for message in page_messages(folder):
        app.post_message(message)
        await until(pilot, lambda: not isinstance(app.screen, KeysScreen))
        await pilot.pause(0.1)
        yield screen(pilot, WorkScreen)
        await home(pilot)


def is_mode(app: KeywrightApp, name: str) -> bool:
    return app.current_mode == name


def is_high(app: KeywrightApp, height: int) -> bool:
    return len(lines(app)) == height


async def home(pilot: Pilot) -> None:
    """Escape leads back, whatever it has to cancel first."""
    for _ in range(5):
        if isinstance(pilot.app.screen, KeysScreen):
            return
        await pilot.press("escape")
        await pilot.pause(0.05)
    assert isinstance(pilot.app.screen, KeysScreen), text(pilot.app)


def looks(app: KeywrightApp) -> list[tuple[str, object, object, object]]:
    """What is seen without any colour: characters, and which of them are bold, reversed or underlined."""
    return [
        (segment.text, segment.style.bold, segment.style.reverse, segment.style.underline)
        for strip in app.screen._compositor.render_strips()
        for segment in strip
        if segment.style is not None
    ]


async def focus_is_seen(pilot: Pilot) -> bool:
    """Whether what has the focus looks different without it, in black and white too."""
    app = expect(KeywrightApp, pilot.app)
    screen, focused = app.screen, app.screen.focused
    await pilot.pause()
    with_it = looks(app)
    screen.set_focus(None)
    await pilot.pause()
    without = looks(app)
    screen.set_focus(focused)
    await pilot.pause()
    return with_it != without


def follows_the_eye(screen: WorkScreen) -> bool:
    """Whether Tab goes down, or to the right."""
    regions = [widget.region for widget in screen.focus_chain if widget.region]
    return all(one.y < other.y or one.x < other.x for one, other in itertools.pairwise(regions))


def check_frame(screen: WorkScreen, width: int, height: int) -> None:
    """The footer is there, tells what matters most, and nothing spills."""
    name, shown = type(screen).__name__, lines(screen.app)
    assert len(shown) == height, name
    assert all(cell_len(line) <= width for line in shown), name
    assert shown[-1].endswith(" help"), (name, shown[-1])
    for _, label, _ in screen.query_one(KeyHints).hints[:2]:
        assert label in shown[-1], (name, shown[-1])


def check_actions(screen: WorkScreen) -> None:
    """The list of actions has all there are; it is made from the same table as the help."""
    name, offered = type(screen).__name__, {action.name for action in bindings.actions(screen)}
    live = {live.binding.action for live in screen.active_bindings.values() if live.binding.tooltip}
    typing = isinstance(screen.focused, Input) or getattr(screen.focused, "takes_letters", False)
    assert typing or {bindings.action_name(action) for action in live} == offered, name
    assert not any("screenshot" in one for one in offered)
    assert {"help", "leave", "show_screen"} <= offered, name


async def test_every_screen_keeps_the_rules(folder: Path) -> None:
    app = keys_app(folder)
    seen = set()
    async with app.run_test(size=(80, 24)) as pilot:
        async for screen in every_screen(pilot, folder):
            name = type(screen).__name__
            if name not in seen:
                for width, height in ((60, 20), (80, 24)):
                    await pilot.resize_terminal(width, height)
                    await until(pilot, partial(is_high, app, height))
                    check_frame(screen, width, height)
            seen.add(name)
            check_frame(screen, 80, 24)
            for action in bindings.actions(screen):
                reason = screen.why_not(action.name)
                assert reason is None or len(reason.split()) >= 3, (name, action.name, reason)
            empty = isinstance(screen.focused, LineView) and not screen.focused.line_count
            if len(screen.focus_chain) > 1 and not empty:
                assert await focus_is_seen(pilot), (name, screen.focused)
            assert follows_the_eye(screen), (name, screen.focus_chain)
            check_actions(screen)
            for field in screen.query(Input):
                rows = [node for node in field.ancestors if isinstance(node, (Row, PromptLine))]
                assert rows, (name, field, "has no label")
                assert isinstance(rows[0], PromptLine) or rows[0].label.strip(), (name, field)
    assert len(seen) == len(SCREENS) + len(PAGES), seen


@pytest.mark.parametrize("key", ["f1", "f2", "f4", "ctrl+p"])
async def test_function_keys_act_inside_an_input(folder: Path, key: str) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
        before = pilot.app.screen
        await pilot.press(key)
        await pilot.pause()
        screens: dict[str, type[Screen]] = {"f1": HelpScreen, "ctrl+p": HelpScreen, "f2": KeysScreen}
        expected = screens.get(key, type(before))
        await until(pilot, lambda: isinstance(pilot.app.screen, expected))


@pytest.mark.parametrize("theme", one_in(3, ["terminal", "dark", "light", "mono"]))
@pytest.mark.parametrize("ground", ["on a dark terminal", "on a light terminal"])
async def test_the_cursor_in_a_field_is_seen(folder: Path, theme: str, ground: str) -> None:
    """As the terminal shows it in the end: reversed colours change places, default ones are its own."""
    own = ("white", "black") if ground == "on a dark terminal" else ("black", "white")

    def shown(style: Style) -> tuple[str, str]:
        text = style.color.name if style.color and not style.color.is_default else own[0]
        behind = style.bgcolor.name if style.bgcolor and not style.bgcolor.is_default else own[1]
        return (behind, text) if style.reverse else (text, behind)

    chosen = LoadedSettings(Settings(theme=theme))
    app = KeywrightApp(folder, chosen=chosen)
    app.console._color_system = ColorSystem.EIGHT_BIT
    app._choose_looks()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: app.current_mode == "generate")
        form = screen(pilot, GenerateScreen).form
        field = expect(Input, form.row("comment").field)
        field.value = "abc"
        form.focus_row("comment")
        await pilot.press("home", "right")
        await pilot.pause()
        row = app.screen._compositor.render_strips()[field.region.y]
        cells = {
            letter: shown(segment.style)
            for segment in row.crop(field.region.x, field.region.x + 3)
            for letter in segment.text
        }
    assert cells["a"] == cells["c"]
    assert cells["b"] == cells["a"][::-1]
