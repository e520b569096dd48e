"""The strength hint: an estimate that must not flatter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.keyops.crypto.passphrase_strength import strength
from tui.keyops.secret import Secret


def words(text: str) -> str:
    return strength(Secret(text)).word


def test_an_empty_passphrase_is_none() -> None:
    assert strength(Secret("")).word == "none"
    assert strength(Secret("")).words == "no passphrase"


@pytest.mark.parametrize(
    "text",
    ["a", "password", "P4ssw0rd1", "hunter2", "1234567890", "qwertyuiop12345", "aaaaaaaaaaaaaaaaaaaaaaaa",
     "tulip-tulip-tulip", "Summer2024!", "abcabcabcabcabc", "kjhgfdsa", "anna1987"],
)  # fmt: skip
def test_what_guessing_programs_try_first_is_weak(text: str) -> None:
    assert words(text) == "weak"


def test_the_famous_passphrases_are_no_more_than_fair() -> None:
    assert words("correct horse battery staple") == "fair"
    assert words("Tr0ub4dor&3") == "fair"


@pytest.mark.parametrize("text", ["xK9#mQ2$vL7!", "9f86d081884c7d65", "velvet anchor monsoon pickle drum"])
def test_random_characters_and_five_words_are_strong(text: str) -> None:
    assert words(text) == "strong"


def test_the_hint_says_that_it_is_about_guesses() -> None:
    assert strength(Secret("hunter2")).words == "weak: about 2^13 guesses"


def test_a_capital_in_front_hardly_helps() -> None:
    assert strength(Secret("Velvetanchor")).bits - strength(Secret("velvetanchor")).bits <= 1


@given(st.text(max_size=60), st.text(max_size=8))
def test_repeating_itself_does_not_count_as_new(text: str, more: str) -> None:
    """Doubling adds little, whatever is doubled; and nothing that can be typed makes it fail."""
    once, twice = strength(Secret(text)).bits, strength(Secret(text + text)).bits
    assert twice <= 2 * once + 40
    assert strength(Secret(text + more)).bits >= 0


@given(st.binary(max_size=60))
def test_bytes_that_are_no_text_have_a_strength_too(data: bytes) -> None:
    assert 0 <= strength(Secret(data)).score <= 4
