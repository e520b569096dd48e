"""Keys and their wording, in one place, so that they never differ between screens.

Footer, help and the key table in the manual are made from these records: each has an id and a tooltip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.binding import ActiveBinding, Binding
from textual.widgets import Input

from .keyops.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.screen import Screen

_NAMES: Final = {
    "question_mark": "?",
    "slash": "/",
    "full_stop": ".",
    "colon": ":",
    "number_sign": "#",
    "asterisk": "*",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "comma": ",",
    "escape": "Esc",
    "enter": "Enter",
    "backspace": "Backspace",
    "delete": "Del",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
}


def act(
    key: str,
    action: str,
    label: str,
    tooltip: str,
    *,
    id: str = "",  # noqa: A002 - as Textual calls it
    show: bool = True,
    priority: bool = False,
) -> Binding:
    """Make a binding.

    Args:
        key: Textual's name of the key; several are divided by commas, the one to show first.
        action: what it does, as Textual writes actions.
        label: one or two words for the footer.
        tooltip: one sentence for the help.
        id: stable name; that of the action when empty.
        show: whether the footer tells of it.
        priority: whether it acts inside inputs too.
    """
    return Binding(
        key, action, label, show=show, tooltip=tooltip, id=id or action_name(action), priority=priority
    )


def other_pane(id: str) -> Binding:  # noqa: A002 - as Textual calls it
    """Tab between a list and the details of the chosen row."""
    return act(
        "tab,shift+tab", "other_pane", "details", "Switch between the list and the details", id=id, show=False
    )


def action_name(action: str) -> str:
    """The name of an action without its namespace and parameters; of ``do('edit')``, what it does."""
    name, _, parameters = action.partition("(")
    return parameters.strip("')") if name == "do" else name.rpartition(".")[2]


def key_words(key: str) -> str:
    """A key as people call it: ``Ctrl+L``, ``F2``, ``/``, ``PgUp``."""
    if key in _NAMES:
        return _NAMES[key]
    *modifiers, last = key.split("+")
    last = _NAMES.get(last, last)
    if modifiers or (len(last) > 1 and last[0] == "f" and last[1:].isdigit()):
        last = last.upper() if len(last) <= 3 else last
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])


@dataclass(frozen=True, slots=True)
class ScreenAction:
    """What can be done now: a live binding with all its keys."""

    keys: tuple[str, ...]
    """As people call them, the first one first."""
    action: str
    label: str
    tooltip: str
    show: bool
    namespace: object
    """The node that acts."""

    @property
    def name(self) -> str:
        """The name of the action."""
        return action_name(self.action)


def actions(screen: Screen[Any]) -> Iterator[ScreenAction]:
    """What can be done on a screen now, nearest the focus first, keys of one action together.

    Letters are left out while an input, or what is like one, has the focus and would take them.
    """
    typing = isinstance(screen.focused, Input)
    letters = getattr(screen.focused, "takes_letters", False)
    active = [
        (key, live)
        for key, live in screen.active_bindings.items()
        if live.binding.priority
        or not ((typing and len(key_words(key)) == 1) or (letters and len(key) == 1 and key.isalnum()))
    ]
    grouped: dict[tuple[int, str], list[tuple[str, ActiveBinding]]] = {}
    for key, live in active:
        if live.binding.tooltip:
            grouped.setdefault((id(live.node), live.binding.action), []).append((key, live))
    for found in grouped.values():
        live = found[0][1]
        yield ScreenAction(
            tuple(dict.fromkeys(key_words(key) for key, _ in found)),
            live.binding.action,
            live.binding.description,
            live.binding.tooltip,
            live.binding.show,
            live.node,
        )


HELP: Final = act("question_mark,f1", "app.help", "help", "What can be done here, and why not", id="help")
ACTIONS: Final = act(
    "colon,ctrl+p", "app.actions", "actions", "Find any action by name and do it", id="actions", show=False
)
SETTINGS: Final = act(
    "comma", "app.settings", "settings", "Theme, start folder, clipboard and more", id="settings", show=False
)
QUIT: Final = act("q", "app.leave", "quit", "Quit, on this screen", id="quit", show=False)
"""Of the first screen only: elsewhere a letter that was meant for a field must not end the program."""
QUIT_ANYWHERE: Final = act(
    "ctrl+q", "app.leave", "quit", "Quit keywright", id="quit.anywhere", show=False, priority=True
)
NO_QUIT: Final = Binding("q", "app.no_quit", show=False, id="quit.not")
"""Everywhere else: says how to quit. Without a tooltip, so that no help tells of it."""
SUSPEND: Final = act(
    "ctrl+z",
    "app.suspend_process",
    "suspend",
    "Suspend to the shell; fg brings it back",
    id="suspend",
    show=False,
)
SERVICES: Final = act(
    "4", "app.services", "services", "Which services accept the chosen key", id="services", show=False
)
"""The fourth of the screens; it is about the key that is chosen on the first."""
LOCK: Final = act("L", "app.lock", "lock", "Lock every unlocked key now", id="lock", show=False)
BACK: Final = act("escape", "back", "back", "Cancel what is running, or go back", show=False)


def go_to(name: str, key: str, label: str) -> Binding:
    """The binding that goes to a screen."""
    return act(
        key,
        f"app.show_screen('{name}')",
        label.lower(),
        f"Go to the {label} screen",
        id=f"screen.{name}",
        show=False,
    )
