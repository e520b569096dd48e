"""``make fuzz``: ten minutes on every core, and figures. KEYWRIGHT_FUZZ_SECONDS sets another time.

With atheris most of it is guided by coverage; without it all changes are made blindly. Exit code 1 when
anything was found, or the machine was too busy for a million inputs; what was found is in build/fuzz/.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.engine import STRICT_SECONDS, Figures, run
from tests.fuzz.readers import seeds

FOUND = Path("build/fuzz")
WANTED = 1_000_000
"""Inputs in ten minutes."""
SHARE_GUIDED = 0.8
"""Of the time; the rest goes to quick changes without a look at coverage, many more of them."""


def main() -> int:
    seconds = float(os.environ.get("KEYWRIGHT_FUZZ_SECONDS", "600"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    FOUND.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    inputs, failed, left = 0, False, seconds
    if importlib.util.find_spec("atheris") is not None:
        inputs, failed = _guided(seconds * SHARE_GUIDED, cores)
        left = seconds * (1 - SHARE_GUIDED)
    figures = _blind(left, cores)
    inputs += figures.inputs
    print(f"{inputs:,} inputs in {time.monotonic() - started:.0f} s on {cores} cores")
    return int(failed or bool(figures.problems) or (seconds >= 600 and inputs < WANTED))


def _guided(seconds: float, cores: int) -> tuple[int, bool]:
    """One libFuzzer a core, all on one growing folder of inputs: how many, and whether any was bad."""
    with tempfile.TemporaryDirectory() as folder:
        for data in {data for group in seeds().values() for data in group}:
            (Path(folder) / hashlib.sha256(data).hexdigest()).write_bytes(data)
        argv = [
            *(sys.executable, "-m", "tests.fuzz.guided", folder),
            *(f"-max_total_time={seconds:.0f}", "-max_len=8192", "-timeout=60", "-rss_limit_mb=4096"),
            *("-reload=1", "-print_final_stats=1", f"-artifact_prefix={FOUND}/"),
        ]
        running = [_start([*argv, f"-seed={number + 1}"], FOUND / f"log-{number}") for number in range(cores)]
        try:
            codes = [process.wait() for process in running]
        finally:
            for process in running:
                process.kill()
                process.wait()
    logs = [(FOUND / f"log-{number}").read_text(errors="replace") for number in range(cores)]
    inputs = sum(_stat(log, "number_of_executed_units") for log in logs)
    slowest = max(_stat(log, "slowest_unit_time_sec") for log in logs)
    resident = max(_stat(log, "peak_rss_mb") for log in logs)
    print(f"guided: {inputs:,} inputs to every reader; slowest {slowest} s; at most {resident} MiB resident")
    for code, log in zip(codes, logs, strict=True):
        if code:
            print(log[-4000:])
    return inputs, any(codes)


def _start(argv: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT)


def _stat(log: str, name: str) -> int:
    found = re.search(rf"stat::{name}:\s+(\d+)", log)
    return int(found[1]) if found else 0


def _blind(seconds: float, cores: int) -> Figures:
    """One seeded run a core, each input to one reader."""
    figures = Figures()
    with ProcessPoolExecutor(cores) as pool:
        strict = functools.partial(run, budget=STRICT_SECONDS)
        for part in pool.map(strict, [seconds] * cores, range(cores)):
            figures.add(part)
    print(f"blind: {figures}")
    for number, (_, data) in enumerate(figures.problems.values()):
        (FOUND / f"found-{number}").write_bytes(data)
    return figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["--sizes"]:
        from tests.fuzz import sizes

        sys.exit(sizes.main(sys.argv[2:]))
    sys.exit(main())
