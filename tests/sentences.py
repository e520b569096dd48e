"""Every sentence that the program may say, in one list: ``python -m tests.sentences [FOLDER ...]``.

Collected from the code, the service profiles and the parsers of the verbs. What stands in braces is filled in
when it is said. The list is there to be read without the code at hand; a test looks for words in it.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from tests.helpers.expect import expect
from tests.tables import ROOT
from tui.cli.commands import commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPOKEN = ("title", "hint", "label", "help", "description", "tooltip", "epilog", "metavar", "words", "about")
"""Keyword arguments whose value is shown even when it is one word."""
SHOWN = (
    "label",
    "where",
    "after",
    "notes",
    "like",
    "signatures",
    "life_time",
    "remark",
    "says",
    "key",
    "text",
    "doubt",
)
"""Fields of a service profile that are shown."""
_WORDS = re.compile(r"[A-Za-z]{2,}[,:;.)'s]* +\(?(?:[A-Za-z]{2,}|a |[0-9{])")
_CODE = re.compile(r"\(\?[:P<=!]|\[[\^A-Za-z0-9]|\\[sdwb]|^#|^--?[a-z]|^[a-z_.{}]+$|::before|^[A-Z_]+$")


class Sentence(NamedTuple):
    """What may be said, and where it stands."""

    where: str
    text: str


def every() -> Iterator[Sentence]:
    """All of them: the code's, the profiles', the parsers'."""
    for path in sorted((ROOT / "tui").rglob("*.py")):
        yield from of_module(path)
    for path in sorted((ROOT / "tui").rglob("*.toml")):
        yield from of_profile(path)
    yield from of_parsers()


def of_module(path: Path) -> Iterator[Sentence]:
    """The texts of a module that have two words or are passed as something that is shown."""
    tree = ast.parse(path.read_text())
    silent = {id(part) for node in _silent(tree) for part in ast.walk(node)}
    spoken = {
        id(word.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in SPOKEN
    }
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        text = _text(node)
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
        if text and (id(node) in spoken or is_sentence(text)):
            yield Sentence(f"{path.relative_to(ROOT)}:{expect(ast.expr, node).lineno}", text)


def is_sentence(text: str) -> bool:
    """Whether a text is more than a word or a pattern."""
    return _WORDS.search(text) is not None and _CODE.search(text) is None


def of_profile(path: Path) -> Iterator[Sentence]:
    """What a service profile says of itself and of its rules."""
    where = str(path.relative_to(ROOT))
    yield from (Sentence(where, text) for text in _shown(tomllib.loads(path.read_text())))


def of_parsers() -> Iterator[Sentence]:
    """The help of each verb and of each option, as it is printed."""
    for command in commands():
        name = " ".join(("keywright", *command.words))
        yield Sentence(name, command.about)
        if command.more:
            yield Sentence(name, command.more)
        for title, arguments in command.groups:
            yield Sentence(name, title)
            for one in arguments:
                yield Sentence(f"{name} {(one.names or (one.metavar,))[0]}", one.help)


def _silent(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, annotations and patterns: nobody reads them on a screen."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"re.compile", "cast", "TypeVar"}:
            yield from node.args


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.strip()
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{" + _name(part) + "}"
            for part in node.values
        ).strip()
    return ""


def _name(part: ast.AST) -> str:
    """The last word of what is filled in."""
    return (re.findall(r"[A-Za-z]+", ast.unparse(part).strip("f'\"{}").partition(":")[0]) or ["x"])[-1]


def _shown(table: dict[str, object]) -> Iterator[str]:
    for name, value in table.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _shown(one)
            elif name in SHOWN and isinstance(one, str):
                yield one


def main() -> None:
    """Print them, each once: where it stands, and the text."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("places", nargs="*", help="only what stands there: tui/cli, keywright")
    places = tuple(given.parse_args().places)
    seen: set[str] = set()
    for where, text in every():
        if text not in seen and (not places or where.startswith(places)):
            seen.add(text)
            sys.stdout.write(f"{where}\t{' '.join(text.split())}\n")


if __name__ == "__main__":
    main()
