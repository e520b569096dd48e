"""Runs targets on changed files until the time is over, and tells what it saw."""

from __future__ import annotations

import contextlib
import random
import resource
import signal
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.fuzz.mutation import Mutator
from tests.fuzz.readers import TARGETS, seeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_SECONDS: Final = 60.0
"""Of processor time, for one input: far more than any takes on the slowest machine. What it finds is work
that grows with the square of the size: of a file of 1 MiB that takes hours."""
STRICT_SECONDS: Final = 2.0
"""For ``make fuzz``, which has a machine to itself."""
MAX_MIB: Final = 200


@dataclass
class Figures:
    """What a run saw."""

    inputs: int = 0
    slowest: float = 0.0
    """Seconds of processor time."""
    slowest_target: str = ""
    grown_mib: int = 0
    """How much the process grew at most with one input."""
    problems: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """By kind: the target, and the input that showed it first."""
    budget: float = MAX_SECONDS
    """Seconds of processor time for one input."""

    def add(self, other: Figures) -> None:
        """Add those of another run."""
        self.inputs += other.inputs
        if other.slowest > self.slowest:
            self.slowest, self.slowest_target = other.slowest, other.slowest_target
        self.grown_mib = max(self.grown_mib, other.grown_mib)
        self.problems = other.problems | self.problems

    def __str__(self) -> str:
        slowest = f"slowest {self.slowest:.2f} s ({self.slowest_target})"
        grown = f"memory grew by {self.grown_mib} MiB"
        lines = [f"{self.inputs:,} inputs; {slowest}; {grown}; {len(self.problems)} problems"]
        lines += [f"  {kind} in {target}: {data!r:.300}" for kind, (target, data) in self.problems.items()]
        return "\n".join(lines)


def resident_mib() -> int:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class _TooLong(BaseException):
    """The budget is used up. No Exception: the code under test may catch those."""


@contextlib.contextmanager
def _ending_after(seconds: float) -> Iterator[None]:
    """Raise _TooLong in the middle of what takes more processor time, so that nothing goes on for hours."""

    def stop(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def try_one(name: str, data: bytes, figures: Figures) -> None:
    """Give one input to a target, and note what it does that it must not."""
    started, before = time.process_time(), resident_mib()
    try:
        with _ending_after(figures.budget):
            TARGETS[name](data)
    except _TooLong:
        figures.problems.setdefault(f"over {figures.budget:g} s", (name, data))
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno}"
        figures.problems.setdefault(kind, (name, data))
    took, grown = time.process_time() - started, resident_mib() - before
    figures.inputs += 1
    figures.grown_mib = max(figures.grown_mib, grown)
    if grown > MAX_MIB:
        figures.problems.setdefault(f"over {MAX_MIB} MiB", (name, data))
    if took > figures.slowest:
        figures.slowest, figures.slowest_target = took, name
    if took > figures.budget:  # also what could not be ended in the middle
        figures.problems.setdefault(f"over {figures.budget:g} s", (name, data))


def run(
    seconds: float, seed: int, names: Iterable[str] | None = None, budget: float = MAX_SECONDS
) -> Figures:
    """Try changed files for so many seconds of processor time.

    Args:
        seconds: altogether.
        seed: the same one tries the same inputs.
        names: of TARGETS; all without it.
        budget: seconds of processor time for one input.
    """
    chosen = list(names or TARGETS)
    rng = random.Random(seed)
    files = seeds()
    everything = [data for group in files.values() for data in group]
    mutators = {name: Mutator(rng, files.get(name) or everything) for name in chosen}
    anything = Mutator(rng, everything)
    figures = Figures(budget=budget)
    end = time.process_time() + seconds
    while time.process_time() < end:
        for name in chosen:
            source = mutators[name] if rng.random() < 0.8 else anything
            try_one(name, source.input(), figures)
    return figures
