"""The settings: what a file may say, what is ignored of it, and how one line of it is changed."""

from __future__ import annotations

import errno
import itertools
import os
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.project import run_python
from tui import settings
from tui.keyops.errors import StorageError
from tui.keyops.files import transaction as saving
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.settings import BY_NAME, ROWS, LoadedSettings, SettingError, Settings
from tui.terminal import themes
from tui.terminal.clipboard import CopyWay
from tui.theme_names import TEXTUAL_THEMES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(fence: Path) -> Path:
    path = settings.file_path()
    assert path == fence / ".config" / "keywright" / "settings.toml"
    path.parent.mkdir(parents=True)
    return path


THEMES = "one of terminal, dark, light, mono, nord, gruvbox or 17 others (keywright settings --help)"


def test_the_table_and_the_record_are_the_same() -> None:
    assert [row.attribute for row in ROWS] == list(Settings._fields)
    for row in ROWS:
        assert row.problem(row.default) == ""
        assert row.parse(row.words(row.default)) == row.default
    assert Settings().lock_minutes == 10


def test_the_choices_are_what_there_is() -> None:
    assert BY_NAME["clipboard"].choices() == ("auto", *(way.value for way in CopyWay))
    assert BY_NAME["key-type"].choices() == tuple(
        row.family for row in ALGORITHMS.values() if row.can_generate
    )
    assert {"terminal", "mono", *themes.PALETTES, *TEXTUAL_THEMES} == set(BY_NAME["theme"].choices())


def test_without_a_file_everything_is_default() -> None:
    assert settings.load() == LoadedSettings()
    assert settings.load().source("theme") == "default"


