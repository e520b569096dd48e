"""What README and docs say is what the program does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import manual
from tests.tables import PAGES_WITH_TABLES, ROOT, render

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", PAGES_WITH_TABLES, ids=lambda path: path.name)
def test_the_tables_are_fresh(path: Path) -> None:
    text = path.read_text()
    assert ":begin -->" in text
    assert text == render(text), "run: make docs"


def test_man_pages_and_completions_are_fresh() -> None:
    files = manual.files()
    there = {path.relative_to(ROOT) for path in (ROOT / "share").rglob("*") if path.is_file()}
    assert there == set(files), "run: make docs"
    assert [str(path) for path, text in files.items() if (ROOT / path).read_text() != text] == [], (
        "run: make docs"
    )


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name
)
def test_what_a_page_links_to_is_there(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target
