"""What the user has chosen once and for all: ROWS says what there is, a TOML file keeps it.

The file is ``$XDG_CONFIG_HOME/keywright/settings.toml``, flat, one line for each setting::

    theme = "dark"
    lock-minutes = 5

It never stops the program: a line that cannot be used is told of and passed over. Both faces read it
before anything else, so this module is light: named tuples, and the TOML reader only when there is a file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .keyops.errors import KeyOpsError, LimitError, NotAKeyFileError, StorageError
from .keyops.files.listing import ORDERS
from .keyops.files.xdg import configuration_folder
from .theme_names import TEXTUAL_THEMES, few

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = str | int | bool

MAX_MINUTES: Final = 24 * 60


class SettingError(KeyOpsError):
    """A setting cannot have this value."""

    id = "setting"


class Settings(NamedTuple):
    """Every setting. An attribute is called as in the file, with ``_`` for ``-``."""

    theme: str = "terminal"
    start_folder: str = "~/.ssh"
    clipboard: str = "auto"
    key_type: str = "ed25519"
    ascii: bool = False
    mouse: bool = False
    lock_minutes: int = 10
    sort: str = "name"
    list_width: int = 0

    @property
    def start_path(self) -> Path:
        """The start folder, with ``~`` for the home folder resolved."""
        # Not Path.expanduser, which raises for a user who is not there.
        return Path(os.path.expanduser(self.start_folder))  # noqa: PTH111


def _key_types() -> tuple[str, ...]:
    from .keyops.keys.algorithms import ALGORITHMS

    return tuple(row.family for row in ALGORITHMS.values() if row.can_generate)


class SettingRow(NamedTuple):
    """One setting, as the file, the options, the page and the manual know it."""

    name: str
    label: str
    about: str
    """What it does, in a few words."""
    choices: Callable[[], tuple[str, ...]] | None = None
    """What it may be; None for a switch, a number or a folder, as the type of its default says."""
    option: bool = False
    """Whether ``--NAME`` sets it for one run."""
    most: int = MAX_MINUTES
    """The largest it may be, of a number."""

    @property
    def attribute(self) -> str:
        """Its name in ``Settings``."""
        return self.name.replace("-", "_")

    @property
    def default(self) -> Value:
        """What it is when nobody says anything."""
        return self.of(Settings())

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return isinstance(self.default, bool)

    @property
    def values(self) -> str:
        """What it may be, in words."""
        if self.choices is not None:
            return ", ".join(self.choices())
        if self.is_switch:
            return "on, off"
        return f"0 to {self.most}" if isinstance(self.default, int) else "a folder path, starting with / or ~"

    def of(self, settings: Settings) -> Value:
        """Its value there."""
        value: Value = getattr(settings, self.attribute)
        return value

    def words(self, value: Value) -> str:
        """A value as people type it."""
        return ("on" if value else "off") if isinstance(value, bool) else str(value)

    def problem(self, value: object) -> str:
        """Why it cannot be this; empty when it can."""
        if self.choices is not None:
            fits = isinstance(value, str) and value in self.choices()
        elif self.is_switch:
            fits = isinstance(value, bool)
        elif isinstance(self.default, int):
            fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most
        else:
            fits = isinstance(value, str) and value.startswith(("/", "~")) and value.isprintable()
        if fits:
            return ""
        values = "true or false" if self.is_switch else few(self.choices()) if self.choices else self.values
        return f"{self.name} must be {'one of ' * bool(self.choices)}{values}"

    def parse(self, text: str) -> Value:
        """The value that a person typed.

        Raises:
            SettingError: it cannot be that.
        """
        value: Value = text.strip()
        if self.is_switch:
            value = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}.get(
                text.strip().casefold(), text
            )
        elif isinstance(self.default, int) and re.fullmatch(r"\s*[0-9]{1,6}\s*", text):
            value = int(text)
        problem = self.problem(value).replace("true or false", "on or off")
        if problem:
            raise SettingError(f"{problem}, not {text}" if text.strip() else problem)
        return value


ROWS: Final = (
    SettingRow(
        "theme",
        "Theme",
        "colours: the terminal's own, dark, light, none (mono), or a well-known theme",
        lambda: ("terminal", "dark", "light", "mono", *TEXTUAL_THEMES),
        option=True,
    ),
    SettingRow("start-folder", "Start in", "the folder shown first"),
    SettingRow(
        "clipboard",
        "Clipboard",
        "how to copy; auto picks what works",
        lambda: ("auto", "tmux", "osc52", "screen", "desktop", "show"),
        option=True,
    ),
    SettingRow("key-type", "Key type", "the type of a new key", _key_types),
    SettingRow("ascii", "ASCII", "draw with ASCII characters only", option=True),
    SettingRow("mouse", "Mouse", "mouse clicks go to keywright, not the terminal", option=True),
    SettingRow("lock-minutes", "Lock after", "idle minutes until passphrases are forgotten; 0 never"),
    SettingRow("sort", "Sort by", "how the list of keys is sorted", lambda: ORDERS),
    SettingRow("list-width", "List width", "percent of the width for the list; 0 is automatic", most=80),
)
"""The one table: options, file, page and manual follow it."""

BY_NAME: Final = {row.name: row for row in ROWS}


class LoadedSettings(NamedTuple):
    """The settings, where each comes from, and what of the file is ignored."""

    settings: Settings = Settings()
    sources: Mapping[str, str] = {}
    """``file`` or ``option`` by name; the others are defaults."""
    problems: tuple[str, ...] = ()
    """What is ignored, why, and how to repair it. Raw."""
    exists: bool = False
    """Whether there is a file."""

    def source(self, name: str) -> str:
        """``default``, ``file`` or ``option``."""
        return self.sources.get(name, "default")

    def override(self, values: Mapping[str, Value | None], source: str = "option") -> LoadedSettings:
        """With the options of this run, or what was written into the ``file``; None means not given."""
        given = {name: value for name, value in values.items() if value is not None}
        sources = {**self.sources, **dict.fromkeys(given, source)}
        changed = self._replace(settings=_with(self.settings, given), sources=sources)
        return changed._replace(exists=True) if source == "file" else changed


def _with(settings: Settings, values: Mapping[str, Any]) -> Settings:
    return settings._replace(**{BY_NAME[name].attribute: value for name, value in values.items()})


def file_path() -> Path:
    """Where they are kept."""
    return configuration_folder() / "settings.toml"


def load(path: Path | None = None) -> LoadedSettings:
    """Read them; whatever is wrong with the file, there is an answer.

    Args:
        path: of the file; the usual one when None.
    """
    path = path or file_path()
    try:
        if not os.path.lexists(path):
            return LoadedSettings(problems=_hidden(path))
        values, problems = _read(_bytes_of(path))
    except KeyOpsError as error:
        told = f"{path.name} is ignored: {error.title}" + (f". {error.hint}" if error.hint else "")
        return LoadedSettings(problems=(told,), exists=True)
    return LoadedSettings(_with(Settings(), values), dict.fromkeys(values, "file"), problems, exists=True)


def _hidden(path: Path) -> tuple[str, ...]:
    from .keyops.files import paths as presence

    why = presence.why_hidden(path)
    return (f"{path.name} is ignored: its folder cannot be read ({why})",) if why else ()


def _bytes_of(path: Path) -> bytes:
    from .keyops.files import storage

    hint = "Move it away; a new one is written when you save"
    try:
        return storage.read_key_file(path)
    except NotAKeyFileError:
        raise SettingError(f"{path.name} is not a regular file", hint) from None
    except LimitError:
        raise SettingError(f"{path.name} is far too large for settings", hint) from None


def _held(path: Path) -> bytes | None:
    """What the file holds; None when nothing is there."""
    from .keyops.files import paths as presence

    return _bytes_of(path) if presence.is_taken(path) else None


def _parsed(text: str) -> dict[str, Any] | None:
    """What a TOML text says; None when it is none."""
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):  # the second for ``[[[[`` without an end
        return None


def _read(data: bytes) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The values that can be used, and what is told of the others."""
    name = "settings.toml"
    text = data.decode("utf-8-sig", "replace")
    problems = []
    found = _parsed(text)
    if found is None:
        found, broken = _salvage(text)
        lines = ", ".join(map(str, broken[:3])) + (" and more" if len(broken) > 3 else "")
        line, are = ("Line", "is") if len(broken) == 1 else ("Lines", "are")
        problems.append(
            f"{line} {lines} of {name} {are} not TOML and {are} ignored; "
            'write it like theme = "dark", or see: keywright settings'
        )
    values: dict[str, Value] = {}
    for key, value in found.items():
        row = BY_NAME.get(key)
        if row is None:
            problems.append(f"{name} has a setting that does not exist, {key}{_near(key)}; it is ignored")
            continue
        problem = row.problem(value)
        if problem:
            problems.append(f"In {name} {problem}; the default {row.words(row.default)} is used")
        else:
            values[key] = value
    return values, tuple(problems)


