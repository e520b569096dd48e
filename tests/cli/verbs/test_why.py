"""``keywright why``: the order, the reasons and the login, in words and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import need, run
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    need("ssh")
    for name, phrase in (("id", ""), ("locked", "correct horse")):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", name, "-f", tmp_path / name)
    return tmp_path


def configured(keys: Path, lines: str) -> str:
    (keys / "config").write_text(f"Host box\n  HostName 127.0.0.1\n  Port 1\n  User me\n{lines}\n")
    return str(keys / "config")


def test_the_order_and_the_reasons_are_told(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (keys / "id").chmod(0o644)
    config = configured(keys, f"IdentityFile {keys}/id\nIdentityFile {keys}/no\nIdentityFile {keys}/locked")
    assert main(["why", "box", "-F", config]) == 0
    told = capsys.readouterr().out
    assert told.startswith("box: ssh logs in as me at 127.0.0.1, port 1\n")
    assert f"  1. {keys}/id: Ed25519, cannot log in\n" in told
    assert "     Error: Others can read the private key id (mode 0644); OpenSSH refuses to use it\n" in told
    assert f"  2. {keys}/locked: Ed25519, needs its passphrase\n" in told
    assert f"Not offered\n   - {keys}/no: no key\n" in told
    assert "ssh -v" not in told


def test_the_same_as_json(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configured(keys, f"IdentityFile {keys}/id\nIdentityFile {keys}/no")
    assert main(["why", "box", "--json", "-F", config]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["schema"], row["host"], row["user"], row["port"]) == (1, "box", "me", 1)
    (offer,) = row["offers"]
    assert (offer["place"], offer["way"], offer["outlook"], offer["path"]) == (
        1, "offered", "ready", f"{keys}/id",
    )  # fmt: skip
    assert [each["id"] for one in row["left_out"] for each in one["findings"]] == ["missing"]
    assert row["command"][:3] == ["ssh", "-F", config]
    assert row["login"] is None


def test_a_login_is_shown_before_it_is_run_and_explained(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(keys, f"IdentityFile {keys}/id")
    assert main(["why", "box", "--try", "-F", config]) == 1
    told = capsys.readouterr().out
    assert told.index("\n$ ssh -F ") < told.index("Nothing is listening on this port of the server")
    assert "-o BatchMode=yes" in told


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Nonsense yes", "Nonsense"),
        ("IdentityFile /%z", "%z"),
        ("IdentityAgent ~no-such-user/x", "no-such-user"),
    ],
)
def test_what_ssh_stops_at_is_a_clear_error(
    lines: str, words: str, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "box", "-F", configured(keys, lines)]) == 1
    assert words.lower() in capsys.readouterr().err.lower()


def test_nothing_to_offer_is_exit_code_1(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "box", "-F", configured(keys, "IdentityFile none")]) == 1
    assert "ssh has no key to offer" in capsys.readouterr().out


def test_names_cannot_command_the_terminal(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configured(keys, f"IdentityFile {keys}/\x1b]52;c;eA==\x07")
    main(["why", "box", "-F", config])
    assert "\x1b" not in capsys.readouterr().out


def test_without_ssh_it_says_so(
    keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(keys))
    assert main(["why", "box"]) == 1
    assert "ssh is not installed here" in capsys.readouterr().err
