"""The life of a child process: whatever happens to it or to us, nothing of it stays behind."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import LIFE, PATIENCE, Child
from tests.helpers.expect import expect
from tests.helpers.processes import HOME, children, is_running, linux, parent, until, words_and_environment
from tui.keyops.errors import (
    CorruptKeyError,
    InternalError,
    StorageError,
    TargetExistsError,
    WeakKeyError,
)
from tui.keyops.generation import generation
from tui.keyops.generation.generation import KeySpec, generate
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.secret import Secret
from tui.process import jobs
from tui.process import worker as _worker

if TYPE_CHECKING:
    from collections.abc import Callable

ENDLESS = partial(time.sleep, 600)


def is_settled(child):
    """Whether the worker is past its start: it has a second thread, which holds the life-line."""
    try:
        return len(list(Path(f"/proc/{child}/task").iterdir())) > 1
    except OSError:
        return False


def cpu_ticks(pid):
    """Hundredths of a second that a process has worked."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


@pytest.fixture(autouse=True)
def nothing_stays_behind():
    before = children()
    yield
    assert children() <= before


@pytest.fixture
def two_racers(monkeypatch):
    monkeypatch.setattr(jobs, "racers", lambda: 2)


async def test_a_result_comes_back():
    pair = await jobs.run(generate, KeySpec("ed25519", 256, b"kai@build01"))
    pair.private.check()
    assert pair.comment == b"kai@build01"


async def test_keyword_arguments_go_along():
    assert await jobs.run(int, "ff", base=16) == 255


async def test_the_child_is_another_process():
    assert await jobs.run(os.getpid) != os.getpid()


async def test_an_operation_may_have_an_argument_called_as_ours():
    """The operation is positional only, so no name can clash."""
    assert await jobs.run(dict, operation=1, seconds=2) == {"operation": 1, "seconds": 2}


async def test_a_large_request_and_answer_come_through():
    data = os.urandom(3 << 20)
    assert await jobs.run(bytes.upper, data) == data.upper()


async def test_a_passphrase_crosses_the_pipe_both_ways():
    came = await jobs.run(max, [Secret("correct horse")], key=len)
    assert expect(Secret, came).reveal() == b"correct horse"


def test_a_passphrase_is_pickled_nowhere_else():
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret("correct horse"))


async def test_an_error_of_the_key_operations_is_raised_here_with_its_words():
    with pytest.raises(WeakKeyError) as caught:
        await jobs.run(KeySpec, "rsa", 1024)
    with pytest.raises(WeakKeyError) as direct:
        KeySpec("rsa", 1024)
    assert (caught.value.title, caught.value.hint) == (direct.value.title, direct.value.hint)


@pytest.mark.parametrize(
    "error",
    [
        CorruptKeyError("PuTTY key", "cut short", field="mac"),
        TargetExistsError(Path("id_rsa"), "there", "other"),
    ],
    ids=lambda error: error.id,
)
def test_errors_cross_the_pipe_with_all_their_facts(error):
    back = _worker.unpack(_worker.pack(error))
    assert (type(back), back.args, vars(back)) == (type(error), error.args, vars(error))


async def test_another_exception_names_its_type_and_not_its_text():
    with pytest.raises(InternalError) as caught:
        await jobs.run(int, "hunter2")
    assert "ValueError" in caught.value.title
    assert "hunter2" not in f"{caught.value!r} {caught.value.title} {caught.value.hint}"
    assert caught.value.__context__ is None


async def test_even_an_exit_of_the_operation_is_an_error_here():
    with pytest.raises(InternalError, match="SystemExit"):
        await jobs.run(sys.exit, 0)


async def test_a_result_that_cannot_be_sent_is_an_error_here():
    with pytest.raises(InternalError):
        await jobs.run(compile, "0", "name", "eval")


@pytest.mark.parametrize(
    "death", [(os._exit, 0), (os._exit, 3), (os.abort,)], ids=["exit 0", "exit 3", "abort"]
)
async def test_a_child_that_dies_without_an_answer_is_an_error_here(death):
    with pytest.raises(InternalError, match="killed before it was done"):
        await jobs.run(*death)


@linux
async def test_a_child_killed_from_outside_is_an_error_here():
    before = children()
    task = asyncio.create_task(jobs.run(ENDLESS))
    (child,) = await until(lambda: children() - before)
    os.kill(child, signal.SIGKILL)
    with pytest.raises(InternalError, match="killed before it was done"):
        await task


