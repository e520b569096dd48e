"""Writes what ``share/`` holds from the parsers of the verbs: man pages, and the completions of each shell.

``make man`` writes them; the wheel ships them as they stand, so that building it needs nothing but hatchling.
A test keeps them fresh. The pages are in the ``man`` macros, which every man, groff and mandoc knows.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from tui.cli import overview
from tui.cli.commands import commands
from tui.cli.verbs.completion import SHELLS, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.cli.commands import Argument, Command

ROOT = Path(__file__).resolve().parent.parent
PAGES = Path("share/man/man1")
_DATE = "2026-11-29"
"""Of the last release, or of the work on the next one."""


def files() -> dict[Path, str]:
    """Every file of ``share/``, by its path in the checkout."""
    every = every_command()
    pages = {PAGES / f"{_title(command)}.1": page(command, every) for command in every}
    return pages | {Path(place): script(shell) for shell, place in SHELLS.items()}


def every_command() -> tuple[Command, ...]:
    """All verbs, the same on every machine."""
    with mock.patch.dict(os.environ, COLUMNS="9999"):  # the usage in one line
        os.environ.pop("XDG_CONFIG_HOME", None)  # the help names a folder below it
        return commands()


def page(command: Command, every: tuple[Command, ...]) -> str:
    """The man page of a verb, or of the program."""
    title = _title(command)
    about = command.about.partition(". ")[0].removesuffix(".")
    if command.words:
        about = f"{about[0].lower()}{about[1:]}"
    parts = [
        f'.TH "{_text(title.upper())}" "1" "{_DATE}" "keywright" "User Commands"',
        f".SH NAME\n{_lines(f'{title} - {about}')}",
        f".SH SYNOPSIS\n{_synopsis(command)}",
        f".SH DESCRIPTION\n{_lines(command.about)}",
        *(() if command.words else (_verbs(),)),
        *(_group(*group) for group in command.groups),
        *(_rest() if not command.words else (f".SH NOTES\n{_lines(command.more)}",) if command.more else ()),
        f".SH SEE ALSO\n{_others(command, every)}",
    ]
    return "\n".join(parts) + "\n"


def _title(command: Command) -> str:
    return "-".join(("keywright", *command.words))


def usage_lines(command: Command) -> list[str]:
    """The usage, wrapped between its parts: Pythons differ in where argparse wraps."""
    lines = []
    for usage in command.usage.removeprefix("usage: ").splitlines():
        whole = re.sub(r"\[[^]]*\]|\([^)]*\)", lambda part: part[0].replace(" ", "\0"), usage.strip())
        rows = textwrap.wrap(
            whole, 66, subsequent_indent=" " * 8, break_on_hyphens=False, break_long_words=False
        )
        lines += [row.replace("\0", " ") for row in rows]
    return lines


def _synopsis(command: Command) -> str:
    return "\n".join((".nf", *map(_text, usage_lines(command)), ".fi"))


def _group(title: str, arguments: tuple[Argument, ...]) -> str:
    usual = {"positional arguments": "OPERANDS", "options": "OPTIONS"}
    head = usual.get(title, title.partition(" (")[0].removesuffix(":").upper())
    note = title.partition(" (")[2].removesuffix(")")
    rows = "".join(f"\n.TP\n{_names(one)}\n{_lines(one.help)}" for one in arguments)
    return f".SH {_text(head)}" + (f"\n{_text(note[0].upper() + note[1:])}." if note else "") + rows


def _names(argument: Argument) -> str:
    value = f" \\fI{_text(argument.metavar)}\\fR" if argument.metavar else ""
    if not argument.names:
        return value.strip()
    return ", ".join(f"\\fB{_text(name)}\\fR" for name in argument.names) + value


def _verbs() -> str:
    rows = [
        f".TP\n\\fB{_text(name)}\\fR\n{_lines(words)}"
        for group in overview.GROUPS
        for name, words in group.verbs
    ]
    return "\n".join((".SH VERBS", *rows))


def _rest() -> Iterator[str]:
    """Examples and exit codes: of the program as a whole."""
    examples = "\n".join(_text(line) for group in overview.GROUPS for line in group.examples)
    yield f".SH EXAMPLES\n.nf\n{examples}\n.fi"
    yield "\n".join(
        (".SH EXIT STATUS", *(f".TP\n.B {code}\n{_lines(words)}" for code, words in overview.EXIT_CODES))
    )


def _others(command: Command, every: tuple[Command, ...]) -> str:
    """The pages of the same verb; from the page of the program, those of all verbs."""
    near = [
        one
        for one in every
        if one is not command and (not command.words or one.words[:1] == command.words[:1])
    ]
    pages = [_title(one) for one in (*every[:1], *near) if one is not command]
    return " ,\n".join(f".BR {_text(name)} (1)" for name in dict.fromkeys(pages))


def _lines(text: str) -> str:
    """A paragraph; what has lines of its own keeps them."""
    if "\n" not in text:
        return "\n".join(map(_text, textwrap.wrap(text, 60, break_on_hyphens=False)))
    return "\n".join((".nf", *(_text(line) if line else ".sp" for line in text.splitlines()), ".fi"))


def _text(text: str) -> str:
    """One line of text: no character of it acts in roff."""
    safe = (
        text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha")
    )
    return re.sub(r"^(?=[.'])", r"\\&", safe).replace("`", "\\(ga")


def main() -> int:
    """Check or write; 1 when something is stale."""
    stale = 0
    for path, text in files().items():
        target = ROOT / path
        if target.exists() and target.read_text() == text:
            continue
        stale += 1
        if "--write" in sys.argv:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return int(bool(stale) and "--write" not in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
