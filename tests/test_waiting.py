"""The tests themselves: they end wherever they are started, and hang forever nowhere."""

from __future__ import annotations

import ast
import functools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.children import LIFE, PATIENCE, Child

ROOT = Path(__file__).resolve().parent.parent
RUNS = {"subprocess.run", "subprocess.check_output", "subprocess.check_call", "subprocess.call"}
STARTERS = {
    "helpers/children.py",  # with a watchdog
    "pty/session.py",  # each wait has its limit, and close() kills
    "soak/monkey.py",  # likewise, for as long as was asked for
    "fuzz/__main__.py",  # no test: a program that may take its time
}
HEARD = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT]


@functools.cache
def calls() -> list[tuple[str, ast.Call]]:
    """Every call in the tests, and the file it is in; benchmarks are started by hand."""
    folder = ROOT / "tests"
    return [
        (name, node)
        for path in sorted(folder.rglob("*.py"))
        if not (name := str(path.relative_to(folder))).startswith("benchmarks/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]


def test_every_wait_for_a_program_has_an_end() -> None:
    endless = [
        f"{name}:{call.lineno}"
        for name, call in calls()
        if ast.unparse(call.func) in RUNS
        and not {keyword.arg for keyword in call.keywords} & {"timeout", None}
    ]
    assert endless == []
    starters = {name for name, call in calls() if ast.unparse(call.func).endswith("Popen")}
    assert starters <= STARTERS
    blocking = [
        f"{name}:{call.lineno}"
        for name, call in calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"wait", "communicate"}
        and ast.unparse(call.func.value).endswith("process")
        and not call.args
        and not call.keywords
        and name not in STARTERS
    ]
    assert blocking == []


@pytest.mark.long
def test_a_program_that_does_not_end_is_ended() -> None:
    sleeps = [sys.executable, "-c", "print('up', flush=True)\nimport time\ntime.sleep(600)"]
    with Child(sleeps, stdout=subprocess.PIPE, life=3) as process:
        process.stdout.read()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    with Child(sleeps, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"up\n"
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", HEARD)
def test_a_program_hears_what_ends_it(number: signal.Signals) -> None:
    code = (
        "import signal, sys\n"
        f"sys.exit(signal.getsignal({int(number)}) not in (signal.SIG_DFL, signal.default_int_handler))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=PATIENCE, check=False).returncode == 0


def _deaf() -> None:
    """As ``nohup`` and ``&`` start a program: without a terminal, and with these ignored."""
    for number in HEARD:
        signal.signal(number, signal.SIG_IGN)


@pytest.mark.long
def test_started_under_nohup_they_end_as_well() -> None:
    """The same test, once more, by a pytest that hears nothing."""
    name = f"tests/test_waiting.py::{test_a_program_hears_what_ends_it.__name__}"
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name],
        cwd=ROOT,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        preexec_fn=_deaf,
        timeout=LIFE,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert "3 passed" in result.stdout
