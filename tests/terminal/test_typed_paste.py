"""A key that a terminal types, told from one that a person types."""

from __future__ import annotations

import pytest
from textual.events import Key

from tui.terminal import typed_paste


def keys(text: str) -> list[Key]:
    """As the terminal sends them."""
    return [Key("enter", "\r") if char == "\n" else Key(char, char) for char in text]


@pytest.mark.parametrize("opener", typed_paste.OPENERS)
@pytest.mark.parametrize("lost", range(typed_paste.LOST + 1))
def test_a_key_file_is_known_by_its_beginning_though_some_of_it_was_lost(opener: str, lost: int) -> None:
    waiting = keys(f"{opener}x\ny\n"[lost:])
    missing = typed_paste.lost_of(waiting)
    assert missing is not None
    assert missing + typed_paste.text_of(waiting) == f"{opener}x\ny\n"


@pytest.mark.parametrize("text", ["", "j" * 200, "gGjjjk\n", "-----", "/ssh-rsa", "ssh-rsa", "ssh-rsa AAA"])
def test_what_a_person_types_is_no_paste(text: str) -> None:
    assert typed_paste.lost_of(keys(text)) is None


def test_much_text_at_once_is_a_paste_and_keys_that_type_nothing_make_it_none() -> None:
    text = "n\nwhatever was on the clipboard: quite other things\n" * 2
    assert typed_paste.lost_of(keys(text)) == ""
    assert typed_paste.lost_of([*keys(text), Key("down", None)]) is None


def test_the_keys_that_were_taken_just_before_belong_to_a_paste_of_anything() -> None:
    body = "MIIEpAIBAAKCAQEAr3Xgm9Jqk2v8\n" * 3
    typed = keys(body)
    assert typed_paste.lost_of(typed[2:], typed[:2]) == "MI"
    early = Key("j", "j")
    early.time -= 1
    assert typed_paste.lost_of(typed[1:], [early, typed[0]]) == "M"


@pytest.mark.parametrize("lost", range(typed_paste.LOST + 1))
def test_in_a_field_only_what_fits_into_none_is_a_paste(lost: int) -> None:
    block, line = keys("-----BEGIN OPENSSH PRIVATE KEY-----\n"), keys("ssh-ed25519 AAAAC3NzaC1lZDI1\n")
    assert typed_paste.lost_of(block[lost:], block[:lost], in_field=True) == "-----"[:lost]
    assert typed_paste.lost_of(line[lost:], line[:lost], in_field=True) is None
    assert typed_paste.lost_of(block, keys("x"), in_field=True) is None
