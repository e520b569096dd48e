"""A 10,000-line authorized_keys against ``ssh-keygen -lf``, and a folder of 10,000 mixed files looked at."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.inspecting import folder_of_keys
from tests.benchmarks.timing import interleave, row, seconds
from tests.helpers.peers import need
from tui.keyops.files.listing import scan
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey
from tui.process import cores
from tui.screens.keys.scanner import Summarizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.keyops.files.listing import Entry

COUNT = 10_000


def main(argv: list[str] | None = None) -> None:
    """Print the comparison."""
    del argv
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as name:
        lines = Path(name) / "authorized_keys"
        keys = (Ed25519PublicKey(os.urandom(32)) for _ in range(COUNT))
        text = (authorized_line(key, b"user%d" % at) + "\n" for at, key in enumerate(keys))
        lines.write_text("".join(text))
        mine, theirs, idle = interleave(
            5,
            lambda: seconds([sys.executable, "-m", "tui", "inspect", lines], cwd=root),
            lambda: seconds([need("ssh-keygen"), "-lf", lines]),
            lambda: seconds([sys.executable, "-m", "tui", "inspect", os.devnull + "x"], cwd=root, ok=False),
        )
        print(f"\nauthorized_keys of {COUNT} lines, start to exit (aim: ratio at most 1.0)")
        print(row("ssh-keygen -lf", theirs))
        print(row("keywright inspect", mine, theirs))
        print(row("  of it start-up", idle, theirs))
    with tempfile.TemporaryDirectory() as name:
        folder_of_keys(Path(name), COUNT)
        start = time.perf_counter()
        entries = scan(Path(name))
        names = time.perf_counter() - start
        print(f"\nA folder of {COUNT} mixed files, on {cores.usable()} cores (aims: 100 ms, 1.0 s)")
        print(
            f"  names listed in {names * 1000:.0f} ms, all known in {asyncio.run(all_known(entries)):.2f} s"
        )


async def all_known(entries: Sequence[Entry]) -> float:
    """Seconds until it is told of all files of a folder what they are, as the screens look at them."""
    over = asyncio.Event()
    looking = Summarizer(lambda *_: None if looking.is_busy else over.set())
    start = time.perf_counter()
    looking.begin(entries, {})
    await over.wait()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
