"""All benchmarks, one after the other, or those named: ``make bench ARGS="start bytes"``.

Each figure stands beside what it is measured against in the same run; its aim is in brackets, and is said
to be missed where it is. Figures of time mean something on a machine that has nothing else to do.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

SUBJECTS: Final = {
    "start": ("starting", "Start, 80x24"),
    "bytes": ("sending", "Bytes on the line, 80x24"),
    "keys": ("pressing", "From a key press to what it changes"),
    "inspect": ("inspecting", ""),
    "unlock": ("unlocking", ""),
    "table": ("comparing", ""),
    "proportion": ("proportion", ""),
    "many": ("many", ""),
    "fleet": ("fleet", ""),
    "generate": ("generation", ""),
}
"""Each with its module, which has ``measure()``, and a title; without a title it prints by itself."""


def main(names: list[str]) -> int:
    """Run them."""
    unknown = [name for name in names if name not in {*SUBJECTS, "--quick"}]
    if unknown:
        sys.stderr.write(f"{unknown[0]} is none of {', '.join(SUBJECTS)}\n")
        return 2
    if names == ["--quick"]:
        return _quick()
    for name in names or SUBJECTS:
        module, title = SUBJECTS[name]
        subject = import_module(f"tests.benchmarks.{module}")
        if not title:
            subject.main([])
            continue
        print(f"\n{title} (aims in brackets)", flush=True)
        for figure in subject.measure():
            print(figure.line, flush=True)
    return 0


def _quick() -> int:
    """The table alone, of few rounds: under a minute."""
    from tests.benchmarks import comparing

    comparing.main(["--rounds", "3"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
