"""Lines of so many columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.wrapping import end_apart, fit, fit_name, wrap


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh", 4, ["a", "abcd", "efgh"]),
        ("aa:bb:cc:dd", 7, ["aa:bb:", "cc:dd"]),
        ("日本語", 4, ["日本", "語"]),
    ],
)
def test_text_breaks_at_blanks_and_colons_and_else_where_the_room_ends(
    text: str, room: int, lines: list[str]
) -> None:
    assert wrap(text, room) == lines


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60), st.integers(2, 20))
def test_no_line_is_too_long_and_nothing_but_blanks_is_lost(text: str, room: int) -> None:
    lines = wrap(text, room)
    assert all(cell_len(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60), st.integers(0, 20))
def test_fitted_text_has_exactly_the_columns_it_was_given(text: str, room: int) -> None:
    assert cell_len(fit(text, room)) == room


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60), st.integers(0, 20))
def test_a_fitted_name_has_exactly_the_columns_it_was_given(name: str, room: int) -> None:
    assert cell_len(fit_name(name, room)) == room


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    assert fit_name("id_ed25519-cipher-aes256-cbc.pub", 16) == "id_ed255…cbc.pub"


@pytest.mark.parametrize("room", [11, 12, 16, 18])
@pytest.mark.parametrize(
    "names",
    [
        ("id_ecdsa-256-locked", "id_ecdsa-384-locked", "id_ecdsa-521-locked"),
        ("deploy-production-key", "deploy-productive-key", "deploy-productions.key"),
        ("a-very-long-name-of-1", "a-very-long-name-of-2", "b-very-long-name-of-1"),
    ],
)
def test_names_that_are_cut_still_differ(names: tuple[str, ...], room: int) -> None:
    end = end_apart(names, room)
    cut = [fit_name(name, room, end) for name in names]
    assert len(set(cut)) == len(names)
    assert {cell_len(name) for name in cut} == {room}
