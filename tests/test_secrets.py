"""Nothing secret is left where others could find it: in cores, in memory that can be read, in a repr."""

from __future__ import annotations

import copy
import ctypes
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.keys import NAMES, make
from tests.helpers.processes import children, parent, until, words_and_environment
from tests.helpers.samples import one_in
from tests.pty.session import Session
from tests.soak import canary, crashing
from tui import cli
from tui.keyops.conversion.conversion import convert, pack
from tui.keyops.errors import InternalError, KeyOpsError
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.process import jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
GET_DUMPABLE = "__import__('ctypes').CDLL(None).prctl(3, 0, 0, 0, 0)"
LIMIT = "__import__('resource').getrlimit(__import__('resource').RLIMIT_CORE)"
linux = pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc")


def python(code: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter, which may leave a core in a folder."""

    def cores() -> None:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        preexec_fn=cores,
        check=False,
        timeout=60,
    )


# Core files and being looked into


@pytest.fixture
def cores(tmp_path: Path) -> Iterator[Path]:
    """A folder where a crash does leave a core file, if this machine writes them beside the program."""
    pattern = Path("/proc/sys/kernel/core_pattern")
    folder = tmp_path / "cores"
    folder.mkdir()
    plain = pattern.exists() and "/" not in pattern.read_text() and "|" not in pattern.read_text()
    if plain and resource.getrlimit(resource.RLIMIT_CORE)[1]:
        died = python("import os; os.abort()", folder)
        assert died.returncode == -signal.SIGABRT
        assert list(folder.iterdir()), "the proof proves nothing: no core is written here at all"
        for path in folder.iterdir():
            path.unlink()
    yield folder
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("death", ["os.abort()", "os.kill(os.getpid(), 11)"], ids=["abort", "segv"])
def test_no_core_file_is_left_when_the_program_is_killed(cores: Path, death: str) -> None:
    code = f"import os\nfrom tui.process import hardening as undumpable\nundumpable.settle()\n{death}"
    assert python(code, cores).returncode in {-signal.SIGABRT, -signal.SIGSEGV}


async def test_no_core_file_is_left_when_a_worker_is_killed(
    cores: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    monkeypatch.chdir(cores)
    try:
        with pytest.raises(InternalError):
            await jobs.run(os.abort)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@linux
async def test_a_worker_cannot_be_looked_into() -> None:
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # a verb that another test ran has closed this process too
    assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 1, "nor could this process, so nothing is proved"
    assert await jobs.run(eval, GET_DUMPABLE, {}) == 0


@linux
def test_every_verb_switches_cores_off_before_it_reads_anything(tmp_path: Path) -> None:
    code = (
        "import sys, types\n"
        "from tui import cli\n"
        "verb = types.ModuleType('tui.cli.verbs.probe')\n"
        "verb.parser = lambda name: __import__('argparse').ArgumentParser()\n"
        f"verb.run = lambda _: print({GET_DUMPABLE}, {LIMIT}) or 0\n"
        "cli.module_of = lambda name: verb\n"
        "for name in cli.VERBS:\n"
        "    cli.main([name])\n"
    )
    told = python(code, tmp_path)
    assert told.stdout.splitlines() == ["0 (0, 0)"] * len(cli.VERBS), told.stderr


@linux
def test_the_screens_switch_cores_off_before_they_run(tmp_path: Path) -> None:
    code = (
        "import types\n"
        "from tui.terminal import base_app as safety\n"
        f"probe = lambda mouse: print({GET_DUMPABLE}, {LIMIT})\n"
        "app = types.SimpleNamespace(run=probe, end_soon=None, give_terminal_back=None, return_code=0)\n"
        "safety.run_safely(app)\n"
    )
    assert python(code, tmp_path).stdout == "0 (0, 0)\n"


# Reprs and copies


@pytest.mark.parametrize("name", NAMES)
def test_no_record_of_a_key_shows_its_private_half(name: str) -> None:
    pair = make(name)
    locked = Protection(Secret(canary.PHRASE), rounds=1)
    made = pack(pair, "openssh", locked) if name != "ed448" else pack(pair, "pkcs8")
    report = inspect(made.data, Secret(canary.PHRASE))
    shown = "".join(f"{thing!r}{thing!s}" for thing in (pair, pair.private, locked, made, report))
    numbers = [
        value
        for field in ("d", "p", "q", "iqmp", "scalar", "seed")
        if (value := getattr(pair.private, field, None))
    ]
    assert numbers
    for number in numbers:
        raw = (
            number
            if isinstance(number, bytes)
            else number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")
        )
        for written in (str(number), str(int.from_bytes(raw, "big")), raw.hex(), repr(raw)[2:-1]):
            assert written not in shown
    assert canary.PHRASE not in shown


def test_a_passphrase_cannot_be_pickled_or_formatted_by_accident() -> None:
    secret = Secret(canary.PHRASE)
    shown = f"{secret!r}{secret!s}{secret:>40}{[secret]}{ {'passphrase': secret} }%s" % secret
    assert not canary.found(shown.encode())
    for copier in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            copier(secret)


def test_no_error_of_a_wrong_passphrase_or_a_broken_key_tells_what_it_was_given() -> None:
    locked = pack(make("ed25519"), "openssh", Protection(Secret("another"), rounds=1)).data
    plain = pack(make("ed25519"), "pkcs8").data
    for data in (locked, plain[:-40] + b"!!!!" + plain[-36:], locked[:200]):
        with pytest.raises(KeyOpsError) as caught:
            convert(data, "openssh", passphrase=Secret(canary.PHRASE))
        error = caught.value
        told = f"{error!r}{error}{error.__cause__!r}{error.__context__!r}{error.title}{error.hint}"
        assert not canary.found(told.encode())


# Crashes


@pytest.mark.parametrize("flow", crashing.FLOWS)
async def test_a_crash_in_the_midst_of_it_leaves_nothing_secret_behind(flow: str, fence: Path) -> None:
    """One of the steps of each, or three; ``make soak`` takes them at random for as long as wanted."""
    for step in one_in(3, (17, 5, 31)):
        bomb = await crashing.crash(flow, step, fence / str(step))
        assert bomb.where, f"{flow} has only {bomb.steps} steps"


@linux
def test_in_a_real_terminal_nothing_secret_is_written_logged_or_given_to_a_child(
    fence: Path, tmp_path: Path
) -> None:
    ssh, temporary = fence / ".ssh", tmp_path / "tmp"
    canary.plant(ssh)
    temporary.mkdir()
    log = tmp_path / "textual.log"
    env = {"TEXTUAL_LOG": str(log), "TMPDIR": str(temporary), "SSH_TTY": "x", "PYTHONPATH": str(ROOT)}
    seen: set[int] = set()
    with Session(["python", "-m", "tui", ssh / "id_locked"], env=env, cwd=tmp_path) as session:
        session.wait_for("id_locked")
        session.settle()
        (program,) = children(session.pid)
        for action in ("u", "v"):
            session.send(action)
            session.wait_for("Passphrase of id_locked")
            for wrong in ("x", ""):
                session.send(f"{wrong}{canary.PHRASE}\r")
                end = time.monotonic() + PATIENCE
                while time.monotonic() < end and not (found := children(program) - seen):
                    session.run_for(0.01)
                for child in found:
                    told = b"".join(_public(child))
                    assert not canary.found(told)
                seen |= found
                if wrong:
                    session.wait_for("does not open")
            session.wait_gone("Passphrase of id_locked")
            session.settle()
            if (
                action == "u"
            ):  # what opened it goes to the next child, and is asked for again when it is locked
                before = children(program)
                session.send("v")
                session.wait_for("Verified id_locked")
                assert not canary.found(b"".join(b"".join(_public(child)) for child in before))
                session.send("\x1b")
                session.wait_gone("Verified id_locked")
                session.send("L")
                session.wait_for("Keys need their passphrase again")
                session.settle()
        session.send("\x1b")
        session.wait_gone("Verified id_locked")
        session.send("q")
        assert session.wait_exit() == 0
        assert not canary.found(bytes(session.raw))
    assert len(seen) >= 4
    assert not log.exists()
    assert canary.in_files([fence, tmp_path], keys=[ssh]) == []


def _public(pid: int) -> list[bytes]:
    """Argument list and environment; nothing where the system does not show them any more."""
    try:
        words, environment = words_and_environment(pid)
    except OSError:
        return []
    return [*words, environment]


@linux
async def test_a_parent_killed_at_any_moment_leaves_no_child() -> None:
    """Also between the start of the child and the moment when it ties itself to its parent."""
    for delay in (0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08):
        with parent(
            "print('up', flush=True)\nasyncio.run(jobs.race(__import__('time').sleep, 600))"
        ) as process:
            assert process.stdout.readline() == b"up\n"
            await until(lambda process=process: children(process.pid))
            time.sleep(delay)  # noqa: ASYNC251 - nothing else is to run
            offspring = children(process.pid)
            process.kill()
            process.wait(PATIENCE)
            await until(lambda offspring=offspring: not [pid for pid in offspring if _lives(pid)])


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False
