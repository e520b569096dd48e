"""``keywright settings``: what is set and where that comes from; with a name and a value, set one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ... import settings
from ...settings import BY_NAME, ROWS, LoadedSettings, SettingError
from ...visible import path_text, visible
from .. import add_options, chosen_for, json_objects
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from ...settings import SettingRow


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Show the settings, or set one of them.",
        epilog="\n".join(f"{row.name:<13} {row.values}" for row in ROWS),
    )
    made.add_argument("name", nargs="?", choices=tuple(BY_NAME), metavar="NAME", help="show only this one")
    made.add_argument("value", nargs="?", metavar="VALUE", help="set it to this")
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each setting")
    add_options(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Show them with where each comes from; or set one."""
    if arguments.value is not None:
        return _set(arguments)
    chosen = chosen_for(arguments)
    tell_problems(chosen)
    if arguments.json:
        wanted = [BY_NAME[arguments.name]] if arguments.name else ROWS
        json_objects.write(_object(row, chosen) for row in wanted)
        return 0
    if arguments.name:
        row = BY_NAME[arguments.name]
        sys.stdout.write(visible(row.words(row.of(chosen.settings))) + "\n")
        return 0
    shown = [visible(row.words(row.of(chosen.settings))) for row in ROWS]
    width = max(map(len, shown))
    for row, words in zip(ROWS, shown, strict=True):
        sys.stdout.write(f"{row.name:<13} {words:<{width}}  {chosen.source(row.name):<8} {row.about}\n")
    there = "" if chosen.exists else ", which does not exist yet"
    sys.stdout.write(f"\nKept in {path_text(settings.file_path())}{there}\n")
    return 0


def _object(row: SettingRow, chosen: LoadedSettings, backup: Path | None = None) -> dict[str, Any]:
    return {
        "name": row.name,
        "value": json_objects.text(row.words(row.of(chosen.settings))),
        "default": row.words(row.default),
        "source": chosen.source(row.name),
        "values": row.values,
        "backup": json_objects.text(str(backup)) if backup else None,
    }


def _set(arguments: argparse.Namespace) -> int:
    name = arguments.name
    row = BY_NAME[name]
    try:
        value = row.parse(arguments.value)
    except SettingError as error:
        return complain(error.title)
    backup = settings.save({name: value})
    chosen = settings.load()
    tell_problems(chosen)
    if arguments.json:
        json_objects.write([_object(row, chosen, backup)])
        return 0
    sys.stdout.write(visible(f"{name} is now {row.words(value)}") + "\n")
    if backup is not None:
        sys.stdout.write(f"The old file was not TOML; it is kept as {path_text(backup)}\n")
    return 0


def tell_problems(chosen: LoadedSettings) -> None:
    """Say on standard error what of the file is ignored."""
    for problem in chosen.problems:
        sys.stderr.write(visible(f"keywright: {problem}") + "\n")
