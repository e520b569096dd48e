# ruff: noqa: RUF001
"""ASCII only: every text, at the same width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from tui.terminal.ascii_filter import AsciiLines, fold


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ~ text", "plain ~ text"),
        ("╭─ Zoë Müller ─╮", "+- Zoe Muller -+"),
        ("│ id_ed2…pub ↑↓", "| id_ed2~pub ^v"),
        ("████░▒ • ● “so” – done", '####.: * * "so" - done'),
        ("東京 ключ", "???? ????"),
        ("Straße Ørsted łódź", "Strase Orsted lodz"),
        ("e\u0301", "e"),
        ("\ufffd 🔑", "? ??"),
    ],
)
def test_what_can_be_drawn_otherwise_is_and_the_rest_is_a_question_mark(text: str, shown: str) -> None:
    assert fold(text) == shown


@given(st.text())
def test_every_text_becomes_ascii_of_the_same_width(text: str) -> None:
    (segment,) = AsciiLines().apply([Segment(text)], Color.parse("black"))
    assert segment.text.isascii()
    assert cell_len(segment.text) == sum(map(cell_len, text))
    controls = {char for char in segment.text if not char.isprintable()}
    assert controls <= set(text)
