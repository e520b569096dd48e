"""What was read once grows old, and is listed then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tui.keyops import services
from tui.keyops.services.freshness import age, age_words, stale
from tui.keyops.services.rules import Confidence

GITHUB = replace(services.profile("github"), checked=date(2026, 1, 31), confidence=Confidence.CERTAIN)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 1, 31), 0),
        (date(2026, 2, 28), 0),
        (date(2026, 3, 1), 1),
        (date(2027, 1, 30), 11),
        (date(2027, 1, 31), 12),
        (date(2025, 1, 1), 0),
    ],
)
def test_the_age_of_a_profile_is_in_whole_months(today: date, months: int) -> None:
    assert age(GITHUB, today) == months


def test_those_that_are_not_certain_grow_old_in_half_the_time() -> None:
    unsure = replace(GITHUB, id="unsure", confidence=Confidence.LIKELY)
    assert stale([GITHUB, unsure], 12, date(2026, 9, 1)) == (unsure,)
    assert stale([GITHUB, unsure], 12, date(2027, 2, 1)) == (GITHUB, unsure)
    assert stale([GITHUB, unsure], 24, date(2027, 1, 1)) == ()


def test_the_age_is_told_in_words() -> None:
    assert age_words(GITHUB, date(2026, 2, 1)) == "checked 2026-01-31, this month"
    assert age_words(GITHUB, date(2026, 3, 1)) == "checked 2026-01-31, 1 month ago"
    assert age_words(GITHUB, date(2027, 3, 1)) == "checked 2026-01-31, 13 months ago"
