"""keywright opens no network connection: its only sockets are of this machine, for an agent and itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.children import Child
from tests.helpers.peers import need
from tests.interop.accounts import make_key
from tests.pty.places import F10, agree
from tests.pty.session import Session
from tests.soak import canary

ROOT = Path(__file__).resolve().parent.parent

# Python tells an audit hook of every socket before it is made, also in the worker processes.
SPY = """
import os, sys

def tell(words):
    with open(os.environ["SPIED"], "a") as file:
        file.write(words + chr(10))

def told(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        family = arguments[1] if event == "socket.__new__" else getattr(arguments[0], "family", None)
        tell(f"{event} {arguments!r}" if family is None else f"{event} {int(family)}")

sys.addaudithook(told)
tell("here")
"""


@pytest.fixture
def spied(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """An environment where every process tells of its sockets, and the file it is told in."""
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "sitecustomize.py").write_text(SPY)
    log = tmp_path / "spied"
    return {"PYTHONPATH": f"{tmp_path / 'spy'}:{ROOT}", "SPIED": str(log)}, log


def foreign(log: Path) -> list[str]:
    """The sockets that are not of this machine alone, which is family 1; at least one process was watched."""
    lines = log.read_text().splitlines()
    assert "here" in lines
    return [line for line in lines if line != "here" and line.split()[1] != "1"]


def test_the_watch_sees_a_connection(spied: tuple[dict[str, str], Path]) -> None:
    env, log = spied
    code = "import socket; socket.socket(socket.AF_INET).connect_ex(('127.0.0.1', 9))"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **env}, check=True, timeout=60)
    assert len(foreign(log)) == 2


def test_no_verb_opens_a_network_connection(spied: tuple[dict[str, str], Path], tmp_path: Path) -> None:
    env, log = spied
    keys = tmp_path / "keys"
    canary.plant(keys)
    phrase = tmp_path / "phrase"
    phrase.write_text(canary.PHRASE)
    everything = (
        "import importlib, pkgutil, tui\n"
        "for module in pkgutil.walk_packages(tui.__path__, 'tui.'):\n"
        "    module.name == 'tui.__main__' or importlib.import_module(module.name)"
    )
    tui = ("-m", "tui")
    for argv in (
        ("-c", everything),
        (*tui, "inspect", "--verify", "--passphrase-file", phrase, keys / "id_locked"),
        (*tui, "generate", "--new-passphrase-file", "/dev/null", "-o", keys / "made"),
        (*tui, "convert", keys / "id_open", "--to", "ppk3", "-o", keys / "made.ppk"),
        (*tui, "services"),
    ):
        done = subprocess.run(
            [sys.executable, *map(str, argv)],
            env={**os.environ, **env},
            cwd=tmp_path,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{argv}: {done.stderr.decode()}"
    assert foreign(log) == []


def test_an_inventory_and_a_report_are_made_without_a_connection(
    spied: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    env, log = spied
    canary.plant(tmp_path / "keys")
    for argv in (
        ("inspect", "-r", "--jsonl"),
        ("audit", "-r", "--report", "cbom"),
        ("audit", "-r", "--json"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "tui", *argv, "keys"],
            env={**os.environ, **env}, cwd=tmp_path, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert b"id_open" in done.stdout, done.stderr.decode()
        assert canary.PHRASE.encode() not in done.stdout
    assert foreign(log) == []


@pytest.mark.long
def test_ssh_is_asked_about_a_host_without_a_connection(
    spied: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    """Neither keywright opens one, nor the ssh that it runs: a server there would see it."""
    need("ssh")
    env, log = spied
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        config = tmp_path / "config"
        config.write_text(f"Host box\n  HostName 127.0.0.1\n  Port {server.getsockname()[1]}\n")
        argv = [sys.executable, "-m", "tui", "why", "box", "-F", str(config)]
        done = subprocess.run(
            argv, env={**os.environ, **env}, cwd=tmp_path, capture_output=True, check=False, timeout=60
        )
        assert b"ssh logs in as" in done.stdout, done.stderr.decode()
        with pytest.raises(TimeoutError):
            server.accept()
        config.write_text(config.read_text() + "  StrictHostKeyChecking no\n  ConnectTimeout 1\n")
        trying = [*argv, "--try"]
        subprocess.run(
            trying,
            env={**os.environ, **env},
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
        )
        server.accept()[0].close()  # the test can fail: with --try ssh comes
    assert foreign(log) == []


def test_a_key_is_installed_and_proved_by_ssh_alone(
    spied: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    """No connection is ours, and with --print ssh opens none: a server there would see it."""
    need("ssh")
    env, log = spied
    make_key(tmp_path / "own")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        config = tmp_path / "config"
        config.write_text(
            f"Host box\n  HostName 127.0.0.1\n  Port {server.getsockname()[1]}\n  StrictHostKeyChecking no\n"
        )
        argv = [sys.executable, "-m", "tui", "install", str(tmp_path / "own"), "box"]
        for more, comes in (
            (("--print",), False),
            (("-F", str(config)), True),
            (("--prove", "-F", str(config)), True),
        ):
            with Child(
                [*argv, *more], env={**os.environ, **env}, cwd=tmp_path, stderr=subprocess.DEVNULL
            ) as process:
                server.settimeout(20 if comes else 0.2)
                if comes:
                    server.accept()[0].close()
                assert process.wait(60) == comes
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert foreign(log) == []


@pytest.mark.long
def test_the_screens_and_their_workers_open_no_network_connection(
    spied: tuple[dict[str, str], Path], tmp_path: Path, fence: Path
) -> None:
    env, log = spied
    canary.plant(fence / ".ssh")
    with Session(
        ["python", "-m", "tui", fence / ".ssh" / "id_open"], env={**env, "SSH_TTY": "x"}, cwd=tmp_path
    ) as session:
        session.wait_for("SHA256")
        session.send("v")
        session.wait_for("Verified id_open")
        session.send("\x1b")
        session.wait_gone("Verified id_open")
        session.send("w")
        session.settle()
        session.send("\x1bOR")
        session.wait_for("Passphrase")
        session.send(F10)
        agree(session)
        session.wait_for("id_ed25519.pub")
        session.send("\x11")
        assert session.wait_exit() == 0
    assert (fence / ".ssh" / "id_ed25519").exists()
    assert foreign(log) == []
    assert log.read_text().splitlines().count("here") >= 2, "no worker was watched"
