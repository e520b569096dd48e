"""keywright as one file: what it does from a checkout, it does as a zipapp and without a Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from release import single_file
from tests import manual, pythons
from tests.helpers import building
from tests.helpers.children import LIFE, PATIENCE
from tests.helpers.peers import run, secret_file
from tests.helpers.verbs import keywright
from tests.pty.session import Session
from tests.pty.story import PHRASE, PPK, a_locked_ppk_becomes_pem
from tui.cli.verbs.completion import SHELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = single_file.ROOT
ZIPAPP, PROGRAM = single_file.files()


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The files as this checkout makes them: built once in CI, and elsewhere by ``make zipapp``."""
    building.need_files()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the zipapp unpacks itself, once for all tests."""
    return tmp_path_factory.mktemp("unpacked")


@pytest.fixture(params=[ZIPAPP, pytest.param(PROGRAM, marks=pytest.mark.program)], ids=["zipapp", "program"])
def file(request: pytest.FixtureRequest, unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHIV_ROOT", str(unpacked))
    return request.param


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the program unpacks itself; nothing may stay there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    end = time.monotonic() + PATIENCE
    while (left := list(folder.iterdir())) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


def said(*argv: str | Path, code: int = 0, env: dict[str, str] | None = None) -> bytes:
    """What a verb writes to standard output, far from the checkout."""
    done = subprocess.run(
        [*map(str, argv)],
        capture_output=True,
        timeout=LIFE,
        check=False,
        cwd="/",
        env={**os.environ, **(env or {})},
    )
    assert done.returncode == code, done.stderr.decode()
    return done.stdout


@pytest.mark.interop
def test_the_job_people_come_with_is_done(file: Path, tmp_path: Path, temporary: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    copied, written = a_locked_ppk_becomes_pem([file], keys)
    assert (
        run("ssh-keygen", "-y", "-P", PHRASE, "-f", keys / "build.pem").stdout.split()[:2]
        == copied.split()[:2]
    )
    assert PHRASE.encode() not in written


@pytest.mark.interop
def test_processes_race_for_a_large_rsa_key(file: Path, tmp_path: Path, temporary: Path) -> None:
    words = (
        "--type",
        "rsa",
        "--bits",
        "3072",
        "-o",
        tmp_path / "id",
        "--new-passphrase-file",
        secret_file(tmp_path, ""),
    )
    said(file, "generate", *words)
    assert run("ssh-keygen", "-lf", tmp_path / "id").stdout.startswith(b"3072 SHA256:")


def test_what_is_told_is_the_same_as_from_the_checkout(file: Path, temporary: Path) -> None:
    """The profiles of the services, the themes and the parsers of all verbs are inside."""
    for words in (
        ["--version"],
        ["services", "--json"],
        ["settings", "--json"],
        ["help"],
        ["inspect", "--json", PPK],
    ):
        assert said(file, *words) == keywright(*words).stdout, words
    assert said(file, "completion", "bash").decode() == manual.files()[Path(SHELLS["bash"])]


def test_a_shell_stops_it_and_takes_it_up_again(file: Path, tmp_path: Path, temporary: Path) -> None:
    with Session(["bash", "--norc", "-i"], env={"PS1": "ready> "}, cwd=tmp_path) as shell:
        shell.wait_for("ready>")
        shell.send(f"{file} .\r")
        shell.wait_for("Generate")
        shell.settle()
        shell.send("\x1a")
        shell.wait_for("Stopped")
        shell.send("fg\r")
        shell.wait_for("Generate")
        shell.settle()
        shell.send("q")
        shell.wait_until(lambda: shell.text().rstrip().endswith("ready>"), "the shell did not come back")
        shell.send("echo left $?\r")
        shell.wait_for("left 0")


def test_ctrl_c_at_a_prompt_ends_it(file: Path, tmp_path: Path, temporary: Path) -> None:
    """Several times: the loader hands the signal on, which the terminal has sent to all."""
    shutil.copy(PPK, tmp_path / "build.ppk")
    for _ in range(4):
        with Session([file, "convert", "build.ppk", "--to", "pem"], cwd=tmp_path) as session:
            session.wait_for("assphrase for build.ppk")
            session.send("\x03")
            assert session.wait_exit() == 130
            assert "Traceback" not in session.text()


@pytest.mark.program
def test_programs_it_starts_have_the_libraries_of_the_machine(tmp_path: Path, temporary: Path) -> None:
    """The program that needs no Python brings libraries along, which no other program must load."""
    keywright("generate", "-o", tmp_path / "id", "--new-passphrase-file", secret_file(tmp_path, ""))
    told = tmp_path / "told"
    tmux = tmp_path / "tmux"
    tmux.write_text(f'#!/bin/sh\necho "$LD_LIBRARY_PATH" > {told}\nexit 1\n')
    tmux.chmod(0o755)
    env = {"TMUX": "x", "PATH": f"{tmp_path}:/usr/bin:/bin", "LD_LIBRARY_PATH": "/nowhere"}
    with Session([PROGRAM, tmp_path / "id"], env=env) as session:
        session.wait_for("Ed25519")
        session.settle()
        session.send("y")
        session.wait_until(told.exists, "tmux was not asked")
        session.settle()
        session.send("q")
        assert session.wait_exit() == 0
    assert told.read_text() == "/nowhere\n"


def test_the_zipapp_is_one_for_every_python_and_unpacks_into_the_cache_alone(fence: Path) -> None:
    every = list(pythons.found().values())
    for python in every if building.WHOLE else every[-1:]:  # the first start under each compiles it all
        assert said(python, ZIPAPP, "public", PPK) == keywright("public", PPK).stdout
    assert [path.relative_to(fence) for path in fence.glob("*/*")] == [Path(".cache/keywright")]


@pytest.mark.program
def test_nothing_is_inside_that_is_not_locked(fence: Path) -> None:
    """What only the tools of the build need, and a library would take if it were there."""
    viewer = ROOT / ".venv-build" / "bin" / "pyi-archive_viewer"
    listed = said(viewer, "--list", "--recursive", PROGRAM).decode()
    assert "'keywright.cli'" in listed
    for tool in ("chardet", "attr", "setuptools", "PyInstaller", "shiv", "_pytest"):
        assert f"'{tool}'" not in listed


def test_the_sums_are_those_of_the_files() -> None:
    sums = (single_file.DIST / "SHA256SUMS").read_text()
    assert ZIPAPP.name in sums
    assert (PROGRAM.name in sums) == PROGRAM.exists()
    done = run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=single_file.DIST)
    assert done.stderr == b""
