"""Each face has its own word for a next step that the library offers; the library has neither."""

from __future__ import annotations

import ast
import re

import pytest

from tests.helpers.project import ROOT
from tui.cli import next_steps as options
from tui.keyops.errors import KeyOpsError, NextStep
from tui.widgets import next_steps as keys

OURS = re.compile(
    r"--(?:allow-slow|user|key|agent|force|output|passphrase-file)\b|\b[Pp]ress [a-zA-Z]\b|\bF[2-9]\b"
)


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
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in sorted((ROOT / "tui" / "keyops").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OURS.search(node.value)
    ]
    assert told == []