async def test_a_child_that_cannot_be_started_is_an_error_here(monkeypatch):
    monkeypatch.setattr(jobs, "_COMMAND", ("/nowhere/python",))
    with pytest.raises(InternalError, match="No such file"):
        await jobs.run(abs, 1)


async def test_what_an_operation_prints_does_not_spoil_its_answer(capfd):
    assert await jobs.run(os.write, 1, b"noise") == 5
    assert await jobs.run(os.write, 2, b"noise") == 5
    says: Callable[[str], object] = print
    assert await jobs.run(says, "noise") is None
    assert capfd.readouterr() == ("", "")


@linux
@pytest.mark.parametrize("delay", [0, 0.001, 0.005, 0.02, 0.04, 0.2])
async def test_cancelling_leaves_no_process(delay):
    """At every stage of its life: before it starts, while it starts, while it works."""
    before = children()
    task = asyncio.create_task(jobs.run(ENDLESS))
    await asyncio.sleep(delay)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() <= before


@linux
@pytest.mark.parametrize("turns", [*range(12), None])
async def test_cancelling_twice_leaves_no_process(turns):
    """As when the app quits while Escape is being dealt with: after each turn of its start, and later."""
    before = children()
    task = asyncio.create_task(jobs.run(ENDLESS))
    if turns is None:
        await until(lambda: children() - before)
    else:
        for _ in range(turns):
            await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() <= before


@linux
async def test_cancelling_kills_a_child_that_holds_its_interpreter():
    """No signal handler or thread of the child gets a turn while it reckons with a huge number."""
    before = children()
    task = asyncio.create_task(jobs.run(pow, 3, 1 << 60, 0x10001 << (1 << 22)))
    (child,) = await until(lambda: children() - before)
    await until(lambda: cpu_ticks(child) > 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() <= before


async def test_a_race_has_one_winner_and_the_others_are_gone(two_racers):
    before = children()
    assert (await jobs.race(generate, KeySpec("rsa", 2048))).public.bits == 2048
    assert children() <= before


async def test_a_race_runs_in_as_many_processes_as_racers(monkeypatch):
    monkeypatch.setattr(jobs, "racers", lambda: 3)
    before = children()
    task = asyncio.create_task(jobs.race(ENDLESS))
    assert await until(lambda: len(children() - before) == 3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() <= before


async def test_an_error_ends_a_race(two_racers):
    with pytest.raises(WeakKeyError):
        await jobs.race(KeySpec, "rsa", 1024)


@linux
@pytest.mark.parametrize("delay", [0, 0.005, 0.03, 0.2])
async def test_cancelling_a_race_leaves_no_process(two_racers, delay):
    before = children()
    task = asyncio.create_task(jobs.race(ENDLESS))
    await asyncio.sleep(delay)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() <= before


@linux
async def test_nothing_secret_is_in_the_argument_list_or_the_environment_of_the_child(two_racers):
    before = children()
    task = asyncio.create_task(
        jobs.race(eval, "__import__('time').sleep(600)", {"passphrase": Secret("correct horse")})
    )
    found = await until(lambda: len(children() - before) == 2 and children() - before)
    for child in found:
        await until(lambda child=child: is_settled(child))
        words, environment = words_and_environment(child)
        assert words == [word.encode() for word in jobs._COMMAND]
        assert b"correct horse" not in environment
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@linux
@pytest.mark.parametrize(
    "operation", ["pow, 3, 1 << 60, 0x10001 << (1 << 22)", "__import__('time').sleep, 600"]
)
@pytest.mark.parametrize(
    "killer", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP], ids=lambda killer: killer.name
)
async def test_when_we_are_killed_the_child_dies_too(killer, operation):
    """Also while it holds its interpreter, when a thread of its own could not see it."""
    with parent(f"asyncio.run(jobs.run({operation}))") as process:
        (child,) = await until(lambda: children(process.pid))
        await until(lambda: is_settled(child))
        process.send_signal(killer)
        process.wait(PATIENCE)
        await until(lambda: not is_running(child))


def worker():
    return Child(jobs._COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@linux
async def test_a_child_whose_life_line_is_cut_dies_without_the_help_of_the_kernel():
    """What keeps children from outliving us where PR_SET_PDEATHSIG does not exist."""
    request = _worker.pack((os.getpid(), ENDLESS, (), {}))
    with worker() as process:
        process.stdin.write(request)
        process.stdin.flush()
        await until(lambda: is_settled(process.pid))
        process.stdin.close()
        try:
            assert process.wait(timeout=PATIENCE) == 1
        finally:
            process.kill()


def test_a_child_that_starts_after_its_parent_died_does_nothing():
    """It sees that its parent is not the one that asked."""
    with worker() as process:
        process.stdin.write(_worker.pack((os.getpid() + 1, abs, (-3,), {})))
        process.stdin.flush()
        assert process.stdout.read() == b""
        assert process.wait(timeout=PATIENCE) == 1


def test_a_request_cut_short_is_not_run():
    request = _worker.pack((os.getpid(), os.write, (1, b"ran"), {}))
    result = subprocess.run(
        jobs._COMMAND, input=request[:-1], capture_output=True, timeout=PATIENCE, check=False
    )
    assert (result.returncode, result.stdout) == (1, b"")


@pytest.mark.parametrize("cut", [0, 4, 8, 9, -1])
def test_a_frame_cut_short_is_no_answer(cut):
    assert _worker.unpack(_worker.pack("answer")[:cut]) is None


async def test_the_child_ignores_ctrl_c_and_sheds_our_signal_mask():
    """The app blocks HUP and TERM in its threads; a child that inherited that could not be ended politely."""
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP, signal.SIGTERM})
    try:
        assert await jobs.run(signal.pthread_sigmask, signal.SIG_BLOCK, ()) == set()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
    assert await jobs.run(signal.getsignal, signal.SIGINT) == signal.SIG_IGN


