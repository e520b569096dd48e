"""What runs on a server while a key is replaced, run by a shell here."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE, Child
from tests.helpers.peers import need
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey
from tui.keyops.logins import installation
from tui.keyops.rotation import remote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.keyops.keys.base import PublicKey

OLD, NEW, OTHER = (Ed25519PublicKey(bytes([first]) * 32) for first in (0xFF, 0xFB, 1))
"""The base64 of the first has many slashes, that of the second has plus signs."""
DATE = "20200101"
USED = ("cp", "sed", "grep", "mv", "readlink", "head", "mkdir")


def line(public: PublicKey, options: str = "") -> str:
    return f"{options}{authorized_line(public)} me"


def ran(home: Path, command: str, *, shell: str = "sh", path: str = "") -> subprocess.CompletedProcess[str]:
    """As sshd does it: by the shell of the user, in any folder."""
    env = {**os.environ, "HOME": str(home), **({"PATH": path} if path else {})}
    return subprocess.run(
        [shutil.which(shell) or shell, "-c", command],
        cwd="/", env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def held(home: Path, *lines: str) -> Path:
    (home / ".ssh").mkdir(exist_ok=True)
    file = home / ".ssh" / "authorized_keys"
    file.write_text("".join(f"{one}\n" for one in lines))
    file.chmod(0o640)
    return file


CHANGES = {
    "expire": (remote.expire(OLD, NEW, DATE), [line(OLD, f'expiry-time="{DATE}" '), line(NEW)]),
    "remove": (remote.remove(OLD, NEW), [line(NEW)]),
    "restore": (remote.restore(OLD, NEW, line(OLD, "no-pty ")), [line(NEW), line(OLD, "no-pty ")]),
}


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "zsh", "fish"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_line_is_changed_and_all_others_stay(change: str, shell: str, tmp_path: Path) -> None:
    need(shell)
    command, after = CHANGES[change]
    around = ["# mine", line(OTHER, 'command="a # b" ')]
    file = held(tmp_path, *around, line(OLD), line(NEW))
    for _ in range(2):
        done = ran(tmp_path, command, shell=shell)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{remote.MARK}\n", "")
        assert file.read_text().splitlines() == [*around, *after], "done again it changes no more"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in file.parent.iterdir()] == ["authorized_keys"]


@pytest.mark.parametrize(
    "options", ["", "  ", "no-pty ", 'from="a,b",environment="A=b c#" ', 'expiry-time="20300101" ']
)
def test_an_expiry_that_is_taken_back_leaves_the_line_as_it_was(options: str, tmp_path: Path) -> None:
    file = held(tmp_path, line(OLD, options), line(NEW))
    before = file.read_text()
    assert ran(tmp_path, remote.expire(OLD, NEW, DATE)).returncode == 0
    assert f'expiry-time="{DATE}"' in file.read_text().splitlines()[0]
    assert ran(tmp_path, remote.unexpire(OLD, NEW, DATE)).returncode == 0
    assert file.read_text() == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("there", [[], [line(OTHER)], [f"# {line(NEW)}"]], ids=["none", "other", "comment"])
def test_without_the_key_that_must_stay_nothing_is_changed(
    change: str, there: list[str], tmp_path: Path
) -> None:
    file = held(tmp_path, line(OLD), *there)
    before = file.read_text()
    assert ran(tmp_path, CHANGES[change][0]).returncode == remote.WOULD_LOCK_OUT
    assert file.read_text() == before
    assert [one.name for one in file.parent.iterdir()] == ["authorized_keys"]


@pytest.mark.parametrize("options", ["", "no-pty ", 'from="a,b",environment="A=b c#" '])
def test_the_new_line_has_the_options_of_the_old_one(options: str, tmp_path: Path) -> None:
    file = held(tmp_path, line(OTHER), line(OLD, options))
    for _ in range(2):
        done = ran(tmp_path, remote.install_alike(OLD, NEW, b"me"))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"{line(OLD, options)}\n{remote.MARK}\n"
        assert file.read_text().splitlines() == [line(OTHER), line(OLD, options), line(NEW, options)]


def _install(*_: object) -> str:
    return installation.through("box", NEW, b"me")[-1]


def _alike(*_: object) -> str:
    return remote.install_alike(OLD, NEW, b"me")


@pytest.mark.parametrize("command", [_install, _alike], ids=["install", "rotate"])
def test_a_run_that_was_thought_dead_and_the_next_one_add_one_line(
    command: Callable[[], str], tmp_path: Path
) -> None:
    """The first has looked, and is held before it adds the line; meanwhile the second does all of it."""
    file = held(tmp_path, line(OTHER), line(OLD))
    stub = tmp_path / "bin" / "tail"
    stub.parent.mkdir()
    real = shutil.which("tail")
    stub.write_text(
        f"#!/bin/sh\necho >> {tmp_path}/held\nuntil [ -e {tmp_path}/go ]; do sleep 0.02; done\n"
        f'exec {real} "$@"\n'
    )
    stub.chmod(0o755)
    env = {**os.environ, "HOME": str(tmp_path), "PATH": f"{stub.parent}:{os.environ['PATH']}"}
    with Child(["sh", "-c", command()], env=env, stdout=subprocess.DEVNULL) as first:
        while not (tmp_path / "held").exists():
            assert first.poll() is None
            time.sleep(0.01)
        assert ran(tmp_path, command()).returncode == 0
        (tmp_path / "go").touch()
        assert first.wait(PATIENCE) == 0
    assert file.read_text().splitlines() == [line(OTHER), line(OLD), line(NEW)]
    assert file.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in file.parent.iterdir()] == ["authorized_keys"]


@pytest.mark.parametrize("command", [_install, _alike], ids=["install", "rotate"])
def test_only_lines_that_are_the_same_become_one(command: Callable[[], str], tmp_path: Path) -> None:
    """What another run has left is put right by the next; what has other options or is disabled stays."""
    twice = [line(NEW), line(NEW)]
    others = [line(OLD), "", "", line(NEW, "no-pty "), f"# {line(NEW)}", f"# {line(NEW)}", "# mine", "# mine"]
    file = held(tmp_path, *others, *twice)
    assert ran(tmp_path, command()).returncode == 0
    assert file.read_text().splitlines() == [*others, line(NEW)]


def test_where_the_old_key_is_elsewhere_no_line_is_made(tmp_path: Path) -> None:
    file = held(tmp_path, line(OTHER), f"# {line(OLD)}")
    assert ran(tmp_path, remote.install_alike(OLD, NEW, b"me")).returncode == remote.NOT_THERE
    assert "me" in file.read_text()
    assert len(file.read_text().splitlines()) == 2


def _killers(folder: Path, *, after: bool) -> Callable[[str, int], str]:
    """Makes a PATH in which the Nth run of one program kills the shell, before or after it did its work."""

    def made(name: str, count: int) -> str:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        real = shutil.which(name)
        kill = f'[ "$(wc -l < {folder}/count)" -ge {count} ] && kill -9 $PPID; '
        (folder / name).write_text(
            f"#!/bin/sh\necho >> {folder}/count\n"
            + (f'{real} "$@"; s=$?; {kill} exit $s\n' if after else f'{kill}exec {real} "$@"\n')
        )
        (folder / name).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    return made


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("change", CHANGES)
def test_killed_at_any_program_the_file_is_the_old_one_or_the_new_one(
    change: str, after: bool, tmp_path: Path
) -> None:
    command, lines = CHANGES[change]
    path, died, found = _killers(tmp_path / "bin", after=after), 0, set()
    before = [line(OLD), line(NEW)]
    for name in USED:
        for count in (1, 2):
            file = held(tmp_path, *before)
            died += ran(tmp_path, command, path=path(name, count)).returncode in {-9, 128 + 9}
            found.add(tuple(file.read_text().splitlines()))
            for one in file.parent.iterdir():
                one.unlink()
    assert died >= 5
    assert found == {tuple(before), tuple(lines)}
