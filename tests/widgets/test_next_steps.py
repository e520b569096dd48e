"""Each face has its own word for a next step that the library offers; the library has neither."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.project import ROOT
from tui.cli import VERBS
from tui.cli import next_steps as options
from tui.keyops.errors import KeyOpsError, NextStep
from tui.widgets import next_steps as keys

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONS = {
    found
    for path in (ROOT / "tui" / "cli").rglob("*.py")
    for found in re.findall(r'"(--[a-z-]+)"', path.read_text())
}
PEERS = {"--title": "of the programs of forges", "--verify": "of gpg"}
"""Options that a peer has too, and is given in the library."""
OURS = re.compile(
    rf"(?:{'|'.join(sorted(OPTIONS - set(PEERS)))})(?![\w-])"
    r"|\bkeywright (?:" + "|".join(VERBS) + r")\b"
    r"|\b[Pp]ress [a-zA-Z]\b|\b\w on the (?:\w+ )?(?:screens?|page)\b|\bF[2-9]\b"
)


def said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The strings of a module, but for its docstrings."""
    silent = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.lineno, node.value


@pytest.mark.parametrize("step", NextStep)
def test_every_step_has_a_word_in_a_face(step: NextStep) -> None:
    error = KeyOpsError("It stopped", "Do this").offering(step)
    told = [options.hint(error), keys.hint(error)]
    assert all(words.startswith("Do this") for words in told)
    assert any(len(words) > len("Do this. ") for words in told)


def test_what_offers_nothing_is_told_as_it_is() -> None:
    error = KeyOpsError("It stopped", "Do this")
    assert (options.hint(error), keys.hint(error)) == ("Do this", "Do this")
    assert keys.sentence(KeyOpsError("It stopped")) == "It stopped"


def test_the_library_names_no_key_and_no_option() -> None:
    told = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "tui" / "keyops").rglob("*.py"))
        for line, text in said(ast.parse(path.read_text()))
        if OURS.search(text)
    ]
    assert told == []
