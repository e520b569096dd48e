"""Help in colours: for a person at a terminal that has them, and for nobody else."""

from __future__ import annotations

import re

import pytest

from tests.helpers.verbs import keywright
from tests.pty.session import Session
from tui.cli import painting

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def written(*words: str, env: dict[str, str | None] | None = None) -> str:
    """What a verb writes to a terminal that is wide and high enough."""
    with Session(["python", "-m", "tui", *words], 100, 200, env=env) as session:
        assert session.wait_exit() == 0
        return session.raw.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "words", [["help"], ["help", "convert"], ["certificate", "sign", "--help"], ["--help"]]
)
def test_headings_options_and_examples_are_coloured_and_the_words_stay_the_same(words: list[str]) -> None:
    text = written(*words)
    assert "\x1b[1musage:\x1b[0m keywright" in text
    assert re.search(r"\x1b\[36m-h, --help\x1b\[0m +show", text)
    assert ESCAPES.sub("", text) == written(*words, env={"NO_COLOR": "1"})


def test_verbs_and_examples_stand_out() -> None:
    text = written("help")
    assert "\x1b[1mLook\x1b[0m\n" in text
    assert re.search(r"\x1b\[36minspect\x1b\[0m +show", text)
    assert "\x1b[32mkeywright list ~/.ssh\x1b[0m" in text


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}], ids=["no", "dumb", "none"]
)
def test_who_wants_no_colours_has_none(env: dict[str, str | None]) -> None:
    assert "\x1b" not in written("help", "convert", env=env)


def test_a_pipe_has_none() -> None:
    told = keywright("help", "convert")
    assert b"\x1b" not in told.stdout
    assert told.stdout.startswith(b"usage: keywright convert")


def test_what_is_no_heading_stays_plain() -> None:
    for line in ("", "Without a verb the screens open.", " " * 24 + "-x is told of here", "a line of words"):
        assert painting.help_page(line) == line
