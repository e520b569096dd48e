"""Writes the tables in docs/ anew from the tables that the program itself uses.

``python -m tests.tables`` checks them, ``--write`` renews them. A test keeps them fresh.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.binding import Binding

from tests import command_pages, service_tables
from tests.parity import table as parity
from tui import bindings
from tui.app import KeywrightApp
from tui.keyops import weaknesses
from tui.keyops.damage.base import PROGRAMS, READERS, Container
from tui.keyops.damage.diagnosis import DAMAGES
from tui.keyops.formats import FORMATS
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.screens.registry import PAGES, SCREENS
from tui.settings import ROWS
from tui.widgets.cursor_list import CursorList
from tui.widgets.form import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PAGES_WITH_TABLES = tuple(
    ROOT / name
    for name in (
        "docs/commands.md",
        "docs/settings.md",
        "docs/keys.md",
        "docs/formats.md",
        "docs/damage.md",
        "docs/audit.md",
        "docs/parity.md",
        "docs/services.md",
        "docs/index.md",
    )
)


def format_table() -> str:
    """One row for each container: what it is called, which keys it has room for, what it carries."""
    lines = [
        "| id | format | read | write | key types | comment | passphrase |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in FORMATS.values():
        written = bool(row.write_private or row.write_public)
        families = [known.label for known in ALGORITHMS.values() if known.family in row.families]
        lock = row.protection.words if row.protection else "no" if row.is_private else ""
        comment = "yes" if row.carries_comment else "no"
        cells = [
            f"`{row.id}`",
            row.label,
            "yes",
            "yes" if written else "",
            ", ".join(families),
            comment,
            lock,
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _rows(owner: type) -> Iterator[tuple[str, str, str]]:
    for entry in owner.__dict__.get("BINDINGS", []):
        if isinstance(entry, Binding) and entry.tooltip:
            keys = ", ".join(dict.fromkeys(bindings.key_words(key) for key in entry.key.split(",")))
            yield keys, entry.description, entry.tooltip


def owners() -> Iterator[tuple[str, list[type]]]:
    """What each part of the key table is called, and who has its bindings."""
    yield "everywhere", [KeywrightApp]
    yield "In a form", [Form]
    yield "In a list", [CursorList]
    for row in SCREENS:
        screen = type(row.make())
        yield row.label, [screen, *getattr(screen, "HELPERS", ())]
    for row in PAGES.values():
        yield row.label, [row.kind()]


def key_table() -> str:
    """One row for each key, by screen."""
    lines = ["| where | key | in short | what it does |", "|---|---|---|---|"]
    for where, kinds in owners():
        for owner in kinds:
            for keys, label, tooltip in _rows(owner):
                shown = keys.replace("|", "\\|")
                lines.append(f"| {where} | {shown} | {label} | {tooltip} |")
                where = ""  # noqa: PLW2901 - only the first row of a group names it
    return "\n".join(lines)


def settings_table() -> str:
    """One row for each setting: what it may be, what it is when nobody says anything, what it does."""
    lines = ["| name | values | default | what it does | option |", "|---|---|---|---|---|"]
    for row in ROWS:
        no = f", `--no-{row.name}`" if row.is_switch else ""
        option = f"`--{row.name}`{no}" if row.option else ""
        shown = f"`{row.words(row.default)}`"
        lines.append(f"| `{row.name}` | {row.values} | {shown} | {row.about} | {option} |")
    return "\n".join(lines)


_DAMAGED = (
    (Container.OPENSSH, "OpenSSH file"),
    (Container.PEM, "PEM"),
    (Container.PEM_LOCKED, "PEM with passphrase"),
    (Container.PKCS8, "PKCS#8"),
    (Container.PPK, "PPK"),
    (Container.PUBLIC, "public line"),
)


def damage_table() -> str:
    """One row for each kind of damage: how it is seen, who refuses a file for it, what repairing does."""
    lines = [
        "| id | damage | seen by | " + " | ".join(label for _, label in _DAMAGED) + " | repaired |",
        "|---" * (len(_DAMAGED) + 4) + "|",
    ]
    for row in DAMAGES:
        who = [
            _refusing(row.refused.get(container), container) if container in row.only else ""
            for container, _ in _DAMAGED
        ]
        lines.append("| " + " | ".join((f"`{row.id}`", row.title, row.signs, *who, row.remedy)) + " |")
    return "\n".join(lines)


def _refusing(letters: str | None, container: Container) -> str:
    """Who refuses it: everybody who reads the container at all, some, or nobody."""
    refusing = [PROGRAMS[letter] for letter in READERS[container] if letter in (letters or "")]
    if len(refusing) == len(READERS[container]):
        return "**all refuse**"
    return f"{', '.join(refusing)} refuse{'s' * (len(refusing) == 1)}" if refusing else "loads"


def weakness_table() -> str:
    """One row for each check of the audit."""
    lines = ["| id | keys | looked for | what it means | what to do |", "|---|---|---|---|---|"]
    for row in weaknesses.rows():
        when = " (audit only)" if row.thorough else ""
        label = ALGORITHMS[row.family].label
        lines.append(f"| `{row.id}` | {label} | {row.title}{when} | {row.meaning} | {row.advice} |")
    return "\n".join(lines)


def ways_to_install() -> str:
    """What the README says of it, for those who begin on the site."""
    text = (ROOT / "README.md").read_text().partition("\n## Install\n")[2].partition("\n## ")[0]
    return text.strip().replace("](docs/", "](")


def _filled(table: str, found: re.Match[str]) -> str:
    """A table between its two marks."""
    return f"{found[1]}{table}\n{found[2]}"


def render(text: str) -> str:
    """A page with fresh tables."""
    tables = {
        "commands": command_pages.reference(),
        "keys": key_table(),
        "formats": format_table(),
        "damage": damage_table(),
        "settings": settings_table(),
        "weaknesses": weakness_table(),
        "install": ways_to_install(),
        **parity.tables(),
        **service_tables.tables(),
    }
    for name, table in tables.items():
        pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        text = pattern.sub(partial(_filled, table), text)
    return text


def main() -> int:
    """Check or write; 1 when something is stale."""
    stale = 0
    for path in PAGES_WITH_TABLES:
        before = path.read_text()
        after = render(before)
        stale += before != after
        if "--write" in sys.argv and before != after:
            path.write_text(after)
    return int(bool(stale) and "--write" not in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
