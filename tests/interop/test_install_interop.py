"""A key is put into authorized_keys on a real server by ssh, and proved by a login with it alone."""

from __future__ import annotations

import getpass
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.helpers.agents import ssh_agent
from tests.helpers.peers import need, run
from tests.helpers.project import ROOT
from tests.interop.accounts import Account, account, configuration, make_key
from tui.cli import main
from tui.keyops.logins import account as accounts
from tui.keyops.logins import installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with account(tmp_path_factory.mktemp("box")) as made:
        yield made


@pytest.fixture
def keys(tmp_path: Path, server: Account, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key that logs in and one that does not yet, and the configuration for both."""
    monkeypatch.setenv("SSH_AUTH_SOCK", "")
    make_key(tmp_path / "old")
    make_key(tmp_path / "new", comment="new key of Zoë's `reboot` laptop")
    server.holds((tmp_path / "old.pub").read_text())
    configuration(tmp_path / "config", {"box": server}, f"  IdentityFile {tmp_path}/old\n")
    return tmp_path


def install(keys: Path, *words: str, name: str = "new") -> int:
    return main(["install", str(keys / name), "box", "-F", str(keys / "config"), *words])


def test_a_key_is_installed_through_another_and_proved(
    keys: Path, server: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    before = server.authorized.read_bytes()
    assert not server.lets_in(keys / "new")
    assert install(keys) == 0
    told = capfd.readouterr().out
    assert told.startswith("$ ssh -F ")
    assert "IdentitiesOnly=yes" in told
    assert "BatchMode=yes" in told
    assert "added a line to .ssh/authorized_keys\n" in told
    assert "at box logs in with new alone\n" in told
    assert server.authorized.read_bytes().startswith(before)
    assert server.lets_in(keys / "new")
    assert server.lets_in(keys / "old")
    assert install(keys) == 0
    assert ".ssh/authorized_keys already has this key" in capfd.readouterr().out
    assert server.authorized.read_bytes().count(b"\n") == 2


def test_the_comment_arrives_without_what_a_shell_takes_for_its_own(keys: Path, server: Account) -> None:
    assert install(keys, "--json") == 0
    assert server.authorized.read_text().splitlines()[1].endswith(" new key of Zoë s reboot laptop")


def test_the_line_to_run_on_the_server_does_the_same(
    keys: Path, server: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    """In whichever shell, in a home without .ssh, and behind a line without an end."""
    assert main(["install", str(keys / "new.pub"), "--print"]) == 0
    line = capsys.readouterr().out
    for shell in ("dash", "bash", "fish"):
        if shutil.which(shell) is None:
            continue
        shutil.rmtree(server.authorized.parent)
        run(shell, "-c", line, env={"HOME": str(server.home)})
        assert server.authorized.read_text().startswith((keys / "new.pub").read_text()[:60])
        assert server.authorized.stat().st_mode & 0o777 == 0o600
        assert server.authorized.parent.stat().st_mode & 0o777 == 0o700
    old = (keys / "old.pub").read_text()
    server.holds(old.rstrip("\n"))
    run("sh", "-c", line, env={"HOME": str(server.home)})
    assert server.authorized.read_text().startswith(old)
    assert server.lets_in(keys / "new")
    server.holds("#" + (keys / "new.pub").read_text())
    run("sh", "-c", line, env={"HOME": str(server.home)})
    assert server.lets_in(keys / "new"), "a disabled line is no line"


def test_another_key_of_the_host_proves_nothing(
    keys: Path, server: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    """The configuration names one that logs in, and IdentitiesOnly lets ssh offer it."""
    assert install(keys, "--prove") == 1
    told = capfd.readouterr().out
    assert "refused" in told
    assert str(keys / "old") not in told.replace(str(keys / "config"), "")
    assert server.authorized.read_bytes().count(b"\n") == 1
    assert install(keys, "--prove", name="old") == 0


def test_a_locked_key_is_proved_by_the_agent_that_holds_it(
    keys: Path, server: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key(keys / "locked", phrase="correct horse")
    with ssh_agent(tmp_path / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        run("ssh-add", "-q", keys / "old")
        askpass = tmp_path / "askpass"
        askpass.write_text("#!/bin/sh\necho correct horse\n")
        askpass.chmod(0o700)
        run(
            "ssh-add",
            "-q",
            keys / "locked",
            env={"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none:0"},
        )
        assert install(keys, name="locked") == 0
        (keys / "locked").unlink()
        assert install(keys, "--prove", name="locked.pub") == 0, "the agent alone has the private key"
        server.holds((keys / "old.pub").read_text())
        assert install(keys, "--prove", name="locked.pub") == 1, "the agent's other key is not offered"


@pytest.mark.parametrize("name", ["id_ed25519-sk", "id_ecdsa-sk"])
def test_without_its_authenticator_a_hardware_key_is_accepted_and_proves_nothing(
    keys: Path, server: Account, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """No authenticator is here: ssh shows the key, the server accepts it, and nobody signs."""
    for one in (name, f"{name}.pub"):
        shutil.copy(ROOT / "tests" / "corpus" / "openssh-10.5" / one, keys / one)
        (keys / one).chmod(0o600)
    assert install(keys, name=name) == 1
    told = capfd.readouterr().out
    assert "added a line to .ssh/authorized_keys\n" in told
    assert f"The server accepts {keys / name}, but ssh could not sign with it: device not found\n" in told
    assert "plug it in, and touch it when it blinks" in told
    assert "refused every key" not in told


def test_a_public_key_without_its_private_one_is_refused(
    keys: Path, server: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    (keys / "new").unlink()
    assert install(keys, name="new.pub") == 1
    assert "neither the agent nor this folder has its private key" in capsys.readouterr().err
    assert server.authorized.read_bytes().count(b"\n") == 1


def test_a_certificate_next_to_the_key_proves_no_line(
    keys: Path, server: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    make_key(keys / "ca")
    server.holds((keys / "old.pub").read_text() + "cert-authority " + (keys / "ca.pub").read_text())
    run("ssh-keygen", "-q", "-s", keys / "ca", "-I", "x", "-n", getpass.getuser(), keys / "new.pub")
    assert install(keys, "--prove") == 1
    assert "by the certificate next to new" in capfd.readouterr().out


def test_a_jump_host_and_options_with_blanks_are_taken_over(
    keys: Path, server: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    """The jump logs in with the configuration, the host with the one key."""
    config = keys / "config"
    config.write_text(
        f"Host far\n  ProxyJump box\n  HostName 127.0.0.1\n  Port {server.server.port}\n"
        f'  UserKnownHostsFile "{keys}/known one" {keys}/two\n'
        + config.read_text().replace("Host box", "Host box far")
    )
    need("ssh")
    assert main(["install", str(keys / "new"), "far", "-F", str(config), "--json"]) == 0
    (row,) = json.loads(capfd.readouterr().out)
    assert row["proved"] is True
    assert row["login"]["key"] == str(keys / "new")
    assert any("-W [%h]:%p box" in word for word in row["commands"][1])


def test_what_ssh_cannot_reach_is_told(keys: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (keys / "config").write_text("Host box\n  HostName 127.0.0.1\n  Port 1\n")
    assert install(keys) == 1
    assert "ssh ended with status 255; nothing was proved" in capfd.readouterr().err


@pytest.mark.parametrize("text", ["ssh-rsa", "restrict ssh-rsa"])
def test_the_script_runs_for_every_kind_of_key(keys: Path, server: Account, text: str) -> None:
    make_key(keys / "rsa", kind="rsa")
    options = text.removesuffix("ssh-rsa")
    server.holds((keys / "old.pub").read_text() + options + (keys / "rsa.pub").read_text())
    public, comment = accounts.of_file(keys / "rsa")
    done = subprocess.run(
        ["sh", "-c", installation.on_server(public, comment)],
        env={"HOME": str(server.home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert b"already" in done.stdout
