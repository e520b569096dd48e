"""All benchmarks, one after the other, or those named: ``python -m tests.benchmarks [NAME...]``."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("generation", "starting", "inspecting", "unlocking", "many")


def main() -> None:
    """Run them."""
    for name in sys.argv[1:] or NAMES:
        import_module(f"tests.benchmarks.{name}").main([])


if __name__ == "__main__":
    main()