async def test_the_child_stays_in_our_session_and_leaves_no_core_file():
    """The session: so that the terminal's hang-up reaches it."""
    assert await jobs.run(os.getsid, 0) == os.getsid(0)
    import resource

    assert await jobs.run(resource.getrlimit, resource.RLIMIT_CORE) == (0, 0)


async def test_modules_in_the_current_folder_do_not_take_the_place_of_ours(tmp_path, monkeypatch):
    for name in ("pickle", "threading", "tui", "cryptography"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert (await jobs.run(generate, KeySpec("ed25519", 256))).public.bits == 256


async def test_our_own_modules_are_not_searched_for_those_of_others():
    """Or our ``messages`` would be what a library gets that asks for a ``messages`` of its own."""
    assert str(HOME / "tui") not in await jobs.run(eval, "__import__('sys').path", {})


async def test_the_child_loads_neither_screens_nor_an_event_loop():
    loaded = await jobs.run(
        eval, "__import__('tui.keyops.generation.generation') and sorted(__import__('sys').modules)", {}
    )
    assert "tui.keyops.generation.generation" in loaded
    assert not {"textual", "rich", "asyncio", "subprocess", "tui.process.jobs"} & set(loaded)


async def test_jobs_run_under_a_running_app(two_racers):
    """Where standard error has no file number, and multiprocessing cannot start."""
    from textual.app import App

    async with App().run_test():
        assert sys.stderr.fileno() == -1
        assert await jobs.run(abs, -3) == 3
        assert (await jobs.race(generate, KeySpec("rsa", 2048))).public.bits == 2048


def test_a_race_works_from_a_plain_program_without_a_word_on_stderr():
    """As the command line calls it; warnings about pipes left open would be errors here."""
    code = (
        "from tui.keyops.generation.generation import KeySpec, generate\n"
        "for _ in range(3):\n"
        "    print(asyncio.run(jobs.race(generate, KeySpec('rsa', 2048))).public.bits)\n"
    )
    with parent(code) as process:
        out, err = process.communicate(timeout=LIFE)
    assert (process.returncode, out.split(), err) == (0, [b"2048"] * 3, b"")


def test_ctrl_c_in_a_plain_program_leaves_no_process():
    with parent("print('up', flush=True)\nasyncio.run(jobs.race(__import__('time').sleep, 600))") as process:
        assert process.stdout.readline() == b"up\n"
        found = asyncio.run(until(lambda: children(process.pid)))
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        assert not [child for child in found if is_running(child)]


def test_there_is_a_racer_for_each_core_we_may_use():
    assert 1 <= jobs.racers() <= os.cpu_count()


@linux
async def test_racers_respect_the_cores_we_are_confined_to():
    with parent(
        "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nprint(jobs.racers())"
    ) as one:
        assert one.communicate(timeout=PATIENCE)[0] == b"1\n"


def test_storage_errors_keep_their_path_across_the_pipe():
    error = StorageError(Path("/x/id_rsa"), "No permission to read id_rsa")
    assert _worker.unpack(_worker.pack(error)).path == Path("/x/id_rsa")


async def test_a_generation_in_a_child_is_the_same_operation_as_here():
    assert (await jobs.run(generation.sizes_in_words, ALGORITHMS["rsa"])).endswith("steps of 8")
