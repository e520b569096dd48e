"""``keywright list``: the keys of a folder, a line for each."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.pty.session import Session
from tui import cli
from tui.keyops.keys import fingerprints

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh")


def test_one_line_a_key_aligned_and_without_colours_in_a_pipe(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    assert cli.main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "   alone.p8    unknown    AES-128-CBC  -         -                3 weeks",
        "   id_ed25519  Ed25519    none         pub cert  ed25519 plain    3 weeks",
        "   id_rsa      RSA 2048   aes256-ctr   pub       rsa-2048 locked  3 weeks",
        "   old.pem     unknown    AES-128-CBC  -         -                3 weeks",
        "!  wrong       ECDSA 256  none         pub≠      ecdsa-256 plain  3 weeks",
    ]


def test_sorted_by_type_by_age_and_problems_first(folder: Path, capsys: pytest.CaptureFixture) -> None:
    os.utime(folder / "old.pem", (desk.NOW, desk.NOW))
    firsts = []
    for order in ("type", "age", "problems"):
        assert cli.main(["list", "--sort", order, str(folder)]) == 0
        firsts.append(capsys.readouterr().out.splitlines()[0].split()[:2])
    assert firsts == [["!", "wrong"], ["old.pem", "unknown"], ["!", "wrong"]]


def test_json_has_the_fingerprint_and_each_file_of_the_key(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    assert cli.main(["list", "--json", str(folder)]) == 0
    rows = {row["path"].rpartition("/")[2]: row for row in json.loads(capsys.readouterr().out)}
    assert {row["schema"] for row in rows.values()} == {1}
    from tui.keyops.inspection.files import inspect_file

    key = inspect_file(folder / "id_ed25519.pub").key
    assert rows["id_ed25519"]["sha256"] == fingerprints.sha256(key.public)
    assert [(one["kind"], one["same_key"]) for one in rows["id_ed25519"]["files"]] == [
        ("private", True),
        ("public", True),
        ("certificate", True),
    ]
    assert rows["wrong"]["files"][1]["same_key"] is False
    assert rows["old.pem"]["type"] is None
    assert rows["old.pem"]["files"][0]["same_key"] is None


def test_what_a_file_says_is_shown_escaped(folder: Path, capsys: pytest.CaptureFixture) -> None:
    (folder / "evil.pub").write_text((folder / "id_rsa.pub").read_text().split(" ")[0] + " ")
    line = (folder / "id_ed25519.pub").read_text().split()[:2]
    (folder / "a\nb.pub").write_bytes(" ".join(line).encode() + b" \x1b]52;c;cm0=\x07\n")
    (folder / "id_ed25519").unlink()
    (folder / "id_ed25519.pub").unlink()
    (folder / "id_ed25519-cert.pub").unlink()
    assert cli.main(["list", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "a\\nb.pub" in out
    assert "\\x1b]52;c;cm0=\\x07" in out
    assert "\x1b" not in out


def test_a_folder_without_keys_says_so_and_a_missing_one_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    assert cli.main(["list", str(folder / "archive")]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "there are no keys in" in captured.err
    assert cli.main(["list", str(folder / "gone")]) == 1


def test_on_a_terminal_it_has_colours_unless_nobody_wants_them(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    argv: list[str | Path] = [sys.executable, "-m", "tui", "list", folder]
    with Session(argv, cols=100) as session:
        session.wait_exit()
        assert b"\x1b[1mid_rsa" in bytes(session.raw)
        assert b"\x1b[1;31m!" in bytes(session.raw)
    with Session(argv, cols=100, env={"NO_COLOR": "1"}) as session:
        session.wait_exit()
        assert b"id_rsa " in bytes(session.raw)
        assert b"\x1b[" not in bytes(session.raw)
