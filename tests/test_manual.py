"""The man pages and completions that are shipped: fresh, and sound to the programs that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import manual
from tests.helpers.peers import run
from tui.cli.commands import commands

if TYPE_CHECKING:
    from pathlib import Path

FILES = manual.files()
PAGES = [path for path in FILES if path.suffix == ".1"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_sound_to_man_and_mandoc(path: Path) -> None:
    page = manual.ROOT / path
    shown = run("man", "-l", "--warnings", page, env={"MANWIDTH": "80", "MANPAGER": "cat"})
    assert shown.stderr == b""
    assert run("mandoc", "-T", "lint", page).stdout == b""


def test_a_page_tells_all_that_the_help_tells() -> None:
    """Every option, its help and its value, as man shows them on a wide page."""
    for command in commands():
        page = manual.ROOT / manual.PAGES / f"{manual._title(command)}.1"
        env = {"MANWIDTH": "1000", "MANPAGER": "cat", "MAN_KEEP_FORMATTING": ""}
        shown = " ".join(run("man", "-l", page, env=env).stdout.decode().split())
        for one in (*command.options, *command.operands):
            assert (
                " ".join((*[", ".join(one.names)] * bool(one.names), *[one.metavar] * bool(one.metavar)))
                in shown
            )
            assert " ".join(one.help.split()) in shown, (command.name, one.names)


def test_hostile_text_acts_in_no_page(tmp_path: Path) -> None:
    """Whatever a help text may hold one day: a line is shown as it stands."""
    lines = (".so /etc/passwd", "'sy id", "\\fBbold\\*x", 'a "quoted" one', "- ~ ^ `")
    page = tmp_path / "x.1"
    page.write_text(
        ".TH X 1 2026-11-29 x x\n.SH NAME\nx \\- y\n.SH X\n.nf\n"
        + "\n".join(map(manual._text, lines))
        + "\n.fi\n"
    )
    shown = run("man", "-l", "--warnings", page, env={"MANPAGER": "cat"})
    assert shown.stderr == b""
    for line in lines:
        assert line in shown.stdout.decode()
