"""``keywright delete`` and ``keywright rename``: all files of a key together, asked, into backups."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.pty.session import Session
from tui import cli

if TYPE_CHECKING:
    from pathlib import Path

ED = {"id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub"}


@pytest.fixture
def folder(fence: Path) -> Path:
    return desk.fill(fence / ".ssh")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_key_goes_with_its_files_and_each_stays_as_a_backup(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    data = (folder / "id_ed25519").read_bytes()
    assert cli.main(["delete", "--yes", str(folder / "id_ed25519")]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 3
    kept = folder / told[0].rpartition(" ")[2]
    assert kept.name.startswith("id_ed25519.backup-")
    assert kept.read_bytes() == data
    assert not ED & names(folder)


def test_only_takes_the_named_file_alone(folder: Path) -> None:
    assert cli.main(["delete", "--yes", "--only", str(folder / "id_ed25519.pub")]) == 0
    assert ED & names(folder) == ED - {"id_ed25519.pub"}


def test_without_anybody_to_ask_nothing_is_deleted(folder: Path, capsys: pytest.CaptureFixture) -> None:
    before = names(folder)
    assert cli.main(["delete", str(folder / "id_rsa")]) == 2
    assert "--yes" in capsys.readouterr().err
    assert names(folder) == before


@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("", 1), ("y", 0)])
def test_on_a_terminal_it_names_the_files_and_asks(folder: Path, answer: str, code: int) -> None:
    argv: list[str | Path] = [sys.executable, "-m", "tui", "delete", folder / "id_ed25519"]
    with Session(argv, cols=120) as session:
        session.wait_for("id_ed25519-cert.pub")
        session.wait_for("Delete these 3 files? (each stays as a backup) [y/N]")
        session.send(answer + "\n")
        assert session.wait_exit() == code
    assert bool(ED & names(folder)) == bool(code)


def test_backups_are_cleared_for_good_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture) -> None:
    before = names(folder)
    assert cli.main(["delete", "--yes", "--backups", str(folder)]) == 0
    assert capsys.readouterr().out == "no backups found\n"
    cli.main(["delete", "--yes", str(folder / "id_ed25519")])
    capsys.readouterr()
    assert cli.main(["delete", "--yes", "--backups", str(folder)]) == 0
    assert capsys.readouterr().out == "permanently deleted 3 backups\n"
    assert names(folder) == before - ED


def test_what_is_not_there_and_folders_are_refused(folder: Path, capsys: pytest.CaptureFixture) -> None:
    before = names(folder)
    assert cli.main(["delete", "--yes", str(folder / "gone")]) == 1
    assert cli.main(["delete", "--yes", str(folder / "archive")]) == 1
    assert "archive is a folder" in capsys.readouterr().err
    assert names(folder) == before


def test_a_key_is_renamed_with_its_files(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["rename", str(folder / "id_ed25519"), "work"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert {"work", "work.pub", "work-cert.pub"} <= names(folder)
    assert not ED & names(folder)
    assert cli.main(["rename", "--only", str(folder / "work.pub"), "public.pub"]) == 0
    assert {"work", "public.pub", "work-cert.pub"} <= names(folder)


def test_renaming_overwrites_nothing(folder: Path, capsys: pytest.CaptureFixture) -> None:
    before = names(folder)
    assert cli.main(["rename", str(folder / "id_ed25519"), "wrong"]) == 1
    assert "wrong already exists" in capsys.readouterr().err
    assert cli.main(["rename", str(folder / "id_ed25519"), "../x"]) == 1
    assert cli.main(["rename", str(folder / "gone"), "x"]) == 1
    assert names(folder) == before