def _salvage(text: str) -> tuple[dict[str, Any], list[int]]:
    """What the good lines of a broken file say, and the numbers of the others, from 1."""
    found: dict[str, Any] = {}
    broken = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        parsed = _parsed(line)
        if parsed is None:
            broken.append(number)
        else:
            found.update(parsed)
    return found, broken


def _near(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name.replace("_", "-"), BY_NAME, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


# Writing

_ATTEMPTS: Final = 4
_HEADER: Final = "# Settings of keywright; what there is: keywright settings\n"
_TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


def save(values: Mapping[str, Value], path: Path | None = None) -> Path | None:
    """Keep these values. All other lines of the file, comments too, stay as they are.

    A file that is no TOML is kept beside, under the name that is returned, and a new one is written with
    what could be read of it.

    Args:
        values: by name; allowed ones.
        path: of the file; the usual one when None.

    Returns:
        The backup of a broken file, else None.

    Raises:
        StorageError: the file system said no; the file is as it was.
        SettingError: the line cannot be changed where it stands.
    """
    # A link from a folder of dot files stays one. Path.resolve raises for one that leads to itself.
    path = Path(os.path.realpath(path or file_path()))
    for attempt in range(_ATTEMPTS):
        before = _held(path)
        try:
            return _write(path, before, values)
        except StorageError:
            # Another program may have set something in this moment: that must not be lost.
            unchanged = before == _held(path)
            if unchanged or attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError


def _write(path: Path, before: bytes | None, values: Mapping[str, Value]) -> Path | None:
    from .keyops.files import storage

    text = _HEADER if before is None else before.decode("utf-8-sig", "replace")
    is_sound = _parsed(text) is not None
    made = text if is_sound else _HEADER
    wanted = values if before is None or is_sound else {**_read(before)[0], **values}
    for name, value in wanted.items():
        made = _changed(made, name, value)
    data = made.encode()
    if before is None:
        storage.save([storage.NewFile(path, data, private=False)])
    elif is_sound:
        storage.replace(path, data, expected=before)
    else:
        stamp = storage.stamp_now()
        return storage.replace_with_backup(path, data, private=False, stamp=stamp, expected=before)
    return None


def _changed(text: str, name: str, value: Value) -> str:
    """The file with another value for one setting."""
    table = _TABLE.search(text)
    head, tail = (text[: table.start()], text[table.start() :]) if table else (text, "")
    line = f"{name} = {_toml(value)}"
    found = re.search(rf"""^[ \t]*(?:{name}|"{name}"|'{name}')[ \t]*=.*$""", head, re.MULTILINE)
    if found:
        comment = _comment(found[0].rstrip("\r"))
        end = "\r" if found[0].endswith("\r") else ""
        head = head[: found.start()] + line + comment + end + head[found.end() :]
    else:
        head += "\n" * (bool(head) and not head.endswith("\n")) + line + "\n"
    made = head + tail
    if (_parsed(made) or {}).get(name) != value:
        raise SettingError(
            f"The line of {name} in settings.toml cannot be changed by itself", "Change it in an editor"
        )
    return made


def _comment(line: str) -> str:
    """The comment behind a value, with the blanks before it; empty when there is none."""
    for at, char in enumerate(line):
        if char == "#" and _parsed(line[:at]) is not None:
            return line[len(line[:at].rstrip()) :]
    return ""


def _toml(value: Value) -> str:
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)
    return str(value).lower()
