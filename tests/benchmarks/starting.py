"""From exec to the first screen, beside a bare Textual app; headless answers, beside an empty Python."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.bare import BARE, ROWS
from tests.benchmarks.memory import at_rest
from tests.benchmarks.report import Figure, median
from tests.benchmarks.timing import installed, interleave, seconds
from tests.pty.session import ROOT, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 15


def painted(argv: list[str], marker: str) -> float:
    """Seconds until a text is on the terminal."""
    start = time.perf_counter()
    with Session(argv) as session:
        session.wait_raw(marker.encode())
        return time.perf_counter() - start


def resting(argv: list[str], marker: str) -> float:
    """MiB in memory when nothing is pressed."""
    with Session(argv) as session:
        session.wait_for(marker)
        session.settle()
        return at_rest(session) / 1024


def measure() -> Iterator[Figure]:
    """All figures; they take turns, so that all see the same machine."""
    key = ROOT / "tests" / "corpus" / "openssh-10.5" / "id_rsa-2048.pub"
    python, module = sys.executable, [sys.executable, "-m", "tui"]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "id_marker.pub").write_bytes(key.read_bytes())
        bare, frame, names, empty, version, inspect = interleave(
            ROUNDS,
            lambda: painted([python, "-c", BARE], ROWS[0]),
            lambda: painted([*module, name], "Generate"),
            lambda: painted([*module, name], "id_marker"),
            lambda: seconds([python, "-c", "pass"]),
            lambda: seconds([*module, "--version"], cwd=installed()),
            lambda: seconds([*module, "inspect", str(key)], cwd=installed()),
        )
    for what, found, aim, beside, whom in (
        ("exec to the first screen", frame, 1.0, bare, "bare app"),
        ("exec to the names in the list", names, 1.0, bare, "bare app"),
        ("keywright --version", version, 2.5, empty, "python -c pass"),
        ("keywright inspect FILE.pub", inspect, 3.5, empty, "python -c pass"),
    ):
        yield Figure(what, median(found) * 1000, "ms", aim, median(beside) * 1000, whom)
    theirs = resting([python, "-c", BARE], ROWS[0])
    with tempfile.TemporaryDirectory() as name:
        for what in ("no key", "a key shown"):
            ours = resting([*module, name], "Generate")
            yield Figure(f"memory at rest, {what}", ours, "MiB", 1.3, theirs, "bare app")
            (Path(name) / "id_marker.pub").write_bytes(key.read_bytes())
