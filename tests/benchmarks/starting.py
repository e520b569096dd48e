"""From exec to the first painted screen, beside a bare Textual app; and how many bytes that takes."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.timing import interleave, row, seconds
from tests.terminal.session import ROOT, Session

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Static

class Bare(App):
    def compose(self):
        yield Header()
        yield Static("MARKER")
        yield Footer()

Bare().run(mouse=False)
"""


def _painted(argv: list[str], marker: str, sizes: list[int]) -> float:
    start = time.perf_counter()
    with Session(argv) as session:
        session.wait_raw(marker.encode())
        took = time.perf_counter() - start
        session.settle(0.2)
        sizes.append(len(session.raw))
    return took


def main(argv: list[str] | None = None) -> None:
    """Print the comparison."""
    del argv
    bytes_bare: list[int] = []
    bytes_ours: list[int] = []
    key = ROOT / "tests" / "corpus" / "openssh-10.5" / "id_rsa-2048.pub"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bare.py").write_text(BARE)
        (folder / "id_marker.pub").write_bytes(key.read_bytes())
        python = sys.executable
        bare, first, ours, idle, version, inspect = interleave(
            15,
            lambda: _painted([python, str(folder / "bare.py")], "MARKER", bytes_bare),
            lambda: _painted([python, "-m", "tui", name], "Generate", bytes_ours),
            lambda: _painted([python, "-m", "tui", name], "id_marker", bytes_ours),
            lambda: seconds([python, "-c", "pass"]),
            lambda: seconds([python, "-m", "tui", "--version"], cwd=ROOT),
            lambda: seconds([python, "-m", "tui", "inspect", str(key)], cwd=ROOT),
        )
    print("\nFrom exec to the first painted screen, 80x24 (aim: ratio at most 1.25)")
    print(row("bare Textual app", bare))
    print(row("keywright, its frame", first, bare))
    print(row("keywright, names in the list", ours, bare))
    sizes = statistics.median(bytes_bare), statistics.median(bytes_ours)
    print(f"  bytes until quiet: bare {sizes[0]:.0f}, ours {sizes[1]:.0f} (aim: at most 12 KB)")
    print("Headless, start to exit (aims: --version 2.5, inspect 5 times `python -c pass`)")
    print(row("python -c pass", idle))
    print(row("keywright --version", version, idle))
    print(row("keywright inspect FILE.pub", inspect, idle))


if __name__ == "__main__":
    main(sys.argv[1:])
