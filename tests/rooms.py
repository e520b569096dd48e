"""Print which room of the library imports which: ``python -m tests.rooms``.

What follows from the other arrows is left out.
"""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import tui.keyops

ROOT = Path(tui.keyops.__file__).parent


def room_of(inner: Path | str) -> str:
    """A folder; the modules at the top, which all share, are the ground floor."""
    head = Path(inner).parts[0]
    return head if (ROOT / head).is_dir() else "ground floor"


def imports() -> dict[str, set[str]]:
    """For each room those it imports, on first use too."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        inner = path.relative_to(ROOT)
        if inner == Path("__init__.py"):
            continue
        room = room_of(inner)
        found.setdefault(room, set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not node.level:
                continue
            base = [*inner.parent.parts][: len(inner.parent.parts) - node.level + 1]
            told = [*base, *(node.module or "").split(".")] if node.module else base
            heads = {told[0]} if told else {one.name for one in node.names}
            found[room] |= {room_of(head) for head in heads} - {room}
    return found


def reduced(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows that do not follow from others.

    Raises:
        CycleError: two rooms import each other, straight or round about.
    """
    reach: dict[str, set[str]] = {}
    for room in TopologicalSorter(arrows).static_order():
        reach[room] = set().union(*(reach[one] | {one} for one in arrows.get(room, ())))
    return {
        room: {one for one in ones if not any(one in reach[other] for other in ones - {one})}
        for room, ones in arrows.items()
    }


def main() -> None:
    """Print them."""
    arrows = reduced(imports())
    for room, ones in sorted(arrows.items()):
        for one in sorted(ones):
            print(f"{room} -> {one}")
    print(f"{sum(map(len, arrows.values()))} arrows between {len(arrows)} rooms")


if __name__ == "__main__":
    main()
