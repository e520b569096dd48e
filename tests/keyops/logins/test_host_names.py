"""Names of hosts out of ssh's config and the histories of shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui.keyops.logins import expansion, host_names
from tui.keyops.trust.known_hosts import canonical

if TYPE_CHECKING:
    from pathlib import Path


def test_a_config_names_aliases_hosts_jumps_and_ports(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(
        "Host box *.lab\n  HostName box.example\n  Port 2222\nHost far\n"
        "  ProxyJump kai@gate.example,second.example\nHost known\n  HostKeyAlias alias.example\n"
    )
    found = set(host_names.configured(tmp_path / "config"))
    assert found >= {
        "box",
        "box.example",
        "[box.example]:2222",
        "gate.example",
        "second.example",
        "alias.example",
    }
    assert list(host_names.configured(tmp_path / "missing")) == []


@pytest.mark.parametrize(
    ("command", "host"),
    [
        ("ssh kai@box.example", "box.example"),
        ("ssh -p 2222 box.example uptime", "[box.example]:2222"),
        ("sudo ssh -i key -p2222 box.example", "[box.example]:2222"),
        ("scp -P 2200 a.txt kai@box.example:/tmp", "[box.example]:2200"),
        ("git clone git@git.example:me/repo.git", "git.example"),
        ("git clone ssh://git@git.example:7999/me/repo.git", "[git.example]:7999"),
        ("rsync -av . box.example:backup/", "box.example"),
        (": 1700000000:0;ssh 192.0.2.7", "192.0.2.7"),
        ("- cmd: ssh box.example", "box.example"),
        ("ssh-copy-id 'kai@box.example'", "box.example"),
    ],
)
def test_a_history_names_the_hosts_of_ssh_and_its_like(command: str, host: str) -> None:
    assert host in {canonical(name) for name in host_names.typed(f"ls\n{command}\ncd /\n")}


def test_other_commands_name_none_and_long_words_are_passed_over() -> None:
    assert list(host_names.typed(f"curl box.example\necho ssh\nssh {'a' * 5000}.example\n")) == []


def test_histories_are_read_only_when_that_was_allowed(fence: Path) -> None:
    (fence / ".bash_history").write_text("ssh secret.example\n")
    assert "secret.example" not in set(host_names.all_of(history=False))
    assert "secret.example" in set(host_names.all_of(history=True))


def test_the_configuration_is_that_of_the_home_by_which_ssh_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that of HOME, where the two differ: sudo keeps HOME, and ssh looks into the password file."""
    for name in ("by-variable", "by-password-file"):
        (tmp_path / name / ".ssh").mkdir(parents=True)
        (tmp_path / name / ".ssh" / "config").write_text(f"Host {name}\n")
    monkeypatch.setenv("HOME", str(tmp_path / "by-variable"))
    monkeypatch.setattr(expansion, "home", lambda: str(tmp_path / "by-password-file"))
    assert list(host_names.all_of(history=False)) == ["by-password-file", "by-password-file"]
