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


OTHERS = {
    "RSA.ToXmlString": "of .NET",
    "SSH_RSA_MINIMUM_MODULUS_SIZE": "of OpenSSH",
    "asyncio.to_thread": "of Python",
    "base64.b85encode": "of Python",
    "keytypes.rsa1": "of puttygen",
    "options.jump_host": "of OpenSSH",
    "tests.benchmarks.generation": "of the tests",
}
"""Names that docstrings call, and that stand nowhere in the program."""
CALLED = re.compile(r"``(?=[\w.]*[a-z]\.[a-zA-Z]|_[a-z]|[A-Z_]{4,}``|[a-z]+_)([A-Za-z_]\w*(?:\.\w+)*)``")
PLACEHOLDER = re.compile(r"id_\w+|(?:add_)?ACTION")
OF_PEERS = re.compile(r"[\w-]+\.c\b|\b(?:Source|OpenSSH|OpenSSL|ssh-keygen)\b")
"""A docstring that tells of code of others calls its functions by name."""
FILE = re.compile(r"\w+\.(?:pub|pem|ppk|json|toml|key|py)")


def test_what_a_docstring_calls_by_name_is_there() -> None:
    trees = {path: ast.parse(path.read_text()) for path in sorted(ROOT.rglob("*.py"))}
    nodes = {path: list(ast.walk(tree)) for path, tree in trees.items()}
    silent = {node.value for each in nodes.values() for node in each if isinstance(node, ast.Expr)}
    known = {part for path in trees for part in (path.stem, path.parent.name)}
    for node in (node for each in nodes.values() for node in each if node not in silent):
        texts = [getattr(node, kind, None) for kind in ("id", "attr", "arg", "name", "module", "value")]
        known |= {word for text in texts if isinstance(text, str) for word in re.findall(r"\w+", text)}
    told = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, each in nodes.items()
        for node in each
        if node in silent and isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in CALLED.findall(node.value)
        if not all(part in known for part in name.split("."))
        and not (name in OTHERS or PLACEHOLDER.fullmatch(name) or FILE.fullmatch(name))
        and not (re.fullmatch(r"[a-z]\w*", name) and OF_PEERS.search(node.value))
    ]
    assert told == []


CLEARED = {
    "next to, or besides": r"(?<![`*:])\bbeside\b(?![`*:])",
    "private key, public key": r"\b(?:private|public) hal(?:f|ves)\b",
    "costly": r"\bdear(?:er)?\b",
}
"""What is said in its place, and what no docstring and no comment of the library says."""


def test_no_docstring_and_no_comment_of_the_library_uses_a_word_of_the_left_column() -> None:
    pattern = re.compile("|".join(CLEARED.values()), re.IGNORECASE)
    told = []
    for path in sorted((ROOT / "keyops").rglob("*.py")):
        text = path.read_text()
        said = [(text.count("\n", 0, found.start()) + 1, found[0]) for found in re.finditer("# .*", text)]
        said += [
            (node.lineno, str(node.value.value))
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ]
        told += [f"{path.relative_to(ROOT)}:{line}" for line, one in said if pattern.search(one)]
    assert told == []
