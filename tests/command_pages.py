"""The reference of docs/commands.md: every verb, made from its parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests import manual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.cli.commands import Argument, Command

_HEADS = {"positional arguments": "argument", "options": "option"}


def reference() -> str:
    """Every verb with its usage and its options."""
    every = manual.every_command()
    return "\n\n".join(part for command in every if command.words for part in _page(command))


def _page(command: Command) -> Iterator[str]:
    yield f"## {' '.join(command.words)}"
    yield _prose(command.about)
    yield "\n".join(("```text", *manual.usage_lines(command), "```"))
    for title, arguments in command.groups:
        shown = [one for one in arguments if "--help" not in one.names]
        rows = [f"| {_names(one)} | {_cell(one.help)} |" for one in shown]
        if rows:
            yield "\n".join((f"| {_cell(_HEADS.get(title, title))} | |", "|---|---|", *rows))
    if command.more:
        yield f"```text\n{command.more.rstrip()}\n```"


def _names(argument: Argument) -> str:
    names = argument.names or (argument.metavar,)
    value = f" {argument.metavar}" if argument.names and argument.metavar else ""
    return f"`{', '.join(names)}{value}`".replace("|", "\\|")


def _cell(text: str) -> str:
    return _prose(" ".join(text.split())).replace("|", "\\|")


def _prose(text: str) -> str:
    """Text in which no character acts as Markdown or HTML."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\*\[\]`]|(?<!\w)_|_(?!\w))", r"\\\1", plain)
