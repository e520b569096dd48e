"""A 10,000-line authorized_keys against ``ssh-keygen -lf``, and a folder of 10,000 mixed files looked at."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.inspecting import folder_of_keys
from tests.benchmarks.timing import interleave, row, seconds
from tests.helpers.peers import need
from tui.keyops.files.listing import scan
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection.summary import summarize
from tui.keyops.keys.eddsa import Ed25519PublicKey

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
        for entry in entries:
            summarize(entry.path)
        print(f"\nA folder of {COUNT} mixed files, in process")
        print(
            f"  names listed in {names * 1000:.0f} ms, all looked at in {time.perf_counter() - start:.2f} s"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
