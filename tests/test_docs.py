"""What the README says is what the program does."""

from __future__ import annotations

from tests.tables import README, render


def test_the_tables_in_the_readme_are_fresh() -> None:
    text = README.read_text()
    assert text == render(text), "run: make docs"
