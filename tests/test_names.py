"""Names and docstrings use the words of the glossary: one thing has one name, and it is the field's."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import tui

OLD = {
    "container": "format",
    "deed": "action",
    "glance": "summary",
    "lingering": "clipboard lease",
    "mend": "repair",
    "pace": "speed",
    "stranger": "other file type",
    "tidiness": "quick check",
    "trouble": "permission problem",
    "wish": "request",
}
"""A word that is not used, and the one that is."""
KEPT = {"container": "textual.containers, and a field of JSON that scripts read"}
ENDINGS = "(?:s|es|ed|er|ers|ing)?"
ROOT = Path(tui.__file__).parent


def words_of(tree: ast.AST) -> set[str]:
    """Every word in the names and docstrings of a module, in small letters."""
    texts: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            texts.append(node.id)
        elif isinstance(node, ast.Attribute):
            texts.append(node.attr)
        elif isinstance(node, ast.arg):
            texts.append(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            texts += [node.name, ast.get_docstring(node) or ""]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            texts.append(str(node.value.value))
    split = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", " ".join(texts))
    return set(re.findall(r"[a-z]+", split.lower()))


def test_no_name_and_no_docstring_uses_an_old_word() -> None:
    pattern = re.compile("|".join(f"{word}{ENDINGS}" for word in OLD if word not in KEPT))
    told = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in ROOT.rglob("*.py")
        for word in words_of(ast.parse(path.read_text()))
        if pattern.fullmatch(word)
    }
    assert told == set()


def test_no_file_is_named_by_an_old_word() -> None:
    pattern = re.compile("|".join(OLD))
    assert [
        path.name for path in ROOT.rglob("*.py") if pattern.search(path.stem) and path.stem != "container"
    ] == []
