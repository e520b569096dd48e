from __future__ import annotations

import io

import pytest

from tests.helpers.project import run_python
from tui.process import preflight


class Terminal(io.StringIO):
    """A stream that says what it is told to say of itself."""

    def __init__(self, encoding: str = "utf-8", *, tty: bool = True) -> None:
        super().__init__()
        self._encoding, self._tty = encoding, tty

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a field for typeshed, which cannot be set
        """Of its text."""
        return self._encoding

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._tty


XTERM = {"TERM": "xterm"}


def test_a_usual_terminal_passes() -> None:
    assert preflight.why_not(XTERM, Terminal(), Terminal()) == ""
    assert preflight.why_not(XTERM, Terminal(), Terminal("UTF8")) == ""


@pytest.mark.parametrize(
    ("environ", "stdin", "stderr", "reason"),
    [
        (XTERM, Terminal(tty=False), Terminal(), "standard input is not one"),
        (XTERM, None, Terminal(), "standard input is not one"),
        (XTERM, Terminal(), Terminal(tty=False), "standard error, where they are drawn, is not one"),
        (XTERM, Terminal(), None, "standard error, where they are drawn, is not one"),
        ({"TERM": "dumb"}, Terminal(), Terminal(), "TERM is dumb"),
        ({"TERM": ""}, Terminal(), Terminal(), "TERM is not set"),
        ({}, Terminal(), Terminal(), "TERM is not set"),
    ],
)
def test_a_terminal_without_screens_gets_one_sentence_with_the_other_way(
    environ, stdin, stderr, reason
) -> None:
    sentence = preflight.why_not(environ, stdin, stderr)
    assert reason in sentence
    assert "keywright inspect, generate, convert or public" in sentence
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("encoding", "ascii_only"),
    [("utf-8", False), ("UTF8", False), ("latin-1", True), ("ascii", True), ("?", True)],
)
def test_a_terminal_that_is_not_set_to_utf_8_opens_in_ascii(encoding: str, *, ascii_only: bool) -> None:
    assert preflight.why_not(XTERM, Terminal(), Terminal(encoding)) == ""
    assert preflight.takes_ascii_only(Terminal(encoding)) is ascii_only


def test_only_the_looks_may_be_set_from_outside() -> None:
    environ = {
        "TEXTUAL": "debug",
        "TEXTUAL_LOG": "keys.log",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_DRIVER": "os:system",
        "TEXTUAL_SHOW_RETURN": "1",
        "TEXTUAL_DISABLE_KITTY_KEY": "0",
        "TEXTUAL_THEME": "nord",
        "TEXTUAL_ANIMATIONS": "full",
        "TEXTUALLY": "mine",
        "COLUMNS": "40",
        "LINES": "10",
        "HOME": "/root",
    }
    preflight.set_in_order(environ)
    assert environ == {
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "TEXTUAL_FPS": "500",
        "TEXTUAL_THEME": "nord",
        "TEXTUAL_ANIMATIONS": "full",
        "TEXTUALLY": "mine",
        "HOME": "/root",
    }


def test_looking_at_the_terminal_does_not_import_textual() -> None:
    loaded = run_python(
        "import sys\nfrom tui.process import preflight\npreflight.prepare()\nprint(*sys.modules)"
    ).split()
    assert "tui.process.preflight" in loaded
    assert not {"textual", "rich", "asyncio"} & set(loaded)
