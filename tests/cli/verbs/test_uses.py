"""``keywright uses``: each place where a key is used, and a host that is given one."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.agents import ssh_agent
from tests.helpers.peers import need, run
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(fence: Path) -> Path:
    need("ssh")
    (fence / ".ssh").mkdir(mode=0o700)
    for name in ("id", "other"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", fence / ".ssh" / name)
    return fence


def uses(home: Path, name: str, config: str = "", code: int = 0) -> None:
    path = home / "config"
    path.write_text(config)
    assert main(["uses", str(home / ".ssh" / name), "--json", "-F", str(path)]) == code


def told(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str, int | None]]:
    return {(one["kind"], one["title"], one["line"]) for one in json.loads(capsys.readouterr().out)}


def test_hosts_of_the_configuration_are_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ssh = home / ".ssh"
    config = (
        f"Host box\n  IdentityFile {ssh}/id\nHost git* far\n  CertificateFile {ssh}/id-cert.pub\n"
        f"Match host x\n  IdentityFile {ssh}/other\nHost token\n  IdentityFile {ssh}/%n\nHost near\n"
        f"  HostName id\nMatch originalhost near\n  IdentityFile {ssh}/%h\n"
    )
    uses(home, "id.pub", config)
    assert told(capsys) == {
        ("ssh-config", "IdentityFile of Host box", 2),
        ("ssh-config", "CertificateFile of Host git* far", 4),
        ("ssh-host", "ssh box", None),
        ("ssh-host", "ssh far", None),
        ("ssh-host", "ssh near", None),
    }


def test_a_host_that_ssh_does_not_take_hides_no_other(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uses(home, "id", f'Host "a;b" box\n  IdentityFile {home}/.ssh/id\n')
    assert ("ssh-host", "ssh box", None) in told(capsys)


def test_a_copy_of_the_key_is_the_key(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(home / ".ssh" / "id", home / "copy")
    uses(home, "id", f"Host box\n  IdentityFile {home}/copy\n")
    assert ("ssh-config", "IdentityFile of Host box", 2) in told(capsys)


def test_accounts_agent_git_and_signers_are_named(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    need("git")
    monkeypatch.chdir(home)
    ssh = home / ".ssh"
    line = (ssh / "id.pub").read_text()
    (ssh / "authorized_keys").write_text(f"# mine\nrestrict {line}")
    (ssh / "known_hosts").write_text(f"h.example {line}")
    (home / "signers").write_text(f"me@example.com {line}")
    for name, value in (
        ("user.signingKey", "~/.ssh/id.pub"), ("gpg.format", "ssh"),
        ("gpg.ssh.allowedSignersFile", "~/signers"), ("core.sshCommand", f"ssh -i {ssh}/id"),
    ):  # fmt: skip
        run("git", "config", "--global", name, value)
    with ssh_agent(home / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        run("ssh-add", "-q", ssh / "id")
        uses(home, "id")
        expected = {
            ("authorized-keys", "logs in to this account", 2),
            ("known-hosts", "host key of h.example", 1),
            ("agent", "the agent holds the key as id", None),
            ("git-signing", "git signs commits with it: user.signingkey", None),
            ("git-ssh", "git logs in with it: core.sshCommand", None),
            ("allowed-signers", "its signatures are trusted", 1),
        }
        assert told(capsys) == expected
        monkeypatch.setenv("PATH", _path_without_git(home))
        uses(home, "id")
        assert told(capsys) == expected, "read from the file itself where there is no git"
        uses(home, "other", code=1)
        assert told(capsys) == set()


def _path_without_git(home: Path) -> str:
    (home / "bin").mkdir()
    (home / "bin" / "ssh").symlink_to(shutil.which("ssh") or "")
    return os.fspath(home / "bin")


def test_a_literal_signing_key_is_known(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    need("git")
    monkeypatch.chdir(home)
    run(
        "git",
        "config",
        "--global",
        "user.signingKey",
        "key::" + (home / ".ssh" / "id.pub").read_text().strip(),
    )
    uses(home, "id")
    assert ("git-signing", "git signs commits with it: user.signingkey", None) in told(capsys)


def test_in_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = home / ".ssh" / "id"
    (home / "config").write_text(f"Host box\n  IdentityFile {key}\n")
    assert main(["uses", str(key), "-F", str(home / "config")]) == 0
    assert capsys.readouterr().out == (
        f"{key}: 2 uses\n  IdentityFile of Host box (~/config, line 2)\n  ssh box\n"
    )
    assert main(["uses", str(home / ".ssh" / "other"), "-F", str(home / "config")]) == 1
    assert "nothing found that uses it" in capsys.readouterr().out


def test_a_host_is_given_the_key_and_ssh_agrees(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = home / "config"
    config.write_text("Host box\n  User me\n")
    argv = ["uses", str(home / ".ssh" / "id.pub"), "-F", str(config), "--add-to", "box"]
    assert main(argv) == 0
    key = home / ".ssh" / "id"
    assert config.read_text() == f"Host box\n  IdentityFile {key}\n  IdentitiesOnly yes\n  User me\n"
    shown = capsys.readouterr().out
    assert f"     2 +   IdentityFile {key}\n     3 +   IdentitiesOnly yes\n" in shown
    (backup,) = home.glob("config.backup-*")
    assert f"backup    {backup}\n" in shown
    assert main(argv) == 0
    assert "already names this key" in capsys.readouterr().out


def test_where_a_line_above_says_otherwise_that_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = home / "config"
    config.write_text("IdentitiesOnly no\nHost box\n  User me\n")
    argv = ["uses", str(home / ".ssh" / "id"), "-F", str(config), "--add-to", "box"]
    assert main(argv) == 1
    assert "ssh still uses something else for box" in capsys.readouterr().err