def test_a_file_is_followed_and_options_come_before_it(file: Path) -> None:
    file.write_text('theme = "dark"\nstart-folder = "~/keys"\nmouse = true\nlock-minutes = 0\n')
    loaded = settings.load()
    assert loaded.settings == Settings(theme="dark", start_folder="~/keys", mouse=True, lock_minutes=0)
    assert loaded.problems == ()
    loaded = loaded.override({"theme": "light", "mouse": False, "ascii": None})
    assert (loaded.settings.theme, loaded.settings.mouse, loaded.settings.ascii) == ("light", False, False)
    assert [loaded.source(name) for name in ("theme", "start-folder", "ascii")] == [
        "option",
        "file",
        "default",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'theme = "purple"',
            f"theme must be {THEMES}; the default terminal is used",
        ),
        ('mouse = "on"', "mouse must be true or false; the default off is used"),
        ("ascii = 1", "ascii must be true or false"),
        ("lock-minutes = true", "lock-minutes must be 0 to 1440; the default 10 is used"),
        ("lock-minutes = -1", "lock-minutes must be 0 to 1440"),
        ("lock-minutes = 2.5", "lock-minutes must be 0 to 1440"),
        ('start-folder = "keys"', "start-folder must be a folder path, starting with / or ~"),
        ('start-folder = "a\\u001bb"', "start-folder must be a folder"),
        ('key-type = "dsa"', "key-type must be one of ed25519"),
        ("lock_minutes = 5", "does not exist, lock_minutes (did you mean lock-minutes?); it is ignored"),
        ("[theme]\nname = 1", "theme must be one of"),
        ("theme = dark", "Line 1 of settings.toml is not TOML and is ignored; write it like"),
        ("\x00\n\x1b[2J\ntheme", "Lines 1, 2, 3 of settings.toml are not TOML"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_used(file: Path, text: str, words: str) -> None:
    file.write_text(f'clipboard = "osc52"\n{text}\n' if not text.startswith(("theme = d", "\x00")) else text)
    loaded = settings.load()
    assert words in loaded.problems[0]
    assert loaded.settings == Settings(clipboard=loaded.settings.clipboard)
    assert loaded.exists
    if text.startswith(("theme = d", "\x00")):
        file.write_text(text + '\nclipboard = "osc52"\n')
        loaded = settings.load()
    assert loaded.settings.clipboard == "osc52"


def test_a_file_that_is_none_never_stops_the_program(file: Path) -> None:
    file.mkdir()
    loaded = settings.load()
    assert loaded.settings == Settings()
    assert "settings.toml is ignored: settings.toml is not a regular file" in loaded.problems[0]
    file.rmdir()
    file.symlink_to("nowhere")
    assert "is a link to a missing file" in settings.load().problems[0]
    file.unlink()
    file.write_bytes(b"# x\n" * 300_000)
    assert (
        settings.load()
        .problems[0]
        .startswith("settings.toml is ignored: settings.toml is far too large for settings. Move it away")
    )


def test_brackets_without_an_end_never_stop_the_program(file: Path) -> None:
    """The reader of TOML goes one call deeper for each."""
    file.write_text("a = " + "[" * 5000 + '\ntheme = "dark"\n')
    loaded = settings.load()
    assert loaded.settings == Settings(theme="dark")
    assert loaded.problems[0].startswith("Line 1 of settings.toml is not TOML")
    assert settings.save({"mouse": True}) is not None
    assert settings.load().settings == Settings(theme="dark", mouse=True)


def test_what_is_no_file_is_never_written_over_and_the_next_step_is_told(file: Path) -> None:
    file.symlink_to(file.name)
    with pytest.raises(StorageError, match="settings.toml is a link that leads back to itself"):
        settings.save({"theme": "dark"})
    file.unlink()
    file.mkdir()
    with pytest.raises(SettingError, match="settings.toml is not a regular file") as caught:
        settings.save({"theme": "dark"})
    assert caught.value.hint == "Move it away; a new one is written when you save"


def test_a_folder_that_may_not_be_looked_into_is_told_of(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as patch:
        patch.setattr(os, "lstat", refuse)
        loaded = settings.load(file)
    assert loaded.settings == Settings()
    assert loaded.problems == ("settings.toml is ignored: its folder cannot be read (Permission denied)",)


@given(st.binary(max_size=80))
def test_no_bytes_stop_the_program(data: bytes) -> None:
    values, problems = settings._read(data)
    assert set(values) <= set(BY_NAME)
    assert all(isinstance(problem, str) for problem in problems)


def test_setting_one_keeps_comments_unknown_lines_and_links(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_bytes(
        b'# mine\n"theme" = "d#rk"  # at night\r\nfuture = 1\n\n[later]\ntheme = "light"\nmouse = false'
    )
    file.symlink_to(real)
    assert settings.save({"theme": "light", "lock-minutes": 3}) is None
    assert file.is_symlink()
    assert real.read_bytes() == (
        b'# mine\ntheme = "light"  # at night\r\nfuture = 1\n\nlock-minutes = 3\n'
        b'[later]\ntheme = "light"\nmouse = false'
    )
    assert settings.load().settings == Settings(theme="light", lock_minutes=3)


def test_a_first_setting_makes_the_file_in_a_folder_of_ones_own(fence: Path) -> None:
    assert settings.save({"start-folder": '/a "b" \\ é #'}) is None
    path = settings.file_path()
    assert tomllib.loads(path.read_text()) == {"start-folder": '/a "b" \\ é #'}
    assert settings.load().settings.start_folder == '/a "b" \\ é #'
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_broken_file_is_kept_beside_and_what_can_be_read_of_it_goes_on(file: Path) -> None:
    file.write_text("mouse = true\ntheme = dark\n")
    backup = settings.save({"theme": "mono"})
    assert backup is not None
    assert backup.read_text() == "mouse = true\ntheme = dark\n"
    loaded = settings.load()
    assert loaded.settings == Settings(theme="mono", mouse=True)
    assert loaded.problems == ()


def test_a_value_over_several_lines_is_left_to_an_editor(file: Path) -> None:
    before = 'start-folder = """\na"""\n'
    file.write_text(before)
    with pytest.raises(SettingError) as caught:
        settings.save({"start-folder": "~"})
    assert caught.value.hint == "Change it in an editor"
    assert file.read_text() == before


def test_a_typed_value_is_understood_or_refused_with_what_there_is() -> None:
    assert BY_NAME["mouse"].parse(" On ") is True
    assert BY_NAME["ascii"].parse("false") is False
    assert BY_NAME["lock-minutes"].parse("1440") == 1440
    for name, typed, words in (
        ("mouse", "maybe", "mouse must be on or off, not maybe"),
        ("lock-minutes", "1441", "lock-minutes must be 0 to 1440, not 1441"),
        ("theme", "Dark!", f"theme must be {THEMES}, not Dark!"),
        ("start-folder", " ", "start-folder must be a folder path, starting with / or ~"),
    ):
        with pytest.raises(SettingError) as caught:
            BY_NAME[name].parse(typed)
        assert caught.value.title == words


def test_the_settings_load_nothing_slow_where_there_is_no_file() -> None:
    loaded = run_python("import sys\nfrom tui import settings\nsettings.load()\nprint(*sys.modules)").split()
    assert "tui.settings" in loaded
    assert not {"tomllib", "dataclasses", "textual", "asyncio", "difflib", "tui.keyops.files.storage"} & set(
        loaded
    )


def test_setting_something_again_and_again_leaves_no_other_file(file: Path) -> None:
    for theme in ("dark", "light", "mono", "dark"):
        assert settings.save({"theme": theme}) is None
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("there", [True, False])
def test_what_another_program_sets_in_the_same_moment_is_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        file.write_text("mouse = false\n")
    real, others = saving.save, ['theme = "dark"\n', 'theme = "light"\n']

    def late(*arguments: Any, **options: Any) -> object:
        if others:
            file.write_text(others.pop())
        return real(*arguments, **options)

    monkeypatch.setattr(saving, "save", late)
    settings.save({"mouse": True})
    assert file.read_text() == 'theme = "dark"\nmouse = true\n'


def test_a_file_that_another_program_never_leaves_alone_is_told_of(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("mouse = false\n")
    real, count = saving.save, itertools.count()

    def late(*arguments: Any, **options: Any) -> object:
        file.write_text(f"# {next(count)}\n")
        return real(*arguments, **options)

    monkeypatch.setattr(saving, "save", late)
    with pytest.raises(StorageError, match="changed in the meantime"):
        settings.save({"mouse": True})
    assert file.read_text() == "# 3\n"
