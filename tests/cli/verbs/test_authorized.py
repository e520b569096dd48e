"""``keywright authorized``: list, add, remove, disable and enable lines."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.cli import main
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys import fingerprints

if TYPE_CHECKING:
    from pathlib import Path

ED, EC = (authorized_line(make(name).public, name.encode()) + "\n" for name in ("ed25519", "ecdsa256"))


@pytest.fixture
def path(fence: Path) -> Path:
    (fence / ".ssh").mkdir(mode=0o700)
    (fence / ".ssh" / "authorized_keys").write_text(f"# people\n{ED}bogus {EC}")
    (fence / ".ssh" / "authorized_keys").chmod(0o600)
    return fence / ".ssh" / "authorized_keys"


def test_the_lines_are_listed_in_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(f'restrict,command="ls" {ED}{ED}')
    assert main(["authorized", "list"]) == 0
    told = capsys.readouterr().out
    assert "line 1: Ed25519, ed25519: may log in\n" in told
    assert '  command="ls": always runs ls, whatever the client asks for\n' in told
    assert "  Warning: line 1 has the same key and takes precedence\n" in told


def test_a_line_that_sshd_passes_over_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["authorized", "list", "--json"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["schema"], first["line"], first["lets_in"], first["read"]) == (1, 2, True, True)
    assert (second["line"], second["lets_in"], second["read"], second["disabled"]) == (3, False, False, False)
    assert "options-refused" in {one["id"] for one in second["findings"]}


def test_a_key_is_added_from_a_private_file_with_options(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = path.parent / "new.ppk"
    key.write_bytes(pack(make("rsa"), "ppk3").data)
    before = path.read_text()
    argv = ["authorized", "add", str(key), "--restrict", "--from", "10.0.0.0/8", "-C", "new one"]
    assert main(argv) == 0
    line = authorized_line(make("rsa").public, b"new one")
    assert path.read_text() == f'{before}restrict,from="10.0.0.0/8" {line}\n'
    told = capsys.readouterr().out
    assert f"added     line 4 of {path}\n" in told
    assert "only from 10.0.0.0/8" in told
    assert main(argv) == 1
    assert "Line 4 of authorized_keys already has this key" in capsys.readouterr().err
    assert main([*argv, "--again"]) == 0


def test_a_key_is_added_from_a_paste_into_a_new_file(
    fence: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ED.encode())))
    assert main(["authorized", "add", "-"]) == 0
    made = fence / ".ssh" / "authorized_keys"
    assert made.read_text() == ED
    assert (made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "It can do everything the account can" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "10.0.0.1/8"], "from= is invalid"),
        (["--expires", "never"], "not a date"),
        (["--expires", "+x"], "x is not a length of time"),
    ],
)
def test_options_that_let_nobody_in_are_wrong_usage(
    options: list[str], words: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = path.read_bytes()
    (path.parent / "k.pub").write_text(authorized_line(make("rsa").public))
    with pytest.raises(SystemExit) as stop:
        main(["authorized", "add", str(path.parent / "k.pub"), *options])
    assert stop.value.code == 2
    assert words in capsys.readouterr().err
    assert path.read_bytes() == before


def test_lines_are_disabled_enabled_and_removed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_text()
    sha256 = fingerprints.sha256(make("ed25519").public)
    assert main(["authorized", "disable", sha256]) == 0
    told = capsys.readouterr().out
    assert "disabled  line 2, Ed25519, ed25519\n" in told
    assert "No key in this file can log in any more" in told
    assert path.read_text() == before.replace(ED, f"#{ED}")
    assert main(["authorized", "disable", "2"]) == 1
    assert "no enabled line" in capsys.readouterr().err
    (path.parent / "k.pub").write_text(ED)
    assert main(["authorized", "enable", str(path.parent / "k.pub")]) == 0
    assert path.read_text() == before
    assert main(["authorized", "remove", "3"]) == 0
    assert path.read_text() == f"# people\n{ED}"
    assert main(["authorized", "remove", "9"]) == 1
    assert len(list(path.parent.glob("authorized_keys.backup-*"))) == 3


def test_a_certificate_is_not_added(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.helpers.desk import CORPUS

    assert main(["authorized", "add", str(CORPUS / "id_ed25519-cert.pub")]) == 1
    assert "Add its key" in capsys.readouterr().err


def test_names_cannot_command_the_terminal(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(ED.strip() + " \x1b]52;c;eA==\x07\n")
    main(["authorized", "list"])
    main(["authorized", "disable", "1"])
    assert "\x1b" not in capsys.readouterr().out
