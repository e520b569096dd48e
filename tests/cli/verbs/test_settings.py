"""``keywright settings``, the options, and words that an encoding has no room for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run
from tests.helpers.project import ROOT
from tests.helpers.verbs import keywright
from tui import cli, settings
from tui.cli.verbs import generate as generating
from tui.settings import ROWS, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_settings_are_shown_with_where_each_comes_from_and_one_is_set(
    fence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["settings", "theme", "dark"]) == 0
    assert capsys.readouterr().out == "theme is now dark\n"
    assert cli.main(["settings", "--ascii"]) == 0
    rows = {line.split()[0]: line.split()[1:3] for line in capsys.readouterr().out.splitlines() if line}
    assert rows["theme"] == ["dark", "file"]
    assert rows["ascii"] == ["on", "option"]
    assert rows["lock-minutes"] == ["10", "default"]
    assert set(rows) == {*(row.name for row in ROWS), "Kept"}
    assert cli.main(["settings", "theme"]) == 0
    assert capsys.readouterr().out == "dark\n"


def test_a_value_that_cannot_be_is_a_wrong_usage_and_changes_nothing(
    fence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["settings", "lock-minutes", "soon"]) == 2
    assert capsys.readouterr().err == "keywright: lock-minutes must be 0 to 1440, not soon\n"
    with pytest.raises(SystemExit) as stop:
        cli.main(["settings", "colour", "blue"])
    assert stop.value.code == 2
    assert not settings.file_path().exists()


def test_what_is_ignored_is_told_on_standard_error_and_never_stops_a_verb(
    fence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings.file_path()
    path.parent.mkdir(parents=True)
    path.write_text('key-type = "ecdsa"\nmouse = maybe\x1b[2J\n')
    assert cli.main(["settings", "mouse"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "off\n"
    assert "Line 2 of settings.toml is not TOML" in shown.err
    assert generating.default_type() == "ecdsa"
    assert cli.main(["settings", "mouse", "on"]) == 0
    assert "The old file was not TOML; it is kept as ~/.config" in capsys.readouterr().out
    assert settings.load().settings == Settings(key_type="ecdsa", mouse=True)


def test_a_key_of_the_chosen_type_is_made(fence: Path) -> None:
    settings.save({"key-type": "ecdsa"})
    made = keywright("generate", "-o", fence / "k", "-C", "")
    assert made.returncode == 0, made.stderr.decode()
    assert (fence / "k.pub").read_bytes().startswith(b"ecdsa-sha2-nistp256 ")


def test_the_options_follow_the_table() -> None:
    given = cli.screens_parser().parse_args(
        ["--theme", "light", "--clipboard", "tmux", "--ascii", "--no-mouse", "keys"]
    )
    chosen = cli.chosen_for(given)
    assert chosen.settings == Settings(theme="light", clipboard="tmux", ascii=True)
    assert chosen.source("mouse") == "option"
    with pytest.raises(SystemExit):
        cli.screens_parser().parse_args(["--theme", "purple"])


def test_words_beyond_the_encoding_are_spelt_out(fence: Path) -> None:
    (fence / "k.pub").write_text(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJbAKnw4T8kfMfjhpsQ2NEBUMIgEjHpOJHWXp9hxTLo Zoë\n", "utf-8"
    )
    told = run(
        sys.executable, "-m", "tui", "inspect", fence / "k.pub", cwd=ROOT,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )  # fmt: skip
    assert told.stderr == b""
    assert b"Zo\\xeb" in told.stdout
    assert told.stdout.isascii()
