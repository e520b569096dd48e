"""Kills a saving program with SIGKILL at every step: before and after each of its system calls.

Run as a program of its own, which forks: ``python -m tests.faults.killing FOLDER SECONDS SEED MOST``.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter as Bag
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.calls import Counter, watched
from tests.faults.stories import STORIES, Story, outcome, wrong
from tui.keyops.files import storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Figure:
    """What was seen."""

    kills: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    wrong: str = ""

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {count}" for name, count in sorted(self.outcomes.items()))
        return f"{self.kills} kills ({parts}): {self.wrong or 'nothing lost, nothing half'}"


def fast_folder() -> Iterator[Path]:
    """A folder in memory where there is one, removed afterwards."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    base = str(shared) if os.access(shared, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=base, prefix="keywright-faults-") as name:
        yield Path(name)


class Deadly:
    """Kills the program at one call."""

    def __init__(self, number: int, *, after: bool) -> None:
        """Args: which call, and whether it is still done."""
        self.left = number
        self.after = after

    def __call__(self, _name: str, call: Callable[[], Any]) -> Any:
        """Do it, or die."""
        self.left -= 1
        if self.left != -1:
            return call()
        if self.after:
            call()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def kill_once(story: Story, folder: Path, deadly: Deadly) -> bool:
    """Save in a forked child; tells whether it was killed on the way."""
    child = os.fork()
    if not child:
        try:
            with watched(deadly):
                story.act(folder)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def recovered(story: Story, folder: Path) -> str:
    """What must not be when the folder is used again, in a sentence; empty when all is well."""
    storage.recover(folder)
    ended = outcome(story, folder)
    if ended == "mixed":
        return "what was left half done stays so"
    left = [path.name for path in folder.iterdir() if path.name.startswith(".")] if folder.exists() else []
    return f"{left[0]} was left" if left else wrong(story, folder, died=True)


def run(root: Path, seconds: float, seed: int, most: int) -> Figure:
    """Kill for a while, at every step of every story in turn, in an order that the seed gives.

    Args:
        root: a folder to work in.
        seconds: how long at most.
        seed: of the order.
        most: how often at most.
    """
    figure, seen, end = Figure(), Bag[str](), time.monotonic() + seconds
    chance = random.Random(seed)
    steps = []
    for story in STORIES:
        counter, folder = Counter(), root / "count"
        story.set_up(folder)
        with watched(counter):
            story.act(folder)
        shutil.rmtree(folder)
        steps += [(story, number, after) for number in range(len(counter.names)) for after in (False, True)]
    for turn in itertools.count():
        chance.shuffle(steps)
        for story, number, after in steps:
            if time.monotonic() > end or figure.kills >= most:
                figure.outcomes = dict(seen)
                return figure
            folder = root / "story"
            story.set_up(folder)
            killed = kill_once(story, folder, Deadly(number, after=after))
            figure.kills += killed
            seen[outcome(story, folder)] += killed
            figure.wrong = wrong(story, folder, died=killed) or (recovered(story, folder) if killed else "")
            if figure.wrong:
                figure.wrong = f"{story.name}, call {number}, turn {turn}: {figure.wrong}"
                figure.outcomes = dict(seen)
                return figure
            shutil.rmtree(folder, ignore_errors=True)
    raise AssertionError


def in_a_child(root: Path, seconds: float, seed: int, most: int = 1 << 30) -> Figure:
    """``run`` in a process of its own, which has no threads and so may fork."""
    command = [sys.executable, "-m", "tests.faults.killing", str(root), str(seconds), str(seed), str(most)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=seconds + 60)
    return Figure(**json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(asdict(run(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))))
