"""Writes the tables in README.md anew from the tables that the program itself uses.

``python -m tests.tables`` checks them, ``--write`` renews them. A test keeps them fresh.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from textual.binding import Binding

from tui import bindings
from tui.app import KeywrightApp
from tui.keyops.algorithms import ALGORITHMS
from tui.keyops.damage import DAMAGES
from tui.keyops.damages.base import PROGRAMS, READERS, Container
from tui.keyops.formats import FORMATS
from tui.screens import PAGES, SCREENS, page

if TYPE_CHECKING:
    from collections.abc import Iterator

README = Path(__file__).resolve().parent.parent / "README.md"


def format_table() -> str:
    """One row for each container: what it is called, which keys it has room for, what it carries."""
    lines = [
        "| id | container | read | write | key types | comment | passphrase |",
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


def _owners() -> Iterator[tuple[str, list[type]]]:
    yield "everywhere", [KeywrightApp]
    for row in SCREENS:
        screen = type(row.make())
        yield row.label, [screen, *getattr(screen, "HELPERS", ())]
    for label, target in PAGES.values():
        yield label, [page(target)]


def key_table() -> str:
    """One row for each key, by screen."""
    lines = ["| where | key | what it does |", "|---|---|---|"]
    for where, owners in _owners():
        for owner in owners:
            for keys, _, tooltip in _rows(owner):
                shown = keys.replace("|", "\\|")
                lines.append(f"| {where} | {shown} | {tooltip} |")
                where = ""  # noqa: PLW2901 - only the first row of a group names it
    return "\n".join(lines)


_DAMAGED = (
    (Container.OPENSSH, "OpenSSH file"),
    (Container.PEM, "PEM"),
    (Container.PEM_LOCKED, "locked PEM"),
    (Container.PKCS8, "PKCS#8"),
    (Container.PPK, "PPK"),
    (Container.PUBLIC, "public line"),
)


def damage_table() -> str:
    """One row for each kind of damage: how it is seen, who refuses a file for it, what mending does."""
    lines = [
        "| id | damage | seen by | " + " | ".join(label for _, label in _DAMAGED) + " | mended |",
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


def render(text: str) -> str:
    """The README with fresh tables."""
    for name, table in (("keys", key_table()), ("formats", format_table()), ("damage", damage_table())):
        pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        text = pattern.sub(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", text)
    return text


def main() -> int:
    """Check or write; 1 when something is stale."""
    before = README.read_text()
    after = render(before)
    if "--write" in sys.argv:
        README.write_text(after)
        return 0
    return int(before != after)


if __name__ == "__main__":
    sys.exit(main())
