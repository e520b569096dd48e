"""From exec to the first screen, beside a bare Textual app; headless answers, beside an empty Python."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.bare import BARE, ROWS
from tests.benchmarks.memory import at_rest
from tests.benchmarks.report import Figure, median
from tests.benchmarks.timing import ROOT, installed, interleave, seconds, session

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 15


def painted(argv: list[str], marker: str) -> float:
    """Seconds until a text is on the terminal."""
    installed()
    start = time.perf_counter()
    with session(argv) as shown:
        shown.wait_raw(marker.encode())
        return time.perf_counter() - start


def resting(argv: list[str], marker: str) -> float:
    """MiB in memory when nothing is pressed."""
    with session(argv) as shown:
        shown.wait_for(marker)
        shown.settle()
        return at_rest(shown) / 1024


KEYS: Final = ROOT / "tests" / "corpus" / "openssh-10.5"
OURS: Final = [sys.executable, "-m", "tui"]
THEIRS: Final = [sys.executable, "-c", BARE]


def frames(rounds: int) -> list[list[float]]:
    """Seconds to the names of a folder, to the whole first frame, and to that of a bare app, in turns."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "id_marker.pub").write_bytes((KEYS / "id_rsa-2048.pub").read_bytes())
        return interleave(
            rounds,
            lambda: painted([*OURS, name], "id_marker"),
            lambda: painted([*OURS, name], "Generate"),
            lambda: painted(THEIRS, ROWS[0]),
        )


def rests() -> Iterator[tuple[str, float]]:
    """MiB at rest: with what is shown, and last those of a bare app."""
    for what, key in (("no key", ""), ("a public key", "id_ed25519.pub"), ("a private key", "id_ed25519")):
        with tempfile.TemporaryDirectory() as name:
            if key:
                (Path(name) / key).write_bytes((KEYS / key).read_bytes())
                (Path(name) / key).chmod(0o600)
            yield what, resting([*OURS, name], "Generate")
    yield "bare app", resting(THEIRS, ROWS[0])


def measure() -> Iterator[Figure]:
    """All figures; they take turns, so that all see the same machine."""
    key = KEYS / "id_rsa-2048.pub"
    names, frame, bare = frames(ROUNDS)
    empty, version, inspect = interleave(
        ROUNDS,
        lambda: seconds([sys.executable, "-c", "pass"]),
        lambda: seconds([*OURS, "--version"], cwd=installed()),
        lambda: seconds([*OURS, "inspect", str(key)], cwd=installed()),
    )
    for what, found, aim, beside, whom in (
        ("exec to the names in the list", names, 0.6, bare, "bare app"),
        ("exec to the whole first frame", frame, 1.0, bare, "bare app"),
        ("keywright --version", version, 2.5, empty, "python -c pass"),
        ("keywright inspect FILE.pub", inspect, 3.5, empty, "python -c pass"),
    ):
        yield Figure(what, median(found) * 1000, "ms", aim, median(beside) * 1000, whom)
    *ours, (whom, theirs) = rests()
    for what, size in ours:
        yield Figure(f"memory at rest, {what}", size, "MiB", 1.3, theirs, whom)
