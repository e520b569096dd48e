from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.visible import MAX_MARKS, holds_blank, path_text, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "deploy@jira",
        r"C:\keys\x1b",
        "Zoë Müller",
        "Ångström 東京 ключ",
        "हिन्दी",
        "שלום",
        "نسخة",
        "🔑 key",
        "│ ─ ▐",
    ],
)
def test_plain_text_passes_unchanged(plain: str) -> None:
    assert visible(plain) == plain


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x00\x7f", r"\x00\x7f"),
        ("\x9b31m", r"\u009b31m"),
        ("txt\u202egpj", r"txt\u202egpj"),
        ("a\u00a0b\u2028c\ufeff", r"a\u00a0b\u2028c\ufeff"),
        ("a\u00adb\u200bc", r"a\u00adb\u200bc"),
        ("\U000e0041", r"\U000e0041"),
        ("\ue000\u0378", r"\ue000\u0378"),
        ("\u115f\u1160\u3164\uffa0\u2800", r"\u115f\u1160\u3164\uffa0\u2800"),
        ("x\ufe0fy\U000e0100z\u034f", r"x\ufe0fy\U000e0100z\u034f"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(hidden: str, shown: str) -> None:
    assert visible(hidden) == shown


def test_bytes_that_are_not_utf8_show_as_their_values() -> None:
    assert visible(b"id_\xff\xc3\xa9") == r"id_\xffé"
    assert visible(os.fsdecode(b"id_\xff")) == r"id_\xff"


def test_more_than_two_marks_on_a_letter_are_spelled_out() -> None:
    tower = "a" + "\u0301" * 4 + "b\u0301"
    assert visible(tower) == "a" + "\u0301" * MAX_MARKS + r"\u0301\u0301" + "b\u0301"


def test_a_mark_has_nothing_of_ours_to_sit_on() -> None:
    assert visible("\u0301a") == r"\u0301a"
    assert visible("\x07\u0301") == r"\x07\u0301"


@given(ANY_TEXT)
@example("a\u0301\u0301\u0301")
def test_the_result_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert not holds_blank(shown)
    assert visible(shown) == shown
    assert len(shown) >= len(text)
    shown.encode()


@given(st.binary())
def test_any_bytes_can_be_shown(data: bytes) -> None:
    assert visible(data).isprintable()


def test_every_character_that_reorders_text_is_spelled_out() -> None:
    marks = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"]
    assert len(marks) > 150
    assert all(visible(mark).startswith("\\") for mark in marks)


def test_a_path_at_home_begins_with_a_tilde(fence: Path) -> None:
    assert path_text(fence) == "~"
    assert path_text(fence / ".ssh" / "id_rsa") == "~/.ssh/id_rsa"
    assert path_text(str(fence) + "-other/key") == str(fence) + "-other/key"
    assert path_text(Path("/etc/ssh")) == "/etc/ssh"


def test_a_root_home_does_not_shorten_every_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert path_text("/etc/ssh") == "/etc/ssh"


def test_a_file_that_is_really_named_tilde_is_not_home() -> None:
    assert path_text("~/key") == "./~/key"


def test_a_path_hides_nothing() -> None:
    assert path_text(os.fsdecode(b"/srv/\x1b[2J\xff")) == r"/srv/\x1b[2J\xff"
