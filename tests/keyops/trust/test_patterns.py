"""Lists of patterns, as OpenSSH matches them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tui.keyops.trust.patterns import matches


def test_a_list_fits_when_one_pattern_does_and_none_rules_it_out() -> None:
    assert matches(b"web1.example", b"db*,*.example")
    assert not matches(b"web1.example", b"*.example,!web?.example")
    assert not matches(b"web1.example", b"!other")
    assert not matches(b"", b"?")
    assert matches(b"", b"*")


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_stars_and_question_marks_mean_what_they_mean_in_regular_expressions(pattern: str, text: str) -> None:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    assert matches(text.encode(), pattern.encode()) == bool(re.fullmatch(expression, text))


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not matches(b"a" * 5000, b"*a" * 2000 + b"b")
