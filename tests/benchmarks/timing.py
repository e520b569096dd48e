"""Timing of whole commands, side by side: interleaved, so that all see the same machine."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pty.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]


_NOT_OF_USERS = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPATH"}


@functools.cache
def environment() -> dict[str, str]:
    """Ours, without what makes Python look for byte code elsewhere or not at all."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_OF_USERS}


@functools.cache
def installed() -> Path:
    """A folder with a copy of the program, its byte code beside it, as it is where keywright is installed."""
    folder = Path(tempfile.mkdtemp(prefix="keywright-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("tui", "styles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    argv = [sys.executable, "-m", "compileall", "-q", "tui"]
    subprocess.run(argv, check=True, cwd=folder, env=environment())
    return folder


def session(argv: Sequence[str | Path], env: Mapping[str, str | None] | None = None) -> Session:
    """A program under a terminal, as it runs where keywright is installed; as ``Session``."""
    return Session(argv, cwd=installed(), env={**dict.fromkeys(_NOT_OF_USERS), **(env or {})})


def seconds(argv: Sequence[str | Path], *, cwd: Path | None = None, ok: bool = True) -> float:
    """From start to exit of a command, which must succeed when ``ok``."""
    env = environment()
    start = time.perf_counter()
    subprocess.run(
        [str(part) for part in argv],
        check=ok,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def interleave(rounds: int, *runs: Callable[[], float]) -> list[list[float]]:
    """Run each in turn, ``rounds`` times; one list of seconds for each."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for at, run in enumerate(runs):
            times[at].append(run())
    return times


def p95(values: Sequence[float]) -> float:
    """The value that 95 % do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def row(name: str, values: Sequence[float], base: Sequence[float] | None = None) -> str:
    """One printed line: median, p95, and the ratios to a base."""
    median = statistics.median(values)
    text = f"  {name:<28} median {median * 1000:9.1f} ms   p95 {p95(values) * 1000:9.1f} ms"
    if base is not None:
        text += f"   ratio {median / statistics.median(base):5.2f}   p95 ratio {p95(values) / p95(base):5.2f}"
    return text
