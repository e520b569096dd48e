"""Actions with an argument, as they are typed in the list of actions: ``convert to pem``, ``theme nord``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from ..bindings import ScreenAction
from ..keyops.inspection.key_files import ORDERS
from ..messages import ConvertKey, GenerateFor, SettingsChosen
from ..settings import BY_NAME
from ..visible import visible
from .help import HelpRow
from .leaving import LeavingApp
from .registry import PAGES, SCREENS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.screen import Screen

    from ..settings import LoadedSettings

_HOST: Final = re.compile(r"[\w.@:%\[\]-]+")
"""What may be a host, and can stand in the name of an action."""
_LEAST: Final = 3
"""Letters, before anything is looked for."""
_SORTED: Final = {"name": "name", "type": "type", "age": "age, date, time", "problems": "problems"}
"""The orders of the list, with other words for them."""

_THEME: Final = re.compile(r"theme\('([\w-]+)'\)")


class ArgumentApp(LeavingApp):
    """An App that does what is typed with an argument."""

    chosen: LoadedSettings

    @property
    def _home(self) -> Screen[object]:
        """The list of keys."""
        return self._screen_stacks[SCREENS[0].name][0]

    @property
    def _chosen_path(self) -> Path | None:
        """The key that is chosen there; None for a folder."""
        names = getattr(self._home, "names", None)
        entry = getattr(names, "entry", None)
        return None if entry is None or entry.is_folder else entry.path

    def with_arguments(self) -> Callable[[str], list[HelpRow]]:
        """What finds what is meant by what was typed: every word of it is in the action."""
        rows = functools.cache(lambda: tuple((row, row.searched) for row in self._rows()))

        def find(typed: str) -> list[HelpRow]:
            words = typed.casefold().split()
            if len(typed) < _LEAST:
                return []
            found = [row for row, searched in rows() if all(word in searched for word in words)]
            return [*self._about_host(typed.split()), *sorted(found, key=lambda row: _missed(row, words))]

        return find

    def _rows(self) -> Iterator[HelpRow]:
        yield from self._about_key()
        row = functools.partial(_row, self)
        for family, label, sizes in _types():
            yield row(f"generate_type('{family}', 0)", f"generate {family}", f"Generate a key: {label}")
            for bits in sizes:
                yield row(
                    f"generate_type('{family}', {bits})",
                    f"generate {family} {bits}",
                    f"Generate a key: {label} {bits}",
                )
        for service, label in _services():
            yield row(f"generate_for('{service}')", f"generate for {service}", f"Generate a key for {label}")
        for name in _themes():
            yield row(f"theme('{name}')", f"theme {name}", f"Theme {name}, until you quit")
        for order in ORDERS:
            yield row(f"sort_by('{order}')", f"sort by {_SORTED[order]}", f"Sort the keys by {order}")

    def _about_host(self, words: list[str]) -> list[HelpRow]:
        """What ssh offers to the host that was typed after ``why``: ssh tells its capitals apart."""
        if len(words) != 2 or words[0].casefold() != "why" or not _HOST.fullmatch(words[1]):
            return []
        host = words[1]
        tooltip = f"Which keys ssh offers to {host}, and why not others"
        return [_row(self, f"why('{host}')", f"why {host}", tooltip)]

    def _about_key(self) -> Iterator[HelpRow]:
        path = self._chosen_path
        reason = None if path is not None else "No key is chosen on the Keys screen"
        name = "the key" if path is None else visible(path.name)
        row = functools.partial(_row, self, reason=reason)
        from ..keyops.formats import FORMATS

        for one in FORMATS.values():
            if one.write_private or one.write_public:
                yield row(f"convert_to('{one.id}')", f"convert to {one.id}", f"Convert {name} to {one.label}")
        for service, label in _services():
            yield row(
                f"check_for('{service}')", f"check for {service}", f"See whether {label} accepts {name}"
            )

    # What is done

    def action_convert_to(self, target: str) -> None:
        """Open the Convert screen with the chosen key and a format."""
        if self._chosen_path is not None:
            self.post_message(ConvertKey(self._chosen_path, target=target))

    async def action_check_for(self, service: str) -> None:
        """Show what one service makes of the chosen key."""
        if self._chosen_path is not None:
            await self.push_screen(PAGES["works_with"].make(self._chosen_path, service))

    async def action_generate_type(self, family: str, bits: int) -> None:
        """Open the Generate screen with a type, and a size where there is a choice."""
        from .generate.screen import GenerateScreen

        await self.action_show_screen("generate")
        if isinstance(self.screen, GenerateScreen):
            self.screen.take(family=family, bits=bits)

    async def action_why(self, host: str) -> None:
        """Show which keys ssh offers to a host."""
        await self.push_screen(PAGES["why"].make(self.chosen.settings.start_path, host))

    def action_generate_for(self, service: str) -> None:
        """Open the Generate screen for a service."""
        self.post_message(GenerateFor(service))

    def action_theme(self, name: str) -> None:
        """Show this theme until the end."""
        self.post_message(SettingsChosen(self.chosen.override({"theme": name})))

    def theme_preview(self) -> Callable[[str], None]:
        """Shows a theme while its action is marked, and the one from before when it is no more."""
        before = now = self.chosen

        def preview(action: str) -> None:
            nonlocal now
            found = _THEME.fullmatch(action)
            wanted = before.override({"theme": found[1]}) if found is not None else before
            if wanted != now:
                now = wanted
                self.post_message(SettingsChosen(wanted))

        return preview

    async def action_sort_by(self, order: str) -> None:
        """Sort the list of keys."""
        await self.action_show_screen(SCREENS[0].name)
        await self.run_action(f"sort_by('{order}')", self._home)


def _missed(row: HelpRow, words: list[str]) -> int:
    """How many of the words begin none of the argument's: ``convert to p`` means PEM before OpenSSH."""
    named = re.findall(r"\w+", row.action.label)
    return sum(not any(one.startswith(word) for one in named) for word in words)


def _row(app: ArgumentApp, action: str, label: str, tooltip: str, reason: str | None = None) -> HelpRow:
    return HelpRow(ScreenAction((), action, label, tooltip, show=False, namespace=app), reason)


def _themes() -> tuple[str, ...]:
    found = BY_NAME["theme"].choices
    return found() if found is not None else ()


def _services() -> list[tuple[str, str]]:
    from ..keyops.services import catalogue

    return [(one.id, one.label) for one in catalogue().profiles.values()]


def _types() -> list[tuple[str, str, tuple[int, ...]]]:
    from ..keyops.keys.algorithms import ALGORITHMS
    from .generate.form import MADE

    return [(family, row.label, tuple(row.sizes)) for family, row in ALGORITHMS.items() if family in MADE]
