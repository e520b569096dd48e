"""The grammar of validities, and the same in words."""

from __future__ import annotations

import time

import pytest

from tui.keyops.certificates.validity import Validity, expiry, interval, parse
from tui.keyops.errors import CertificateError
from tui.keyops.keys.certificate import FOREVER
from tui.keyops.moments import length_words

NOW = 1_790_000_041
"""2026-09-21 14:14:01 UTC."""


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch):
    """A time zone that has summer time."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("+8h", 1_789_999_980, NOW + 28_800),
        ("+52w1d", 1_789_999_980, NOW + 52 * 604_800 + 86_400),
        ("+90", 1_789_999_980, NOW + 90),
        ("-4w:+4W", NOW - 2_419_200, NOW + 2_419_200),
        ("+1d:+1d1s", NOW + 86_400, NOW + 86_401),
        ("always:forever", 0, FOREVER),
        ("-1m:forever", NOW - 60, FOREVER),
        ("forever", 1_789_999_980, FOREVER),
        ("0x1:0x2000000000", 1, 0x2000000000),
        ("20260101Z:20270101utc", 1_767_225_600, 1_798_761_600),
        ("20260101:202601011230", 1_767_222_000, 1_767_267_000),
        ("20260701:20260701000001", 1_782_856_800, 1_782_856_801),
        ("20300101Z", 1_789_999_980, 1_893_456_000),
        (" -1d:20300101z ", NOW - 86_400, 1_893_456_000),
    ],
)
def test_every_form_that_ssh_keygen_takes_is_read(text, after, before):
    assert parse(text, NOW) == Validity(after, before)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("always", "neither a date"),
        ("8h", "neither a date"),
        (":+8h", "no start or no end"),
        ("+8h:", "no start or no end"),
        ("+8x", "not a length of time"),
        ("+", "not a length of time"),
        ("+-5m", "not a length of time"),
        ("+4000w", "longer than 68 years"),
        ("-5m", "ends before it begins"),
        ("+2d:+1d", "ends before it begins"),
        ("20260231Z:20270101", "no such date"),
        ("20261301:20270101", "no such date"),
        ("202601012460", "no such date"),
        ("2026010112", "neither a date"),
        ("19691231Z:forever", "no such date"),
        ("-60000000000s:forever", "longer than 68 years"),
        ("0x:forever", "neither a date"),
        ("0x10000000000000000:forever", "neither a date"),
        ("20200101:20210101:20220101", "neither a date"),
        ("+8h\u0661", "not a length of time"),
    ],
)
def test_what_says_no_time_is_refused_with_the_reason(text, why):
    with pytest.raises(CertificateError) as caught:
        parse(text, NOW)
    assert why in caught.value.title
    assert caught.value.hint


def test_a_moment_before_1970_is_refused():
    with pytest.raises(CertificateError, match="before 1970"):
        parse("-1h:forever", 3599)


def test_intervals_are_counted_in_seconds():
    assert interval("1h30") == 3630
    assert interval("2W") == 1_209_600


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (179, "179 seconds"),
        (180, "3 minutes"),
        (28_861, "8 hours"),
        (100_000, "27 hours"),
        (52 * 604_800, "364 days"),
        (4 * 31_557_600, "4 years"),
    ],
)
def test_lengths_are_told_in_a_unit_that_is_fine_enough(seconds, words):
    assert length_words(seconds) == words


def test_a_validity_says_from_when_to_when_and_how_long():
    assert parse("+8h", NOW).words == "from 2026-09-21 14:13 UTC to 2026-09-21 22:14 UTC, 8 hours"
    assert parse("always:forever", NOW).words == "forever"
    assert parse("always:20300101Z", NOW).words == "until 2030-01-01 00:00 UTC"
    assert parse("0x5:0xfffffffffffffff0", NOW).words.startswith(
        "from 1970-01-01 00:00 UTC to second 1844674"
    )


def test_an_expiry_counts_from_now_and_dates_stay() -> None:
    assert expiry("+30d", 0) == "19700131000000Z"
    assert expiry("20270101") == "20270101"
