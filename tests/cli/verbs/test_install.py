"""``keywright install``: what is asked first, and the programs of git hosts."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import need
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key, programs that tell what they were given, and a host that is only said to be a git host."""
    need("ssh")
    pair = replace(make("ed25519"), comment=b"me@home")
    (tmp_path / "id").write_bytes(pack(pair, "openssh").data)
    (tmp_path / "id").chmod(0o600)
    (tmp_path / "id.pub").write_bytes(pack_public(pair.public, "openssh-public", b"me@home").data)
    (tmp_path / "bin").mkdir()
    for host, name in (("github.com", "hub"), ("gitlab.com", "lab"), ("codeberg.org", "berg")):
        with (tmp_path / "config").open("a") as file:
            file.write(f"Host {name}\n  HostName {host}\n  ProxyCommand false\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path


def program(keys: Path, name: str) -> None:
    (keys / "bin" / name).write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {keys}/given\n')
    (keys / "bin" / name).chmod(0o755)


@pytest.mark.parametrize(
    ("host", "name", "words"),
    [
        ("hub", "gh", "ssh-key add {key} --title me@home"),
        ("lab", "glab", "ssh-key add {key} --title me@home --usage-type auth"),
        ("berg", "tea", "ssh-keys add --title me@home {key}"),
    ],
)
def test_a_git_host_gets_the_key_by_its_program(
    keys: Path, host: str, name: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    argv = ["install", str(keys / "id"), host, "-F", str(keys / "config")]
    program(keys, name)
    assert main(argv) == 1, "the login that proves it gets nowhere"
    told = capfd.readouterr().out
    given = words.format(key=keys / "id.pub")
    assert told.startswith(f"$ {name} {given}\n$ ssh -F none -v -T ")
    assert f"git@{host} exit\n" in told.replace("-- ", "")
    assert (keys / "given").read_text().split("\n")[:-1] == given.split(" ")


def test_without_its_program_the_way_by_hand_is_told(
    keys: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.process.programs.there", lambda name: name == "ssh")
    assert main(["install", str(keys / "id"), "hub", "-F", str(keys / "config")]) == 1
    told = capfd.readouterr().err
    assert "github.com accepts keys on its website or from gh, which is not installed here" in told
    assert f"Copy the key with keywright public {keys}/id" in told


def test_an_upload_needs_the_public_key_file(keys: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program(keys, "gh")
    (keys / "id.pub").unlink()
    assert main(["install", str(keys / "id"), "hub", "-F", str(keys / "config")]) == 1
    assert f"Write it first: keywright public {keys}/id -o id.pub" in capfd.readouterr().err
    assert not (keys / "given").exists()


def test_a_key_that_ssh_could_not_prove_is_not_installed(
    keys: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program(keys, "gh")
    (keys / "id").write_bytes(pack(make("ed25519"), "ppk3").data)
    assert main(["install", str(keys / "id"), "hub", "-F", str(keys / "config")]) == 1
    told = capfd.readouterr()
    assert "ssh does not read PPK version 3, the format of id" in told.err
    assert "keywright convert id --format openssh" in told.err
    assert (told.out, (keys / "given").exists()) == ("", False)
    assert main(["install", str(keys / "id"), "--print"]) == 0, "the line needs no private key"


def test_the_host_is_needed_but_for_the_line(keys: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["install", str(keys / "id")]) == 2
    assert "HOST is missing" in capfd.readouterr().err
    assert main(["install", str(keys / "id"), "--print"]) == 0
    line = capfd.readouterr().out
    assert line.startswith("sh -c 'cd && ")
    assert line.endswith(" me@home\n")
