"""No sentence of the program is one that an administrator would not say."""

from __future__ import annotations

import ast
import functools
import re
from typing import TYPE_CHECKING

from tests import sentences as listed
from tests.tables import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEVER = {
    "cancels": r"\bg(?:ives?|ave|iven) up\b",
    "anyone who can read the file can use the key": r"\b(?:Whoever|whoever) (?:reads|gets|sees)\b",
    "usually about 12 s, rarely over 22 s": r"\bhalf (?:take|of such keys)\b|\bnine in ten\b",
    "accept": r"\bEnter take it\b",
    "Confirm passphrase": r"^Again$",
    "costly": r"\bdear to\b",
    "most programs reject it": r"\bread by nobody\b",
    "cannot read any key": r"\breads? no (?:key|line|format)\b",
    "The passphrases do not match": r"\bThe two (?:differ|are not the same)\b",
    "the account settings": r"\bsettings of (?:the|a|an) \w+[.,]",
}
"""What is said instead, and the pattern of what is not."""


def documentation(tree: ast.AST) -> set[ast.AST]:
    """The strings that nobody reads on a screen."""
    bodies = [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", []), list)]
    alone = [one.value for body in bodies for one in body if isinstance(one, ast.Expr)]
    return {value for value in alone if isinstance(value, ast.Constant)}


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module that may be shown."""
    tree = ast.parse(path.read_text())
    silent = documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.lineno, node.value


def texts() -> Iterator[tuple[str, str]]:
    """Where, and what, of everything that people read."""
    for path in sorted((ROOT / "tui").rglob("*.py")):
        yield from ((f"{path.relative_to(ROOT)}:{line}", text) for line, text in sentences(path))
    for path in (
        *sorted((ROOT / "tui").rglob("*.toml")),
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def test_what_would_not_be_said_so_stands_nowhere() -> None:
    found = [
        f"{where}: {text}; say: {better}"
        for where, text in texts()
        for better, pattern in NEVER.items()
        if re.search(pattern, text)
    ]
    assert found == []


def test_the_sentences_are_found() -> None:
    assert sum(1 for _ in texts()) > 5000
    assert any(text == "Esc cancels" for _, text in texts())


LEFT = {
    "format": r"\bcontainers?\b",
    "Encryption, or protected by a passphrase": r"\blocked(?! \()|\bthe lock\b",
    "repair": r"\bmend(?:s|ed|ing)?\b",
    "next to, or in the same folder": r"\bbeside\b",
    "private key, public key": r"\b(?:private|public) hal(?:f|ves)\b",
    "accepts": r"\btakes (?:no|only|keys|a key|it\b)|\b(?:is|are) taken\b",
    "deploy": r"\bhand(?:s|ed|ing)? over\b",
    "cancels": r"\bgiv(?:es?|ing|en) up\b",
    "costly": r"\bdear\b",
    "rewritten, or again": r"\banew\b",
    "ignores": r"\bpass(?:es|ed)? over\b",
    "does not have": r"\bhas not the\b",
    "unknown, or not supported": r"\bnot known here\b",
    "is": r"\bstands? (?:in|before|behind|among|beside|there)\b",
    "CA": r"\bauthority (?:that|it names)\b",
}
"""What is said, and the pattern of what is not."""
ALLOWED = {
    "ssh-add -X": "ssh-agent itself calls this locked",
    "holds the lock on": "a lock file, not a passphrase",
    "the lock file": "that file, not a passphrase",
    "restart the container": "a container of Docker, not a format",
}
"""Parts of sentences that may have such a word, each with the reason."""
PLACES = ("tui", "keywright")
PAGES = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")
_PROOF = re.compile(r"\[[^\[\]]*\]\([^()]*tests/[^()]*\)")
"""A link to a test, called by its name."""


@functools.cache
def spoken() -> tuple[tuple[str, str], ...]:
    """Where, and what, of everything that is said, but for what is filled in and code."""
    return tuple((where, re.sub(r"\{[^{}]*\}|`[^`]*`", "{}", text)) for where, text in _spoken())


def _spoken() -> Iterator[tuple[str, str]]:
    for one in listed.every():
        if one.where.startswith(PLACES):
            yield one.where, one.text
    manual = (*sorted((ROOT / "share/man/man1").glob("*.1")), *sorted((ROOT / "docs").rglob("*.md")))
    for path in (*manual, *(ROOT / name for name in PAGES)):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", _PROOF.sub("", line)


def test_no_word_of_the_left_column_is_said() -> None:
    found = [
        f"{where}: {text}; say: {better}"
        for where, text in spoken()
        if not any(part in text for part in ALLOWED)
        for better, pattern in LEFT.items()
        if re.search(pattern, text)
    ]
    assert found == []


def test_each_exception_is_still_needed() -> None:
    every = "\n".join(text for _, text in spoken())
    assert [part for part in ALLOWED if part not in every] == []
